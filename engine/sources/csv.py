"""CSV files in any declared dialect and encoding: read as text, then typed value by value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place
from engine.model.data import Part
from engine.model.datasets import CsvDialect, DatasetSpec
from engine.model.plan import Read
from engine.sources.checks import RECORD
from engine.sources.datasets import SHOWN
from engine.sources.files import file_bytes
from engine.sources.headers import find_headers
from engine.sources.places import field_places
from engine.sources.typed import text_part

MAX_FIELD = 1 << 24
CHUNK = 1 << 16  # records that stand in memory as Python's own texts
NUL = "\0"


@dataclass(frozen=True)
class CsvText:
    """The file's text from its header on, with what is needed to say where something stands in it."""

    name: str
    text: str
    skipped: int  # lines above the header
    dialect: CsvDialect

    def records(self) -> Iterator[list[str]]:
        """The records with their fields, the header first; an empty line is an empty record."""
        csv.field_size_limit(MAX_FIELD)
        return csv.reader(io.StringIO(self.text, newline="\n"), delimiter=self.dialect.separator, strict=True)


def read_csv(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """One CSV file's rows, typed, or what is wrong with its shape."""
    spec = wanted.dataset
    data, issues = file_bytes(path, spec)
    if data is None:
        return None, issues
    content, issues = _decoded(data, name, spec)
    if content is None:
        return None, issues
    headers, issues = _headers(content, wanted)
    if any(issue.code == "wrong-separator" for issue in issues):
        return None, issues
    raw, found = _fields(content, headers)
    issues += found
    if issues:
        return None, issues
    return text_part(path, name, data, raw, wanted, partial(_places, content, headers), content.dialect), []


def _decoded(data: bytes, name: str, spec: DatasetSpec) -> tuple[CsvText | None, list[Issue]]:
    """The text with every line end as a newline, so that whoever walks it counts the same lines."""
    encoding = "utf-8-sig" if spec.csv.encoding.lower() in ("utf-8", "utf8") else spec.csv.encoding
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding, "ignore")
        message = f"the file is not {spec.csv.encoding}: the byte 0x{error.object[error.start]:02X} does not read"
        hint = f"give '{spec.id}' another 'encoding' under 'csv', often cp1252"
        return None, [Issue("error", "encoding", _end(name, before), message, hint)]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if NUL in text:
        # No text holds it, and the backend marks what is no value with it.
        hint = f"the file may be in UTF-16: say so with 'encoding: utf-16' under 'csv' of '{spec.id}'"
        place = _end(name, text[: text.index(NUL)])
        return None, [Issue("error", "encoding", place, "the file holds a NUL character, and no text does", hint)]
    lines = text.split("\n", spec.csv.skip_top)
    text = lines[-1] if len(lines) > spec.csv.skip_top else ""
    return CsvText(name, text, spec.csv.skip_top, spec.csv), []


def _end(name: str, before: str) -> Place:
    """The place right after a text."""
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _headers(content: CsvText, wanted: Read) -> tuple[dict[str, int], list[Issue]]:
    """The place of each wanted column in the records, by the column's name."""
    try:
        header = [field.strip() for field in next(content.records(), [])]
    except csv.Error:
        return {}, []  # the fields are read again, and that says where
    place = Place(content.name, content.skipped + 1, 1)
    if not any(header):
        return {}, [Issue("error", "empty-data", place, "the file is empty")]
    known = {name for column in wanted.columns for name in column.headers}
    if len(header) == 1 and header[0] not in known and (mark := _other_separator(header[0], content)):
        hint = f"the separator seems to be '{mark}': give '{wanted.dataset.id}' csv: {{separator: '{mark}'}}"
        return {}, [Issue("error", "wrong-separator", place, "the whole line reads as a single field", hint)]
    return find_headers(wanted.columns, header, place)


def _other_separator(header: str, content: CsvText) -> str | None:
    return next((mark for mark in ";,\t|" if mark in header and mark != content.dialect.separator), None)


def _fields(content: CsvText, headers: dict[str, int]) -> tuple[pl.DataFrame, list[Issue]]:
    """The wanted columns as text with the number of their record, or what is wrong with the file's shape.

    Python's reader says what a record is; the places of problems are counted by the same rules.
    """
    issues: list[Issue] = []
    wrong = 0
    records = content.records()
    frames = [_frame([], [], headers)]
    rows: list[list[str]] = []
    numbers: list[int] = []
    try:
        width = len(next(records, []))
        start = records.line_num  # type: ignore[attr-defined]
        for number, record in enumerate(records):
            start, before = records.line_num, start  # type: ignore[attr-defined]
            if not _holds(record, width):
                continue
            if len(record) != width:
                wrong += 1
                if wrong <= SHOWN:
                    place = Place(content.name, before + 1 + content.skipped, 1)
                    message = f"the line has {len(record)} fields, and the header has {width}"
                    issues.append(Issue("error", "ragged-row", place, message, "a separator or a quote is amiss"))
                continue
            rows.append(record)
            numbers.append(number)
            if len(rows) == CHUNK:
                frames.append(_frame(rows, numbers, headers))
                rows, numbers = [], []
    except csv.Error as error:
        place = Place(content.name, records.line_num + content.skipped, 1)  # type: ignore[attr-defined]
        issues.append(Issue("error", "csv-syntax", place, f"this is not CSV: {error}", "a quote is not closed"))
    if wrong > SHOWN:
        place = Place(content.name)
        issues.append(Issue("error", "ragged-row", place, f"{wrong} lines have another number of fields in all"))
    return pl.concat([*frames, _frame(rows, numbers, headers)]), issues


def _holds(record: list[str], width: int) -> bool:
    """Whether a record holds anything; a spreadsheet often leaves empty lines at the end."""
    return any(record) if width > 1 else bool(record)


def _frame(rows: list[list[str]], numbers: list[int], headers: dict[str, int]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True))
    text = [
        pl.Series(name, columns[index] if columns else (), dtype=pl.String) for name, index in headers.items()
    ]  # fmt: skip
    return pl.DataFrame([pl.Series(RECORD, numbers, dtype=pl.Int64), *text])


def _places(
    content: CsvText, headers: dict[str, int], cells: frozenset[tuple[int, str]]
) -> dict[tuple[int, str], Place]:
    """The places of fields as an editor counts lines and columns."""
    places = field_places(content.text, content.dialect.separator, {record for record, _ in cells})
    found = {}
    for record, name in cells:
        line, column, length = places[record][headers[name]]
        found[record, name] = Place(content.name, line + content.skipped, column, length)
    return found
