"""Small series to draw: one trend and one breakdown, with a gap, a provisional end and odd segments."""

from __future__ import annotations

from typing import Final

from engine.model.pictures import Bar, Breakdown, Trend, TrendPoint
from engine.model.unit import SegmentKind, Unit
from engine.numbers import Numbers

EUROS: Final = Unit("currency", 0, "EUR")
RATE: Final = Unit("percent", 1)
WORDS: Final = {
    "actual": "actual",
    "last_year": "last year",
    "target": "target",
    "provisional": "provisional",
    "benchmark": "benchmark",
    "target_and_benchmark": "target, benchmark",
}
MONTHS: Final = ("Oct.", "Nov.", "Dec.", "Jan.", "Feb.", "March")
YEARS: Final = {0: "2025", 3: "2026"}
ENGLISH: Final = Numbers("en")


def trend(
    *values: float | None,
    unit: Unit = EUROS,
    target: float | None = None,
    provisional: int = 0,
    alt: str = "All.",
) -> Trend:
    """A trend of as many months as there are values, the last so many of them provisional."""
    firm = len(values) - provisional
    points = tuple(
        TrendPoint(
            MONTHS[index % 6], value, ENGLISH.figure(value, unit), None, target, index >= firm, YEARS.get(index % 6, "")
        )
        for index, value in enumerate(values)
    )
    return Trend("revenue", "Title", "Subtitle", unit, points, WORDS, alt)


def breakdown(*values: tuple[str, SegmentKind, float | None], target: float | None = None) -> Breakdown:
    """A breakdown of these segments, each with the same target."""
    bars = tuple(Bar(name, kind, value, ENGLISH.figure(value, EUROS), None, target) for name, kind, value in values)
    return Breakdown("revenue", "Title", "Subtitle", EUROS, bars, WORDS, "By segment.")
