"""What a figure is to reach, as pages show it: its target in words and in pictures, and what was decided of it."""

from __future__ import annotations

from fractions import Fraction

from engine.document.desk import Desk
from engine.holding import former, judged_by, revisions
from engine.model.figures import Figure
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec, Revision
from engine.model.period import YEAR_TO_DATE, Period
from engine.model.results import Segments, Value
from engine.model.unit import Number, Unit
from engine.numbers import rounded
from engine.spreads import exact, named, stretch

FINEST = 2  # decimals that a target is spread to
NEAR = Fraction(1, 100)  # of attainment: so much less or more nobody works out from what is shown


def level(kpi: Kpi, value: Value | None) -> float | None:
    """The target of a figure; None where there is none, and where a whole band is good: no line in it is better."""
    if value is None or value.target is None or isinstance(kpi.spec.better, Band):
        return None
    return float(value.target)


def band(kpi: Kpi, value: Value | None) -> tuple[float, float] | None:
    """The two ends of what is good, where a figure has a target that lies between them."""
    if value is None or value.target is None or not isinstance(kpi.spec.better, Band):
        return None
    return float(kpi.spec.better.low), float(kpi.spec.better.high)


def target(desk: Desk, kpi: Kpi, value: Value | None) -> Figure | None:
    """The target of a figure as it is shown: that of a count is whole, too, unless the verdict would contradict it."""
    if value is None or value.target is None:
        return None
    if kpi.unit.kind != "integer" or isinstance(kpi.spec.better, Band):
        return desk.target(value.target, kpi)
    own = desk.numbers.decimals(kpi.unit)
    for decimals in range(own, FINEST):
        shown = rounded(value.target, decimals)
        if not _contradicts(desk, kpi, value, value.target, shown):
            break
    else:
        decimals = max(own, FINEST)
    unit = kpi.unit if decimals == own else Unit("number", decimals)
    return Figure(value.target, desk.numbers.figure(value.target, unit), unit=unit)


def _contradicts(desk: Desk, kpi: Kpi, value: Value, target: Number, shown: Number) -> bool:
    """Whether a reader would pass another verdict from a rounded target than the one that was passed."""
    if value.value is None or shown == target:
        return False
    if value.attainment is None:  # the difference decides
        return _side(value.value, shown) != _side(value.value, target)
    if shown <= 0:
        return True
    upper, lower = (shown, value.value) if kpi.spec.better == "lower" else (value.value, shown)
    seen, reached = exact(upper) / exact(lower), exact(value.attainment)
    spec = _judged_by(desk, kpi, value)
    limits = (spec.on_track, spec.at_risk) if spec else ()
    return abs(seen - reached) >= NEAR or any((seen >= limit) != (reached >= limit) for limit in limits)


def _side(value: Number, target: Number) -> int:
    return (exact(value) > exact(target)) - (exact(value) < exact(target))


def _judged_by(desk: Desk, kpi: Kpi, value: Value) -> ObjectiveSpec | None:
    period = desk.calendar.parse(value.grain, value.period)
    to_date = value.window == YEAR_TO_DATE.name
    return judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=to_date) if period else None


def to_date(desk: Desk, kpi: Kpi, value: Value | None) -> str:
    """The target beneath a year to date: "of 900"; a band stands for itself."""
    shown = target(desk, kpi, value)
    if shown is None:
        return ""
    if isinstance(kpi.spec.better, Band):
        return desk.between(kpi.spec.better.low, kpi.spec.better.high, kpi.unit)
    return desk.say("of %(figure)s", figure=shown.text)


def revised(desk: Desk, kpi: Kpi, period: Period, segments: Segments = ()) -> str:
    """That the target of a period, or of its year, was revised: to what, from when, what it was, and why.

    Empty where it was not. In a band that stays what it is, nobody sees a target move.
    """
    if isinstance(kpi.spec.better, Band):
        return ""
    segment = next(((one.dimension, one.value) for one in segments), None)
    for of_year in (False, True):
        spec = judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=of_year)
        found = former(spec, period.last_day, desk.calendar, segment) if spec else None
        if spec is None or found is None:
            continue
        before, made = found
        now = made.of(segment)
        assert now is not None, "it is another target"
        text = desk.say(
            "target for %(period)s revised to %(target)s as of %(start)s; was %(was)s",
            period=spec.period.text, target=_written(desk, kpi, now), start=_start(desk, made),
            was=_written(desk, kpi, before),
        )  # fmt: skip
        return f"{text} ({made.reason.in_(desk.language)})" if made.reason else text
    return ""


def objectives(desk: Desk, kpi: Kpi) -> tuple[tuple[str, str], ...]:
    """What is wanted of a KPI in the report's period and year: what was decided of it, and who answers for it."""
    period, owner = desk.judged(kpi), desk.catalog.owner(kpi.id, desk.language)
    found = [judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=to_date)
             for to_date in (False, True)]  # fmt: skip
    details: list[tuple[str, str]] = []
    for spec in dict.fromkeys(spec for spec in found if spec is not None):
        if not isinstance(kpi.spec.better, Band):  # its band stands as what is good
            head = desk.say("Target for %(period)s", period=desk.numbers.short_period(stretch(spec, desk.calendar)))
            details.append((head, _decided(desk, kpi, spec, period)))
        if spec.owner and spec.owner not in owner:
            details.append((desk.say("Owner of the target"), spec.owner))
    return tuple(details)


def _decided(desk: Desk, kpi: Kpi, spec: ObjectiveSpec, period: Period) -> str:
    """A target and what became of it: "925; 900 as of Jul 2026 (decided on Jun 25, 2026; two desks left)"."""
    parts, last = [_written(desk, kpi, spec.target)], spec.target
    for made in revisions(spec, period.last_day, desk.calendar):
        said = {"target": _written(desk, kpi, made.target), "start": _start(desk, made)}
        if made.target == last:
            text = desk.say("other parts as of %(start)s", **said)
        else:
            text = desk.say("%(target)s as of %(start)s", **said)
        decided = desk.say("decided on %(day)s", day=desk.numbers.short_day(made.decided)) if made.decided else ""
        why = desk.semicolon.join(filter(None, (decided, made.reason.in_(desk.language) if made.reason else "")))
        parts.append(f"{text} ({why})" if why else text)
        last = made.target
    return desk.semicolon.join(parts)


def _written(desk: Desk, kpi: Kpi, target: Number) -> str:
    shown = desk.target(target, kpi)
    return shown.text if shown else ""


def _start(desk: Desk, made: Revision) -> str:
    start = named(made.start.text, desk.calendar)
    assert start is not None, "a rule has seen to it"
    return desk.numbers.against(start)
