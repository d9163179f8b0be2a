"""Tests of a definition as they are written beside it.

A test gives rows, or values of other KPIs, and says which value the KPI must have then.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engine.errors import Place
from engine.model.written import Written


@dataclass(frozen=True, slots=True)
class GivenCell:
    """A value in a given row: its column (`owner.team` through a join), and its text; None where `null` is written."""

    column: Written
    text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row as it is given, so many times."""

    place: Place
    cells: tuple[GivenCell, ...]
    times: int = 1

    def cell(self, column: str) -> GivenCell | None:
        """What is given for a column."""
        return next((cell for cell in self.cells if cell.column.text == column), None)


@dataclass(frozen=True, slots=True)
class GivenRows:
    """The rows that are given for a dataset; there may be none."""

    dataset: Written
    rows: tuple[GivenRow, ...]


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure that is given for a period (None: the test's): parts by name, or one without a name; None: no value."""

    period: Written | None
    parts: tuple[tuple[Written, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class GivenKpi:
    """The values that are given for another KPI, which is then not computed."""

    kpi: Written
    figures: tuple[GivenFigure, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """The value that a KPI must have, exactly as it is written; None: no value."""

    value: Fraction | None
    text: str
    place: Place
    tolerance: Fraction | None = None  # how far it may be away; None: as the KPI's type has it


@dataclass(frozen=True, slots=True)
class KpiTest:
    """A test of a KPI. `typed`: the figures that stand for its own; `segment`: (dimension, segment) to look at."""

    name: str
    place: Place
    expect: Expected
    rows: tuple[GivenRows, ...] = ()
    kpis: tuple[GivenKpi, ...] = ()
    typed: tuple[GivenFigure, ...] | None = None
    period: Written | None = None
    segment: tuple[tuple[Written, Written], ...] = ()

    def rows_of(self, dataset: str) -> GivenRows | None:
        """What is given for a dataset."""
        return next((given for given in self.rows if given.dataset.text == dataset), None)
