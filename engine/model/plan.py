"""What must be read and computed, each once: the plan that the backend runs and `kpi explain` prints.

Times are relative to the period that is asked for, so that a plan can be made, and read, before any data are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.model.datasets import ColumnSpec, DatasetSpec, Derivation
from engine.model.formula import Expression, Formula
from engine.model.insights import Insight
from engine.model.kpis import Balance, Conversion, Retention, Snapshot
from engine.model.period import PERIOD, Grain, Window
from engine.model.segments import Dimensions, Top

Base: TypeAlias = Literal["ROWS", "VALUES", "DISTINCT", "SUM", "MIN", "MAX", "MEDIAN", "QUANTILE", "STDDEV"]


@dataclass(frozen=True, slots=True)
class Read:
    """A dataset to be read, with the columns of it that are needed; rows that `where` leaves out are none of it."""

    dataset: DatasetSpec
    columns: tuple[ColumnSpec, ...]
    where: Formula | None = None
    timezone: str = "UTC"  # in which a date and time without a zone is meant, and one with a zone is kept
    copies: str = ""  # the day that tells dated copies of the whole apart: a key names a row in each


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate over rows; `where` holds for the rows that count, `parameter` is a quantile's share."""

    base: Base
    argument: Expression | None = None
    where: Expression | None = None
    parameter: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """Rows and the time at which they count: on the day in `date`, as a stock (`balance`), or always.

    With a `conversion`, each entity of the dataset once, by its first row, and whether and when it reached the event;
    `date` is then the day of its base or of its event. Where it is `aged`, each cohort is as old as the report's is
    when the data end: what came later in its life has not happened yet.

    With a `retention`, rows count years after their day, with whether their entity came again.
    """

    dataset: str
    date: str = ""
    balance: Balance | Snapshot | None = None
    conversion: Conversion | None = None
    aged: bool = False
    retention: Retention | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """How time is cut: into periods of a grain, each looked at through a window that ends with it."""

    grain: Grain
    window: Window = PERIOD


@dataclass(frozen=True, slots=True)
class Job:
    """One grouping of a population: its measures for each period of a slice and each segment.

    `first` and `last` count periods from the report's (0; −1 is the one before).
    """

    population: Population
    slice: Slice
    dimensions: Dimensions
    first: int
    last: int
    measures: tuple[Measure, ...]

    @property
    def tops(self) -> tuple[Top, ...]:
        """The dimensions of which only the largest segments stand by themselves: to be ranked before it is counted."""
        return tuple(dimension for dimension in self.dimensions if isinstance(dimension, Top))


@dataclass(frozen=True, slots=True)
class Cut:
    """A KPI's values that are wanted: from period `first` to the report's, by dimensions (none: the total)."""

    kpi: str
    slice: Slice
    dimensions: Dimensions = ()
    first: int = 0


@dataclass(frozen=True, slots=True)
class Overlap:
    """The rows that a KPI counts and another one counts as well, from period `first` to the report's.

    Where they are all of its rows, the KPI counts a part of what the other one counts.
    """

    kpi: str
    other: str
    population: Population
    slice: Slice
    measure: Measure
    first: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a report needs of its data."""

    reads: tuple[Read, ...]
    jobs: tuple[Job, ...]
    cuts: tuple[Cut, ...]
    derivations: tuple[Derivation, ...] = ()  # of datasets made of others, in the order in which they can be made
    overlaps: tuple[Overlap, ...] = ()
    seasons: tuple[Cut, ...] = ()  # last year's months, which no page shows: targets have their shape
    insights: tuple[Insight, ...] = ()  # whose conditions are to be decided

    @property
    def tops(self) -> tuple[Top, ...]:
        """What has to be ranked, each once."""
        return tuple(dict.fromkeys(top for job in self.jobs for top in job.tops))
