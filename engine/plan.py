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
from engine.model.comparisons import ROLLING, Compared
from engine.model.insights import Insight
from engine.model.kpis import Kpi, Snapshot
from engine.model.objectives import ObjectiveSpec
from engine.model.period import PERIOD, YEAR_TO_DATE, Grain
from engine.model.plan import Cut, Job, Measure, Overlap, Plan, Read, Slice
from engine.model.results import Grouping
from engine.model.segments import Dimensions, Top
from engine.model.specs import Catalog, ReportSpec, SectionSpec
from engine.model.written import Written
from engine.periods import FEWEST_POINTS, PER_YEAR

SPARK_PERIODS = 13
SHORTEST: dict[Grain, int] = {"week": 7, "month": 28, "quarter": 90, "year": 365}  # days of a period


def make_plan(catalog: Catalog) -> Plan:
    """The plan of a whole report."""
    return _plan(_together(_cuts(catalog)), catalog, catalog.insights)


def plan_of(kpi: Kpi, catalog: Catalog) -> Plan:
    """One KPI's own part of the plan; where the report shows it nowhere, its value in the report's period."""
    cuts = tuple(cut for cut in dict.fromkeys(_cuts(catalog)) if cut.kpi == kpi.id)
    return _plan(cuts or (Cut(kpi.id, timed(kpi, Slice(catalog.report.every))),), catalog)


def plan_over(periods: int, by: str | None, catalog: Catalog) -> Plan:
    """Every KPI in use over so many periods, in total and by a dimension, and what a verdict on an objective needs."""
    cuts: list[Cut] = []
    for kpi in catalog.kpis.values():
        for dimensions in ((), *(((by,),) if by in kpi.dimensions else ())):
            first = 1 - periods if kpi.dated else 0
            cuts.append(Cut(kpi.id, timed(kpi, Slice(catalog.report.every)), dimensions, first))
    cuts += [cut for objective in catalog.specs.objectives for cut in _to_date(objective, catalog)]
    return _plan(tuple(dict.fromkeys(cuts)), catalog)


def plan_of_figure(kpi: Kpi, catalog: Catalog, dimensions: Dimensions) -> Plan:
    """What one figure is made from, with what the report compares it with and, in total, with the year to date."""
    every = catalog.report.every
    # As far back as the last final figure may be looked for, and a year before that.
    cuts = [Cut(kpi.id, timed(kpi, Slice(every)), dimensions, -2 * PER_YEAR[every] if kpi.dated else 0)]
    to_date = Cut(kpi.id, Slice(every, YEAR_TO_DATE))
    if not dimensions and to_date in _cuts(catalog):
        cuts.append(to_date)
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
    seasons = tuple(dict.fromkeys(_seasons(cuts, catalog)))

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
    needed = _needed(catalog, jobs)
    derivations = tuple(made for id, made in catalog.derivations.items() if id in needed)
    return Plan(_reads(catalog, needed), jobs, cuts, derivations, overlaps, seasons, insights)


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


