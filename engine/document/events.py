"""What happened, on the trends: which events lie in one, by their text or by a number with a note beneath."""

from __future__ import annotations

from engine import fonts
from engine.document.desk import Desk
from engine.model.actions import EventSpec
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.pictures import TrendEvent

# What still stands beside its mark in the narrowest drawing: more events, or longer texts, have numbers.
MOST_TEXTS = 3
ROOM = 190.0  # pixels for all texts together, at this size
SIZE = 10.0


def events_in(desk: Desk, kpi: Kpi, periods: list[Period]) -> list[tuple[int, EventSpec]]:
    """The events of a KPI that lie in these periods, each with the number of its period, by their day."""
    found = [
        (index, spec)
        for index, period in enumerate(periods)
        for spec in desk.catalog.specs.events
        if period.start <= spec.on < period.end and spec.concerns(kpi.id)
    ]
    return sorted(found, key=lambda pair: (pair[1].on, pair[1].label.in_(desk.language)))


def marks(desk: Desk, events: list[tuple[int, EventSpec]]) -> tuple[TrendEvent, ...]:
    """The events as a chart notes them."""
    texts = [spec.label.in_(desk.language) for _, spec in events]
    if _numbered(texts):
        texts = [str(number) for number in range(1, len(texts) + 1)]
    return tuple(TrendEvent(index, text) for (index, _), text in zip(events, texts, strict=True))


def note(desk: Desk, events: list[tuple[int, EventSpec]]) -> str:
    """What the numbers stand for; empty where the texts stand in the chart."""
    if not _numbered([spec.label.in_(desk.language) for _, spec in events]):
        return ""
    return desk.semicolon.join(f"({number}) {_dated(desk, spec)}" for number, (_, spec) in enumerate(events, start=1))


def said(desk: Desk, events: list[tuple[int, EventSpec]]) -> str:
    """The events in words, for who does not see the chart; empty where there are none."""
    if not events:
        return ""
    return desk.say("Events: %(events)s.", events=desk.semicolon.join(_dated(desk, spec) for _, spec in events))


def _numbered(texts: list[str]) -> bool:
    return len(texts) > MOST_TEXTS or sum(fonts.width(text, SIZE) for text in texts) > ROOM


def _dated(desk: Desk, spec: EventSpec) -> str:
    return f"{desk.numbers.short_day(spec.on)}, {spec.label.in_(desk.language)}"
