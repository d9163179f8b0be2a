"""What two readings of one report differ in: their definitions, and the figures that these make of the same data."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.errors import BoardpackError, Place
from engine.model.period import Period
from engine.model.results import Segments, Value
from engine.model.unit import Unit

Kind: TypeAlias = Literal[
    "report", "section", "dataset", "dimension", "kpi", "objective", "action", "event", "benchmark"
]
What: TypeAlias = Literal["added", "removed", "changed"]
# What a change touches, the gravest first: figures, what the report shows and judges, its words, or a formula that
# is written in another way and means the same.
Effect: TypeAlias = Literal["figures", "report", "wording", "notation"]
EFFECTS: tuple[Effect, ...] = ("figures", "report", "wording", "notation")


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a definition says, under its key in the YAML; settings with one `meaning` are the same."""

    key: str  # "columns.amount.type"
    text: str
    meaning: object
    place: Place
    effect: Effect = "figures"
    notated: bool = False  # it may be written in several ways, which are told apart where somebody asks for that


@dataclass(frozen=True, slots=True)
class Definition:
    """All that one side says of a KPI, dataset, dimension, objective, section or of the report."""

    kind: Kind
    id: str
    place: Place
    settings: tuple[Setting, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One thing that is said differently; None is what one side does not say."""

    key: str
    before: str | None
    after: str | None
    before_place: Place | None
    after_place: Place | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """A definition that one side lacks, or that both have and differ in."""

    kind: Kind
    id: str
    what: What
    before_place: Place | None
    after_place: Place | None
    settings: tuple[SettingChange, ...]
    note: str = ""

    @property
    def effect(self) -> Effect:
        """The gravest effect of its settings; what is added or removed always touches the report."""
        found = [change.effect for change in self.settings]
        if self.what != "changed":
            found.append("report")
        return min(found, key=EFFECTS.index)


@dataclass(frozen=True, slots=True)
class Through:
    """A KPI whose own text is the same, and which stands on what changed."""

    kpi: str
    causes: tuple[str, ...]  # "campaign_cost", "leads.where"


@dataclass(frozen=True, slots=True)
class Definitions:
    """What changed in the definitions."""

    changes: tuple[DefinitionChange, ...] = ()
    through: tuple[Through, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of both sides; `difference` is exact, `relative` a share of the amount before."""

    period: str
    segments: Segments
    before: Value | None
    after: Value | None
    difference: Decimal | None = None
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class KpiChange:
    """The figures of a KPI that differ, and how many stay the same."""

    kpi: str
    label: str
    what: What
    before_unit: Unit | None
    after_unit: Unit | None
    figures: tuple[FigureChange, ...]
    same: int


@dataclass(frozen=True, slots=True)
class StateChange:
    """An objective in the report's period, or the year to it, whose target, attainment or state differs."""

    kpi: str
    window: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Values:
    """What the definitions make of the same data, period by period up to the report's."""

    period: Period
    why: str
    periods: tuple[str, ...]
    kpis: tuple[KpiChange, ...]
    same: tuple[str, ...]
    states: tuple[StateChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """A report against an earlier or another reading of it.

    `values` is None where there was nothing to compute (`unread` says why) or where data could not be read (`failure`):
    because they are not there, or because they are wrong (`there`).
    """

    file: str
    against: str
    commit: str
    definitions: Definitions
    values: Values | None = None
    unread: str = ""
    failure: BoardpackError | None = field(default=None, compare=False)
    there: bool = True
