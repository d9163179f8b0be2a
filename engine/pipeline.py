"""The program on one page: a report file in, a set of files out; each line one stage, each stage timed.

`check` stops after the rules, `explain` after the plan, `render` goes to the end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from engine.errors import ArgumentError, Issue, Place, SpecError, did_you_mean, raise_errors
from engine.model.data import Remark, Table
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.plan import Plan
from engine.model.results import Results
from engine.model.specs import Catalog, Output
from engine.periods import Calendar, choose
from engine.plan import copies, make_plan, plan_of
from engine.rules import check as check_rules
from engine.spec.load import load
from engine.sql import Asked

# Called with a step's name; the step is what happens inside the context.
Step: TypeAlias = Callable[[str], AbstractContextManager[object]]


def quiet(name: str) -> AbstractContextManager[object]:
    """A step that tells nobody."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What `render` wrote, and which period it took and why."""

    period: str
    why: str
    files: tuple[Path, ...]
    warnings: tuple[Issue, ...] = ()


def check(path: Path, *, step: Step = quiet) -> tuple[Catalog, tuple[Issue, ...]]:
    """Read a report and all that it uses; the checked catalog and the warnings. Raises SpecError."""
    with step("Specs"):
        loaded = load(path)
        raise_errors(SpecError, [] if loaded.specs else loaded.issues)
        assert loaded.specs is not None
    with step("Rules"):
        catalog, issues = check_rules(loaded.specs, frozenset(loaded.broken))
        issues = [*loaded.issues, *issues]
        raise_errors(SpecError, issues)
    return catalog, tuple(issues)


