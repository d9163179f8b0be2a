"""Every figure of a report as a row of one table, in the reader's words: what a spreadsheet filters and pivots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.model.figures import Figure, State
from engine.model.unit import Number


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One figure with all that it is measured against; `segments` has a name for each dimension of the table.

    A segment is empty where the figure is of the whole. `first` is None where its stretch has no beginning.
    """

    kpi: str
    label: str
    period: str  # "2026-10"
    stretch: str  # "month", "Year to date"
    first: date | None
    last: date
    segments: tuple[str, ...]
    figure: Figure
    provisional: bool
    unit: str
    target: Figure | None
    attainment: Figure | None
    state: State
    previous: Figure | None
    year_ago: Figure | None
    benchmark: Figure | None
    numerator: Number | None
    denominator: Number | None
    rows: int | None


@dataclass(frozen=True, slots=True)
class ValueTable:
    """All figures; `dimensions` are the names of those that any is cut by."""

    dimensions: tuple[str, ...] = ()
    rows: tuple[ValueRow, ...] = ()
