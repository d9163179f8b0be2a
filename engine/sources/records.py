"""The records of a CSV file: their fields as text, or what is wrong with their shape.

Python's `csv` says what a record is. Where each line is a whole record, as in nearly every file, Polars reads
the same fields several times as fast; every other file is read record by record.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from engine.errors import Issue, Place
from engine.model.datasets import CsvDialect
from engine.sources.checks import RECORD
from engine.sources.datasets import SHOWN
from engine.sources.places import wrong_quote

MAX_FIELD = 1 << 24
CHUNK = 1 << 16  # records that stand in memory as Python's own texts
QUOTE = '"'
WHOLE, DECIMALS = re.compile(r"\s*[-+]?\d{1,15}"), re.compile(r"\d{1,6}\s*%?")
MOST_FIELDS = 200  # that a pattern for a whole line is made for; it grows with them


@dataclass(frozen=True)
class CsvText:
    """The file's text from its header on, with what is needed to say where something stands in it."""

    name: str
    text: str
    skipped: int  # lines above the header
    dialect: CsvDialect

    def header(self) -> list[str]:
        """The fields of the first record; none where the text is empty."""
        csv.field_size_limit(MAX_FIELD)
        return next(csv.reader(_lines(self.text), delimiter=self.dialect.separator, strict=True), [])

    def records(self) -> Iterator[list[str]]:
        """The records with their fields, the header first; an empty line is an empty record."""
        csv.field_size_limit(MAX_FIELD)
        return csv.reader(io.StringIO(self.text, newline="\n"), delimiter=self.dialect.separator, strict=True)


def _lines(text: str) -> Iterator[str]:
    """The text's lines one by one: the header alone need not cut the whole text."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def fields(content: CsvText, headers: dict[str, int]) -> tuple[pl.DataFrame, list[Issue]]:
    """The wanted columns as text with the number of their record, or what is wrong with the file's shape."""
    read = _read_at_once(content, headers)
    return (read, []) if read is not None else _read_one_by_one(content, headers)


def _read_at_once(content: CsvText, headers: dict[str, int]) -> pl.DataFrame | None:
    """The fields where each line is a record as wide as the header; None where one is not, or might not be."""
    separator, quoted = content.dialect.separator, QUOTE in content.text
    if not headers or not separator.isascii() or separator in "\r\n" + QUOTE:
        return None
    width = len(content.header())
    if quoted and width > MOST_FIELDS:
        return None
    lines = pl.DataFrame({"line": pl.Series([content.text]).str.split("\n").explode()}).with_row_index(RECORD)
    line, mark = pl.col("line"), re.escape(separator)
    if quoted:
        field = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
        whole = line.str.contains(rf"^{field}(?:{mark}{field}){{{width - 1}}}$")
        empty = line.str.contains(rf'^(?:"")?(?:{mark}(?:"")?)*$')
    else:
        whole = line.str.count_matches(separator, literal=True) == width - 1
        empty = line.str.strip_chars(separator) == ""
    kept = lines.filter((line != "") if width == 1 else ~empty)
    if not kept.select((whole & (line.str.len_bytes() <= MAX_FIELD)).all()).item():
        return None
    body = kept.slice(1)
    if body.height == 0:
        return _frame([], [], headers)
    read = pl.read_csv(
        body["line"].str.join("\n").item().encode(), has_header=False, separator=separator,
        quote_char=QUOTE if quoted else None, infer_schema=False, empty_string_is_null=False,
    )  # fmt: skip
    if read.shape != (body.height, width):
        return None
    numbers = body[RECORD].cast(pl.Int64) - 1  # the header is none of them
    return pl.DataFrame([numbers.alias(RECORD), *(read.to_series(n).alias(name) for name, n in headers.items())])


def _read_one_by_one(content: CsvText, headers: dict[str, int]) -> tuple[pl.DataFrame, list[Issue]]:
    """Python's reader says what a record is; the places of problems are counted by the same rules."""
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
                    issues.append(_ragged(record, width, before, content))
                continue
            rows.append(record)
            numbers.append(number)
            if len(rows) == CHUNK:
                frames.append(_frame(rows, numbers, headers))
                rows, numbers = [], []
    except csv.Error:
        issues.append(_syntax(content, records.line_num))  # type: ignore[attr-defined]
    if wrong > SHOWN:
        place = Place(content.name)
        issues.append(Issue("error", "ragged-row", place, f"{wrong} lines have another number of fields in all"))
    return pl.concat([*frames, _frame(rows, numbers, headers)]), issues


def _ragged(record: list[str], width: int, before: int, content: CsvText) -> Issue:
    """A record with too many fields or too few; `before` are the lines before its own."""
    place = Place(content.name, before + 1 + content.skipped, 1)
    message = f"the line has {len(record)} fields, and the header has {width}"
    separator = content.dialect.separator
    if len(record) < width:
        hint = "the line is cut short, or a value with a line break does not stand in quotes"
    elif (at := _cut_number(record, width)) is not None and separator == ",":
        number = ",".join(record[at : at + 2])
        start = sum(len(field) + 1 for field in record[:at])
        if content.text.split("\n", before + 1)[before][start:].startswith(number):  # not where quotes stand before it
            place = place.shifted(start, len(number))
        hint = f"if {number} is one number, write {number.replace(',', '.', 1)}; where all have a decimal comma, "
        hint += f"write \"{number}\" and csv: {{decimal: ','}}, or separate the columns by ';'"
        if content.dialect.decimal == ",":
            hint = f"if {number} is one number, write \"{number}\" in quotes, or separate the columns by ';'"
    else:
        hint = f"a value that holds '{separator}' stands in quotes"
    return Issue("error", "ragged-row", place, message, hint)


def _cut_number(record: list[str], width: int) -> int | None:
    """Where the first number stands that its decimal comma cuts in two; None where nobody can tell which they are."""
    cut = [at for at, pair in enumerate(pairwise(record)) if WHOLE.fullmatch(pair[0]) and DECIMALS.fullmatch(pair[1])]
    return cut[0] if cut and len(cut) == len(record) - width else None


def _syntax(content: CsvText, line: int) -> Issue:
    """What Python's reader stumbled over near a line, at the quote that is the cause."""
    found = wrong_quote(content.text, content.dialect.separator)
    if found is None:
        place = Place(content.name, line + content.skipped, 1)
        message = f"a value has more than {MAX_FIELD >> 20} million characters"
        return Issue("error", "csv-syntax", place, message, "is a quote missing, or is the file no CSV?")
    opened, column, closed = found
    place = Place(content.name, opened + content.skipped, column)
    if not closed:
        return Issue(
            "error", "csv-syntax", place, "a quote opens here and is never closed", "close it, or take it away"
        )
    hint = "a quote within quotes is written twice" + ("" if opened == closed else "; or is the closing one missing?")
    message = f"the quote that opens here is closed on line {closed + content.skipped}, and text follows it"
    return Issue("error", "csv-syntax", place, message, hint)


def _holds(record: list[str], width: int) -> bool:
    """Whether a record holds anything; a spreadsheet often leaves empty lines at the end."""
    return any(record) if width > 1 else bool(record)


def _frame(rows: list[list[str]], numbers: list[int], headers: dict[str, int]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True))
    text = [
        pl.Series(name, columns[index] if columns else (), dtype=pl.String) for name, index in headers.items()
    ]  # fmt: skip
    return pl.DataFrame([pl.Series(RECORD, numbers, dtype=pl.Int64), *text])
