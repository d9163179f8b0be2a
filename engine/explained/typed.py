"""Figures typed by hand: which entries one is made of, and these as rows of their own."""

from __future__ import annotations

from typing import Any

from engine.backends.seen import table_of
from engine.model.kpis import Entry, Kpi
from engine.model.period import Period
from engine.model.plan import Slice
from engine.periods import Calendar
from engine.typed import Known, known


def entered(kpi: Kpi, slice: Slice, period: Period, calendar: Calendar) -> Known | None:
    """What is typed for a figure; None where nothing is, or nothing has to be."""
    if kpi.typed is None:
        return None
    found = known(kpi.typed, slice.window, period, calendar)
    return found if isinstance(found, Known) else None


def entries_as_rows(entries: tuple[Entry, ...]) -> Any:
    """A row for each entry: its period, and a column for each part."""
    rows = [{"period": entry.period.id, **{name or "value": value for name, value in entry.parts}} for entry in entries]
    return table_of(rows)
