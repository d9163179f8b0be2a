"""What is wrong with objectives and is seen in the data alone: unknown segments, years not shown, seasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from engine.errors import Issue, did_you_mean, nearest, several
from engine.holding import judged_by
from engine.kept import NOTHING, Keep
from engine.measures import timed
from engine.model.data import Coverage, Table
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import Period
from engine.model.plan import Cut, Plan, Slice
from engine.model.results import Results, Segment
from engine.model.specs import Catalog
from engine.model.written import Written
from engine.periods import PER_YEAR, Calendar
from engine.pipeline.measures import contents
from engine.plan import plan_of_cut
from engine.rules.spreads import unlike_the_whole
from engine.spreads import stretch

MONTHS = {"week": 2, "quarter": 3, "year": 12}  # that a period has a part of
SLIP = 0.8  # how alike two names are of which one is the other with a slip in it


def unknown_segments(
    objectives: Iterable[ObjectiveSpec], catalog: Catalog, tables: dict[str, Table], keep: Keep = NOTHING
) -> list[Issue]:
    """The segments of objectives that nothing declares and no row has.

    One that is very like a segment without a target of its own is a slip, and an error; any other may be a segment
    that has no rows yet.
    """
    issues: list[Issue] = []
    for spec in objectives:
        if spec.by:
            known = known_segments(spec.by[0].dimension.text, catalog.kpis[spec.kpi.text], catalog, tables, keep)
            issues += _unknown(spec, known) if known is not None else []
    return issues


def known_segments(
    dimension: str, kpi: Kpi, catalog: Catalog, tables: dict[str, Table], keep: Keep
) -> frozenset[str] | None:
    """The segments of a KPI; None where the dimension's are declared, or not all of the KPI's data were read."""
    declared = catalog.specs.dimensions.get(dimension)
    plan = plan_of_cut(Cut(kpi.id, timed(kpi, Slice(catalog.report.every)), (dimension,)), catalog)
    if (declared and declared.values) or any(read.dataset.id not in tables for read in plan.reads):
        return None

    def found() -> frozenset[str]:
        from engine.backends.known import segments_in

        there = segments_in(dimension, plan, catalog, tables)
        return frozenset(segment.value for segment in there if segment.kind == "value")

    made_of = (plan, catalog.specs.datasets, [contents(tables[read.dataset.id]) for read in plan.reads])
    return keep("segments", (dimension, *made_of), found)


def _unknown(spec: ObjectiveSpec, known: frozenset[str]) -> Iterator[Issue]:
    free = known - {one.segment.text for one in spec.by}
    for one in spec.by:
        if one.segment.text not in known:
            yield unknown_segment(one.dimension, one.segment, free)


def unknown_segment(dimension: Written, segment: Written, others: frozenset[str]) -> Issue:
    """The issue of a segment that no row has; an error where it is very like one of the others."""
    message = f"no row has {dimension.text} '{segment.text}'"
    near = _same_letters(segment.text, others) or nearest(segment.text, others, SLIP)
    if near:
        return Issue("error", "unknown-segment", segment.place, message, f"did you mean '{near}'?")
    hint = f"where it has no rows yet, list it under 'dimensions', in the values of '{dimension.text}'"
    return Issue("warning", "unknown-segment", segment.place, message, did_you_mean(segment.text, others) or hint)


def other_years(
    objectives: Iterable[ObjectiveSpec], plan: Plan, catalog: Catalog, period: Period, calendar: Calendar
) -> list[Issue]:
    """A warning for each objective of a time that is not shown, where its KPI has none for the report's year."""
    year = calendar.year_of(period)
    first = year.start
    for cut in plan.cuts:  # of which the first year is there only to be compared with
        grain = cut.slice.grain
        begin = calendar.before(calendar.reported(grain, period), max(0, -cut.first - PER_YEAR[grain]))
        first = min(first, calendar.year_of(begin).start)
    issues, right = [], []
    for spec in objectives:
        own = [stretch(other, calendar) for other in catalog.objectives(spec.kpi.text)]
        of = stretch(spec, calendar)
        if any(_in(one, year) for one in own) or (of.end > first and of.start < year.end):
            right.append(spec)
            continue
        message = f"the objective of {spec.period.text} is not of this report's year {year.id}"
        hint = f"'{spec.kpi.text}' has none for {year.id}"
        issues.append(Issue("warning", "other-year", spec.period.place, message, hint))
    return [*issues, *_ended(right, catalog, year, period, calendar)]


def _ended(
    objectives: Iterable[ObjectiveSpec], catalog: Catalog, year: Period, period: Period, calendar: Calendar
) -> Iterator[Issue]:
    """One warning for all KPIs of the pages whose objectives end before the report's year: it was not rolled over.

    And one for those whose objectives are of its earlier months or quarters alone. A report of an earlier period has
    objectives of later times, and is told nothing.
    """
    shown = {*catalog.shown}
    before: list[ObjectiveSpec] = []
    within: list[ObjectiveSpec] = []
    start = period.last_day if period.grain == "week" else period.start  # a week is judged by its last day
    for spec in objectives:
        end = max(stretch(other, calendar).end for other in catalog.objectives(spec.kpi.text))
        if spec.kpi.text in shown and end <= start:
            (before if end <= year.start else within).append(spec)
    if before:
        last = calendar.year_of(_last(before, calendar))
        yield _ended_with(before, last.id, year.id, f"write those for {year.id}")
    if within:
        hint = f"write those for {period.id}, or one for all of {year.id}"
        yield _ended_with(within, _last(within, calendar).id, period.id, hint)


