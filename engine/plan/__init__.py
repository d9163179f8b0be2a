"""Lists what a report needs, each measure once, however many KPIs, periods and comparisons want it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.measures import (
    Need,
    aged_population,
    in_both,
    measures_of,
    needs,
    population,
    populations,
    references,
    timed,
)
from engine.model.insights import Insight
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE
from engine.model.plan import Cut, Job, Measure, Overlap, Plan, Slice
from engine.model.results import Grouping
from engine.model.segments import Dimensions, Top
from engine.model.specs import Catalog
from engine.periods import PER_YEAR
from engine.plan.cuts import SPARK_PERIODS, every_cut, months_of_seasons, to_date
from engine.plan.reads import copies, datasets_of, every_read, reads

__all__ = [
    "SPARK_PERIODS",
    "copies",
    "every_read",
    "make_plan",
    "plan_of",
    "plan_of_cut",
    "plan_of_figure",
    "plan_over",
]


def make_plan(catalog: Catalog) -> Plan:
    """The plan of a whole report."""
    return _plan(_together(every_cut(catalog)), catalog, catalog.insights)


def plan_of(kpi: Kpi, catalog: Catalog) -> Plan:
    """One KPI's own part of the plan; where the report shows it nowhere, its value in the report's period."""
    cuts = tuple(cut for cut in dict.fromkeys(every_cut(catalog)) if cut.kpi == kpi.id)
    return _plan(cuts or (Cut(kpi.id, timed(kpi, Slice(catalog.report.every))),), catalog)


def plan_over(periods: int, by: str | None, catalog: Catalog) -> Plan:
    """Every KPI in use over so many periods, in total and by a dimension, and what a verdict on an objective needs."""
    cuts: list[Cut] = []
    for kpi in catalog.kpis.values():
        for dimensions in ((), *(((by,),) if by in kpi.dimensions else ())):
            first = 1 - periods if kpi.dated else 0
            cuts.append(Cut(kpi.id, timed(kpi, Slice(catalog.report.every)), dimensions, first))
    cuts += [cut for objective in catalog.specs.objectives for cut in to_date(objective, catalog)]
    return _plan(tuple(dict.fromkeys(cuts)), catalog)


def plan_of_figure(kpi: Kpi, catalog: Catalog, dimensions: Dimensions) -> Plan:
    """What one figure is made from, with what the report compares it with and, in total, with the year to date."""
    every = catalog.report.every
    # As far back as the last final figure may be looked for, and a year before that.
    cuts = [Cut(kpi.id, timed(kpi, Slice(every)), dimensions, -2 * PER_YEAR[every] if kpi.dated else 0)]
    year_to_date = Cut(kpi.id, Slice(every, YEAR_TO_DATE))
    # A KPI that no scorecard shows may have an objective all the same.
    aimed_at = (cut for objective in catalog.objectives(kpi.id) for cut in to_date(objective, catalog))
    if not dimensions and year_to_date in (*aimed_at, *every_cut(catalog)):
        cuts.append(year_to_date)
    return _plan(tuple(cuts), catalog)


def plan_of_cut(cut: Cut, catalog: Catalog) -> Plan:
    """What one cut is made of, whether the report shows it or not; no target is asked for."""
    return _plan((cut,), replace(catalog, specs=replace(catalog.specs, objectives=())))


def _together(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """Each cut once, from the earliest period that it is asked for: what a value is compared with lies before it."""
    found: dict[Cut, int] = {}
    for cut in cuts:
        whole = replace(cut, first=0)
        found[whole] = min(found.get(whole, 0), cut.first)
    return tuple(replace(cut, first=first) for cut, first in found.items())


def _plan(cuts: tuple[Cut, ...], catalog: Catalog, insights: tuple[Insight, ...] = ()) -> Plan:
    """What these cuts are made of, each measure once."""
    wanted: dict[Grouping, dict[Measure, None]] = {}
    begins: dict[Grouping, int] = {}
    seasons = tuple(dict.fromkeys(months_of_seasons(cuts, catalog)))

    def want(found: Iterable[Need]) -> None:
        for need in found:
            for rows, measures in populations(need.kpi, catalog).items():
                key = (rows, need.slice, need.dimensions)
                wanted.setdefault(key, {}).update(dict.fromkeys(measures))
                begins[key] = min(begins.get(key, 0), need.first)

    for insight in insights:
        want(_of_condition(insight, catalog))
    for cut in (*cuts, *seasons):
        want(_needs(cut, catalog))
        aged = aged_population(catalog.kpis[cut.kpi], catalog)
        if aged is not None and cut.slice.window == PERIOD and cut in cuts:
            key = (aged, cut.slice, cut.dimensions)
            wanted.setdefault(key, {}).update(dict.fromkeys(measures_of(catalog.kpis[cut.kpi])))
            begins[key] = -PER_YEAR[cut.slice.grain]
    overlaps = tuple(_overlaps(cuts, catalog))
    for overlap in overlaps:
        wanted[overlap.population, overlap.slice, ()].setdefault(overlap.measure)
    jobs = tuple(Job(*key, begins[key], 0, tuple(measures)) for key, measures in wanted.items())
    needed = datasets_of(catalog, jobs)
    derivations = tuple(made for id, made in catalog.derivations.items() if id in needed)
    return Plan(reads(catalog, needed), jobs, cuts, derivations, overlaps, seasons, insights)


def _overlaps(cuts: tuple[Cut, ...], catalog: Catalog) -> Iterator[Overlap]:
    """What each step of a funnel counts of the rows of the step before, where both are wanted."""
    every = Slice(catalog.report.every)
    totals = {cut.kpi: cut for cut in cuts if not cut.dimensions and cut.slice == timed(catalog.kpis[cut.kpi], every)}
    funnels = [chart.steps for section in catalog.report.sections for chart in section.charts]
    pairs = [(step.text, before.text) for steps in funnels for before, step in itertools.pairwise(steps)]
    for id, other in dict.fromkeys(pair for pair in pairs if totals.keys() >= set(pair)):
        kpi, cut = catalog.kpis[id], totals[id]
        measure = in_both(kpi, catalog.kpis[other], catalog)
        if measure is not None:
            yield Overlap(id, other, population(kpi, catalog), cut.slice, measure, cut.first)


def _needs(cut: Cut, catalog: Catalog) -> Iterator[Need]:
    """What a cut is made from; where it has a top, also all segments of the KPI that they are ranked by."""
    yield from needs(catalog.kpis[cut.kpi], cut.slice, cut.dimensions, cut.first, catalog)
    for dimension in cut.dimensions:
        if isinstance(dimension, Top):
            ranked = catalog.kpis[dimension.by]
            first = cut.first if ranked.dated else 0
            yield from needs(ranked, Slice(catalog.report.every), (dimension.dimension,), first, catalog)


def _of_condition(insight: Insight, catalog: Catalog) -> Iterator[Need]:
    """What an insight's condition is decided from."""
    for part, back, _ in references(insight.condition.root):
        yield from needs(catalog.kpis[part], Slice(catalog.report.every), (), -back, catalog)
