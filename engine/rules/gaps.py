"""Rules of what objectives leave out: months without a target between months of the same year that have one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.errors import Issue, Place, several
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import Period
from engine.model.specs import Specs
from engine.periods import Calendar
from engine.rules.kpis import KpiChecker
from engine.rules.spreads import listed
from engine.spreads import Segment, atoms, stretch

CODE = "missing-target"


@dataclass(frozen=True)
class _Gap:
    """Months of a year that lack a target, of the whole or of segments of a dimension; after which objective."""

    months: tuple[str, ...]
    file: str
    adds_up: bool  # over time
    place: Place = field(compare=False)
    dimension: str = ""
    segments: tuple[str, ...] = ()
    summed: bool = False  # the target of the whole is that of the segments which have one


def check_gaps(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """A warning for months between others that have no target: one for all KPIs that lack the same.

    What begins or ends within a year may be meant so, and so may a few months that have a target of their own.
    """
    if "objectives" in checker.broken:
        return  # nobody knows which month an objective is for that could not be read
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    own: dict[str, list[ObjectiveSpec]] = {}
    for spec in specs.objectives:
        own.setdefault(spec.kpi.text, []).append(spec)
    found: dict[_Gap, list[str]] = {}
    for id, objectives in own.items():
        kpi = checker.checked.get(id)
        for gap in _gaps(objectives, kpi, calendar) if kpi is not None else ():
            found.setdefault(gap, []).append(id)
    for gap, kpis in found.items():
        yield _issue(gap, kpis)


def _gaps(objectives: Sequence[ObjectiveSpec], kpi: Kpi, calendar: Calendar) -> Iterator[_Gap]:
    """What the objectives of one KPI leave out: of the whole, and of segments where the whole has a target."""
    of_year: dict[Period, list[ObjectiveSpec]] = {}
    for spec in sorted(objectives, key=lambda spec: stretch(spec, calendar).start):
        of_year.setdefault(calendar.year_of(stretch(spec, calendar)), []).append(spec)
    for within in of_year.values():
        lacking = _lacking(within, None, calendar)
        if lacking:
            yield _gap(lacking, within, kpi, calendar)
        alike: dict[tuple[str, tuple[date, ...]], list[str]] = {}
        for segment in dict.fromkeys((one.dimension.text, one.segment.text) for spec in within for one in spec.by):
            own = [month for month in _lacking(within, segment, calendar) if month not in lacking]
            if own and segment[0] in kpi.dimensions:
                alike.setdefault((segment[0], tuple(own)), []).append(segment[1])
        for (dimension, months), segments in alike.items():
            yield _gap(months, within, kpi, calendar, dimension, tuple(segments))


def _lacking(within: Sequence[ObjectiveSpec], segment: Segment | None, calendar: Calendar) -> list[date]:
    """The months between the first and the last with a target; none where most have none: then a few are meant."""
    there = {atom.start for spec in within if spec.of(segment) is not None
             for atom in atoms(stretch(spec, calendar), calendar)}  # fmt: skip
    every = [atom.start for atom in atoms(calendar.year_of(stretch(within[0], calendar)), calendar)]
    lacking = [month for month in every if month not in there and there and min(there) < month < max(there)]
    return lacking if len(lacking) < len(there) else []


def _gap(
    months: Sequence[date],
    within: Sequence[ObjectiveSpec],
    kpi: Kpi,
    calendar: Calendar,
    dimension: str = "",
    segments: tuple[str, ...] = (),
) -> _Gap:
    names = tuple(calendar.period("month", month).id for month in months)
    before = [spec for spec in within if stretch(spec, calendar).start < months[0]
              and (not segments or spec.of((dimension, segments[0])) is not None)]  # fmt: skip
    summed = any(spec.summed for spec in within) and bool(segments)
    last = before[-1]
    return _Gap(names, last.file, kpi.adds_up_over_time, last.period.place, dimension, segments, summed)


def _issue(gap: _Gap, kpis: Sequence[str]) -> Issue:
    has = "has" if len(kpis) == 1 else "have"
    months = listed(list(gap.months))
    if gap.segments:
        what = f" for {gap.dimension} {several(gap.segments)}"
        then = "the target of the whole is that of the others alone" if gap.summed else "nothing judges them there"
    else:
        what, then = "", f"{'the month counts' if len(gap.months) == 1 else 'these months count'} as 'no target'"
        then += ", and so does the year to date from then on" if gap.adds_up else ""
    message = f"{several(kpis)} {has} no target{what} in {months}, and {has} one before and after: {then}"
    where = f"a row for it to '{gap.file}'" if gap.file else "an objective for it"
    hint = f"add {where if len(gap.months) == 1 else where.replace('for it', 'for each')}"
    return Issue("warning", CODE, gap.place, message, hint + ("; 0 is a target, too" if gap.adds_up else ""))
