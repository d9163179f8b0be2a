"""Every figure of a report: its data are read, counted and evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.errors import Issue, SpecError, raise_errors
from engine.kept import NOTHING, Keep
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Plan
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.model.written import Text
from engine.periods import Calendar
from engine.pipeline.actions import segments_without_rows
from engine.pipeline.checks import check
from engine.pipeline.choice import chosen_period
from engine.pipeline.measures import Counter, contents
from engine.pipeline.objectives import apart, no_last_year, other_years, unknown_segments
from engine.pipeline.steps import Step, quiet
from engine.pipeline.warnings import about_data, undecided
from engine.pipeline.words import absent_words
from engine.plan import make_plan
from engine.rules.commentary import absent


@dataclass(frozen=True, slots=True)
class Computed:
    """Every figure of a report, before it is worded."""

    results: Results
    catalog: Catalog
    calendar: Calendar
    warnings: tuple[Issue, ...] = ()


def compute(
    path: Path, *, today: date, period: str | None = None, step: Step = quiet, keep: Keep = NOTHING
) -> Computed:
    """Read a report's files and data, and compute its figures. Raises an error of `engine.errors`."""
    return compute_catalog(*check(path, step=step, keep=keep), today=today, period=period, step=step, keep=keep)


def compute_catalog(
    catalog: Catalog,
    warnings: tuple[Issue, ...] = (),
    *,
    today: date,
    period: str | Period | None = None,
    planned: Callable[[Catalog], Plan] = make_plan,
    step: Step = quiet,
    keep: Keep = NOTHING,
) -> Computed:
    """The figures of a report whose files are checked already; `warnings` are what that check found.

    A period that is none of text was chosen before, and may lie outside of what the data cover. `planned` says which
    figures: those that the report shows, unless somebody wants others.
    """
    # What `check` and `explain` do without is loaded here: Polars alone takes longer than they do.
    from engine import sources
    from engine.analyses import plans
    from engine.backends import polars as backend

    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    with step("Plan"):
        plan = planned(catalog)
    with step("Data"):
        tables = sources.read(plan.reads, catalog.report.path.parent, backend.condition, keep)
        if isinstance(period, Period):
            chosen, why = period, f"{period.id}: asked for"
        else:
            chosen, why = chosen_period(catalog, calendar, tables, period, today)
        unmet = [*_unmet(catalog, tables, chosen, calendar, keep)]
        raise_errors(SpecError, [*warnings, *unmet])
    given = _Given(plan, catalog, tables, chosen, why, calendar, today)
    results = keep("values", given.known(), lambda: given.results(step, keep))
    results = replace(results, derived=replace(results.derived, plans=plans(results, catalog, calendar)))
    odd = (warning for table in tables.values() for warning in table.warnings)
    said = (*warnings, *odd, *unmet, *given.warnings(results, keep))
    return Computed(results, catalog, calendar, tuple(dict.fromkeys(said)))


def _unmet(
    catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar, keep: Keep
) -> Iterator[Issue]:
    """What objectives and actions name that the data do not have."""
    objectives = catalog.specs.objectives
    yield from unknown_segments(objectives, catalog, tables, keep)
    yield from no_last_year(objectives, catalog, tables, period, calendar)
    yield from segments_without_rows(catalog.specs.actions, catalog, tables, keep)


@dataclass(frozen=True, slots=True)
class _Given:
    """All that the figures of a report are made of."""

    plan: Plan
    catalog: Catalog
    tables: dict[str, Table]
    period: Period
    why: str
    calendar: Calendar
    today: date

    def known(self) -> object:
        """What tells these figures from others: no text that only pages show, and of the data not their rows."""
        data = [contents(table) for table in self.tables.values()]
        asked = self.plan.cuts, self.period, self.why, self.calendar, self.today
        return _without_looks(self.catalog), data, asked

    def results(self, step: Step, keep: Keep) -> Results:
        """The figures, and what follows from them."""
        from engine.analyses import derive
        from engine.analyses.rowless import rowless
        from engine.evaluate import evaluate

        with step("Measures"):
            counter = Counter(self.plan, self.catalog, self.tables, self.period, self.calendar, keep)
            measures = counter.measures()
        with step("Values"):
            results = evaluate(
                self.plan, self.catalog, measures, self.tables, self.period, self.why, self.calendar, self.today
            )
        with step("Findings"):
            remarks = (*results.remarks, *rowless(results, self.catalog, self.calendar))
            return replace(results, derived=derive(results, self.catalog, self.calendar), remarks=remarks)

    def warnings(self, results: Results, keep: Keep) -> Iterator[Issue]:
        """What is seen once there are figures, and does not stop the report."""
        yield from apart(results, self.catalog, self.calendar)
        yield from other_years(self.catalog.specs.objectives, self.plan, self.catalog, self.period, self.calendar)
        yield from about_data(self.catalog, self.tables, results.remarks, self.period, self.today)
        yield from undecided(self.catalog, results)
        yield from absent(self.catalog, self.period)
        yield from absent_words(self.catalog, self.tables, keep)


def _without_looks(catalog: Catalog) -> Catalog:
    """The catalog without what only pages show: figures are the same in every language and colour, whatever is done."""
    report = replace(
        catalog.report, company=Text(()), language="", accent="", page="", pdf_variant="pdf/ua-1",
        logo=None, templates=None, outputs=(), insights=(),
    )  # fmt: skip
    specs = replace(
        catalog.specs, report=report, actions=(), events=(), commentary=(), strays=(), logo=None, templates=None
    )
    insights = tuple(replace(one, say=(), spec=replace(one.spec, say=())) for one in catalog.insights)
    return replace(catalog, specs=specs, insights=insights, commentary=())
