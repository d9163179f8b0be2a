"""Periods that a person wrote and no calendar has."""

from __future__ import annotations

from engine.errors import Issue
from engine.model.written import Written


def no_such_period(period: Written) -> Issue:
    """The issue of a text that has a period's form and is none: the 60th week of a year."""
    hint = "a year has 52 weeks, some have 53, and they begin with W01"
    return Issue("error", "no-such-period", period.place, f"there is no period '{period.text}'", hint)
