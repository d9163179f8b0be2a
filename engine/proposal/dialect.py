"""How a CSV file is written: its encoding, its separator, and the lines above its header, each from the file itself."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from engine.sources.encodings import reads_as

LOOKED_AT = 1 << 18  # characters at the start that tell the separator
RECORDS = 400
SEPARATORS = (",", ";", "\t", "|", ":")
BYTE_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HIGH = 0x80


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the fields of a file are."""

    separator: str
    skip_top: int
    width: int
    note: str


def encoding_of(data: bytes) -> tuple[str, str]:
    """The encoding, and from what it was concluded."""
    for mark, encoding in BYTE_MARKS:
        if data.startswith(mark):
            return encoding, "the file begins with its mark"
    start = data[:LOOKED_AT]
    if start.count(0) * 4 > len(start):
        return ("utf-16-be" if start[:1] == b"\0" else "utf-16-le"), "every other byte is zero"
    if reads_as(data, "utf-8"):
        return "utf-8", "every byte reads as utf-8"
    if _cyrillic(data) and reads_as(data, "cp1251"):
        return "cp1251", "it is not utf-8, and its letters stand in whole words: check a name"
    if reads_as(data, "cp1252"):
        return "cp1252", "it is not utf-8: check an accent"
    return "latin-1", "it is neither utf-8 nor cp1252: check an accent"


def _cyrillic(data: bytes) -> bool:
    """Whether letters beyond ASCII stand side by side: accents stand alone among other letters."""
    high = [n for n, byte in enumerate(data[:LOOKED_AT]) if byte >= HIGH]
    beside = sum(after - before == 1 for before, after in pairwise(high))
    return len(high) > 3 and beside * 2 > len(high)


def shape_of(text: str, preferred: str = "") -> Shape:
    """The separator that most lines have equally often, and how many lines stand above the header."""
    start = text[:LOOKED_AT]
    if len(text) > LOOKED_AT:
        start = start[: start.rfind("\n") + 1] or start
    tried = [(mark, _records(start, mark)) for mark in SEPARATORS]
    scored = [(*_regularity(records), mark == preferred, -n, mark) for n, (mark, records) in enumerate(tried)]
    share, width, _, _, mark = max(scored)
    if width < 2 or share < 0.5:
        free = next((mark for mark in SEPARATORS if mark not in start), ",")
        return Shape(free if "," in start else ",", 0, 1, "every line is one field")
    records = dict(tried)[mark]
    skipped = skipped_lines(records, width)
    lines = sum(max(1, _lines_of(record)) for record in records[:skipped])
    same = sum(len(record) == width for record in records)
    shown = "a tab" if mark == "\t" else f"'{mark}'"
    note = f"{same:,} of the first {sum(map(bool, records)):,} lines have {width} fields between {shown}"
    return Shape(mark, lines, width, note)


def _records(text: str, mark: str) -> list[list[str]]:
    """The first records between the marks; none where quotes do not fit."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=mark, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) == RECORDS:
                break
    except csv.Error:
        return records[:-1]
    return records


def _regularity(records: list[list[str]]) -> tuple[float, int]:
    """The share of records that have the most frequent number of fields, and that number."""
    widths = Counter(len(record) for record in records if record)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1
    width = max(wide, key=lambda width: (wide[width], width))
    return round(wide[width] / widths.total(), 2), width


def skipped_lines(records: list[list[str]], width: int) -> int:
    """How many records stand above the header: those that are nearly empty beside the rows."""
    for number, record in enumerate(records):
        filled = sum(bool(field.strip()) for field in record)
        if filled * 2 >= width and (width < 3 or filled > 1):
            return number
    return 0


def _lines_of(record: list[str]) -> int:
    return 1 + sum(field.count("\n") for field in record)
