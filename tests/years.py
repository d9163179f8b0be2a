"""The periods of a fiscal year, as tests go through them."""

from __future__ import annotations

from engine.model.period import Grain, Period
from engine.periods import Calendar


def periods_in(calendar: Calendar, grain: Grain, year: int) -> list[Period]:
    """Those of the fiscal year that ends in `year`, from its first day to its last."""
    whole = calendar.at("year", calendar.year_ordinal(year))
    first, last = (calendar.period(grain, day).ordinal for day in (whole.start, whole.last_day))
    return [calendar.at(grain, ordinal) for ordinal in range(first, last + 1)]
