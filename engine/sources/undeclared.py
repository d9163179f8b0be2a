"""A file before anything is declared of it: every column by its place, as text, or in the type that the file gives it.

`kpi init` looks at files so, to propose a declaration; what is shown in a report is always read as declared.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place, several
from engine.model.datasets import DatasetSpec
from engine.sources.arrow import scan_arrow
from engine.sources.checks import RECORD
from engine.sources.contents import LOOKED_AT, not_what_it_says
from engine.sources.csv import text_from_header
from engine.sources.encodings import another_kind, decoded
from engine.sources.exact import FITS, held
from engine.sources.json import parse_lines, parse_list, what_is_broken
from engine.sources.records import fields
from engine.sources.watched import BROKEN, watched
from engine.sources.xlsx import WHOLE_DAY, whole_sheet

AGAIN = "export it again, with its rows"


@dataclass(frozen=True)
class Undeclared:
    """A file's columns by their place, "0", "1" and so on, with their headers.

    `left_out` says of headers why their columns cannot be read at all.
    """

    headers: tuple[str, ...]
    frame: pl.LazyFrame = field(repr=False)
    left_out: tuple[tuple[str, str], ...] = ()


def csv_text(data: bytes, name: str, spec: DatasetSpec) -> tuple[str | None, list[Issue]]:
    """The text of a CSV file in the encoding of `spec`."""
    if (other := another_kind(data, name)) is not None:
        return None, [other]
    text, issues = decoded(data, name, spec)
    return text, [issue for issue in issues if issue.level == "error"]


def csv_columns(text: str, name: str, spec: DatasetSpec) -> tuple[Undeclared | None, list[Issue]]:
    """A CSV file's columns in the dialect of `spec`."""
    content = text_from_header(text, name, spec)
    try:
        headers = tuple(header.strip() for header in content.header())
    except csv.Error:
        headers = ("",)  # the fields are read again, and that says where
    frame, issues = fields(content, {str(n): n for n in range(len(headers))})
    if issues or frame.height == 0:
        return None, issues or [_no_rows(name)]
    return Undeclared(headers, frame.drop(RECORD).lazy()), []


@dataclass(frozen=True)
class Sheet:
    """The first sheet of a spreadsheet as text, from its very first line on, and the names of all."""

    rows: pl.DataFrame
    sheets: tuple[str, ...]

    def lacks(self, name: str, what: str) -> Issue:
        """That it has no rows, with the other sheets, which may."""
        first, *others = self.sheets
        message = f"the first sheet, '{first}', {what}"
        rest = f"the other{'s are' if others[1:] else ' is'} {several(others)}"
        hint = f"only the first sheet is looked at: move the one with the rows there; {rest}"
        return Issue("error", "empty-data", Place(name), message, hint if others else AGAIN)


def sheet_rows(data: bytes, name: str) -> tuple[Sheet | None, list[Issue]]:
    """The first sheet of a spreadsheet; no line of it is a header yet."""
    try:
        return Sheet(*whole_sheet(data)), []
    except ImportError:
        message = f"'{name}' is a spreadsheet, and what reads those is not installed"
        return None, [Issue("error", "not-installed", Place(name), message, "pip install boardpack[xlsx]")]
    except BROKEN:
        return None, [not_what_it_says(data[:LOOKED_AT], len(data), name, (b"PK",), "a spreadsheet (.xlsx)")]


def sheet_columns(sheet: Sheet, header: int, name: str) -> tuple[Undeclared | None, list[Issue]]:
    """A sheet's columns beneath the line of its header, counted from 0."""
    rows = sheet.rows
    headers = tuple("" if value is None else str(value).strip() for value in rows.row(header))
    body = rows.slice(header + 1).select(
        pl.col(column).str.replace(WHOLE_DAY, "${1}").alias(str(n)) for n, column in enumerate(rows.columns)
    )
    body = body.filter(~pl.all_horizontal(pl.all().is_null()))
    if body.height == 0:
        return None, [sheet.lacks(name, "has a header and no rows")]
    return Undeclared(headers, body.lazy()), []


def json_columns(data: bytes, name: str, *, lines: bool) -> tuple[Undeclared | None, list[Issue]]:
    """The values of JSON objects by their keys, as text; lists and objects within a row are left out."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        if lines:
            schema = pl.scan_ndjson(io.BytesIO(data), infer_schema_length=None).collect_schema()
        else:
            schema = pl.read_json(data, infer_schema_length=None).schema
        flat = [key for key, dtype in schema.items() if not dtype.is_nested()]
        parse = parse_lines if lines else parse_list
        frame = parse(data, dict.fromkeys(flat, pl.String))
    except BROKEN:
        return None, [what_is_broken(data, name, lines=lines)]
    if frame.height == 0 or not flat:
        return None, [_no_rows(name)]
    left = tuple((key, "it holds lists or objects") for key in schema if key not in flat)
    return Undeclared(tuple(flat), frame.rename({key: str(n) for n, key in enumerate(flat)}).lazy(), left), []


def typed_columns(path: Path, name: str) -> tuple[Undeclared | None, list[Issue]]:
    """The columns of a Parquet or Arrow file in its types, without those that can be declared as nothing."""
    parquet = path.suffix.lower() == ".parquet"
    try:
        frame = pl.scan_parquet(path, glob=False) if parquet else scan_arrow(path)
        schema, rows = watched(lambda: (frame.collect_schema(), frame.select(pl.len()).collect().item()), [name])
    except BROKEN:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
        kind, magic = ("a Parquet file", b"PAR1") if parquet else ("an Arrow file", b"ARROW1")
        return None, [not_what_it_says(start, path.stat().st_size, name, (magic,), kind)]
    known = [key for key, dtype in schema.items() if held(dtype) in FITS]
    if not rows or not known:
        return None, [_no_rows(name)]
    left = tuple((key, f"it holds {held(schema[key])}") for key in schema if key not in known)
    return Undeclared(tuple(known), frame.select(pl.col(key).alias(str(n)) for n, key in enumerate(known)), left), []


def _no_rows(name: str) -> Issue:
    return Issue("error", "empty-data", Place(name), "the file has a header and no rows", AGAIN)
