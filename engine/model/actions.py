"""Action plans and events: as people wrote them, and what the plans are at the end of a report's period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.written import Keys, Text, Written

ActionState: TypeAlias = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What is done about a KPI, or about one segment of it: (dimension, value).

    `opened` as it is written, a month or a day; `opens` is its first day.
    """

    kpi: Written
    place: Place
    opened: Written
    opens: date
    action: Text
    owner: Text
    due: date
    segment: tuple[Written, Written] | None = None
    cause: Text | None = None
    state: ActionState = "open"
    closed: date | None = None
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def of(self) -> tuple[str, str] | None:
        """Its segment, as names."""
        return (self.segment[0].text, self.segment[1].text) if self.segment else None


@dataclass(frozen=True, slots=True)
class EventSpec:
    """What happened on a day, for the trends of some KPIs; without any, for every trend."""

    on: date
    place: Place
    label: Text
    kpis: tuple[Written, ...] = ()
    keys: Keys = field(default=Keys(), compare=False, repr=False)

    def concerns(self, kpi: str) -> bool:
        """Whether it is noted on the trends of a KPI."""
        return not self.kpis or kpi in {reference.text for reference in self.kpis}


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """An action as it stands at the end of a period: late where it is open and was due before."""

    spec: ActionSpec
    state: ActionState
    late_by: int = 0  # days, at the period's end
    off_track: bool = False  # whether what it is about is off track

    @property
    def late(self) -> bool:
        """Whether it is open and was due before the period's end."""
        return self.late_by > 0


@dataclass(frozen=True, slots=True)
class OffTrack:
    """An objective that is off track: in which period and window, in total or in a segment, with what is done."""

    kpi: str
    window: str
    period: str
    segment: tuple[str, str] | None = None
    plans: tuple[ActionPlan, ...] = ()  # the open ones

    @property
    def planned(self) -> bool:
        """Whether anything is being done about it."""
        return bool(self.plans)


@dataclass(frozen=True, slots=True)
class Plans:
    """The action plans that a report shows, late ones first; and everything off track, the report's order."""

    actions: tuple[ActionPlan, ...] = ()
    off_track: tuple[OffTrack, ...] = ()
