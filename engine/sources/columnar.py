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
from engine.sources.exact import FITS, exactly, held
from engine.sources.files import BROKEN, broken, unreadable
from engine.sources.headers import find_headers
from engine.sources.typed import typed
from engine.sources.values import Reading, mend_column


def column_part(
    path: Path, name: str, wanted: Read, scan: Callable[[Path], pl.LazyFrame], kind: str, first_row: int = 1
) -> tuple[Part | None, list[Issue]]:
    """The rows of a file that `scan` gives in typed columns; `kind` is what the file should be, in words.

    They stay in the file until somebody counts them: a file may be larger than the memory.
    """
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return None, [unreadable(path, wanted.dataset, error)]
    try:
        frame = scan(path)
        schema = frame.collect_schema()
        headers, issues = find_headers(wanted.columns, schema.names(), Place(name))
        if issues:
            return None, issues
        raw = frame if RECORD in schema else frame.with_row_index(RECORD)
        raw = raw.select(
            pl.col(RECORD).cast(pl.Int64),
            *(pl.col(schema.names()[index]).alias(column) for column, index in headers.items()),
        )
        types = raw.collect_schema()
        readings, issues = _readings(wanted, types, name)
        if issues:
            return None, issues
        rows = raw.select(pl.col(RECORD), *typed(readings))
    except (*BROKEN, OSError) as error:
        return None, [broken(name, kind, error)]
    words = {column: item.wanted for column, item in readings.items()}
    return Part(
        name, path, sha256, rows, partial(_texts, raw), partial(_places, name), words, mend_column, first_row
    ), []


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
    found = dict(raw.filter(pl.col(RECORD).is_in(records)).select(RECORD, column).collect().iter_rows())
    return tuple(str(found[record]) for record in records)


def _places(name: str, cells: frozenset[tuple[int, str]]) -> dict[tuple[int, str], Place]:
    return dict.fromkeys(cells, Place(name))
