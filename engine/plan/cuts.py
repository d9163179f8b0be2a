"""What a report shows of its KPIs, how far back, and what the verdicts and sentences on it need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.measures import references, timed
from engine.model.comparisons import ROLLING, Compared
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import YEAR_TO_DATE, Grain
from engine.model.plan import Cut, Slice
from engine.model.segments import Dimensions
from engine.model.specs import Catalog, ReportSpec, SectionSpec
from engine.model.written import Written
from engine.periods import FEWEST_POINTS, PER_YEAR

SPARK_PERIODS = 13
SHORTEST: dict[Grain, int] = {"week": 7, "month": 28, "quarter": 90, "year": 365}  # days of a period


def every_cut(catalog: Catalog) -> Iterator[Cut]:
    """What the report shows, and what a verdict on it needs."""
    report = catalog.report
    firsts = _firsts(report)
    first = firsts[report.every]
    for objective in _aims(catalog):
        yield _cut(catalog, objective.kpi, first)
        yield from to_date(objective, catalog)
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
            # Of these no trend is drawn either.
            began = -2 * PER_YEAR[report.every] if chart.kind in ("bridge", "scatter") else first
            for reference in chart.kpis:
                yield from _by(catalog, reference, began, chart.dimensions)
    yield from _said(catalog, first)


def _aims(catalog: Catalog) -> Iterator[ObjectiveSpec]:
    """The objectives of what is shown; all of them where there is no scorecard to say which are the report's."""
    scored = any(section.scorecard for section in catalog.report.sections)
    shown = {*catalog.shown}
    return (one for one in catalog.specs.objectives if not scored or one.kpi.text in shown)


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
            yield from to_date(objective, catalog, (dimension,))


def to_date(objective: ObjectiveSpec, catalog: Catalog, dimensions: Dimensions = ()) -> Iterator[Cut]:
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


def months_of_seasons(cuts: tuple[Cut, ...], catalog: Catalog) -> Iterator[Cut]:
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
