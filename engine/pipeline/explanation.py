"""Where a number comes from: the plan of what is needed, a figure explained, the statement that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import ArgumentError, Issue, Place, SpecError, raise_errors
from engine.model.data import Table
from engine.model.explained import Explanation, RowsFile
from engine.model.kpis import Kpi
from engine.model.plan import Plan
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.pipeline.checks import check
from engine.pipeline.choice import chosen_period, in_language, kpi_named
from engine.pipeline.objectives import no_last_year, other_years, unknown_segments
from engine.pipeline.steps import Step, quiet
from engine.pipeline.warnings import about_data
from engine.plan import copies, make_plan, plan_of, plan_of_figure

if TYPE_CHECKING:
    from engine.sql import Asked

# Of a KPI of the library that exists, and why it is not there all the same.
NOT_USED: Final = ("is used by nothing in this report", "name it in a section")


def explain(path: Path, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What a report needs of its data, without reading any. Raises SpecError."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, make_plan(catalog)


def explain_kpi(path: Path, id: str, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What one KPI needs of the data, without reading any. Raises SpecError, or ArgumentError for an unknown KPI."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, plan_of(kpi_named(catalog, id, NOT_USED), catalog)


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure explained, the files with its rows that were written, and the warnings."""

    explanation: Explanation
    files: tuple[tuple[Path, int], ...] = ()
    warnings: tuple[Issue, ...] = ()


def explain_figure(
    path: Path, id: str, *, today: date, period: str | None = None, segments: tuple[tuple[str, str], ...] = (),
    language: str | None = None, rows: Path | None = None, step: Step = quiet,
) -> Explained:  # fmt: skip
    """A KPI's figure with where it comes from; its rows are written to `rows`. Raises an error of `engine.errors`.

    Without a period, it is the one that `render` would choose: all data of the report are read for it.
    """
    from engine import explained, sources
    from engine.backends import polars as backend
    from engine.evaluate import unfit_seasons
    from engine.explained.segments import dimensions_asked

    catalog, warnings = check(path, step=step)
    catalog = in_language(catalog, language)
    kpi = kpi_named(catalog, id, NOT_USED)
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    if alone := next((value for dimension, value in segments if not dimension), None):
        raise ArgumentError(_without_dimension(alone, kpi, catalog, calendar, today, path.parent))
    dimensions = dimensions_asked(segments, kpi)
    _has_folder(rows)
    with step("Plan"):
        plan = plan_of_figure(kpi, catalog, dimensions)
        reads = plan.reads if period else tuple(dict.fromkeys([*make_plan(catalog).reads, *plan.reads]))
    with step("Data"):
        tables = sources.read(reads, path.parent, backend.condition)
        aims = unknown_segments(catalog.objectives(id), catalog, tables)
        raise_errors(SpecError, [*warnings, *aims])
        chosen, why = chosen_period(catalog, calendar, tables, period, today)
        aims += no_last_year(catalog.objectives(id), catalog, tables, chosen, calendar)
        raise_errors(SpecError, [*warnings, *aims])
        aims += other_years(catalog.objectives(id), plan, catalog, chosen, calendar)
    with step("Measures"):
        measures = backend.measure(plan, catalog, tables, chosen, calendar)
        raise_errors(SpecError, [*warnings, *aims, *unfit_seasons(plan, catalog, measures, tables, chosen, calendar)])
    with step("Explanation"):
        asked = explained.Asked(kpi, chosen, why, today, segments)
        explanation, behind = explained.explain(asked, plan, catalog, measures, tables, calendar)
    files = _write_rows(rows, behind, tables, catalog) if rows is not None else ()
    beneath = {read.dataset.id: tables[read.dataset.id] for read in plan.reads}
    odd = about_data(catalog, beneath, measures.remarks, chosen, today)
    return Explained(explanation, files, (*warnings, *aims, *odd))


def _has_folder(rows: Path | None) -> None:
    """Rows are written at the very end: that they cannot be is said before anything is read."""
    if rows is not None and not rows.parent.is_dir():
        message, hint = f"the folder '{rows.parent}' does not exist", "make it first, or name another file"
        raise ArgumentError(Issue("error", "no-folder", Place("--rows"), message, hint))


def _without_dimension(value: str, kpi: Kpi, catalog: Catalog, calendar: Calendar, today: date, folder: Path) -> Issue:
    """A segment without its dimension: the data are read to see which one has that value."""
    from engine import sources
    from engine.backends import polars as backend
    from engine.backends.behind import data_behind
    from engine.explained.segments import without_dimension

    plan = plan_of_figure(kpi, catalog, tuple(sorted(kpi.dimensions)))
    tables = sources.read(plan.reads, folder, backend.condition)
    at_any_time = calendar.period(catalog.report.every, today)
    return without_dimension(value, kpi, plan, data_behind(plan, catalog, tables, at_any_time, calendar))


def _write_rows(
    to: Path, behind: tuple[RowsFile, ...], tables: dict[str, Table], catalog: Catalog
) -> tuple[tuple[Path, int], ...]:
    """The rows behind a figure, each dataset's in a file of its own where there are several: all or none."""
    from engine.output import write_set

    place = Place("--rows")
    if not behind:
        message = "there are no rows behind a figure without a value"
        raise ArgumentError(Issue("error", "no-rows", place, message, "leave --rows away, or ask for another --period"))
    files = {to.with_name(f"{to.stem}.{file.of}{to.suffix}") if file.of else to: file for file in behind}
    data = (catalog.report.path.parent / name for table in tables.values() for name in _files_of(table))
    inputs = {path.resolve() for path in (*data, *map(Path, _written_in(catalog)))}
    for file in files:
        if file.is_dir() or file.resolve() in inputs:
            what = "is a folder" if file.is_dir() else "is one of the report's own files"
            message = f"'{file}' {what}"
            raise ArgumentError(Issue("error", "not-overwritten", place, message, "name another file"))
    write_set({path: file.content for path, file in files.items()}, "the rows")
    return tuple((path, file.rows) for path, file in files.items())


def _written_in(catalog: Catalog) -> set[str]:
    """The files that people wrote the report in."""
    specs = catalog.specs
    places = [specs.report.place]
    for entries in (specs.objectives, specs.actions, specs.events):
        places += [entry.place for entry in entries]
    for kind in (specs.datasets, specs.dimensions, specs.kpis):
        places += [part.place for part in kind.values()]
    return {place.file for place in places}


def _files_of(table: Table) -> tuple[str, ...]:
    return tuple(name for name, _, _ in table.files) or (table.path,)


def explain_sql(
    path: Path, id: str, *, today: date, period: str | None = None, by: str | None = None, step: Step = quiet
) -> str:
    """A KPI as one DuckDB statement that gives the same number. Raises an error of `engine.errors`.

    Data are read only where no period is asked for: which one is meant depends on how far they reach.
    """
    from engine import sources

    catalog, _ = check(path, step=step)
    kpi = kpi_named(catalog, id, NOT_USED)
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    tables: dict[str, Table] = {}
    if period is None:
        from engine.backends import polars as backend

        with step("Data"):
            tables = sources.read(make_plan(catalog).reads, path.parent, backend.condition)
    chosen, why = chosen_period(catalog, calendar, tables, period, today)
    with step("Statement"):
        from engine.sql import Asked

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
