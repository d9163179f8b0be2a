"""What two readings of the definitions make of the same data: figure by figure, and verdict by verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import localcontext

from engine.exact import ROOMY
from engine.model.differences import FigureChange, KpiChange, StateChange, Values
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE
from engine.model.results import Results, Segments, Value
from engine.model.specs import Catalog
from engine.model.unit import Number
from engine.numbers import exactly

CLOSE = 1e-9  # relative: binary fractions that differ by less are the same figure


def compare_values(before: tuple[Catalog, Results], after: tuple[Catalog, Results], periods: tuple[str, ...]) -> Values:
    """The KPIs of either side over these periods, and the objectives in the last of them."""
    kpis: list[KpiChange] = []
    same: list[str] = []
    for id in {**before[0].kpis, **after[0].kpis}:
        change = _kpi(id, before, after, periods)
        if change is None:
            same.append(id)
        else:
            kpis.append(change)
    results = after[1]
    return Values(results.period, results.why, periods, tuple(kpis), tuple(same), tuple(_states(before, after)))


def _kpi(
    id: str, before: tuple[Catalog, Results], after: tuple[Catalog, Results], periods: tuple[str, ...]
) -> KpiChange | None:
    """A KPI's figures that differ; None where all are the same. What one side lacks is shown whole."""
    former, present = before[0].kpis.get(id), after[0].kpis.get(id)
    either = present or former
    assert either is not None
    sides = _values(former, before[1]), _values(present, after[1])
    rows = []
    same = 0
    for segments in sorted({segments for side in sides for _, segments in side}):
        for period in periods:
            pair = sides[0].get((period, segments)), sides[1].get((period, segments))
            if not _same(*pair):
                rows.append(_figure(period, segments, *pair))
            elif None not in pair:
                same += 1
    what = "added" if former is None else "removed" if present is None else "changed"
    if what == "changed" and not rows:
        return None
    units = former and former.unit, present and present.unit
    return KpiChange(id, either.spec.label.in_("en"), what, *units, tuple(rows), same)  # type: ignore[arg-type]


def _values(kpi: Kpi | None, results: Results) -> dict[tuple[str, Segments], Value]:
    """A KPI's figures by period and segments, through the window that is its own."""
    if kpi is None:
        return {}
    window = (kpi.spec.window or PERIOD).name
    return {
        (value.period, value.segments): value
        for value in results.values.values()
        if value.kpi == kpi.id and value.window == window
    }


def _same(before: Value | None, after: Value | None) -> bool:
    """Whether both sides show the same; what one of them lacks is the same as a figure without a value."""
    if before is None or after is None:
        either = before or after
        return either is None or either.value is None
    return equal(before.value, after.value) and before.provisional == after.provisional


def equal(before: Number | None, after: Number | None) -> bool:
    """Whether two numbers are one figure: whole numbers and amounts exactly, others but for the last digits."""
    if before is None or after is None:
        return before is after
    if isinstance(before, float) or isinstance(after, float):
        return math.isclose(before, after, rel_tol=CLOSE, abs_tol=0)
    return before == after


def _figure(period: str, segments: Segments, before: Value | None, after: Value | None) -> FigureChange:
    old, new = (value.value if value is not None else None for value in (before, after))
    if old is None or new is None:
        return FigureChange(period, segments, before, after)
    with localcontext(ROOMY):
        difference = exactly(new) - exactly(old)
        relative = float(difference / abs(exactly(old))) if old else None
    return FigureChange(period, segments, before, after, difference, relative)


def _states(before: tuple[Catalog, Results], after: tuple[Catalog, Results]) -> Iterator[StateChange]:
    """Objectives whose verdict, attainment or target in the report's period is another."""
    wanted = [objective.kpi.text for side in (after, before) for objective in side[0].specs.objectives]
    period = after[1].period
    for id in dict.fromkeys(wanted):
        kpi = (after[0].kpis.get(id), before[0].kpis.get(id))
        own = {(side.spec.window or PERIOD).name for side in kpi if side is not None}
        for window in [*sorted(own), *([YEAR_TO_DATE.name] if YEAR_TO_DATE.name not in own else [])]:
            pair = before[1].value(id, period, window=window), after[1].value(id, period, window=window)
            if not _same_verdict(*pair):
                yield StateChange(id, window, *pair)


def _same_verdict(before: Value | None, after: Value | None) -> bool:
    if before is None or after is None:
        return before is after
    numbers = equal(before.target, after.target) and equal(before.attainment, after.attainment)
    return numbers and before.state == after.state
