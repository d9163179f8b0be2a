"""What is wanted of a KPI, beside its definition: each target, how it is spread, and what became of it."""

from __future__ import annotations

from collections.abc import Collection

from engine.document.desk import Desk
from engine.document.revised import Told, start, written
from engine.holding import judged_by, revisions
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec, Spread
from engine.model.period import Period
from engine.model.results import Segment
from engine.periods import PER_YEAR
from engine.spreads import stretch


def objectives(desk: Desk, kpi: Kpi, told: Collection[Told]) -> tuple[tuple[str, str], ...]:
    """The targets of the report's period and of its year; why one was revised, where the scorecard has not told."""
    period, owner = desk.judged(kpi), desk.catalog.owner(kpi.id, desk.language)
    found = [judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=to_date)
             for to_date in (False, True)]  # fmt: skip
    details: list[tuple[str, str]] = []
    for spec in dict.fromkeys(spec for spec in found if spec is not None):
        if not isinstance(kpi.spec.better, Band):  # its band stands as what is good
            head = desk.say("Target for %(period)s", period=desk.numbers.short_period(stretch(spec, desk.calendar)))
            details.append((head, _decided(desk, kpi, spec, period, told)))
        if spec.owner and spec.owner not in owner:
            details.append((desk.say("Owner of the target"), spec.owner))
    return tuple(details)


def _decided(desk: Desk, kpi: Kpi, spec: ObjectiveSpec, period: Period, told: Collection[Told]) -> str:
    """A target and what became of it: "925; 900 as of Jul 2026 (decided on Jun 25, 2026; two desks left)"."""
    first = ", ".join(filter(None, (written(desk, kpi, spec.target), _spread(desk, kpi, spec))))
    parts, last = [first], spec.target
    for made in revisions(spec, period.last_day, desk.calendar):
        said = {"target": written(desk, kpi, made.target), "start": start(desk, made)}
        if made.target == last:
            text = desk.say("other parts as of %(start)s", **said)
        else:
            text = desk.say("%(target)s as of %(start)s", **said)
        decided = desk.say("decided on %(day)s", day=desk.numbers.short_day(made.decided)) if made.decided else ""
        reason = made.reason.in_(desk.language) if made.reason and (kpi.id, made.start.text) not in told else ""
        why = desk.semicolon.join(filter(None, (decided, reason)))
        parts.append(f"{text} ({why})" if why else text)
        last = made.target
    return desk.semicolon.join(parts)


def _spread(desk: Desk, kpi: Kpi, spec: ObjectiveSpec) -> str:
    """How a target is spread over the periods of the report; empty where each is to reach what is written."""
    if not kpi.adds_up_over_time or PER_YEAR[stretch(spec, desk.calendar).grain] >= PER_YEAR[desk.period.grain]:
        return ""
    own: dict[str, list[str]] = {}  # segments that are spread in another way
    for one in spec.by:
        if one.spread is not None and (how := _how(desk, one.spread)) != _how(desk, spec.spread):
            own.setdefault(how, []).append(desk.segment(Segment(one.dimension.text, one.segment.text)))
    others = [f"{', '.join(names)}{desk.colon}{how}" for how, names in own.items()]
    return _how(desk, spec.spread) + (f" ({desk.semicolon.join(others)})" if others else "")


def _how(desk: Desk, spread: Spread) -> str:
    match spread.form:
        case "even" if desk.period.grain == "week":
            return desk.say("spread evenly over its days")
        case "even":
            return desk.say("spread evenly over its months")
        case "seasonal":
            return desk.say("spread over its months in the shape of the year before")
        case "months":
            return desk.say("spread as decided for each month")
        case "periods":
            return desk.say("spread as decided for its quarters and months")
