"""Every kind of KPI is explained by rows that make it again: windows, stocks, copies, conversions, made datasets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from engine import explained, sources
from engine.backends import polars as backend
from engine.errors import ArgumentError
from engine.model.data import Table
from engine.model.results import Segment
from engine.numbers import Numbers
from engine.plan import make_plan, plan_of_figure
from tests.backends.test_retentions import DIMENSIONS as RETENTION_DIMENSIONS
from tests.backends.test_retentions import NAMES as RETENTIONS
from tests.backends.test_retentions import fixed as retentions
from tests.explained.recomputed import recomputed, same
from tests.sql.asking import TODAY, Twice, calendar_of
from tests.sql.test_kinds import DIMENSIONS, NAMES, kinds
from tests.sql.test_populations import DIMENSIONS as MORE_DIMENSIONS
from tests.sql.test_populations import NAMES as MORE
from tests.sql.test_populations import fixed

REPORTS: dict[str, Callable[[], Twice]] = {
    "kinds": lambda: kinds("month", "2026-10"),
    "populations": lambda: fixed("2026-10"),
    "retentions": retentions,
}


@cache
def read(name: str) -> tuple[Twice, dict[str, Table]]:
    """A report with its data."""
    report = REPORTS[name]()
    return report, sources.read(make_plan(report.catalog).reads, report.path.parent, backend.condition)


def agree(name: str, kpi: str, segments: tuple[Segment, ...], folder: Path) -> None:
    """The report's figure, the explanation's and that of the rows are one; and the rows are as many as are counted."""
    report, tables = read(name)
    made, catalog, calendar = report.results, report.catalog, calendar_of(report.catalog)
    asked_of = catalog.kpis[kpi]
    plan = plan_of_figure(asked_of, catalog, tuple(segment.dimension for segment in segments))
    measures = backend.measure(plan, catalog, tables, made.period, calendar)
    written = tuple((segment.dimension, segment.value or f"({segment.kind})") for segment in segments)
    asked = explained.Asked(asked_of, made.period, "", TODAY, written)
    window = asked_of.spec.window.name if asked_of.spec.window else "period"
    value = made.value(kpi, made.period, segments, window)
    assert value is not None
    try:
        explanation, files = explained.explain(asked, plan, catalog, measures, tables, calendar)
    except ArgumentError:
        if value.rows:
            raise
        return  # a segment that only other KPIs of the report have rows of
    figure = explanation.figure
    assert (figure.value, figure.rows, figure.reason) == (value.value, value.rows, value.reason)
    assert figure.shown == Numbers("en").figure(value.value, asked_of.unit)
    assert bool(figure.missing) == (value.value is None)
    assert bool(figure.provisional) == value.provisional
    if value.rows is not None and figure.rows_of is not None:
        assert value.rows in {behind.steps[-1].rows for behind in figure.behind}
    again = recomputed(figure, {file.of: file for file in files}, catalog, folder)
    assert same(value.value, again), (kpi, segments, value.value, again, files)


def every(name: str, kpi: str, dimensions: tuple[str, ...], folder: Path) -> None:
    """In total and in every segment of these dimensions."""
    results = read(name)[0].results
    of_kpi = [segments for id, _, period, segments in results.values if (id, period) == (kpi, results.period.id)]
    for segments in dict.fromkeys(of_kpi):
        if not segments or segments[0].dimension in dimensions:
            agree(name, kpi, segments, folder)


@pytest.mark.parametrize("kpi", NAMES)
def test_a_kind_of_kpi(kpi: str, tmp_path: Path) -> None:
    """In total and in every segment."""
    every("kinds", kpi, DIMENSIONS, tmp_path)


@pytest.mark.parametrize("kpi", RETENTIONS)
def test_a_retention(kpi: str, tmp_path: Path) -> None:
    """The rows of the earlier period, each with whether its entity came again."""
    every("retentions", kpi, RETENTION_DIMENSIONS, tmp_path)


@pytest.mark.parametrize("kpi", MORE)
def test_a_population(kpi: str, tmp_path: Path) -> None:
    """Look-ups by day, made datasets, dated copies, and conversions that are counted by their event."""
    every("populations", kpi, MORE_DIMENSIONS, tmp_path)
