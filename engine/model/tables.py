"""The tables of a page: figures of segments, heat maps, funnels in figures, comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.model.figures import Change, Figure, State
from engine.model.unit import Number, SegmentKind


@dataclass(frozen=True, slots=True)
class SegmentCell:
    """One KPI of one segment, with its change to the year before and its state where it has a target."""

    figure: Figure
    year_ago: Change | None = None
    state: State | None = None
    share: float | None = None  # of the largest in its column, 0 to 1, for the bar behind the number
    benchmark: str = ""  # "Benchmark 12%"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment (or the total) with a cell for each KPI of the table."""

    label: str
    kind: SegmentKind | Literal["total"]
    cells: tuple[SegmentCell, ...]


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """KPIs by a dimension: one column a KPI. `note` says what the rows leave out ("20 of 312").

    `left` says of each column that adds up what those that are left out come to: rows and `left` make up the total. It
    is None for a column that does not add up.
    """

    id: str
    title: str
    dimension: str
    columns: tuple[str, ...]  # labels with their unit
    rows: tuple[SegmentRow, ...]
    note: str = ""
    left: tuple[Number | None, ...] = ()
    dashed: str = ""  # the part of the note that says why dashes stand where they do


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """The head of a column: a segment of the second dimension."""

    label: str
    kind: SegmentKind


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One figure, without the unit that its table names; `shade`, 0 to 1, compares it with the other segments'."""

    figure: Figure
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One segment of the first dimension (or the total), a cell for each column, and its total last."""

    label: str
    kind: SegmentKind | Literal["total"]
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A KPI by two dimensions, with totals in both directions; the last row holds those of the columns."""

    id: str
    title: str
    subtitle: str
    rows_of: str
    columns_of: str
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    total: str  # the word over the last column
    note: str = ""
    adds_up: bool = False  # whether rows and columns make up their totals
    thousands: int = 0  # in how many thousands of thousands its texts are
    dashed: str = ""  # the part of the note that says why dashes stand where they do


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One step in figures: then and now, its share of the step before, and the period that is not final yet."""

    label: str
    value: Figure
    previous: Figure
    rate: Figure | None
    previous_rate: Figure | None
    change: Change | None
    latest: Figure | None = None
    note: str = ""  # why there is no rate


@dataclass(frozen=True, slots=True)
class FunnelTable:
    """The numbers of a funnel; `heads` are of its columns, `latest` included where there is such a column."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[FunnelRow, ...]
    has_latest: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """A change with the figure that it is measured from; of a longer stretch with its own figure, too.

    `stretch` and `against` are the same two as figures.
    """

    value: str
    change: Change | None
    other: str
    reason: str = ""  # why nothing can be compared
    stretch: Figure | None = None
    against: Figure | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A KPI with a cell for each comparison; `when` is the period of its value where that is not the report's."""

    label: str
    when: str
    value: Figure
    cells: tuple[ComparisonCell, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """KPIs in rows, what they are compared with in columns; `note` says in which unit changes are."""

    id: str
    title: str
    period: str
    columns: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    note: str
