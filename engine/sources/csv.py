"""CSV files in any declared dialect and encoding: read as text, then typed value by value."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

from engine.errors import Issue, Place
from engine.model.data import Part
from engine.model.datasets import DatasetSpec
from engine.model.plan import Read
from engine.sources.encodings import decoded
from engine.sources.files import file_bytes
from engine.sources.headers import find_headers
from engine.sources.places import field_places
from engine.sources.records import CsvText, fields
from engine.sources.typed import text_part


def read_csv(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """One CSV file's rows, typed, or what is wrong with its shape."""
    spec = wanted.dataset
    data, issues = file_bytes(path, spec)
    if data is None:
        return None, issues
    text, warnings = decoded(data, name, spec)
    if text is None:
        return None, warnings
    content = text_from_header(text, name, spec)
    headers, issues = _headers(content, wanted)
    if any(issue.code == "wrong-separator" for issue in issues):
        return None, issues
    raw, found = fields(content, headers)
    issues += found
    if issues:
        return None, issues
    return text_part(path, name, data, raw, wanted, partial(_places, content, headers), content.dialect), warnings


def text_from_header(text: str, name: str, spec: DatasetSpec) -> CsvText:
    """The text from its header on."""
    lines = text.split("\n", spec.csv.skip_top)
    text = lines[-1] if len(lines) > spec.csv.skip_top else ""
    return CsvText(name, text, spec.csv.skip_top, spec.csv)


def _headers(content: CsvText, wanted: Read) -> tuple[dict[str, int], list[Issue]]:
    """The place of each wanted column in the records, by the column's name."""
    try:
        header = [field.strip() for field in content.header()]
    except csv.Error:
        return {}, []  # the fields are read again, and that says where
    place = Place(content.name, content.skipped + 1, 1)
    if not any(header):
        if content.skipped:
            message = f"the file ends before its header: 'skip_top' leaves out {content.skipped} lines"
            return {}, [
                Issue("error", "empty-data", Place(content.name), message, "the header follows right after them")
            ]
        return {}, [Issue("error", "empty-data", place, "the file is empty", "export it again")]
    known = {name for column in wanted.columns for name in column.headers}
    if len(header) == 1 and header[0] not in known and (mark := _other_separator(header[0], content)):
        shown = '"\\t"' if mark == "\t" else f"'{mark}'"
        hint = f"the separator seems to be {shown}: give '{wanted.dataset.id}' csv: {{separator: {shown}}}"
        return {}, [Issue("error", "wrong-separator", place, "the whole line reads as a single field", hint)]
    return find_headers(wanted, header, place, _header_places(content))


def _header_places(content: CsvText) -> list[Place]:
    """The place of each header."""
    found = field_places(content.text, content.dialect.separator, {-1})[-1]
    return [Place(content.name, line + content.skipped, column, length) for line, column, length in found]


def _other_separator(header: str, content: CsvText) -> str | None:
    return next((mark for mark in ";,\t|:" if mark in header and mark != content.dialect.separator), None)


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
