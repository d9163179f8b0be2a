"""The values that a report shows, computed: what the JSON holds and the pages are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.model.data import Remark, Table
from engine.model.derived import Derived
from engine.model.insights import Decided
from engine.model.period import Grain, Period
from engine.model.plan import Measure, Population, Slice
from engine.model.segments import Dimension, Dimensions, Top, name_of
from engine.model.unit import Number, SegmentKind, StateCode, Unit

Scalar: TypeAlias = Number | str | bool | date | None


class Segment(NamedTuple):
    """One value of a dimension; its kind tells rows without a value and rows without a match from real values.

    A tuple, because it is part of the key of every cell and value, and a tuple is hashed several times as fast.
    """

    dimension: str
    value: str
    kind: SegmentKind = "value"


Segments: TypeAlias = tuple[Segment, ...]
# The kinds of segments, the ordinary one first: in this order they stand in a table.
ORDINARY: tuple[SegmentKind, ...] = ("value", "other", "missing", "unmatched")
CellKey: TypeAlias = tuple[int, Segments]  # a period's ordinal and the segments


@dataclass(frozen=True, slots=True)
class Counted:
    """One grouping: where each measure stands in a row, and the row of each cell that has any."""

    positions: dict[Measure, int]
    cells: dict[CellKey, tuple[Scalar, ...]]


Grouping: TypeAlias = tuple[Population, Slice, Dimensions]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The largest segments of a dimension, the largest first, and of how many they are."""

    members: tuple[str, ...]
    of: int


Rankings: TypeAlias = dict[Top, Ranking]


@dataclass(frozen=True, slots=True)
class Measures:
    """What the backend counted, for each population, slice and dimensions; and who is largest, once it is ranked."""

    groupings: dict[Grouping, Counted]
    remarks: tuple[Remark, ...] = ()
    rankings: Rankings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """One figure with all that it is measured against; `reason` is a code where `value` is None.

    Reasons: "not_covered", "no_rows" (an aggregate over nothing), "zero_denominator", "no_snapshot" (a stock without a
    copy of the period), "not_entered" (not typed yet), "not_added" (typed, and not to be added up over time).

    `unattained` is why a figure with a target has no attainment: "outside_band", "points", "target_not_above_zero",
    "value_not_above_zero".
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
    typed_for: str | None = None  # the period that it, or a part of it, was typed for, where that is another
    benchmark: Number | None = None
    unattained: str | None = None
    age_days: int | None = None  # after the period's end: where it is young, and compared with others at that age

    @property
    def segment_kind(self) -> SegmentKind | None:
        """The kind of its segment, of two the less ordinary one; None for the total."""
        return max((segment.kind for segment in self.segments), key=ORDINARY.index, default=None)


# A KPI, another one, a period's id: how many rows both count in it.
Overlaps: TypeAlias = dict[tuple[str, str, str], int]
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
    rankings: Rankings = field(default_factory=dict)
    overlaps: Overlaps = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()  # the report's insights
    derived: Derived = field(default_factory=Derived)

    def value(self, kpi: str, period: Period, segments: Segments = (), window: str = "period") -> Value | None:
        """One value; None where it was not asked for."""
        return self.values.get((kpi, window, period.id, segments))

    def along(self, kpi: str, window: str, period: str, dimension: Dimension) -> list[Value]:
        """A KPI's values in all segments of one dimension: with a top, its largest and the others under one name."""
        return [
            value
            for (id, seen, at, segments), value in self.values.items()
            if id == kpi
            and at == period
            and seen == window
            and len(segments) == 1
            and self._stands(dimension, segments[0])
        ]

    def _stands(self, dimension: Dimension, segment: Segment) -> bool:
        """Whether a segment is one of a cut: two of a report may leave over different ones."""
        if segment.dimension != name_of(dimension):
            return False
        if not isinstance(dimension, Top):
            return segment.kind != "other"
        if segment.kind == "other":
            return segment.value == dimension.rest
        return segment.kind != "value" or segment.value in self.rankings[dimension].members
