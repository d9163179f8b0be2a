"""A figure explained: what it means, the rows behind it after every filter, and how it follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from engine.model.data import Coverage
from engine.model.formula import Aggregate
from engine.model.period import Grain
from engine.model.plan import Population
from engine.model.results import Scalar, Segments
from engine.model.signs import Cases, Signal
from engine.model.unit import Number, StateCode

# The language of an explanation, its numbers and months too, whatever that of the texts is which people wrote.
WORDS: Final = "en"

# What a filter looks at, from the files to the values that an aggregate takes.
StepCode: TypeAlias = Literal[
    "files", "dataset_where", "base", "base_where", "made", "entities", "dated", "begun", "in_time", "segment",
    "where", "filter", "values", "distinct",
]  # fmt: skip
KpiKind: TypeAlias = Literal["rows", "stock", "snapshot", "conversion", "retention", "typed", "kpis"]


@dataclass(frozen=True, slots=True)
class Step:
    """A filter in words, and how many rows are left after it."""

    code: StepCode
    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class Counting:
    """An aggregate of a formula as the rows are counted for it: what its own filters leave of them."""

    aggregate: Aggregate
    text: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """The rows of one population after each filter, and the aggregates that are made of those that are left."""

    population: Population
    steps: tuple[Step, ...]
    countings: tuple[Counting, ...]


@dataclass(frozen=True, slots=True)
class Operand:
    """An aggregate with its filters and its value, or a part of a figure that was typed."""

    text: str
    value: Scalar
    shown: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of a dataset behind a figure, filter by filter, and the operands that are made of them."""

    dataset: str
    steps: tuple[Step, ...]
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed by hand for a period, part by part; one number has the name "value"."""

    period: str
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A figure with what it is made of: rows, typed entries, or other figures, each explained alike.

    `role` is what the formula above it calls it: "cost", "LAG(cost, 1)". `arithmetic` leads from the parts to the
    value, `provisional` says why it may change, `missing` why there is none; both are empty where that is not so.
    `rows_of` names the file of its rows among those of the tree; None where it has no rows of its own.
    """

    role: str
    kpi: str
    label: str
    kind: KpiKind
    grain: Grain
    period: str
    when: str
    window: str
    segments: Segments
    formula: str
    where: str
    counts: tuple[str, ...]
    value: Number | None
    shown: str
    arithmetic: str
    numerator: Number | None = None
    denominator: Number | None = None
    rows: int | None = None
    provisional: tuple[str, ...] = ()
    missing: str = ""
    reason: str | None = None
    typed_for: str | None = None
    behind: tuple[Behind, ...] = ()
    entries: tuple[Entered, ...] = ()
    parts: tuple[Node, ...] = ()
    rows_of: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a KPI is, in words."""

    description: str
    better: str
    format: str
    owner: str
    source: str
    file: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another figure of the same KPI that the report sets it against; `change` is from there to here."""

    code: Literal["previous", "year_ago", "year_to_date", "last_final", "benchmark"]
    what: str
    period: str
    value: Number | None
    shown: str
    change: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The target and what follows from it, each with how it was computed.

    `period` is the one judged; `when` names it where it is not the figure's own, which is provisional then.
    """

    period: str
    when: str
    target: Number
    target_shown: str
    target_from: str
    attainment: float | None
    attainment_shown: str
    attainment_from: str
    state: StateCode
    word: str
    state_from: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The figure against what the points before it make usual: the range, how it was made, what follows."""

    signal: Signal
    shown: str
    how: str
    said: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what a share of so many rows may truly be (95 %)."""

    cases: Cases
    shown: str
    rows: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A dataset as it was read: its files with their SHA-256 and rows, and the days that it covers."""

    dataset: str
    files: tuple[tuple[str, str, int], ...]
    rows: int
    coverage: Coverage | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is done about a figure, as it stands at the period's end; `word`: "late by 17 days"."""

    action: str
    cause: str
    segment: str
    owner: str
    opened: str
    due: date
    state: str
    late_by: int
    word: str


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in the thirteen periods up to the figure's."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is said of one figure."""

    report: str
    today: date
    why: str
    segments: tuple[tuple[str, str], ...]  # the names of the dimensions and of their values
    definition: Definition
    figure: Node
    comparisons: tuple[Comparison, ...]
    verdict: Verdict | None
    origins: tuple[Origin, ...]
    usual: Usual | None = None
    interval: Interval | None = None
    plans: tuple[Planned, ...] = ()
    events: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsFile:
    """The rows behind one figure of a tree, as CSV; `of` tells it from the others, and the whole's is empty."""

    of: str
    rows: int
    content: bytes
