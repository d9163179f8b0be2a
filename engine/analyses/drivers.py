"""Drivers: a change of a KPI between two periods taken apart by segment, so that the parts add up to it exactly.

Of a ratio or an average a segment's mix is Δw · (r̄ − R̄) and its rate Δr · w̄, with w its share of the denominator, r its
figure, R the total's, bars the means of the two periods. Of what adds up each segment has its own change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from engine.analyses.wholes import exact, makes_up
from engine.judged import judged
from engine.measures import scale
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.results import Results, Value
from engine.model.segments import Dimension, Top, name_of
from engine.model.signs import Against, Drivers, Part, Place
from engine.model.specs import Catalog
from engine.periods import Calendar


@dataclass(frozen=True, slots=True)
class Share:
    """One segment of a ratio in two periods: what stands above and beneath, then and now."""

    segment: Place
    before: tuple[Fraction, Fraction]
    after: tuple[Fraction, Fraction]


def drivers(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[Drivers, ...]:
    """Of each bridge that is shown; one whose figures are provisional or missing has none."""
    bridges = [chart for section in catalog.report.sections for chart in section.charts if chart.kind == "bridge"]
    found: dict[Drivers, None] = {}
    for chart in bridges:
        kpi = catalog.kpis[chart.kpi.text]
        for against in (chart.against,) if chart.against else ("year_ago", "previous"):
            parts = drivers_of(kpi, chart.dimensions[0], against, results, calendar)
            if parts is not None:
                found[parts] = None
                break
    return tuple(found)


def drivers_of(
    kpi: Kpi, dimension: Dimension, against: Against, results: Results, calendar: Calendar
) -> Drivers | None:
    """The last final figure of a KPI against an earlier one; None where one of the two is provisional or missing."""
    at = judged(results, (kpi,), results.period, calendar)
    before = calendar.year_ago(at) if against == "year_ago" else calendar.before(at)
    window = (kpi.spec.window or PERIOD).name
    now, then = (results.value(kpi.id, period, window=window) for period in (at, before))
    ranked = not isinstance(dimension, Top) or dimension in results.rankings
    if now is None or then is None or _open(now) or _open(then) or not ranked:
        return None
    pairs = _pairs(kpi, dimension, window, at, before, results)
    if kpi.adds_up:
        sides = [(name, exact(earlier.value), exact(later.value)) for name, earlier, later in pairs]
        whole = ((then.value, [earlier for _, earlier, _ in sides]), (now.value, [later for _, _, later in sides]))
        if not all(makes_up(parts, value) for value, parts in whole):
            return None
        parts = tuple(Part(name, later - earlier, before=earlier, after=later) for name, earlier, later in sides)
        start = sum((earlier for _, earlier, _ in sides), Fraction(0))
        end = sum((later for _, _, later in sides), Fraction(0))
    else:
        split = _split(kpi, pairs, then, now)
        if split is None:
            return None
        parts, start, end = split
    top = dimension.number if isinstance(dimension, Top) else None
    return Drivers(kpi.id, name_of(dimension), top, against, at.id, before.id, start, end, parts)


def _open(value: Value) -> bool:
    return value.provisional or value.value is None


def _pairs(
    kpi: Kpi, dimension: Dimension, window: str, at: Period, before: Period, results: Results
) -> list[tuple[Place, Value, Value]]:
    """Each segment's value then and now, in one order; every segment has both."""
    found = []
    for value in results.along(kpi.id, window, at.id, dimension):
        earlier = results.value(kpi.id, before, value.segments, window)
        if earlier is not None:
            found.append((value.segments[0], earlier, value))
    return sorted(found, key=lambda pair: pair[0])


def _split(
    kpi: Kpi, pairs: Iterable[tuple[Place, Value, Value]], then: Value, now: Value
) -> tuple[tuple[Part, ...], Fraction, Fraction] | None:
    """The parts of a ratio; None where its segments do not make up the whole, or there is nothing to divide by."""
    shares = [
        Share(name, (exact(a.numerator), exact(a.denominator)), (exact(b.numerator), exact(b.denominator)))
        for name, a, b in pairs
    ]
    for whole, sides in ((then, [share.before for share in shares]), (now, [share.after for share in shares])):
        if not (makes_up([top for top, _ in sides], whole.numerator)
                and makes_up([bottom for _, bottom in sides], whole.denominator)):  # fmt: skip
            return None
    return take_apart(shares, scale(kpi.formula.root))


def take_apart(
    shares: Iterable[Share], times: Fraction = Fraction(1)
) -> tuple[tuple[Part, ...], Fraction, Fraction] | None:
    """Each segment's part in the change of a ratio, and the ratio then and now; `times` is a factor before it.

    A segment that is absent in one period takes its figure from the other. One with something above and nothing beneath
    has no figure: its part is known, and cannot be told apart into mix and rate.
    """
    shares = list(shares)
    tops, bottoms = ([sum((side[n] for side in sides), Fraction(0)) for sides in _sides(shares)] for n in (0, 1))
    if 0 in bottoms:
        return None
    start, end = (times * top / bottom for top, bottom in zip(tops, bottoms, strict=True))
    middle = (start + end) / 2
    return tuple(_part(share, bottoms, middle, times) for share in shares), start, end


def _sides(shares: list[Share]) -> tuple[list[tuple[Fraction, Fraction]], list[tuple[Fraction, Fraction]]]:
    return [share.before for share in shares], [share.after for share in shares]


def _part(share: Share, bottoms: list[Fraction], middle: Fraction, times: Fraction) -> Part:
    sides = (share.before, share.after)
    weights = share.before[1] / bottoms[0], share.after[1] / bottoms[1]
    rates = [times * top / bottom if bottom else None for top, bottom in sides]
    heavier = weights[1] - weights[0]
    if any(bottom == 0 and top != 0 for top, bottom in sides):
        held = [times * top / whole for (top, _), whole in zip(sides, bottoms, strict=True)]
        return Part(share.segment, held[1] - held[0] - heavier * middle, None, None, rates[0], rates[1], weights)
    before, after = (rate if rate is not None else other for rate, other in (rates, rates[::-1]))
    if before is None or after is None:
        return Part(share.segment, Fraction(0), Fraction(0), Fraction(0), None, None, weights)
    mix = heavier * ((before + after) / 2 - middle)
    rate = (after - before) * (weights[0] + weights[1]) / 2
    return Part(share.segment, mix + rate, mix, rate, rates[0], rates[1], weights)
