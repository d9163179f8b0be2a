"""JSON: one object on each line (NDJSON), or one list of objects; each is a row.

Values are read as the text that they are written as, and then as declared: an amount is exact to the last cent.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place
from engine.model.data import Part
from engine.model.plan import Read
from engine.sources.checks import RECORD
from engine.sources.files import BROKEN, broken, file_bytes
from engine.sources.headers import find_headers
from engine.sources.typed import Places, text_part

Parse = Callable[[bytes, dict[str, type[pl.String]]], pl.DataFrame]


def read_ndjson(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """The rows of a file with one object on each line; empty lines are none."""
    return _read(path, name, wanted, _lines)


def read_json(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """The rows of a file that is one list of objects."""
    return _read(path, name, wanted, _list)


def _lines(data: bytes, schema: dict[str, type[pl.String]]) -> pl.DataFrame:
    if not data.strip():
        return pl.DataFrame(schema=schema)
    return pl.scan_ndjson(io.BytesIO(data), schema=schema).collect()


def _list(data: bytes, schema: dict[str, type[pl.String]]) -> pl.DataFrame:
    if not data.lstrip().startswith(b"["):
        raise pl.exceptions.ComputeError("it does not begin with a list")
    if data.strip()[1:-1].strip() == b"":
        return pl.DataFrame(schema=schema)
    return pl.read_json(data, schema=schema)


def _read(path: Path, name: str, wanted: Read, parse: Parse) -> tuple[Part | None, list[Issue]]:
    data, issues = file_bytes(path, wanted.dataset)
    if data is None:
        return None, issues
    data = data.removeprefix(b"\xef\xbb\xbf")
    names = list(dict.fromkeys(header for column in wanted.columns for header in column.headers))
    try:
        frame = parse(data, dict.fromkeys(names, pl.String))
    except BROKEN as error:
        return None, [_broken_line(data, name, error) if parse is _lines else broken(name, "a list of objects", error)]
    header = [field for field in names if frame.height == 0 or _there(frame[field], data)]
    headers, issues = find_headers(wanted.columns, header, Place(name))
    if issues:
        return None, issues
    raw = frame.with_row_index(RECORD).select(
        pl.col(RECORD).cast(pl.Int64), *(pl.col(header[index]).alias(column) for column, index in headers.items())
    )
    places: Places = partial(_places, data if parse is _lines else b"", name)
    return text_part(path, name, data, raw, wanted, places), []


def _there(values: pl.Series, data: bytes) -> bool:
    """Whether a key occurs at all: it has a value somewhere, or stands in the file with none."""
    written = (json.dumps(values.name, ensure_ascii=ascii).encode() for ascii in (True, False))
    return values.null_count() < len(values) or any(key in data for key in written)


def _broken_line(data: bytes, name: str, error: BaseException) -> Issue:
    """The first line that is no object."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            fine = not line.strip() or isinstance(json.loads(line), dict)
        except ValueError:
            fine = False
        if not fine:
            return Issue("error", "broken-file", Place(name, number, 1), "this line is no JSON object", '{"id": 1}')
    return broken(name, "NDJSON", error)


def _places(data: bytes, name: str, cells: frozenset[tuple[int, str]]) -> dict[tuple[int, str], Place]:
    """The line of each row, where every row has its own."""
    if not data:
        return dict.fromkeys(cells, Place(name))
    lines = [number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    return {(record, column): Place(name, lines[record], 1) for record, column in cells}
