"""Sentences that people wrote, with the figures that they name filled in; what has no value is said in words."""

from __future__ import annotations

from engine.document import aims
from engine.document.benchmarks import written
from engine.document.desk import Desk
from engine.model.commentary import Commentary
from engine.model.insights import Insight
from engine.model.kpis import Kpi
from engine.model.results import Value
from engine.model.sentences import Placeholder, Sentence
from engine.model.specs import SectionSpec
from engine.model.unit import Number


def filled(desk: Desk, sentence: Sentence) -> str:
    """A sentence as a reader has it."""
    return "".join(part if isinstance(part, str) else _said(desk, part) for part in sentence)


def insights(desk: Desk) -> tuple[str, ...]:
    """The insights that hold, in the order in which they were written."""
    holding = {told.number for told in desk.results.derived.insights if told.holds}
    return tuple(_sentence(desk, insight) for insight in desk.catalog.insights if insight.number in holding)


def commentary(desk: Desk, spec: SectionSpec) -> tuple[Commentary, ...]:
    """What somebody wrote about a section for this period and language."""
    return tuple(
        one
        for one in desk.catalog.commentary
        if one.spec.pattern == spec.text
        and one.spec.period in ("", desk.period.id)
        and one.spec.language in ("", desk.language)
    )


def named(desk: Desk) -> tuple[str, ...]:
    """The KPIs whose figures stand in sentences of these pages, each once."""
    holding = {told.number for told in desk.results.derived.insights if told.holds}
    said = [insight.placeholders for insight in desk.catalog.insights if insight.number in holding]
    said += [one.placeholders for spec in desk.catalog.report.sections for one in commentary(desk, spec)]
    return tuple(dict.fromkeys(kpi for placeholders in said for kpi, _ in placeholders))


def _sentence(desk: Desk, insight: Insight) -> str:
    sentence = insight.in_(desk.language)
    assert sentence is not None, "a sentence that is not translated is refused before"
    return filled(desk, sentence)


def _said(desk: Desk, part: Placeholder) -> str:
    """What stands in the place of a placeholder."""
    kpi = desk.kpi(part.kpi)
    value = desk.value(kpi, desk.period)
    assert value is not None, "the plan asks for every KPI that is named"
    match part.form:
        case "label":
            return desk.label(kpi)
        case "final":
            return _final(desk, kpi)
        case "year_to_date":
            to_date = desk.results.value(kpi.id, desk.period, window="year_to_date")
            return _figure(desk, kpi, to_date) if to_date else desk.say("not added up over time")
        case "target":
            target = aims.target(desk, kpi, value)
            return target.text if target else desk.state("no_target").word
        case "benchmark":
            none = desk.say("no benchmark")
            return none if value.benchmark is None else written(desk, kpi, value.benchmark)
        case "previous" | "year_ago":
            return _earlier(desk, kpi, value.previous if part.form == "previous" else value.year_ago)
        case "":
            return _figure(desk, kpi, value)
        case form:
            return _against(desk, kpi, value, form)


def _against(desk: Desk, kpi: Kpi, value: Value, form: str) -> str:
    """The figure beside its target or an earlier one; why there is nothing to compare, where there is not."""
    if value.value is None:
        return _figure(desk, kpi, value)
    if form == "state":
        return desk.state(value.state).word
    if form in ("attainment", "distance"):
        reached = desk.attainment(value)
        found = reached.text if reached and reached.value is not None else ""
        found = found if form == "attainment" else desk.distance(kpi, value)
        return found or (desk.state("no_target").word if value.target is None else desk.say("not measurable"))
    if form == "change":
        before, change = (
            value.previous,
            desk.change(kpi, value.value, value.previous, desk.calendar.before(desk.period)),
        )
    else:
        before, change = value.year_ago, desk.year_ago_change(kpi, value, desk.period)
    if change is None:  # nothing against nothing has no percentage
        return desk.say("nothing to compare with") if before is None else desk.say("unchanged")
    return change.text


def _figure(desk: Desk, kpi: Kpi, value: Value) -> str:
    """A figure with its unit; where there is none, why."""
    figure = desk.figure(value, kpi)
    if figure.value is None:
        return desk.say("no value (%(reason)s)", reason=figure.reason)
    return f"{figure.text} ({desk.say('provisional')})" if figure.provisional else figure.text


def _earlier(desk: Desk, kpi: Kpi, number: Number | None) -> str:
    return desk.say("nothing to compare with") if number is None else desk.numbers.figure(number, kpi.unit)


def _final(desk: Desk, kpi: Kpi) -> str:
    """The figure that the verdict is passed on, with its period where that is not the report's."""
    period = desk.judged(kpi)
    value = desk.value(kpi, period)
    assert value is not None
    text = _figure(desk, kpi, value)
    return text if period == desk.period else f"{text} ({desk.numbers.period(period)})"
