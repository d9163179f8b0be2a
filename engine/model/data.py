"""Datasets as they were read: rows behind a lazy frame, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days that a dataset is complete for; `fresh_within` days may be missing at a period's end."""

    first: date
    last: date
    fresh_within: int = 0

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


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the data that is no error and that a reader should know: rows without a match, undated rows.

    `code`: "missing", "unmatched" or "undated"; `column` is the column or join that it is about.
    """

    dataset: str
    code: str
    column: str
    rows: int
    of: int