def _seasons(cuts: tuple[Cut, ...], catalog: Catalog) -> Iterator[Cut]:
    """The months whose shape a target has: of the year before each year that is shown and has such an objective."""
    for id in dict.fromkeys(cut.kpi for cut in cuts):
        specs = [spec for spec in catalog.objectives(id) if spec.seasonal]
        if not specs:
            continue
        shown = max(-cut.first * 12 // PER_YEAR[cut.slice.grain] for cut in cuts if cut.kpi == id)
        years = [int(spec.period.text[:4]) for spec in specs]
        # From the first month of the earliest year that has one, and a year before that.
        reach = min(shown + 11, 11 + 12 * (max(years) - min(years) + 2))
        wholes = [()] if any(spec.spread.form == "seasonal" for spec in specs) else []
        own = {one.dimension.text for spec in specs for one in spec.by if one.spread and one.spread.form == "seasonal"}
        for by in (*wholes, *((name,) for name in sorted(own))):
            yield Cut(id, Slice("month"), by, -max(reach, 23))


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


def _cuts(catalog: Catalog) -> Iterator[Cut]:
    """What the report shows, and what a verdict on it needs."""
    report = catalog.report
    firsts = _firsts(report)
    first = firsts[report.every]
    for objective in catalog.specs.objectives:
        yield _cut(catalog, objective.kpi, first)
        yield from _to_date(objective, catalog)
        for dimension in dict.fromkeys(one.dimension.text for one in objective.by):
            yield _cut(catalog, objective.kpi, first, (dimension,))
    for section in report.sections:
        for reference in (*section.cards, *section.listed, *section.kpis):
            yield _cut(catalog, reference, first)
        if section.scorecard_by is not None:
            yield from _by_segment(section, section.scorecard_by.text, first, catalog)
        for reference in section.kpis:
            yield from _by(catalog, reference, first, section.dimensions)
            yield from _stretches(catalog, reference, section.comparisons)
        for chart in section.charts:
            grain = chart.grain or report.every
            for reference in chart.kpis:
                yield _cut(catalog, reference, firsts[grain], grain=grain)
            # Of a bridge no trend is drawn either.
            began = -2 * PER_YEAR[report.every] if chart.kind == "bridge" else first
            yield from _by(catalog, chart.kpi, began, chart.dimensions)
    yield from _said(catalog, first)


def _said(catalog: Catalog, first: int) -> Iterator[Cut]:
    """The KPIs that sentences name or stand on, with what is said of them."""
    named = [(part, "") for insight in catalog.insights for part, _, _ in references(insight.condition.root)]
    named += [pair for insight in catalog.insights for pair in insight.placeholders]
    named += [pair for commentary in catalog.commentary for pair in commentary.placeholders]
    for id, form in named:
        kpi = catalog.kpis.get(id)
        if kpi is not None:  # else a commentary of another period, in which it is wrong
            yield Cut(kpi.id, timed(kpi, Slice(catalog.report.every)), (), first if kpi.dated else 0)
            if form == "year_to_date":
                yield from _year_to_date(kpi, catalog)


def _by_segment(section: SectionSpec, dimension: str, first: int, catalog: Catalog) -> Iterator[Cut]:
    """The scorecard's objectives that have targets by a dimension, and their years to date."""
    listed = {reference.text for reference in section.listed}
    for objective in catalog.specs.objectives:
        wanted = section.scorecard == "all" or objective.kpi.text in listed
        if wanted and any(one.dimension.text == dimension for one in objective.by):
            yield _cut(catalog, objective.kpi, first, (dimension,))
            yield from _to_date(objective, catalog, (dimension,))


def _to_date(objective: ObjectiveSpec, catalog: Catalog, dimensions: Dimensions = ()) -> Iterator[Cut]:
    """The year to date of what has an objective."""
    yield from _year_to_date(catalog.kpis[objective.kpi.text], catalog, dimensions)


def _stretches(catalog: Catalog, reference: Written, against: tuple[Compared, ...]) -> Iterator[Cut]:
    """The year to date and 12 months of a KPI, as far back as the last final one and a year before that."""
    kpi = catalog.kpis[reference.text]
    first = -2 * PER_YEAR[catalog.report.every]
    if "year_to_date" in against:
        yield from (replace(cut, first=first) for cut in _year_to_date(kpi, catalog))
    if "rolling_12_months" in against and kpi.spec.balance is None:
        yield from (
            replace(cut, slice=replace(cut.slice, window=ROLLING), first=first) for cut in _year_to_date(kpi, catalog)
        )


def _year_to_date(kpi: Kpi, catalog: Catalog, dimensions: Dimensions = ()) -> Iterator[Cut]:
    """The year to date of a KPI, where there is such a figure."""
    alone = kpi.typed is not None and kpi.typed.over_time == "none"  # there is no such figure to date
    if kpi.dated and kpi.spec.window is None and not alone:
        yield Cut(kpi.id, Slice(catalog.report.every, YEAR_TO_DATE), dimensions)


def _firsts(report: ReportSpec) -> dict[Grain, int]:
    """For each grain that is shown the first period that is needed: a year before the first of its longest trend."""
    shown: dict[Grain, int] = {report.every: SPARK_PERIODS}
    for section in report.sections:
        for chart in section.charts:
            grain = chart.grain or report.every
            shown[grain] = max(shown.get(grain, 0), chart.periods)
    return {grain: -(periods - 1) - PER_YEAR[grain] for grain, periods in shown.items()}


def _by(catalog: Catalog, reference: Written, first: int, dimensions: Dimensions) -> Iterator[Cut]:
    """A KPI by one dimension; by two, with the totals in both directions."""
    for dimension in dimensions:
        yield _cut(catalog, reference, first, (dimension,))
    if len(dimensions) > 1:
        # No trend is drawn of these: a year in which the last final period lies, and the year before it.
        yield _cut(catalog, reference, -2 * PER_YEAR[catalog.report.every], dimensions)


def _cut(
    catalog: Catalog, reference: Written, first: int, dimensions: Dimensions = (), grain: Grain | None = None
) -> Cut:
    """A KPI over all periods that are shown or compared; one without a date in the report's only."""
    kpi = catalog.kpis[reference.text]
    slice = timed(kpi, Slice(grain or catalog.report.every))
    if not dimensions and slice.grain == catalog.report.every:
        first = min(first, _first_of_signal(kpi, slice.grain))
    return Cut(kpi.id, slice, dimensions, first if kpi.dated else 0)


def _first_of_signal(kpi: Kpi, grain: Grain) -> int:
    """The first period that tells whether a figure is a signal: changes to the year before, so many before it.

    A cohort that has to mature is judged some periods before the report's, and no more than a year before.
    """
    late = min(-(-kpi.matures // SHORTEST[grain]), PER_YEAR[grain]) if kpi.matures else 0
    return -(late + FEWEST_POINTS + PER_YEAR[grain])


def _needed(catalog: Catalog, jobs: tuple[Job, ...]) -> set[str]:
    """The datasets that the jobs count and those that they look up, with all that those are made of."""
    datasets = catalog.specs.datasets
    counted = {job.population.dataset for job in jobs}
    counted |= {job.population.conversion.event for job in jobs if job.population.conversion}
    needed: set[str] = set()
    wanted = sorted(counted | {join.to.text for id in counted for join in datasets[id].joins})
    while wanted:
        id = wanted.pop()
        if id not in needed and (made := catalog.derivations.get(id)):
            base = datasets[made.base]
            wanted += [base.id, *(join.to.text for join in base.joins if join.name in made.joins)]
        needed.add(id)
    return needed


def _reads(catalog: Catalog, needed: set[str]) -> tuple[Read, ...]:
    """Those with files of their own, in the order of their declaration."""
    zone = catalog.report.timezone
    return tuple(
        Read(spec, spec.columns, catalog.row_filters.get(id), zone, copies(id, catalog))
        for id, spec in catalog.specs.datasets.items()
        if id in needed and spec.making is None
    )


def every_read(catalog: Catalog) -> tuple[Read, ...]:
    """All datasets that have files, whether the report needs them or not."""
    return _reads(catalog, set(catalog.specs.datasets))


def copies(dataset: str, catalog: Catalog) -> str:
    """The day that tells a dataset's copies apart, where it holds dated copies of the whole."""
    for kpi in catalog.kpis.values():
        if isinstance(kpi.spec.balance, Snapshot) and kpi.spec.dataset and kpi.spec.dataset.text == dataset:
            return kpi.spec.balance.day.text
    return ""
