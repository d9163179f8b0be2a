"""A report's figures twice: the engine's, and those that DuckDB gives for the printed statements."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine import pipeline, sources, sql
from engine.backends import polars as backend
from engine.evaluate import evaluate
from engine.measures import beneath
from engine.model.kpis import Kpi
from engine.model.results import Results, Value
from engine.model.specs import Catalog, SectionSpec
from engine.model.written import Text, Written
from engine.periods import Calendar
from engine.pipeline.choice import chosen_period
from engine.plan import make_plan

TODAY = date(2026, 11, 3)
DUCK = duckdb.connect()
Cells = dict[tuple[str, str | None], tuple[Any, Any, Any]]  # kind and segment: numerator, denominator, value


def calendar_of(catalog: Catalog) -> Calendar:
    return Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)


def with_everything(catalog: Catalog, kpis: Iterable[Kpi], dimensions: Iterable[str]) -> Catalog:
    """The report as if it showed every KPI, in total and by each of these dimensions that it has."""
    place = catalog.report.place
    sections = [SectionSpec(Text((("", "all"),)), place, kpis=tuple(Written(kpi.id, place) for kpi in kpis))]
    for dimension in dimensions:
        able = tuple(Written(kpi.id, place) for kpi in kpis if dimension in kpi.dimensions)
        sections.append(SectionSpec(Text((("", dimension),)), place, kpis=able, by=(Written(dimension, place),)))
    report = replace(catalog.report, sections=tuple(sections))
    return replace(catalog, specs=replace(catalog.specs, report=report))


@dataclass(frozen=True)
class Twice:
    """A report whose every figure can be asked of both."""

    path: Path
    catalog: Catalog
    results: Results

    def ours(self, kpi: str, by: str | None) -> Cells:
        """The engine's figures of the report's period and KPI's own window."""
        found: Cells = {}
        asked = self.catalog.kpis[kpi]
        window = asked.spec.window.name if asked.spec.window else "period"
        for (id, at_window, period, segments), value in self.results.values.items():
            names = [segment.dimension for segment in segments]
            if (id, at_window, period, names) == (kpi, window, self.results.period.id, [by] if by else []):
                found[_key(value)] = value.numerator, value.denominator, value.value
        assert found or by, kpi
        return found

    def duckdbs(self, kpi: str, by: str | None) -> Cells:
        """The figures that the statement gives, run in the report's folder."""
        asked = sql.Asked(self.catalog.kpis[kpi], self.results.period, self.results.why, by)
        statement = pipeline.make_statement(self.catalog, asked, calendar_of(self.catalog))
        return run(statement, self.path.parent, kpi, self.results.period.id)

    def agree(self, kpi: str, by: str | None = None) -> None:
        """Every figure is the same.

        The engine names also the segments that another KPI of the report has rows for: this one has none.
        """
        ours, duck = self.ours(kpi, by), self.duckdbs(kpi, by)
        for key in set(ours) - set(duck):
            assert not self.rows(kpi, by, key), (kpi, by, key)
            del ours[key]
        compare(ours, duck, (kpi, by))

    def rows(self, kpi: str, by: str | None, key: tuple[str, str | None]) -> int:
        """The rows of all times and of all KPIs beneath that lie in a segment."""
        parts = {part.id for part in beneath(self.catalog.kpis[kpi], self.catalog)}
        return sum(
            value.rows or 0
            for (id, _, _, segments), value in self.results.values.items()
            if id in parts and [segment.dimension for segment in segments] == [by] and _key(value) == key
        )


def twice(path: Path, period: str | None = None, dimensions: Iterable[str] = (), today: date = TODAY) -> Twice:
    """Compute every KPI of a report."""
    plain, _ = pipeline.check(path)
    catalog = with_everything(plain, plain.kpis.values(), dimensions)
    calendar, plan = calendar_of(catalog), make_plan(catalog)
    tables = sources.read(plan.reads, path.parent, backend.condition)
    chosen, why = chosen_period(catalog, calendar, tables, period, today)
    measures = backend.measure(plan, catalog, tables, chosen, calendar)
    return Twice(path, catalog, evaluate(plan, catalog, measures, tables, chosen, why, calendar, today))


def _key(value: Value) -> tuple[str, str | None]:
    if not value.segments:
        return "total", None
    segment = value.segments[0]
    return segment.kind, segment.value if segment.kind == "value" else None


def run(statement: str, folder: Path, kpi: str, period: str) -> Cells:
    """The rows of a statement as DuckDB gives them in a folder."""
    found: Cells = {}
    with inside(folder):
        cursor = DUCK.execute(statement)
        names = [column[0] for column in cursor.description or ()]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            assert (row["kpi"], row["period"]) == (kpi, period)
            key = (row.get("segment_kind", "total"), row.get("segment"))
            assert key not in found
            found[key] = row.get("numerator"), row.get("denominator"), row["value"]
    return found


@contextmanager
def inside(folder: Path) -> Any:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def same(ours: Any, duck: Any) -> bool:
    """Whole numbers and money to the last digit, floats but for the last bits."""
    if ours is None or duck is None:
        return ours is None and duck is None
    if isinstance(ours, float) or isinstance(duck, float):
        return float(ours) == pytest.approx(float(duck), rel=1e-12, abs=0)
    return Decimal(ours) == Decimal(duck)


def compare(ours: Cells, duck: Cells, what: object) -> None:
    """All cells of both."""
    for key, wanted in ours.items():
        for name, one, other in zip(("numerator", "denominator", "value"), wanted, duck[key], strict=True):
            assert same(one, other), (what, key, name, one, other)
