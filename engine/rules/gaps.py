"""Rules of what objectives leave out: months without a target between months of the same year that have one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.errors import Issue, Place, several
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.specs import Specs
from engine.periods import Calendar
from engine.rules.kpis import KpiChecker
from engine.rules.spreads import listed
from engine.spreads import stretch
from engine.untargeted import Lack, lacks

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
        if kpi is not None:
            for lack in lacks(objectives, kpi, calendar):
                found.setdefault(_gap(lack, kpi, calendar), []).append(id)
    for gap, kpis in found.items():
        yield _issue(gap, kpis)


def _gap(lack: Lack, kpi: Kpi, calendar: Calendar) -> _Gap:
    names = tuple(calendar.period("month", month).id for month in lack.months)
    segment = (lack.dimension, lack.segments[0]) if lack.segments else None
    before = [spec for spec in lack.within
              if stretch(spec, calendar).start < lack.months[0] and spec.of(segment) is not None]  # fmt: skip
    summed = any(spec.summed for spec in lack.within) and bool(lack.segments)
    last, adds_up = before[-1], kpi.adds_up_over_time
    return _Gap(names, last.file, adds_up, last.period.place, lack.dimension, lack.segments, summed)


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
