"""The different values of a column with how often each stands in it: all that a type is concluded from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.sources.exact import exactly
from engine.sources.values import SPACES, Reading, reading

VALUE, COUNT = "value", "count"
SAMPLE = 200  # values that a type is tried on before it is tried on all
# What people write where there is no value.
MARKERS = (
    "na",
    "n/a",
    "#n/a",
    "n.a.",
    "null",
    "none",
    "nan",
    "nil",
    "-",
    "--",
    "—",
    "–",
    "nd",
    "n.d.",
    "?",
    "0000-00-00",
)


@dataclass(frozen=True)
class Values:
    """The values of one column, without empty ones; `markers` are texts that may stand for no value."""

    header: str
    counted: pl.DataFrame = field(repr=False)
    rows: int
    markers: tuple[str, ...] = ()
    marked: int = 0  # rows that hold a marker

    @property
    def is_text(self) -> bool:
        """Whether the file gives texts."""
        return self.counted.schema[VALUE] == pl.String

    @property
    def filled(self) -> int:
        """Rows with a value."""
        return int(self.counted[COUNT].sum())

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return self.counted.height

    def sample(self) -> list[str]:
        """Some of the values as text."""
        return self.counted[VALUE].head(SAMPLE).cast(pl.String).to_list()

    def common(self, most: int) -> tuple[str, ...]:
        """The most frequent values, the most frequent first."""
        first = self.counted.sort([COUNT, VALUE], descending=[True, False]).head(most)
        return tuple(first[VALUE].cast(pl.String))

    def matching(self, pattern: str) -> int:
        """In how many of the different values a pattern occurs."""
        return int(self.counted[VALUE].cast(pl.String).str.contains(pattern).sum())

    def without(self, nulls: frozenset[str]) -> Values:
        """The values without those that mean that there is none."""
        return replace(self, counted=self.counted.filter(~pl.col(VALUE).is_in(list(nulls))))


def values_of(frame: pl.LazyFrame, position: str, header: str, rows: int) -> tuple[Values, Values]:
    """A column's values without the markers, and with them."""
    column = pl.col(position)
    counted = (
        frame.select(column.alias(VALUE)).filter(pl.col(VALUE).is_not_null()).group_by(VALUE)
        .agg(pl.len().cast(pl.Int64).alias(COUNT)).sort(VALUE).collect()
    )  # fmt: skip
    if counted.schema[VALUE] in (pl.Categorical, pl.Enum):
        counted = counted.with_columns(pl.col(VALUE).cast(pl.String)).sort(VALUE)
    if counted.schema[VALUE] != pl.String:
        whole = Values(header, counted, rows)
        return whole, whole
    counted = counted.filter(pl.col(VALUE) != "")
    bare = pl.col(VALUE).str.strip_chars(SPACES + "\t").str.to_lowercase()
    marks = counted.filter(bare.is_in([*MARKERS, ""]))
    whole = Values(header, counted, rows)
    if marks.height == 0:
        return whole, whole
    rest = counted.filter(~bare.is_in([*MARKERS, ""]))
    return replace(whole, counted=rest, markers=tuple(marks[VALUE]), marked=int(marks[COUNT].sum())), whole


def unread(spec: ColumnSpec, values: Values, dialect: CsvDialect, *, whole: bool = False) -> pl.DataFrame | None:
    """The values that do not read as a column is declared; None where the file's type can never be it.

    Unless the `whole` is wanted, those of a sample are enough where there are any.
    """
    counted = values.counted
    if not whole and counted.height > SAMPLE:
        sample = _unread(spec, counted.head(SAMPLE), dialect)
        if sample is None or sample.height:
            return sample
    return _unread(spec, counted, dialect)


def _unread(spec: ColumnSpec, counted: pl.DataFrame, dialect: CsvDialect) -> pl.DataFrame | None:
    read = _reading(spec, counted, dialect)
    if read is None:
        return None
    bad = read.bad | read.odd if read.odd is not None else read.bad
    return counted.filter(bad.fill_null(False))


def _reading(spec: ColumnSpec, counted: pl.DataFrame, dialect: CsvDialect) -> Reading | None:
    column, dtype = pl.col(VALUE), counted.schema[VALUE]
    return reading(spec, column, dialect) if dtype == pl.String else exactly(spec, column, dtype, "UTC")


def typed_values(spec: ColumnSpec, values: Values, dialect: CsvDialect) -> pl.Series:
    """The different values as they read."""
    read = _reading(spec, values.counted, dialect)
    assert read is not None, "it was tried"
    return values.counted.select(read.value.alias(VALUE))[VALUE]
