"""The months that targets leave out between others, in a sentence: without it, nobody asks why nothing is judged."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.model.attainment import MissingTarget
from engine.model.results import Segment


def missing_targets(desk: Desk, file: str = "") -> tuple[str, ...]:
    """A sentence for all KPIs that lack the same; of those in a file of objectives, or of those in none."""
    alike: dict[tuple[object, ...], list[MissingTarget]] = {}
    for one in desk.results.derived.missing_targets:
        if one.file == file:
            same = one.months, one.dimension, one.segments, one.without_to_date, one.summed
            alike.setdefault(same, []).append(one)
    return tuple(_sentence(desk, found) for found in alike.values())


def _sentence(desk: Desk, found: list[MissingTarget]) -> str:
    one = found[0]
    labels = ", ".join(desk.label(desk.kpi(lack.kpi)) for lack in found)
    if one.segments:
        segments = ", ".join(desk.segment(Segment(one.dimension, segment)) for segment in one.segments)
        labels = f"{labels} ({segments})"
    periods = (desk.calendar.parse("month", month) for month in one.months)
    months = ", ".join(desk.numbers.period(period) for period in periods if period is not None)
    text = desk.say("%(labels)s: no target for %(months)s, between months that have one.", labels=labels, months=months)
    if one.without_to_date:
        text += " " + desk.say("The year to date has none from then on: part of a target would be a false one.")
    if one.summed:
        text += " " + desk.say("The target of the whole is that of the others alone, and so is its year to date.")
    return text
