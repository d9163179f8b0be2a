"""All objectives together in a sentence, and in a few words that a target was another before."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.holding import former, judged_by
from engine.model.attainment import Attainment
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Segments
from engine.model.unit import Unit


def attained(desk: Desk) -> str:
    """The weighted attainment of all objectives, how many it leaves out, and the same to date; empty without any."""
    found = desk.results.derived.attained
    if not found.period.shares:
        return ""
    parts = [_sentence(desk, found.period)]
    if desk.period.grain != "year" and found.to_date.value is not None:
        left_out = len(found.to_date.shares) - found.to_date.measured
        said = {"share": _percent(desk, found.to_date.value)}
        if left_out:
            said |= {"number": desk.numbers.count(left_out), "of": desk.numbers.count(len(found.to_date.shares))}
            if missed := found.to_date.missed:
                said["missed"] = desk.numbers.count(missed)
                parts.append(desk.say(
                    "Year to date %(share)s (%(number)s of %(of)s not counted, off track of these: %(missed)s).", **said
                ))  # fmt: skip
            else:
                parts.append(desk.say("Year to date %(share)s (%(number)s of %(of)s not counted).", **said))
        else:
            parts.append(desk.say("Year to date %(share)s.", **said))
    return " ".join(parts)


def _sentence(desk: Desk, found: Attainment) -> str:
    """What they attain together; what has no percentage is named by number."""
    left_out = len(found.shares) - found.measured
    if found.value is None:
        return desk.say("None of the objectives has an attainment that could be counted.")
    text = desk.say("All objectives together: %(share)s attained.", share=_percent(desk, found.value))
    if left_out:
        text += " " + desk.say_n(
            "%(number)s of %(of)s is not counted: it has no attainment in percent.",
            "%(number)s of %(of)s are not counted: they have no attainment in percent.",
            left_out, of=desk.numbers.count(len(found.shares)),
        )  # fmt: skip
    if found.missed:
        text += " " + desk.say_n(
            "Of what is not counted, %(number)s is off track.", "Of what is not counted, %(number)s are off track.",
            found.missed,
        )  # fmt: skip
    return text


def _percent(desk: Desk, share: float) -> str:
    return desk.numbers.figure(share, Unit("percent", 1))


def revised(desk: Desk, kpi: Kpi, period: Period, segments: Segments = ()) -> str:
    """That the target of a period, or of its year, was revised: what it was, and why; empty where it was not."""
    segment = next(((one.dimension, one.value) for one in segments), None)
    for to_date in (False, True):
        spec = judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=to_date)
        found = former(spec, period.last_day, desk.calendar, segment) if spec else None
        if spec is None or found is None:
            continue
        before, reason = desk.target(found[0], kpi), found[1].reason
        said = {"period": spec.period.text, "was": before.text if before else ""}
        text = desk.say("target for %(period)s revised; was %(was)s", **said)
        return f"{text} ({reason.in_(desk.language)})" if reason else text
    return ""
