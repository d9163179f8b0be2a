"""CSV files in any declared dialect and encoding: read as text, then typed value by value."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

from engine.errors import Issue, Place
from engine.model.data import Part
from engine.model.datasets import DatasetSpec
from engine.model.plan import Read
from engine.sources.files import file_bytes
from engine.sources.headers import find_headers
from engine.sources.places import field_places
from engine.sources.records import CsvText, fields
from engine.sources.typed import text_part

NUL = "\0"


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
    raw, found = fields(content, headers)
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
        header = [field.strip() for field in content.header()]
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
