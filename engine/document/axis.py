"""The periods of a trend: which of them are shown, and what stands under its axis."""

from __future__ import annotations

from collections.abc import Iterable

from engine.document.desk import Desk
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.numbers import Numbers

MOST_DATES = 26  # more weeks are labelled by their months


def begun(desk: Desk, kpi: Kpi, periods: list[Period]) -> list[Period]:
    """The periods of a trend: long ones from the first that the data cover, for few companies have thirteen years."""
    if periods[0].grain not in ("quarter", "year"):
        return periods
    covered = (number for number, period in enumerate(periods) if _is_covered(desk, kpi, period))
    return periods[next(covered, 0) :]


def _is_covered(desk: Desk, kpi: Kpi, period: Period) -> bool:
    value = desk.value(kpi, period)
    return value is not None and value.reason != "not_covered"


def axis_labels(numbers: Numbers, periods: list[Period]) -> list[tuple[str, str]]:
    """For each period its label and, under the first label of a year, the year; many weeks by their month's first."""
    labels = [numbers.axis_period(period) for period in periods]
    if periods[0].grain == "week" and len(periods) > MOST_DATES:
        firsts = [numbers.month(period.start) if period.start.day <= 7 else "" for period in periods]
        labels = [(first, year) for first, (_, year) in zip(firsts, labels, strict=True)]
    return list(_years_once(labels))


def names(numbers: Numbers, periods: list[Period]) -> list[str]:
    """For each period its name in a sentence that tells them all, with the year where it changes."""
    return [" ".join(filter(None, label)) for label in _years_once(map(numbers.axis_period, periods))]


def _years_once(labels: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    last = ""
    for label, year in labels:
        yield label, year if label and year != last else ""
        last = year if label else last
