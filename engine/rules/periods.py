"""Periods that a person wrote and no calendar has."""

from __future__ import annotations

from engine.errors import Issue
from engine.model.written import Written
from engine.periods import Calendar


def no_such_period(period: Written, calendar: Calendar) -> Issue:
    """The issue of a text that has a period's form and is none: the 60th week of a year."""
    hint = calendar.there_are(period.text) or "a year has 52 weeks, some have 53, and they begin with W01"
    return Issue("error", "no-such-period", period.place, f"there is no period '{period.text}'", hint)
