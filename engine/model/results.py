"""The values that a report shows, computed: what the JSON holds and the pages are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engine.model.data import Remark, Table
from engine.model.document import Number, SegmentKind, StateCode, Unit
from engine.model.period import Grain, Period
from engine.model.plan import Measure, Population, Slice

Scalar: TypeAlias = Number | str | bool | date | None


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One value of a dimension; its kind tells rows without a value and rows without a match from real values."""

    dimension: str
    value: str
    kind: SegmentKind = "value"


Segments: TypeAlias = tuple[Segment, ...]
CellKey: TypeAlias = tuple[int, Segments]  # a period's ordinal and the segments


@dataclass(frozen=True, slots=True)
class Counted:
    """One grouping: where each measure stands in a row, and the row of each cell that has any."""

    positions: dict[Measure, int]
    cells: dict[CellKey, tuple[Scalar, ...]]


@dataclass(frozen=True, slots=True)
class Measures:
    """What the backend counted, for each population, slice and dimensions."""

    groupings: dict[tuple[Population, Slice, tuple[str, ...]], Counted]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One figure with all that it is measured against; `reason` is a code where `value` is None.

    Reasons: "not_covered", "no_rows" (an aggregate over nothing), "zero_denominator", "no_snapshot" (a stock without a
    copy of the period).
    """

    kpi: str
    grain: Grain
    period: str
    window: str
    segments: Segments
    unit: Unit
    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    rows: int | None = None
    provisional: bool = False
    previous: Number | None = None
    year_ago: Number | None = None
    target: Number | None = None
    attainment: float | None = None
    state: StateCode = "no_target"
    reason: str | None = None

    @property
    def segment_kind(self) -> SegmentKind | None:
        """The kind of its segment; None for the total."""
        return self.segments[0].kind if self.segments else None


# KPI, window, period id, segments; a period's id is of one grain only: "2026", "2026-Q3", "2026-10", "2026-W44".
ValueKey: TypeAlias = tuple[str, str, str, Segments]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was computed for one period, for every language alike."""

    period: Period
    why: str  # why this period, in English: for the command's output
    today: date
    tables: dict[str, Table]
    remarks: tuple[Remark, ...]
    values: dict[ValueKey, Value] = field(default_factory=dict)

    def value(self, kpi: str, period: Period, segments: Segments = (), window: str = "period") -> Value | None:
        """One value; None where it was not asked for."""
        return self.values.get((kpi, window, period.id, segments))
