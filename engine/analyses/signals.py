"""Signal or noise: whether a figure lies within what the points before it make usual (an XmR chart).

Limits are mean ± 2.66 × mean moving range, as in Wheeler, Understanding Variation. A point outside is a signal, and so
are eight or more in a row on one side of the mean. Everything is exact: fractions of the values as they were computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, takewhile

from engine.judged import judged
from engine.measures import beneath
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Grain, Period, Window
from engine.model.results import Results
from engine.model.signs import RUN, Signal, SignalCode
from engine.model.specs import Catalog
from engine.periods import FEWEST_POINTS, PER_YEAR, Calendar

WIDTH = Fraction(266, 100)  # of the mean moving range: three standard deviations where points are independent
SEASONAL = Fraction(3, 4)
DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}

# The figures of final periods by their numbers; those before the judged one are what it is judged by.
Points = Mapping[int, Fraction]


def signals(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[Signal, ...]:
    """Of each KPI that is shown, in total and at the report's grain; those with too few points have none."""
    found = (signal_of(catalog.kpis[id], results, catalog, calendar) for id in catalog.shown)
    return tuple(signal for signal in found if signal is not None)


def signal_of(kpi: Kpi, results: Results, catalog: Catalog, calendar: Calendar) -> Signal | None:
    """A KPI's last final figure against its limits; None where there are too few points, or they overlap."""
    every = results.period.grain
    if not kpi.dated or any(overlaps(part.spec.window or PERIOD, every) for part in beneath(kpi, catalog)):
        return None
    at, year = judged(results, (kpi,), results.period, calendar), PER_YEAR[every]
    points = dict(_points(kpi, results, calendar, at))
    if at.ordinal not in points:
        return None
    value = points.pop(at.ordinal)
    changes = {n: point - points[n - year] for n, point in points.items() if n - year in points}
    seasonal = at.ordinal - year in points and season_is_plain(points, changes)
    series = changes if seasonal else points
    if len(series) < FEWEST_POINTS:
        return None
    change = value - points[at.ordinal - year] if seasonal else None
    tested = value if change is None else change
    before = [series[n] for n in sorted(series)]
    mean, lower, upper = limits(before)
    code = verdict(before, tested)
    shown = results.value(kpi.id, at, window=(kpi.spec.window or PERIOD).name)
    assert shown is not None
    assert shown.value is not None, "it is among the points"
    return Signal(
        kpi.id, at.id, shown.value, change, code,
        None if code == "none" else "up" if tested > mean else "down",
        mean, lower, upper, len(before), calendar.at(every, min(series)).id,
        "value" if change is None else "change",
        in_a_row(before, tested),
        signed=kpi.unit.kind == "points" or min([value, *points.values()]) < 0,  # points are a difference
    )  # fmt: skip


def limits(before: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """The mean of some points, and the lower and upper limit that they make usual."""
    mean = sum(before, Fraction(0)) / len(before)
    moved = [abs(later - earlier) for earlier, later in pairwise(before)]
    reach = WIDTH * sum(moved, Fraction(0)) / len(moved)
    return mean, mean - reach, mean + reach


def verdict(before: Sequence[Fraction], value: Fraction) -> SignalCode:
    """Whether a point lies outside the limits of those before it, or ends a run on one side of their mean."""
    _, lower, upper = limits(before)
    if not lower <= value <= upper:
        return "outside"
    return "run" if in_a_row(before, value) >= RUN else "none"


def in_a_row(before: Sequence[Fraction], value: Fraction) -> int:
    """How many points, the last one and those before it, lie on its side of their mean; none where it is the mean."""
    mean, _, _ = limits(before)
    if value == mean:
        return 0
    same = takewhile(lambda point: point != mean and (point > mean) == (value > mean), [value, *reversed(before)])
    return sum(1 for _ in same)


def season_is_plain(points: Points, changes: Points) -> bool:
    """Whether changes to the year before move clearly less from period to period than the figures themselves do.

    Where nothing repeats they move 1.4 times as much: the noise of two years is in them. Under three quarters is what
    one series in sixty without a season reaches by chance, and nine in ten whose closing months stand out by four
    standard deviations. Movements are taken from their mean, so that growth is no season.
    """
    steps = [n for n in changes if n - 1 in changes]
    if len(changes) < FEWEST_POINTS or not steps:
        return False
    return _unrest(changes, steps) < SEASONAL * _unrest(points, steps)


def _unrest(series: Points, steps: Sequence[int]) -> Fraction:
    moved = [series[n] - series[n - 1] for n in steps]
    mean = sum(moved, Fraction(0)) / len(moved)
    return sum((abs(step - mean) for step in moved), Fraction(0))


def overlaps(window: Window, grain: Grain) -> bool:
    """Whether neighbouring figures look at the same days: what they share does not move, and limits would be tight."""
    match window.kind:
        case "period":
            return False
        case "last":
            return window.count * DAYS[window.unit] > DAYS[grain]
        case "quarter_to_date":
            return grain in ("week", "month")
        case "year_to_date":
            return grain != "year"
        case "all_time":
            return True


def _points(kpi: Kpi, results: Results, calendar: Calendar, at: Period) -> Iterator[tuple[int, Fraction]]:
    """The final figures up to a period, as far back as changes to the year before need; one typed figure once."""
    window, told = (kpi.spec.window or PERIOD).name, set()
    for steps in range(FEWEST_POINTS + PER_YEAR[at.grain] + 1):
        period = calendar.before(at, steps)
        value = results.value(kpi.id, period, window=window)
        if value is None or value.value is None or value.provisional:
            continue
        own = (value.typed_for or period.id) if kpi.typed is not None else period.id
        if own not in told:
            told.add(own)
            yield period.ordinal, Fraction(value.value)
