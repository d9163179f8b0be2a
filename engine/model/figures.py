"""A number as a page shows it, and what it is measured against: target, verdict, change, signal, the periods before.

Every number stands here twice: as the value that was computed and as the text that a reader sees. Formats
choose one of the two and never compute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.model.signs import SignalCode
from engine.model.unit import Number, StateCode, Unit

Tone: TypeAlias = Literal["good", "bad", "neutral"]
Direction: TypeAlias = Literal["up", "down", "flat"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a page: the value, its text with unit, and why it is missing or only provisional.

    `unit` is what the text is written in; None where the text says something else than the value, a band.
    """

    value: Number | None
    text: str  # "—" where there is no value
    reason: str = ""  # a sentence in the reader's language, where there is no value
    provisional: bool = False
    few: bool = False  # a share of so few rows that it says little
    interval: str = ""  # between what a share of rows may truly be: "12.5% – 60.2%"
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one: "+4.2 %", "−1.8 pts", with the period that it is compared with."""

    text: str
    against: str  # "Sept. 2026", "Oct. 2025"
    direction: Direction
    tone: Tone  # good, bad or neutral for this KPI: up is not good by itself
    value: Number | None = None  # what the text says, in `unit`
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """Whether a figure is a signal or noise: in two or three words, and in a part of a sentence."""

    code: SignalCode
    short: str  # "as usual", "unusually low"
    text: str  # "within its usual range", "signal: above its usual range, 41 to 66"


@dataclass(frozen=True, slots=True)
class State:
    """The verdict: a code (the template draws its shape) and its word in the reader's language."""

    code: StateCode
    word: str


@dataclass(frozen=True, slots=True)
class SparkPoint:
    """One period of a sparkline; `value` None where there is none."""

    label: str
    value: float | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Spark:
    """Thirteen periods in small, with the target of the last one, or its band; `sentence` says the same in words."""

    points: tuple[SparkPoint, ...]
    target: float | None
    sentence: str
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure with everything it is measured against: a card of the first page, a row of the scorecard.

    `note` says what a reader must know before reading the value ("Last mature month: July 2026").
    `latest` is the provisional figure of the report's own period, where `value` is an earlier, mature one.
    """

    kpi: str
    label: str
    value: Figure
    when: str  # the period of `value`, "October 2026"
    target: Figure | None
    attainment: Figure | None  # value: 0.96, text: "96 %"
    state: State
    previous: Change | None
    year_ago: Change | None
    spark: Spark
    note: str = ""
    latest: Figure | None = None
    to_date: Figure | None = None
    to_date_target: Figure | None = None
    to_date_against: str = ""  # the same beneath the figure: "of 900", "target 60 – 75%"
    to_date_state: State | None = None
    revised: str = ""  # that its target was another before: "target revised as of Jul 2026"
    sign: Sign | None = None
    benchmark: str = ""  # "Benchmark 12%"
    benchmark_source: str = ""  # who says so
    sentence: str = ""  # the whole standing in one sentence, for screen readers and text versions


@dataclass(frozen=True, slots=True)
class ScorecardGroup:
    """Rows of the scorecard under one heading, worst first; `segment` is whose they are, of a part of the whole."""

    title: str
    rows: tuple[Standing, ...]
    segment: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SegmentScorecard:
    """What segments are to reach, a group for each of them; `notes` say what was decided of their targets."""

    title: str = ""  # "Scorecard by team"
    groups: tuple[ScorecardGroup, ...] = ()
    notes: tuple[str, ...] = ()
