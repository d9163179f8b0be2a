"""Lists what a report needs, each measure once, however many KPIs, periods and comparisons want it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.measures import beneath, measures_of, population
from engine.model.plan import Cut, Job, Measure, Plan, Population, Read, Slice
from engine.model.specs import Catalog
from engine.periods import PER_YEAR

SPARK_PERIODS = 13


def make_plan(catalog: Catalog) -> Plan:
    """The plan of a whole report."""
    cuts = tuple(dict.fromkeys(_cuts(catalog)))
    wanted: dict[tuple[Population, Slice, tuple[str, ...]], dict[Measure, None]] = {}
    for cut in cuts:
        for kpi in beneath(catalog.kpis[cut.kpi], catalog):
            if kpi.spec.dataset is None:
                continue
            measures = wanted.setdefault((population(kpi, catalog), cut.slice, cut.dimensions), {})
            measures.update(dict.fromkeys(measures_of(kpi)))
    jobs = tuple(Job(*key, tuple(measures)) for key, measures in wanted.items())
    return Plan(_reads(catalog, jobs), jobs, cuts)


def _cuts(catalog: Catalog) -> Iterator[Cut]:
    """What the report shows, and what a verdict on it needs."""
    report = catalog.report
    grain = report.every
    back = max([SPARK_PERIODS, *(chart.periods for section in report.sections for chart in section.charts)])
    whole = Slice(grain, -(back - 1) - PER_YEAR[grain], 0)
    to_date = Slice(grain, to_date=True)
    for objective in catalog.specs.objectives:
        yield Cut(objective.kpi.text, whole)
        yield Cut(objective.kpi.text, to_date)
    for section in report.sections:
        for reference in (*section.cards, *section.kpis, *(chart.kpi for chart in section.charts)):
            yield Cut(reference.text, whole)
        if section.by is not None:
            for reference in section.kpis:
                yield Cut(reference.text, whole, (section.by.text,))
        for chart in section.charts:
            if chart.by is not None:
                yield Cut(chart.kpi.text, whole, (chart.by.text,))


def _reads(catalog: Catalog, jobs: tuple[Job, ...]) -> tuple[Read, ...]:
    """The datasets that the jobs count and those that they look up, in the order of their declaration."""
    datasets = catalog.specs.datasets
    needed = {job.population.dataset for job in jobs}
    for id in sorted(needed):
        needed |= {join.to.text for join in datasets[id].joins}
    return tuple(Read(spec, spec.columns, catalog.row_filters.get(id)) for id, spec in datasets.items() if id in needed)
