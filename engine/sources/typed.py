"""From the columns of one file to its typed rows, with what did not read marked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

import polars as pl

from engine.errors import Place
from engine.model.data import Part
from engine.model.datasets import CsvDialect
from engine.model.plan import Read
from engine.sources.checks import RECORD
from engine.sources.mends import mend, mend_column
from engine.sources.values import Reading, reading

Places: TypeAlias = Callable[[frozenset[tuple[int, str]]], Mapping[tuple[int, str], Place]]


def text_part(
    path: Path, name: str, data: bytes, raw: pl.DataFrame, wanted: Read, places: Places,
    dialect: CsvDialect | None = None, first_row: int = 1,
) -> Part:  # fmt: skip
    """A file whose columns are text; `raw` has RECORD and every wanted column by its name.

    `dialect` is how a CSV file is written; None where the file is none.
    """
    readings = {
        column.name: reading(column, pl.col(column.name), dialect or CsvDialect(declared=True), wanted.timezone)
        for column in wanted.columns
    }
    rows = raw.select(pl.col(RECORD), *typed(readings))
    words = {column: item.wanted for column, item in readings.items()}
    zone = wanted.timezone
    mending = partial(mend, dialect=dialect, timezone=zone) if dialect else partial(mend_column, timezone=zone)
    sha256 = hashlib.sha256(data).hexdigest()
    return Part(name, path, sha256, rows, partial(_texts, raw), places, words, mending, first_row)


def typed(readings: Mapping[str, Reading]) -> list[pl.Expr]:
    """The columns that the checks look at: values, `<name> bad` and, where there is one, `<name> odd`."""
    found = []
    for name, item in readings.items():
        found += [item.value.alias(name), item.bad.alias(f"{name} bad")]
        if item.odd is not None:
            found.append(item.odd.fill_null(False).alias(f"{name} odd"))
    return found


def _texts(raw: pl.DataFrame, column: str, records: tuple[int, ...]) -> tuple[str, ...]:
    found = dict(raw.filter(pl.col(RECORD).is_in(records)).select(RECORD, column).iter_rows())
    return tuple(str(found[record]) for record in records)
