"""What a test of a definition is read as, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Issue
from engine.model.datasets import DatasetSpec
from engine.model.results import Value
from engine.model.tests import GivenCell, KpiTest


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row as it is read: text by column, with what was left out and must not be empty; `number` is the given row's.

    None for what is looked up and stands in no given row of its own.
    """

    cells: tuple[tuple[str, GivenCell], ...]
    times: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A dataset whose rows a test gives, ready to be read."""

    dataset: DatasetSpec
    rows: tuple[FilledRow, ...]
    looked_up: bool = False  # whether others look up in it, so that its key must name one row


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the rows that a test gives of a dataset: in which aggregates each counts, or why in none.

    `columns` decide; those that are `filled` were put into the period where a row leaves them out.
    """

    dataset: str
    aggregates: tuple[str, ...]
    rows: tuple[tuple[tuple[bool, ...], str], ...]
    columns: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test: the figure, and where it is not as expected, why, and which of the given rows counted.

    `counted` has each dataset whose rows the KPI counts.
    `left_out`: the test is the library's and does not fit the report's data.
    """

    kpi: str
    test: KpiTest
    value: Value | None = None
    issues: tuple[Issue, ...] = ()
    counted: tuple[Counted, ...] = ()
    left_out: bool = False

    @property
    def passed(self) -> bool:
        """Whether the value is the expected one."""
        return not self.issues and not self.left_out
