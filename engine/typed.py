"""What figures typed by hand stand for: their own period, a longer one that they make up, a later one they are held in.

A figure that is not there is not entered yet; it is never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from engine.exact import ROOMY
from engine.model.kpis import Entry, Typed
from engine.model.period import Grain, Period, Window
from engine.periods import Calendar

GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "year")  # from the shortest
NESTED: tuple[Grain, ...] = ("year", "quarter", "month")  # each is made of whole ones of the next


@dataclass(frozen=True, slots=True)
class Known:
    """The parts of a figure, and the period that it was typed for where that is another than the one it stands in.

    `entries` are what was typed, and makes it.
    """

    parts: dict[str, Decimal]
    typed_for: str | None = None
    entries: tuple[Entry, ...] = field(default=(), compare=False)


def known(typed: Typed, window: Window, period: Period, calendar: Calendar) -> Known | str:
    """What is typed for a window that ends with a period; else why there is nothing: "not_entered" or "not_added"."""
    begin = calendar.window_start(window, period)
    if typed.over_time == "sum":
        first = min(entry.period.start for entry in typed.entries)
        entries = adjoining(typed.entries, first if begin == date.min else begin, period)
        return Known(total(entries), entries=tuple(entries)) if entries else "not_entered"
    if typed.over_time == "none" and begin != period.start:
        return "not_added"
    standing = [entry for entry in typed.entries if _stands_in(entry.period, period, typed, calendar)]
    if not standing:
        return "not_entered"
    # The last that is known; at one end the period's own, else that of the shorter stretch.
    last = max(standing, key=lambda entry: (entry.period.end, entry.period == period, entry.period.start))
    return Known(dict(last.parts), None if _ends(last.period, period, calendar) else last.period.id, (last,))


def added(entries: Sequence[Entry], begin: date, period: Period) -> dict[str, Decimal] | None:
    """The sum of what is typed from a day to a period's end; None where a stretch is missing."""
    return total(adjoining(entries, begin, period)) or None


def adjoining(entries: Sequence[Entry], begin: date, period: Period) -> list[Entry]:
    """What is typed from a day to a period's end, one after the other, in the longest stretches that there are.

    Nothing where a stretch is missing: a year to date without its March would be too low. Weeks make up weeks only.
    """
    grains: tuple[Grain, ...] = ("week",) if period.grain == "week" else NESTED
    at = {(entry.period.grain, entry.period.start): entry for entry in entries if entry.period.end <= period.end}
    found: list[Entry] = []
    day = begin
    while day < period.end:
        entry = next((at[grain, day] for grain in grains if (grain, day) in at), None)
        if entry is None:
            return []
        found.append(entry)
        day = entry.period.end
    return found


def total(entries: Sequence[Entry]) -> dict[str, Decimal]:
    """What figures make together, part by part."""
    made: dict[str, Decimal] = {}
    with localcontext(ROOMY):
        for entry in entries:
            made = {name: made.get(name, Decimal(0)) + value for name, value in entry.parts}
    return made


def _ends(typed: Period, period: Period, calendar: Calendar) -> bool:
    """Whether a figure is the period's own, or that of the last whole part of it."""
    return (_shorter(typed, period) and typed == calendar.reported(typed.grain, period)) or typed == period


def _stands_in(typed: Period, period: Period, own: Typed, calendar: Calendar) -> bool:
    """Whether a figure of one period may stand in another: where it ends, and from there as long as it is held."""
    if typed.end > period.end or (_shorter(typed, period) and own.over_time != "last"):
        return False
    ends = _ends(typed, period, calendar)
    longer = not _shorter(typed, period) and typed.last_day >= period.start
    held = own.hold_for is not None and period.end <= calendar.later(typed.end, own.hold_for.count, own.hold_for.unit)
    return ends or longer or held


def _shorter(one: Period, other: Period) -> bool:
    return GRAINS.index(one.grain) < GRAINS.index(other.grain)
