"""Where a number comes from: what a report or a KPI needs of the data, and the statement that gives the same number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.errors import ArgumentError, Issue, Place, did_you_mean
from engine.model.data import Table
from engine.model.kpis import Kpi
from engine.model.plan import Plan
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.pipeline.checks import check
from engine.pipeline.choice import chosen_period
from engine.pipeline.steps import Step, quiet
from engine.plan import copies, make_plan, plan_of
from engine.sql import Asked


def explain(path: Path, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What a report needs of its data, without reading any. Raises SpecError."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, make_plan(catalog)


def explain_kpi(path: Path, id: str, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What one KPI needs of the data, without reading any. Raises SpecError, or ArgumentError for an unknown KPI."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, plan_of(kpi_named(catalog, id), catalog)


def explain_sql(
    path: Path, id: str, *, today: date, period: str | None = None, by: str | None = None, step: Step = quiet
) -> str:
    """A KPI as one DuckDB statement that gives the same number. Raises an error of `engine.errors`.

    Data are read only where no period is asked for: which one is meant depends on how far they reach.
    """
    from engine import sources

    catalog, _ = check(path, step=step)
    kpi = kpi_named(catalog, id)
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    tables: dict[str, Table] = {}
    if period is None:
        from engine.backends import polars as backend

        with step("Data"):
            tables = sources.read(make_plan(catalog).reads, path.parent, backend.condition)
    chosen, why = chosen_period(catalog, calendar, tables, period, today)
    with step("Statement"):
        return make_statement(catalog, Asked(kpi, chosen, why, by), calendar)


def make_statement(catalog: Catalog, asked: Asked, calendar: Calendar) -> str:
    """The statement of a KPI in a period; the files are looked for and not read."""
    from engine import sources, sql

    def files(dataset: str) -> sql.Files:
        spec = catalog.specs.datasets[dataset]
        found = sources.paths(spec, catalog.report.path.parent)
        where = catalog.row_filters.get(dataset)
        return sql.Files(spec, found, catalog.report.timezone, where, copies(dataset, catalog))

    return sql.statement(catalog, asked, calendar, files)


def kpi_named(catalog: Catalog, id: str) -> Kpi:
    """The KPI of that name, which the report's files define or something in them uses."""
    if id in catalog.kpis:
        return catalog.kpis[id]
    message, hint = f"no KPI named '{id}'", did_you_mean(id, catalog.kpis)
    if id in catalog.specs.kpis:
        message, hint = f"'{id}' of the library is used by nothing in this report", "name it in a section"
    raise ArgumentError(Issue("error", "unknown-kpi", Place("KPI"), message, hint))
