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

    @property
    def text(self) -> str:
        """The row as the YAML would write it."""
        times = [f"_times: {self.times}"] if self.times != 1 else []
        cells = [f"{cell.column.text}: {'null' if cell.text is None else cell.text}" for cell in self.cells]
        return "{" + ", ".join(times + cells) + "}"

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

    @property
    def text(self) -> str:
        """The figure as the YAML would write it."""
        parts = [(name.text, "null" if value is None else f"{value:f}") for name, value in self.parts]
        text = parts[0][1] if parts[0][0] == "" else "{" + ", ".join(f"{name}: {value}" for name, value in parts) + "}"
        return f"{{{self.period.text}: {text}}}" if self.period else text


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

    @property
    def text(self) -> str:
        """The test without its name, as the YAML would write it in one line."""
        given = [f"{one.dataset.text}: [{', '.join(row.text for row in one.rows)}]" for one in self.rows]
        given += [f"kpis.{one.kpi.text}: {', '.join(figure.text for figure in one.figures)}" for one in self.kpis]
        given += [f"typed: {figure.text}" for figure in self.typed or ()]
        said = [f"period: {self.period.text}"] if self.period else []
        said += [f"segment: {{{name.text}: {value.text}}}" for name, value in self.segment]
        said += [f"given: {{{', '.join(given)}}}", f"expect: {self.expect.text or 'null'}"]
        said += [f"tolerance: {float(self.expect.tolerance):g}"] if self.expect.tolerance is not None else []
        return ", ".join(said)
