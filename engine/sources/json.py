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
from engine.sources.contents import AGAIN, LOOKED_AT, broken, kind_of
from engine.sources.files import file_bytes
from engine.sources.headers import find_headers
from engine.sources.typed import Places, text_part
from engine.sources.watched import BROKEN

FORM = '[{"id": 1}, {"id": 2}]'
Parse = Callable[[bytes, dict[str, type[pl.String]]], pl.DataFrame]


def read_ndjson(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """The rows of a file with one object on each line; empty lines are none."""
    return _read(path, name, wanted, parse_lines)


def read_json(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """The rows of a file that is one list of objects."""
    return _read(path, name, wanted, parse_list)


def parse_lines(data: bytes, schema: dict[str, type[pl.String]]) -> pl.DataFrame:
    """The rows of objects on lines, the keys of `schema` only. Raises what Polars does."""
    if not data.strip():
        return pl.DataFrame(schema=schema)
    return pl.scan_ndjson(io.BytesIO(data), schema=schema).collect()


def parse_list(data: bytes, schema: dict[str, type[pl.String]]) -> pl.DataFrame:
    """The rows of one list of objects, the keys of `schema` only. Raises what Polars does."""
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
    except BROKEN:
        return None, [what_is_broken(data, name, lines=parse is parse_lines)]
    header = [field for field in names if frame.height == 0 or _there(frame[field], data)]
    headers, issues = find_headers(wanted, header, Place(name))
    if issues:
        return None, issues
    raw = frame.with_row_index(RECORD).select(
        pl.col(RECORD).cast(pl.Int64), *(pl.col(header[index]).alias(column) for column, index in headers.items())
    )
    places: Places = partial(_places, data if parse is parse_lines else b"", name)
    return text_part(path, name, data, raw, wanted, places), []


def _there(values: pl.Series, data: bytes) -> bool:
    """Whether a key occurs at all: it has a value somewhere, or stands in the file with none."""
    written = (json.dumps(values.name, ensure_ascii=ascii).encode() for ascii in (True, False))
    return values.null_count() < len(values) or any(key in data for key in written)


def what_is_broken(data: bytes, name: str, *, lines: bool) -> Issue:
    """Where and why a file does not read as an object on each line, or as one list of them."""
    return _broken_line(data, name) if lines else _broken_list(data, name)


def _broken_line(data: bytes, name: str) -> Issue:
    """The first line that is no object."""
    if (found := kind_of(data[:LOOKED_AT])) is not None:
        return broken(name, f"this is not JSON: it is {found[0]}", found[1])
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip() and not _is_object(line):
            hint = 'a line is one object: {"id": 1}'
            if number == 1 and line.lstrip().startswith(b"["):
                hint = "if the file is one list of objects, its name must end in .json"
            return Issue("error", "broken-file", Place(name, number, 1), "this line is no JSON object", hint)
    return broken(name, "the file does not read as JSON, an object on each line", AGAIN)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _broken_list(data: bytes, name: str) -> Issue:
    """What is wrong with a file that should be one list of objects."""
    if (found := kind_of(data[:LOOKED_AT])) is not None:
        return broken(name, f"this is not JSON: it is {found[0]}", found[1])
    if not data.strip():
        return broken(name, "the file is empty", AGAIN)
    try:
        items = json.loads(data.decode())
    except UnicodeDecodeError:
        return broken(name, "the file is not utf-8, and JSON is", AGAIN)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
            return Issue("error", "broken-file", place, "the file ends in the middle: it is cut short", AGAIN)
        return Issue("error", "broken-file", place, "from here on this is no JSON", AGAIN)
    except RecursionError:
        return broken(name, "lists stand in lists, too deep to be read", FORM)
    if not isinstance(items, list):
        return broken(name, "the file is no list of objects", FORM)
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            return broken(name, f"row {number} of the list is no object", FORM)
        if (nested := next((key for key, value in item.items() if isinstance(value, dict | list)), None)) is not None:
            message = f"'{nested}' in row {number} holds a list or an object, and a single value is wanted"
            return broken(name, message, "export the rows flat, a value for each key")
    return broken(name, "the file does not read as a list of objects", AGAIN)


def _places(data: bytes, name: str, cells: frozenset[tuple[int, str]]) -> dict[tuple[int, str], Place]:
    """The line of each row, where every row has its own."""
    if not data:
        return dict.fromkeys(cells, Place(name))
    lines = [number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    return {(record, column): Place(name, lines[record], 1) for record, column in cells}
