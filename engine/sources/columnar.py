"""Files that come in typed columns: only the declared ones are read, cast exactly, and checked like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place
from engine.model.data import Part
from engine.model.datasets import ColumnSpec
from engine.model.plan import Read
from engine.sources.checks import RECORD
from engine.sources.contents import LOOKED_AT, not_what_it_says
from engine.sources.exact import FITS, exactly, held
from engine.sources.files import opened, unreadable
from engine.sources.headers import find_headers
from engine.sources.mends import mend_column
from engine.sources.typed import typed
from engine.sources.values import Reading
from engine.sources.watched import BROKEN, watched


def column_part(
    path: Path, name: str, wanted: Read, scan: Callable[[Path], pl.LazyFrame], kind: str, magic: bytes,
    first_row: int = 1,
) -> tuple[Part | None, list[Issue]]:  # fmt: skip
    """The rows of a file that `scan` gives in typed columns.

    `kind` is what the file should be, in words, and `magic` how such a file begins. The rows stay in
    the file until somebody counts them: a file may be larger than the memory.
    """
    try:
        with opened(path) as file:
            start = file.read(LOOKED_AT)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            size = file.tell()
    except OSError as error:
        return None, [unreadable(path, wanted.dataset, error)]
    try:
        read, issues = watched(lambda: _read(path, name, wanted, scan), [name])
    except BROKEN:
        # The library's own words are about bytes; a reader wants to know what to do with the file.
        return None, [not_what_it_says(start, size, name, (magic,), kind)]
    if read is None:
        return None, issues
    raw, rows, readings = read
    words = {column: item.wanted for column, item in readings.items()}
    mending = partial(mend_column, timezone=wanted.timezone)
    return Part(name, path, sha256, rows, partial(_texts, raw), partial(_places, name), words, mending, first_row), []


def _read(
    path: Path, name: str, wanted: Read, scan: Callable[[Path], pl.LazyFrame]
) -> tuple[tuple[pl.LazyFrame, pl.LazyFrame, dict[str, Reading]] | None, list[Issue]]:
    """The declared columns as they stand in the file, the same typed, and how; or what is wrong with them."""
    frame = scan(path)
    schema = frame.collect_schema()
    headers, issues = find_headers(wanted, schema.names(), Place(name))
    if issues:
        return None, issues
    raw = frame if RECORD in schema else frame.with_row_index(RECORD)
    raw = raw.select(
        pl.col(RECORD).cast(pl.Int64),
        *(pl.col(schema.names()[index]).alias(column) for column, index in headers.items()),
    )
    readings, issues = _readings(wanted, raw.collect_schema(), name)
    if issues:
        return None, issues
    return (raw, raw.select(pl.col(RECORD), *typed(readings)), readings), []


def _readings(wanted: Read, types: pl.Schema, name: str) -> tuple[dict[str, Reading], list[Issue]]:
    readings: dict[str, Reading] = {}
    issues = []
    for column in wanted.columns:
        found = exactly(column, pl.col(column.name), types[column.name], wanted.timezone)
        if found is None:
            issues.append(_wrong_type(column, types[column.name], name))
        else:
            readings[column.name] = found
    return readings, issues


def _wrong_type(column: ColumnSpec, dtype: pl.DataType, name: str) -> Issue:
    what = held(dtype)
    message = f"column '{column.name}' holds {what}, and is declared '{column.reads}'"
    fitting = ", ".join(FITS.get(what, ()))
    return Issue("error", "wrong-type", Place(name), message, f"it can be: {fitting}" if fitting else "leave it out")


def _texts(raw: pl.LazyFrame, column: str, records: tuple[int, ...]) -> tuple[str, ...]:
    """Values as they stand in the file, which is looked at again."""
    value = pl.col(column)
    if raw.collect_schema()[column].base_type() in (pl.Date, pl.Datetime):
        value = pl.when(value.dt.year().is_between(1, 9999)).then(value)  # Python has no other days
    found = dict(raw.filter(pl.col(RECORD).is_in(records)).select(RECORD, value).collect().iter_rows())
    return tuple("a day of no calendar" if (text := found[record]) is None else str(text) for record in records)


def _places(name: str, cells: frozenset[tuple[int, str]]) -> dict[tuple[int, str], Place]:
    return dict.fromkeys(cells, Place(name))
