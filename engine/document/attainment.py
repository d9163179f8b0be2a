"""All objectives together in a sentence."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.model.attainment import Attainment
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
