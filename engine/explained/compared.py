"""What a figure is set against: earlier figures, the year to date, and the target with the verdict that follows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.document.desk import Desk
from engine.holding import judged_by, revisions
from engine.model.explained import Comparison, Verdict
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec, Revision
from engine.model.period import Period
from engine.model.results import Value
from engine.model.unit import Unit


def comparisons(kpi: Kpi, value: Value, desk: Desk) -> tuple[Comparison, ...]:
    """The figures beside this one, as the report has them."""
    return tuple(_comparisons(kpi, value, desk)) if kpi.dated else ()


def _comparisons(kpi: Kpi, value: Value, desk: Desk) -> Iterator[Comparison]:
    period = desk.period
    before, ago = desk.calendar.before(period), desk.calendar.year_ago(period)
    young = f"at the same age, {value.age_days} days after its end" if value.age_days is not None else ""
    if before != ago:
        yield _earlier("previous", kpi, value, before, desk, young)
    yield _earlier("year_ago", kpi, value, ago, desk, young)
    to_date = desk.results.value(kpi.id, period, value.segments, "year_to_date")
    if to_date is not None and to_date != value and period.grain != "year":
        shown = desk.figure(to_date, kpi).text
        what = f"year to date, from {desk.calendar.year_of(period).start}"
        yield Comparison("year_to_date", what, period.id, to_date.value, shown, note=_standing(to_date, kpi, desk))
    if value.benchmark is not None:
        spec = desk.catalog.benchmarks[kpi.id]
        change = desk.change(kpi, value.value, value.benchmark, period)
        yield Comparison(
            "benchmark", f"benchmark: {spec.source.in_(desk.language)}", spec.as_of or period.id, value.benchmark,
            desk.numbers.figure(value.benchmark, kpi.unit), change.text if change else "",
        )  # fmt: skip
    if value.provisional and (final := _last_final(kpi, value, desk)) is not None:
        last, at = final
        what = f"last final: {desk.numbers.period(at)}"
        yield Comparison("last_final", what, at.id, last.value, desk.figure(last, kpi).text,
                         note=_standing(last, kpi, desk))  # fmt: skip


def _earlier(code: str, kpi: Kpi, value: Value, against: Period, desk: Desk, young: str) -> Comparison:
    other = value.previous if code == "previous" else value.year_ago
    change = desk.change(kpi, value.value, other, against)
    there = desk.value(kpi, against, value.segments)
    note = young
    if other is None:
        note = _not_compared(value, there, kpi, desk) if there is not None else ""
    return Comparison(
        "previous" if code == "previous" else "year_ago", desk.numbers.period(against), against.id, other,
        desk.numbers.figure(other, kpi.unit), change.text if change else "", note,
    )  # fmt: skip


def _not_compared(value: Value, there: Value, kpi: Kpi, desk: Desk) -> str:
    """Why a figure does not stand beside an earlier one."""
    if there.value is None:
        return desk.reason(there, kpi)
    if value.provisional or there.provisional:
        return "not compared: one of the two is provisional"
    return "not compared: both are the same figure, typed once"


def _last_final(kpi: Kpi, value: Value, desk: Desk) -> tuple[Value, Period] | None:
    for steps in range(1, 25):
        period = desk.calendar.before(desk.period, steps)
        found = desk.value(kpi, period, value.segments)
        if found is None:
            return None
        if not found.provisional and found.value is not None:
            return found, period
    return None


def _standing(value: Value, kpi: Kpi, desk: Desk) -> str:
    """Against its own target: "target 25 %, on track"."""
    if value.value is None:
        return desk.reason(value, kpi)
    target = desk.target(value.target, kpi)
    return f"target {target.text}, {desk.state(value.state).word}" if target else ""


def verdict(kpi: Kpi, value: Value, desk: Desk) -> Verdict | None:
    """The target of the period judged with how it was made, attainment, state; None where there is no target.

    A provisional figure is not judged: the last final one is, as in the report.
    """
    final = _last_final(kpi, value, desk) if value.provisional else None
    judged, period = final or (value, desk.period)
    if judged.target is None:  # the newest has one perhaps
        judged, period = value, desk.period
    target = desk.target(judged.target, kpi)
    spec = judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar)
    if target is None or judged.target is None or spec is None:
        return None
    attainment = desk.attainment(judged)
    state = final[0].state if final else judged.state
    return Verdict(
        period.id, desk.numbers.period(period) if judged is not value else "",
        judged.target, target.text, _target_from(kpi, spec, judged, period, desk),
        judged.attainment, attainment.text if attainment else "—", _attainment_from(kpi, judged),
        state, desk.state(state).word, _state_from(kpi, spec, judged, final, desk),
    )  # fmt: skip


def _target_from(kpi: Kpi, spec: ObjectiveSpec, value: Value, period: Period, desk: Desk) -> str:
    segment = next(((one.dimension, one.value) for one in value.segments), None)
    total = spec.of(segment) or spec.target
    held = revisions(spec, period.last_day, desk.calendar)
    revised = "".join(_revised(revision, segment, kpi, desk) for revision in held)
    if not kpi.adds_up_over_time:
        own = spec.period.text == value.period
        return f"that of {spec.period.text}" + ("" if own else f", which holds in each {value.grain}") + revised
    if spec.period.text == value.period:
        return f"that of {value.period}" + revised
    spread = spec.spread_of(segment)
    whose = "" if spread or segment is None else " of the whole"
    spread = spread or spec.spread
    how = {
        "even": "by the days of its weeks" if value.grain == "week" else "evenly over its months",
        "seasonal": f"over its months in the shape{whose} of the year before",
    }.get(spread.form, "over its months as it is written")
    return f"of {desk.numbers.figure(total, kpi.unit)} for {spec.period.text}, spread {how}{revised}"


def _revised(revision: Revision, segment: tuple[str, str] | None, kpi: Kpi, desk: Desk) -> str:
    target = revision.of(segment)
    if target is None:
        return ""
    why = f" ({revision.reason.in_(desk.language)})" if revision.reason else ""
    return f"; from {revision.start.text} revised to {desk.numbers.figure(target, kpi.unit)}{why}"


def _attainment_from(kpi: Kpi, value: Value) -> str:
    if value.attainment is None:
        return "no percentage means anything here: the difference decides"
    if isinstance(kpi.spec.better, Band):
        return "inside of what is good, 100%"
    if kpi.spec.better == "lower":
        return "target ÷ value, for lower is better"
    return "value ÷ target"


def _state_from(
    kpi: Kpi, spec: ObjectiveSpec, value: Value, final: tuple[Value, Period] | None, desk: Desk
) -> str:  # fmt: skip
    """What the state follows from; `final` is the figure judged in place of one that is provisional."""
    if kpi.spec.better is None:
        return "the KPI does not say what is better"
    limits = _limits(kpi, spec, value, desk)
    if final is not None:
        said = f"that of {desk.numbers.period(final[1])}, the last that is final"
        return f"{said}; {limits}" if limits and value is final[0] else said
    return f"provisional; {limits}" if value.provisional and limits else limits


def _limits(kpi: Kpi, spec: ObjectiveSpec, value: Value, desk: Desk) -> str:
    if value.attainment is None or isinstance(kpi.spec.better, Band):
        if spec.tolerance is None:
            return ""
        return f"at risk up to {desk.numbers.figure(spec.tolerance, kpi.unit)} from what is good"
    on_track, at_risk = (desk.numbers.figure(share, Unit("percent", 0)) for share in (spec.on_track, spec.at_risk))
    return f"on track from {on_track} of the target, at risk from {at_risk}"
