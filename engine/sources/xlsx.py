"""Sheets of spreadsheets (XLSX). They are read as text: a column of a spreadsheet may hold anything in any row."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from engine.errors import Issue, Place, did_you_mean, enumerated
from engine.model.data import Part
from engine.model.datasets import SheetSpec
from engine.model.plan import Read
from engine.sources.checks import RECORD
from engine.sources.contents import LOOKED_AT, not_what_it_says
from engine.sources.files import file_bytes
from engine.sources.headers import find_headers
from engine.sources.typed import text_part
from engine.sources.watched import BROKEN

if TYPE_CHECKING:
    import fastexcel

TOP = 30  # lines among which the header may be
UNNAMED = re.compile(r"__UNNAMED__\d+")  # what fastexcel calls a column without a header
ZIP = b"PK"  # a spreadsheet is a zip of its parts
WHOLE_DAY = r"^(\d{4}-\d\d-\d\d) 00:00:00$"  # a day is a date and time to a spreadsheet


def read_xlsx(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """The rows of one sheet beneath its header; empty rows are none."""
    spec = wanted.dataset
    try:
        import fastexcel
    except ImportError:
        message = f"'{spec.id}' is a spreadsheet, and what reads those is not installed"
        return None, [Issue("error", "not-installed", spec.source.place, message, "pip install boardpack[xlsx]")]
    data, issues = file_bytes(path, spec)
    if data is None:
        return None, issues
    sheet = spec.xlsx or SheetSpec()
    try:
        book = fastexcel.read_excel(data)
        frame, issues = _sheet(book, sheet, wanted)
    except (fastexcel.FastExcelError, *BROKEN):
        return None, [not_what_it_says(data[:LOOKED_AT], len(data), name, (ZIP,), "a spreadsheet (.xlsx)")]
    if frame is None:
        return None, issues
    if not frame.width:
        return None, [Issue("error", "empty-data", Place(name), f"the sheet has no line {sheet.header} with a header")]
    header = ["" if UNNAMED.fullmatch(column) else column.strip() for column in frame.columns]
    headers, issues = find_headers(wanted, header, Place(name))
    if issues:
        return None, _elsewhere(book, sheet, wanted, Place(name)) or issues
    held = frame.with_row_index(RECORD).filter(~pl.all_horizontal(pl.col(frame.columns).is_null()))
    raw = held.select(
        pl.col(RECORD).cast(pl.Int64),
        *(pl.col(frame.columns[index]).alias(column) for column, index in headers.items()),
    ).with_columns(
        pl.col(column.name).str.replace(WHOLE_DAY, "${1}") for column in wanted.columns if column.reads == "date"
    )
    places = partial(_places, name)
    return text_part(path, name, data, raw, wanted, places, first_row=sheet.header + 1), []


def _sheet(
    book: fastexcel.ExcelReader, sheet: SheetSpec, wanted: Read
) -> tuple[pl.DataFrame | None, list[Issue]]:  # fmt: skip
    if sheet.sheet and sheet.sheet not in book.sheet_names:
        message = f"the spreadsheet has no sheet '{sheet.sheet}'"
        return None, [
            Issue(
                "error", "no-sheet", wanted.dataset.source.place, message, did_you_mean(sheet.sheet, book.sheet_names)
            )
        ]
    # Read whole and as text, or a later cell of another kind than the first ones would be lost without a word.
    found = book.load_sheet(sheet.sheet or 0, header_row=sheet.header - 1, dtypes="string")
    return found.to_polars(), []


def _elsewhere(book: fastexcel.ExcelReader, sheet: SheetSpec, wanted: Read, place: Place) -> list[Issue]:
    """What is wrong where the header seems to be on another line; nothing where no line has more of the headers."""
    lines = book.load_sheet(sheet.sheet or 0, header_row=None, skip_rows=0, n_rows=TOP, dtypes="string").to_polars()
    there = [{str(cell).strip() for cell in line if cell is not None} for line in lines.rows()]
    has = [sum(not cells.isdisjoint(column.headers) for column in wanted.columns) for cells in there]
    most = max(has, default=0)
    if 2 * most <= len(wanted.columns) or has[sheet.header - 1 : sheet.header] == [most]:
        return []
    line = has.index(most) + 1
    own = there[sheet.header - 1] if sheet.header <= len(there) else set()
    lacking = [column.headers[0] for column in wanted.columns if own.isdisjoint(column.headers)]
    named = enumerated([f"'{name}'" for name in lacking], "and")
    message = f"line {sheet.header} of the sheet has no header{'s' if lacking[1:] else ''} {named}"
    hint = f"the header seems to be on line {line}: say xlsx: {{header: {line}}}"
    hint += ", or delete the lines above it" if sheet.header < line else ""
    return [Issue("error", "no-header", place, message, hint)]


def whole_sheet(data: bytes) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The first sheet as text, every line of it, and all sheets' names; ImportError where nothing reads any."""
    import fastexcel

    try:
        book = fastexcel.read_excel(data)
        found = book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise OSError(str(error)) from error
    return found.to_polars(), tuple(book.sheet_names)


def _places(name: str, cells: frozenset[tuple[int, str]]) -> dict[tuple[int, str], Place]:
    return dict.fromkeys(cells, Place(name))
