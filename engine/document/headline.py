"""The headline: the answer in one sentence, from the numbers, and what it begins with."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.document.signs import aside, signals
from engine.document.standings import badness
from engine.model.figures import ScorecardGroup, Standing


def headline(desk: Desk, groups: tuple[ScorecardGroup, ...], cards: tuple[Standing, ...]) -> str:
    """The answer in one sentence, from the numbers: how many objectives hold, and which is furthest off."""
    rows = _judged(groups)
    if not rows:
        return " · ".join(card.sentence for card in cards[:2])
    text = brief(desk, groups, cards)
    if any(map(_behind_to_date, rows)):
        so_far = [row.to_date_state.code for row in rows if row.to_date_state]
        text += " " + desk.say_n("Year to date, %(number)s of %(of)s is off track.",
                                 "Year to date, %(number)s of %(of)s are off track.",
                                 so_far.count("off_track"), of=len(so_far))  # fmt: skip
    amiss = [row for row in rows if row.state.code in ("off_track", "at_risk")]
    if not amiss:
        return " ".join(filter(None, (text, signals(desk))))
    # As in the scorecard: what is off track is further off than what is at risk, with an attainment or without.
    worst = min(amiss, key=lambda row: (*badness(row), row.kpi))
    kpi = desk.kpi(worst.kpi)
    value = desk.value(kpi, desk.judged(kpi))
    distance = ", ".join(filter(None, (desk.distance(kpi, value) if value else "", aside(desk, kpi))))
    furthest = desk.say("Furthest off: %(label)s, %(distance)s.", label=worst.label, distance=distance)
    return " ".join(filter(None, (text, furthest, signals(desk, beside=worst.kpi))))


def brief(desk: Desk, groups: tuple[ScorecardGroup, ...], cards: tuple[Standing, ...]) -> str:
    """What the headline begins with: how many objectives hold; without any, the first card."""
    rows = _judged(groups)
    if not rows:
        return cards[0].sentence if cards else ""
    held = sum(row.state.code == "on_track" for row in rows)
    return desk.say_n("%(held)s of %(number)s objective on track.", "%(held)s of %(number)s objectives on track.",
                      len(rows), held=held)  # fmt: skip


def _judged(groups: tuple[ScorecardGroup, ...]) -> list[Standing]:
    """The rows that have a target."""
    return [row for group in groups for row in group.rows if row.state.code != "no_target"]


def _behind_to_date(row: Standing) -> bool:
    """Whether a good month hides a year that is not: off track since the year began, and not in the period."""
    return bool(row.state.code != "off_track" and row.to_date_state and row.to_date_state.code == "off_track")
