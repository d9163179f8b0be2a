"""Signal or noise and few cases in words: on cards, in the scorecard, beneath trends and tables."""

from __future__ import annotations

from collections.abc import Iterable

from engine.document.desk import Desk
from engine.document.phrases import opening
from engine.model.figures import Figure, Sign
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.signs import Signal

NAMED = 2  # signals in the headline


def sign(desk: Desk, kpi: Kpi) -> Sign | None:
    """What is said of a KPI's last final figure; None where too little is known."""
    signal = desk.signal(kpi)
    if signal is None:
        return None
    text = desk.say("within its usual range") if signal.signal == "none" else _ranged(desk, kpi, signal)
    return Sign(signal.signal, _short(desk, signal), text)


def _short(desk: Desk, signal: Signal) -> str:
    match signal.signal, signal.direction:
        case "none", _:
            return desk.say("as usual")
        case "outside", "up":
            return desk.say("unusually high")
        case "outside", _:
            return desk.say("unusually low")
        case _, "up":
            return desk.say("%(number)s in a row above the mean", number=signal.run)
        case _:
            return desk.say("%(number)s in a row below the mean", number=signal.run)


def _ranged(desk: Desk, kpi: Kpi, signal: Signal) -> str:
    low, high = usual(desk, kpi, signal)
    values = {"low": desk.numbers.figure(low, kpi.unit), "high": desk.numbers.figure(high, kpi.unit)}
    match signal.signal, signal.direction:
        case "none", _:
            return desk.say("within its usual range, %(low)s to %(high)s", **values)
        case "outside", "up":
            return desk.say("signal: above its usual range, %(low)s to %(high)s", **values)
        case "outside", _:
            return desk.say("signal: below its usual range, %(low)s to %(high)s", **values)
        case _:
            return desk.say("signal: %(run)s", run=run_of(desk, kpi, signal))


def run_of(desk: Desk, kpi: Kpi, signal: Signal) -> str:
    """A run in words: of figures, or of changes to the year before, on one side of their mean."""
    values = {"number": signal.run, "mean": desk.numbers.figure(float(signal.mean), kpi.unit)}
    match signal.on, signal.direction:
        case "value", "up":
            return desk.say("%(number)s in a row above their mean of %(mean)s", **values)
        case "value", _:
            return desk.say("%(number)s in a row below their mean of %(mean)s", **values)
        case _, "up":
            return desk.say("%(number)s changes on the year in a row above their mean", **values)
        case _:
            return desk.say("%(number)s changes on the year in a row below their mean", **values)


def aside(desk: Desk, kpi: Kpi) -> str:
    """The same in a part of a sentence that says how far off a figure is; empty where nothing is known."""
    signal = desk.signal(kpi)
    if signal is None:
        return ""
    match signal.signal, signal.direction:
        case "none", _:
            return desk.say("which is within its usual range")
        case "outside", "up":
            return desk.say("a signal: above its usual range")
        case "outside", _:
            return desk.say("a signal: below its usual range")
        case _:
            return desk.say("a signal: %(run)s", run=run_of(desk, kpi, signal))


def signals(desk: Desk, beside: str = "") -> str:
    """A sentence that names what is out of the ordinary, two of it at most; empty where nothing is."""
    odd = [signal for signal in desk.results.derived.signals if signal.signal != "none" and signal.kpi != beside]
    if not odd:
        return ""
    names = ", ".join(f"{desk.label(desk.kpi(signal.kpi))} ({_short(desk, signal)})" for signal in odd[:NAMED])
    if len(odd) <= NAMED:
        return desk.say("Out of the ordinary: %(names)s.", names=names)
    more = len(odd) - NAMED
    return desk.say_n(
        "Out of the ordinary: %(names)s and %(number)s other.", "Out of the ordinary: %(names)s and %(number)s others.",
        more, names=names,
    )  # fmt: skip


def usual(desk: Desk, kpi: Kpi, signal: Signal) -> tuple[float, float]:
    """Between what the judged figure would be usual: of a change, from the year before on."""
    start = 0.0 if signal.change is None else float(signal.value) - float(signal.change)
    return _range(desk, kpi, signal, start)


def usual_in(desk: Desk, kpi: Kpi, period: Period) -> tuple[float, float] | None:
    """The same for an earlier period, for a picture; None before the points that the limits are made of."""
    signal = desk.signal(kpi)
    if signal is None or period.grain != desk.period.grain or not signal.first <= period.id <= signal.period:
        return None
    start = 0.0
    if signal.on == "change":
        ago = desk.value(kpi, desk.calendar.year_ago(period))
        if ago is None or ago.value is None or ago.provisional:
            return None
        start = float(ago.value)
    return _range(desk, kpi, signal, start)


def _range(desk: Desk, kpi: Kpi, signal: Signal, start: float) -> tuple[float, float]:
    """The limits as they are shown: what never was below zero is not expected there, nor a share above the whole."""
    low, high = start + float(signal.lower), start + float(signal.upper)
    share = (kpi.id, PERIOD.name, signal.period, ()) in desk.results.derived.cases
    return low if signal.signed else max(0.0, low), min(1.0, high) if share else high


def band_note(desk: Desk, kpi: Kpi) -> str:
    """What the light area of a trend is, and how the judged figure stands to it."""
    signal = desk.signal(kpi)
    if signal is None:
        return ""
    period = desk.calendar.parse(desk.period.grain, signal.period)
    when = desk.numbers.short_period(period) if period else signal.period
    values = {"points": desk.numbers.count(signal.points), "period": opening(when), "said": _ranged(desk, kpi, signal)}
    if signal.on == "change":
        return desk.say(
            "%(period)s: %(said)s. Shaded: last year and the usual change, from %(points)s points.", **values
        )
    return desk.say("%(period)s: %(said)s. Shaded: the usual range, from the %(points)s points before.", **values)


def few_note(desk: Desk, figures: Iterable[Figure]) -> str:
    """What "few cases" means, where it stands."""
    if not any(figure.few for figure in figures):
        return ""
    return desk.say("Few cases: fewer than 30 rows behind a share; beneath it, its 95% interval.")


def marked(figure: Figure) -> str:
    """A figure where there is no room for the words."""
    return f"{figure.text}*" if figure.few else figure.text


def marked_note(desk: Desk) -> str:
    """What the mark means."""
    return desk.say("* Few cases: fewer than 30 rows behind the share.")
