"""Reads days, and says of one that no calendar has what is meant."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from engine.errors import Issue
from engine.spec import nodes
from engine.spec.meant import MONTHS
from engine.spec.yaml import Mapping


def read_day(node: Mapping, key: str, issues: list[Issue]) -> date | None:
    """The day under a key; None where there is none, or none that a calendar has."""
    if key not in node:
        return None
    try:
        return nodes.day(node[key])
    except ValueError:
        hint = _end_of_month(node[key]) or "a day is written year-month-day, like 2026-10-31"
        issues.append(Issue("error", "no-such-day", node[key].place, f"no calendar has the day {node[key]}", hint))
        return None


def _end_of_month(day: str) -> str:
    """On which day the month of a day ends that no calendar has; empty where it is no month."""
    year, month = int(day[:4]), int(day[5:7])
    if not year or not 1 <= month <= 12:
        return ""
    last = monthrange(year, month)[1]
    return (
        f"{MONTHS[month - 1][0].capitalize()} ends on the {last}{'st' if last == 31 else 'th'}"
        if int(day[8:10]) > last
        else ""
    )
