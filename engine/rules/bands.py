"""Rules of bands: a lowest and a highest good value in that order, in the KPI's unit, with the targets in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from engine.errors import Issue, Place
from engine.model.kpis import Band, Kpi, KpiSpec
from engine.model.objectives import ObjectiveSpec
from engine.rules.rates import above_100, as_percent


def check_band(spec: KpiSpec) -> Iterator[Issue]:
    """A band that holds nothing, or whose ends are most likely not the numbers that were meant."""
    band = spec.better
    if not isinstance(band, Band):
        return
    low, high = ((value, end.text, end.place) for value, end in zip((band.low, band.high), band.ends, strict=True))
    wrong = [issue for end in (low, high) for issue in above_100("a limit", spec.id, spec.format, end)]
    yield from wrong if len(wrong) < 2 else [_whole_numbers(spec, low, high)]
    if band.low >= band.high and not wrong:
        message = f"nothing lies between {band.low} and {band.high}"
        place = spec.keys.key("better.between", spec.place)
        yield Issue("error", "wrong-value", place, message, "the lowest good value comes first")


def _whole_numbers(spec: KpiSpec, low: tuple[Decimal, str, Place], high: tuple[Decimal, str, Place]) -> Issue:
    """The issue of a band of a rate whose ends both lack their sign."""
    (_, first, place), (_, last, end) = low, high
    shown = f"{as_percent(low[0])} and {as_percent(high[0])}"
    message = f"limits of {first} and {last} are {shown} for '{spec.id}', which is a rate"
    if place.line == end.line:
        place = replace(place, length=end.column + end.length - place.column)
    hint = f"did you mean [{first}%, {last}%]?" if high[0] <= 100 else "a rate's limits are written like 60%"
    return Issue("error", "target-above-100", place, message, hint)


def check_in_band(spec: ObjectiveSpec, kpi: Kpi) -> Iterator[Issue]:
    """A target that lies outside of what is good."""
    band = kpi.spec.better
    if isinstance(band, Band):
        for target, text, place in spec.targets:
            if not band.low <= target <= band.high:
                low, high, middle = (_shown(value, kpi) for value in (band.low, band.high, (band.low + band.high) / 2))
                message = f"a target of {text} is outside of what is good for '{kpi.id}': {low} to {high}"
                hint = f"the target is the value in the band that is aimed at, like {middle}"
                yield Issue("error", "wrong-value", place, message, hint)


def _shown(value: Decimal, kpi: Kpi) -> str:
    """A value as targets of its KPI are written: that of a rate as a percentage."""
    return f"{(value * 100).normalize():f}%" if kpi.unit.kind == "percent" else f"{value.normalize():f}"
