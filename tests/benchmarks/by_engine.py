"""The engine's side: the real rules, plan, backend and evaluation, over a table that nobody had to read first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from engine.backends.polars import measure
from engine.errors import Place
from engine.evaluate import evaluate
from engine.measures import needs, populations
from engine.model.data import Coverage, Table
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.kpis import KpiSpec
from engine.model.plan import Cut, Job, Measure, Plan, Slice
from engine.model.results import Grouping, Results
from engine.model.specs import Catalog, ReportSpec, SectionSpec, Specs
from engine.model.written import Text, Written
from engine.periods import Calendar
from engine.rules import check
from tests.benchmarks.agree import Key, Number, Values
from tests.benchmarks.data import FIRST, LAST, scan
from tests.benchmarks.listed import CUTS, PERIODS, Listed

NOWHERE = Place("benchmark.yml", 1, 1)
MONTH = Slice("month")
word = partial(Written, place=NOWHERE)
TYPES = {
    "created_at": Type("date"),
    "source": Type("string"),
    "region": Type("string"),
    "owner": Type("string"),
    "state": Type("string"),
    "cost": Type("money", False, 2, "EUR"),
    "amount": Type("money", True, 2, "EUR"),
    "days": Type("integer", True),
    "customer_id": Type("string"),
}
LEADS = DatasetSpec(
    "leads", NOWHERE, word("leads"), Path(),
    tuple(ColumnSpec(name, kind, (name,), NOWHERE) for name, kind in TYPES.items()), date=word("created_at"),
)  # fmt: skip


def results(folder: Path, listed: Sequence[Listed], rows: int = 0) -> Results:
    """From the definitions to the values; what is timed."""
    calendar = Calendar()
    period = calendar.period("month", LAST)
    made = catalog(listed)
    wanted = plan(made)
    tables = {LEADS.id: Table(LEADS.id, "leads", "", rows, scan(folder), Coverage(FIRST, LAST))}
    measures = measure(wanted, made, tables, period, calendar)
    return evaluate(wanted, made, measures, tables, period, "", calendar, LAST)


def catalog(listed: Sequence[Listed]) -> Catalog:
    """The definitions, checked by the rules."""
    kpis = {kpi.id: _spec(kpi) for kpi in listed}
    title = Text((("", "Benchmark"),))
    section = SectionSpec(title, NOWHERE, kpis=tuple(word(id) for id in kpis))
    report = ReportSpec("benchmark", NOWHERE, Path("benchmark.yml"), title, title, "month", "en", (section,), "EUR")
    made, issues = check(Specs(report, {LEADS.id: LEADS}, {}, kpis))
    assert not issues, [issue.message for issue in issues]
    return made


def _spec(kpi: Listed) -> KpiSpec:
    where = word(kpi.where) if kpi.where else None
    return KpiSpec(kpi.id, NOWHERE, Text((("", kpi.id),)), word(kpi.formula), dataset=word(LEADS.id), where=where)


def plan(made: Catalog) -> Plan:
    """What `make_plan` makes of a report, for cuts that no report can ask for yet: by two dimensions at once."""
    cuts = tuple(Cut(id, MONTH, cut, 1 - PERIODS) for cut in CUTS for id in made.kpis)
    wanted: dict[Grouping, dict[Measure, None]] = {}
    for cut in cuts:
        for need in needs(made.kpis[cut.kpi], cut.slice, cut.dimensions, cut.first, made):
            for population, measures in populations(need.kpi, made).items():
                key = (population, need.slice, need.dimensions)
                wanted.setdefault(key, {}).update(dict.fromkeys(measures))
    jobs = tuple(Job(*key, 1 - PERIODS, 0, tuple(measures)) for key, measures in wanted.items())
    return Plan((), jobs, cuts)


def values(found: Results) -> Values:
    """The numbers, to be compared."""
    made: dict[Key, Number] = {}
    for value in found.values.values():
        dimensions = tuple(segment.dimension for segment in value.segments)
        segments = tuple(segment.value for segment in value.segments)
        made[value.kpi, value.period, dimensions, segments] = value.value
    return made
