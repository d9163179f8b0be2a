"""What must be read and computed, each once: the plan that the backend runs and `kpi explain` prints.

Times are relative to the period that is asked for, so that a plan can be made, and read, before any data are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.model.formula import Expression, Formula
from engine.model.period import Grain
from engine.model.specs import Balance, ColumnSpec, DatasetSpec

Base: TypeAlias = Literal["ROWS", "VALUES", "DISTINCT", "SUM", "MIN", "MAX", "MEDIAN"]


@dataclass(frozen=True, slots=True)
class Read:
    """A dataset to be read, with the columns of it that are needed; rows that `where` leaves out are none of it."""

    dataset: DatasetSpec
    columns: tuple[ColumnSpec, ...]
    where: Formula | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate over rows; `where` holds for the rows that count."""

    base: Base
    argument: Expression | None = None
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """Rows and the time at which they count: on the day in `date`, or while they are open (`balance`)."""

    dataset: str
    date: str = ""
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Periods of a grain, each by itself: from `first` to `last`, counted from the report's (0; −1 is the one before).

    Where `to_date`, the one stretch from the start of the fiscal year to the end of the report's period instead.
    """

    grain: Grain
    first: int = 0
    last: int = 0
    to_date: bool = False

    @property
    def window(self) -> str:
        """The window's name in the language."""
        return "year_to_date" if self.to_date else "period"


@dataclass(frozen=True, slots=True)
class Job:
    """One grouping of a population: its measures for each period of a slice and each segment."""

    population: Population
    slice: Slice
    dimensions: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A KPI's values that are wanted: over a slice, by dimensions (none: the total)."""

    kpi: str
    slice: Slice
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a report needs of its data."""

    reads: tuple[Read, ...]
    jobs: tuple[Job, ...]
    cuts: tuple[Cut, ...]