def explain(path: Path, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What a report needs of its data, without reading any. Raises SpecError."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, make_plan(catalog)


def explain_kpi(path: Path, id: str, *, step: Step = quiet) -> tuple[Catalog, Plan]:
    """What one KPI needs of the data, without reading any. Raises SpecError, or ArgumentError for an unknown KPI."""
    catalog, _ = check(path, step=step)
    with step("Plan"):
        return catalog, plan_of(_kpi(catalog, id), catalog)


def explain_sql(
    path: Path, id: str, *, today: date, period: str | None = None, by: str | None = None, step: Step = quiet
) -> str:
    """A KPI as one DuckDB statement that gives the same number. Raises an error of `engine.errors`.

    Data are read only where no period is asked for: which one is meant depends on how far they reach.
    """
    from engine import sources

    catalog, _ = check(path, step=step)
    kpi = _kpi(catalog, id)
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    tables: dict[str, Table] = {}
    if period is None:
        from engine.backends import polars as backend

        with step("Data"):
            tables = sources.read(make_plan(catalog).reads, path.parent, backend.condition)
    chosen, why = _period(catalog, calendar, tables, period, today)
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


def _kpi(catalog: Catalog, id: str) -> Kpi:
    """The KPI of that name, which the report's files define or something in them uses."""
    if id in catalog.kpis:
        return catalog.kpis[id]
    message, hint = f"no KPI named '{id}'", did_you_mean(id, catalog.kpis)
    if id in catalog.specs.kpis:
        message, hint = f"'{id}' of the library is used by nothing in this report", "name it in a section"
    raise ArgumentError(Issue("error", "unknown-kpi", Place("KPI"), message, hint))


@dataclass(frozen=True, slots=True)
class Computed:
    """Every figure of a report, before it is worded."""

    results: Results
    catalog: Catalog
    calendar: Calendar
    warnings: tuple[Issue, ...] = ()


def compute(path: Path, *, today: date, period: str | None = None, step: Step = quiet) -> Computed:
    """Read a report's data and compute its figures. Raises an error of `engine.errors`."""
    # What `check` and `explain` do without is loaded here: Polars alone takes longer than they do.
    from engine import sources
    from engine.backends import polars as backend
    from engine.evaluate import evaluate, rank

    catalog, warnings = check(path, step=step)
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    with step("Plan"):
        plan = make_plan(catalog)
    with step("Data"):
        tables = sources.read(plan.reads, path.parent, backend.condition)
        chosen, why = _period(catalog, calendar, tables, period, today)
    with step("Measures"):
        measures = backend.measure(plan, catalog, tables, chosen, calendar)
        ranked = rank(plan, catalog, measures, tables, chosen, calendar)
        measures = backend.measure(plan, catalog, tables, chosen, calendar, ranked)
    with step("Values"):
        results = evaluate(plan, catalog, measures, tables, chosen, why, calendar, today)
    odd = (warning for table in tables.values() for warning in table.warnings)
    found = (*_short_data(catalog, tables, chosen), *_early_events(catalog, results.remarks))
    return Computed(results, catalog, calendar, (*warnings, *odd, *found))


def _short_data(catalog: Catalog, tables: dict[str, Table], period: Period) -> list[Issue]:
    """A warning for each dataset that ends before the period does, so that its figures are provisional."""
    issues = []
    for id, table in tables.items():
        if table.coverage is not None and not table.coverage.reaches(period.last_day):
            message = f"'{id}' ends on {table.coverage.last}: its figures of {period.id} are provisional"
            hint = "where the data are complete all the same, say so with 'covers' or 'fresh_within'"
            issues.append(Issue("warning", "incomplete-data", catalog.specs.datasets[id].place, message, hint))
    return issues


def _early_events(catalog: Catalog, remarks: tuple[Remark, ...]) -> list[Issue]:
    """A warning for each conversion with entities whose event comes before their base, and counts all the same."""
    issues = []
    for remark in remarks:
        if remark.code == "before_base":
            counted = f"{remark.rows} of {remark.of} values of '{remark.column}' in '{remark.dataset}'"
            message = f"{counted} have an earlier day in '{remark.other}', and count as converted"
            hint = "where only what comes after its base counts, say how soon with 'within'"
            place = catalog.specs.datasets[remark.dataset].place
            issues.append(Issue("warning", "event-before-base", place, message, hint))
    return issues


def render(
    path: Path,
    *,
    today: date,
    period: str | None = None,
    out: Path | None = None,
    language: str | None = None,
    outputs: tuple[Output, ...] | None = None,
    step: Step = quiet,
) -> Rendered:
    """Make a report and write it, the whole set of files or none. Raises an error of `engine.errors`."""
    computed = compute(path, today=today, period=period, step=step)
    files = _files(computed, language, outputs or computed.catalog.report.outputs, step)
    chosen = computed.results.period.id
    folder = (out or path.parent / "out") / chosen
    with step("Writing"):
        from engine.output import write_set

        write_set({folder / name: data for name, data in files.items()})
    return Rendered(chosen, computed.results.why, tuple(folder / name for name in files), computed.warnings)


def _files(computed: Computed, language: str | None, outputs: tuple[Output, ...], step: Step) -> dict[str, bytes]:
    """The files by name, in the order that was asked for."""
    from engine.charts import CHARTS
    from engine.document import make_document
    from engine.formats import FORMATS, json

    results, calendar = computed.results, computed.calendar
    catalog = _in_language(computed.catalog, language)
    numbers = (f"{catalog.report.id}.json", json.make(results, catalog))
    if any(output in FORMATS for output in outputs):
        with step("Document"):
            document = make_document(results, catalog, calendar, CHARTS, (numbers,))
    files: dict[str, bytes] = {}
    for output in outputs:
        with step(output.upper()):
            if output == "json":
                files[numbers[0]] = numbers[1]
            else:
                files[f"{document.id}.{document.language}.{output}"] = FORMATS[output](document)
    return files


def _in_language(catalog: Catalog, language: str | None) -> Catalog:
    if language is None:
        return catalog
    report = replace(catalog.report, language=language)
    return replace(catalog, specs=replace(catalog.specs, report=report))


def _period(
    catalog: Catalog, calendar: Calendar, tables: dict[str, Table], asked: str | None, today: date
) -> tuple[Period, str]:
    """The period that was asked for, or the last one that is over and covered."""
    report = catalog.report
    covers = {id: table.coverage for id, table in tables.items() if table.coverage is not None}
    reach = ", ".join(f"'{id}' {c.first} to {c.last}" for id, c in covers.items())
    form = {"week": "2026-W44", "month": "2026-10", "quarter": "2026-Q3", "year": "2026"}[report.every]
    if asked is None:
        chosen = choose(covers, calendar, report.every, today)
        if chosen is None:
            hint = f"say which period the report is for: --period {form}"
            raise ArgumentError(Issue("error", "no-period", Place("--period"), "no data has a date", hint))
        period, why = chosen
    else:
        found = calendar.parse(report.every, asked)
        if found is None:
            message = f"'{asked}' is no {report.every}, and the report is made for each {report.every}"
            raise ArgumentError(Issue("error", "no-such-period", Place("--period"), message, f"write it {form}"))
        period, why = found, f"{found.id}: asked for"
    if covers and not any(c.first <= period.last_day and c.last >= period.start for c in covers.values()):
        message = f"no data cover {period.id}"
        if asked is None:
            message += f", the last {report.every} that is over on {today}: choose one with --period"
        raise ArgumentError(Issue("error", "not-covered", Place("--period"), message, f"the data cover: {reach}"))
    return period, why
