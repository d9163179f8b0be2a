"""The tests of KPIs: each is computed from what it gives as any figure is, without any data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import DataError, Issue
from engine.given import computed, deciding, filled
from engine.measures import references, timed
from engine.model.data import Table
from engine.model.kpis import Kpi
from engine.model.outcomes import Counted, Outcome
from engine.model.period import Period
from engine.model.plan import Slice
from engine.model.results import Segments, Value
from engine.model.specs import Catalog
from engine.model.tests import KpiTest
from engine.periods import Calendar
from engine.pipeline.checks import check
from engine.pipeline.choice import kpi_named
from engine.pipeline.steps import Step, quiet
from engine.plan import plan_of_cut
from engine.rules.tests import check_tests
from engine.testing import Arranged, arranged, at_places, verdict

if TYPE_CHECKING:
    from engine.backends.traced import Traced

# Of a KPI of the library that exists, and why it is not there all the same.
UNFIT: Final = ("cannot be used with this report's data", "declare what it needs")


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of the tests of some KPIs, and those of the KPIs that have none."""

    kpis: tuple[Kpi, ...]
    outcomes: tuple[Outcome, ...]
    untested: tuple[Kpi, ...]
    warnings: tuple[Issue, ...] = ()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that is wrong."""
        return tuple(issue for outcome in self.outcomes for issue in outcome.issues)


def run_tests(path: Path, ids: tuple[str, ...] = (), *, everything: bool = False, step: Step = quiet) -> Tested:
    """Run the tests of a report's KPIs, or of some of them. Raises SpecError, or ArgumentError for an unknown KPI.

    They are those that the report's files define and those of the library that it uses; with `everything`, or by name,
    all of the library that its data allow.
    """
    catalog, warnings = check(path, dormant=everything or bool(ids), step=step)
    kpis = tuple(kpi_named(catalog, id, UNFIT) for id in dict.fromkeys(ids)) or tuple(catalog.kpis.values())
    with step("Tests"):
        outcomes = tuple(run_test(kpi, test, catalog) for kpi in kpis for test in kpi.spec.tests)
    untested = tuple(kpi for kpi in kpis if not kpi.spec.tests and (everything or not kpi.spec.library))
    return Tested(kpis, outcomes, tuple(kpi for kpi in untested if _computes(kpi)), warnings)


def run_test(kpi: Kpi, test: KpiTest, catalog: Catalog) -> Outcome:
    """Compute a KPI from what its test gives, and compare."""
    if kpi.spec.library and list(check_tests(_with(kpi, test), catalog)):
        return Outcome(kpi.id, test, left_out=True)
    from engine import sources

    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    asked = arranged(kpi, test, catalog, calendar)
    tables, issues = sources.given_tables(asked.datasets, catalog.report.timezone)
    if issues:
        return Outcome(kpi.id, test, issues=tuple(issues))
    try:
        value = _computed(kpi, asked, tables, calendar)
    except DataError as error:
        return Outcome(kpi.id, test, issues=at_places(error.issues, test.place))
    wrong = verdict(kpi, test, value)
    if wrong is None:
        return Outcome(kpi.id, test, value)
    return Outcome(kpi.id, test, value, (wrong,), _counted(kpi, asked, tables, calendar, test))


def _computed(kpi: Kpi, asked: Arranged, tables: dict[str, Table], calendar: Calendar) -> Value | None:
    """The figure, as in a report; None where no row lies in the segment."""
    from engine.backends import polars as backend
    from engine.evaluate import evaluate

    plan = plan_of_cut(asked.cut, asked.catalog)
    measures = backend.measure(plan, asked.catalog, tables, asked.period, calendar)
    results = evaluate(plan, asked.catalog, measures, tables, asked.period, "", calendar, asked.period.end)
    return results.value(kpi.id, asked.period, asked.segments, asked.cut.slice.window.name)


def _counted(
    kpi: Kpi, asked: Arranged, tables: dict[str, Table], calendar: Calendar, test: KpiTest
) -> tuple[Counted, ...]:
    """What became of each given row, for the datasets whose rows are counted."""
    from engine.backends.behind import data_behind
    from engine.backends.seen import Asked
    from engine.backends.traced import traced_rows
    from engine.sources.given import GIVEN

    catalog = asked.catalog
    data = data_behind(plan_of_cut(asked.cut, catalog), catalog, tables, asked.period, calendar)
    found: dict[str, dict[str, Traced]] = {}
    for name, part, period, segments in _figures(kpi, asked.period, asked.segments, catalog, calendar):
        figure = Asked(part, timed(part, Slice(period.grain)), period, segments)
        for traced in traced_rows(figure, data, GIVEN):
            found.setdefault(traced.dataset, {})[name] = traced
    days = frozenset(day for part in computed(kpi, frozenset(), catalog) for day in deciding(part, catalog))
    return tuple(_became(id, parts, test, filled(catalog.specs.datasets[id], days)) for id, parts in found.items())


def _figures(
    kpi: Kpi, period: Period, segments: Segments, catalog: Catalog, calendar: Calendar, name: str = ""
) -> Iterator[tuple[str, Kpi, Period, Segments]]:
    """The figures that are counted from rows, with what a formula calls them: nothing for the whole."""
    if kpi.spec.dataset is not None:
        yield name, kpi, period, segments
    for id, back, total in references(kpi.formula.root):
        called = f"LAG({id}, {back})" if back else f"TOTAL({id})" if total else id
        then = calendar.before(period, back)
        yield from _figures(catalog.kpis[id], then, () if total else segments, catalog, calendar, called)


def _became(id: str, parts: dict[str, Traced], test: KpiTest, days: tuple[str, ...]) -> Counted:
    """The rows that are given of a dataset, with the aggregates of all figures that count them."""
    seen: dict[str, frozenset[int]] = {}
    for name, traced in parts.items():
        for text, numbers in traced.aggregates:
            alone = len(traced.aggregates) == 1
            seen[name if name and alone else f"{name}: {text}" if name else text] = numbers
    given = test.rows_of(id)
    rows = []
    for number in range(len(given.rows) if given else 0):
        flags = tuple(number in numbers for numbers in seen.values())
        why = next((traced.reasons[number] for traced in parts.values() if number in traced.reasons), "")
        rows.append((flags, "" if any(flags) else why))
    columns = dict.fromkeys(column for traced in parts.values() for column in traced.columns)
    return Counted(id, tuple(seen), tuple(rows), tuple(columns), days)


def _with(kpi: Kpi, test: KpiTest) -> Kpi:
    return replace(kpi, spec=replace(kpi.spec, tests=(test,)))


def _computes(kpi: Kpi) -> bool:
    """Whether there is anything to test: a plain figure that is typed is what it is."""
    return kpi.typed is None or bool(kpi.spec.formula.text)