def _last(objectives: list[ObjectiveSpec], calendar: Calendar) -> Period:
    return max((stretch(spec, calendar) for spec in objectives), key=lambda of: of.end)


def _ended_with(objectives: list[ObjectiveSpec], last: str, shown: str, hint: str) -> Issue:
    kpis = dict.fromkeys(spec.kpi.text for spec in objectives)
    them = "it" if len(kpis) == 1 else "them"
    message = f"the objectives of {several(kpis)} end with {last}: nothing judges {them} in {shown}"
    return Issue("warning", "objectives-ended", min(spec.period.place for spec in objectives), message, hint)


def _in(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def no_last_year(
    objectives: Iterable[ObjectiveSpec], catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar
) -> list[Issue]:
    """An error for each target of the report's year with last year's shape, where the data lack a part of that."""
    year = calendar.year_of(period)
    issues = []
    for spec in objectives:
        of = stretch(spec, calendar)
        if not spec.seasonal or not _in(of, year) or of.start > period.last_day:
            continue
        first, last = (calendar.at("month", calendar.ordinal("month", day) - 12) for day in (of.start, of.last_day))
        start, end = first.start, last.last_day
        for id in sorted(catalog.kpis[spec.kpi.text].datasets):
            table = tables.get(id)
            if table is None or (table.coverage is None and catalog.specs.datasets[id].date is None):
                continue
            slack = timedelta(days=table.coverage.fresh_within) if table.coverage else timedelta()
            if table.coverage and table.coverage.first - slack <= start and table.coverage.reaches(end):
                continue
            shape = f"a seasonal target has the shape of {start} to {end}"
            covers, hint = _covers(id, table.coverage, first, last)
            message = f"{shape}, and the data of '{id}' {covers}"
            place = next(spread.place for spread in spec.spreads if spread.form == "seasonal")
            issues.append(Issue("error", "no-last-year", place, message, hint))
            break
    return issues


def _covers(id: str, coverage: Coverage | None, first: Period, last: Period) -> tuple[str, str]:
    """What the data have of the months from a first to a last one, and the mend; there may be rows beyond `covers`."""
    hint = "spread it evenly, or write what each month is to have: a list of numbers"
    if coverage is None:
        return "have no dated row", hint
    days, rows = f"cover {coverage.first} to {coverage.last}", coverage.dated
    if rows is None or rows[0] > first.last_day or rows[1] < last.start:
        return days, hint
    hint = f"where the data are complete from {first.start} on, let 'covers' of '{id}' begin then; else {hint}"
    return f"{days}, as 'covers' says; their rows are of {rows[0]} to {rows[1]}", hint


def _same_letters(word: str, known: Iterable[str]) -> str:
    """The word that differs in case alone, or in two letters that have changed places: 'Nord' for 'Nrod'."""
    folded = word.casefold()
    same = (other for other in sorted(known) if sorted(other.casefold()) == sorted(folded))
    found = {other: [a for a, b in zip(other.casefold(), folded, strict=True) if a != b] for other in same}
    slips = [
        other for other, letters in found.items() if not letters or (len(letters) == 2 and "".join(letters).isalpha())
    ]
    return min(slips, key=lambda other: len(found[other]), default="")


def apart(results: Results, catalog: Catalog, calendar: Calendar) -> list[Issue]:
    """A warning for each objective whose segments have seasons that do not make up the whole's periods."""
    issues: list[Issue] = []
    for spec in catalog.specs.objectives:
        kpi = catalog.kpis[spec.kpi.text]
        if spec.seasonal and kpi.adds_up and kpi.adds_up_over_time:
            found = [(period.id, *pair) for period in _shown(results, spec, kpi, catalog, calendar)
                     if (pair := _targets(results, spec, kpi, period))]  # fmt: skip
            issues += unlike_the_whole(spec, found, MONTHS.get(results.period.grain, 1))
    return issues


def _shown(results: Results, spec: ObjectiveSpec, kpi: Kpi, catalog: Catalog, calendar: Calendar) -> Iterator[Period]:
    """The periods of an objective up to the report's that are judged by it."""
    of, period = stretch(spec, calendar), results.period
    while period.start >= of.start:
        if judged_by(catalog.objectives(kpi.id), kpi, period, calendar) is spec:
            yield period
        period = calendar.before(period)


def _targets(results: Results, spec: ObjectiveSpec, kpi: Kpi, period: Period) -> tuple[Decimal, Decimal] | None:
    """What the segments are to reach together, and what the whole; None where one of them is not looked at."""
    cells = [(), *((Segment(one.dimension.text, one.segment.text),) for one in spec.by)]
    values = [results.value(kpi.id, period, cell) for cell in cells]
    whole, *parts = [None if value is None or value.target is None else Decimal(value.target) for value in values]
    known = [part for part in parts if part is not None]
    return (sum(known, Decimal(0)), whole) if whole is not None and len(known) == len(parts) else None
