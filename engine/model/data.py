"""Datasets as they were read: rows behind a lazy frame, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from engine.errors import Issue, Place
from engine.model.datasets import ColumnSpec


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days that a dataset is complete for; `fresh_within` days may be missing at a period's end.

    `dated` are the days of its first and last dated rows, where `covers` says other ones.
    """

    first: date
    last: date
    fresh_within: int = 0
    dated: tuple[date, date] | None = None

    def reaches(self, day: date) -> bool:
        """Whether the data are complete up to a day, but for the days that may be missing."""
        return self.last + timedelta(days=min(self.fresh_within, (date.max - self.last).days)) >= day


@dataclass(frozen=True, slots=True)
class Table:
    """One dataset: `frame` is the source's lazy frame with the declared names and types, known to the backend only."""

    id: str
    path: str  # relative to the report
    sha256: str
    rows: int
    frame: Any = field(repr=False)
    coverage: Coverage | None = None  # None: no row has a date
    files: tuple[tuple[str, str, int], ...] = ()  # path, SHA-256 and rows of each file, where there are several
    warnings: tuple[Issue, ...] = ()
    left_out: int = 0  # rows of the files that are none of it: its `where` drops them, or a later file has their key

    @property
    def in_files(self) -> int:
        """The rows of its files, all of them."""
        return self.rows + self.left_out


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a dataset: `rows` is the source's frame of its typed values and of what did not read.

    `texts` gives the values of a column in some records as they stand in the file, `places` the place of fields
    by record and column (line 0 where the kind of file has no lines), `wanted` as what each column must read, and
    `mend` how a text that does not might be made to. Records count from 0.
    """

    name: str  # as messages show it
    path: Path
    sha256: str
    rows: Any = field(repr=False)
    texts: Callable[[str, tuple[int, ...]], tuple[str, ...]]
    places: Callable[[frozenset[tuple[int, str]]], Mapping[tuple[int, str], Place]]
    wanted: Mapping[str, str]
    mend: Callable[[ColumnSpec, str], str]
    first_row: int = 1  # of the first record, where messages count rows


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the data that is no error and that a reader should know: rows without a match, undated rows.

    `code`: "missing", "unmatched" or "undated"; `column` is the column that it is about, `day` the one that says on
    which day it was looked up. Of a conversion whose other side is the dataset `other`: "before_base" (its event has an
    earlier day than its base) and "baseless", where `rows` are values of the column. Of data that are said to be
    complete: "no_rows_since", where `day` is that of the last row.
    """

    dataset: str
    code: str
    column: str
    rows: int
    of: int
    other: str = ""
    day: str = ""
