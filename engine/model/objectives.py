"""Objectives as written: a target for a year, a quarter or a month, how it is spread, and what was decided later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.datasets import DatasetSpec
from engine.model.written import Keys, Text, Written

Form: TypeAlias = Literal["even", "seasonal", "months", "periods"]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a target is spread over its months.

    Evenly, in last year's shape (`seasonal`), as written for each month (`months`: the numbers have no period), or as
    written for quarters and months by name (`periods`).
    """

    form: Form = "even"
    parts: tuple[tuple[Written, Decimal], ...] = ()  # a period, or its place alone, and its part
    place: Place = field(default=Place(""), compare=False)


EVEN = Spread()


@dataclass(frozen=True, slots=True)
class SegmentTarget:
    """What is wanted of one segment of a dimension; without a `spread` of its own it has that of the whole."""

    dimension: Written
    segment: Written
    target: Decimal
    text: str = ""  # as written
    place: Place = field(default=Place(""), compare=False)
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A target decided later: it holds from a month or quarter on; what was before keeps its target."""

    start: Written
    target: Decimal
    text: str = ""
    place: Place = field(default=Place(""), compare=False)  # of the target
    decided: date | None = None
    reason: Text | None = None
    by: tuple[SegmentTarget, ...] = ()
    keys: Keys = field(default=Keys(), compare=False, repr=False)

    def of(self, segment: tuple[str, str] | None) -> Decimal | None:
        """The target of the whole, or of a segment (its dimension and value); None where it says nothing of it."""
        return self.target if segment is None else _of(self.by, segment)


@dataclass(frozen=True, slots=True)
class ObjectiveSpec:
    """A target for a fiscal year, a quarter or a month, in the KPI's unit."""

    kpi: Written
    place: Place
    period: Written
    target: Decimal
    target_text: str = ""  # as written: "25%" or "0.25"
    by: tuple[SegmentTarget, ...] = ()
    spread: Spread = EVEN
    revisions: tuple[Revision, ...] = ()
    on_track: Decimal = Decimal(1)
    at_risk: Decimal = Decimal("0.9")
    tolerance: Decimal | None = None  # how far from the target is still at risk, where there is no attainment
    weight: Decimal = Decimal(1)
    owner: str = ""
    file: str = ""  # that it was read from, as `from` names it
    summed: bool = False  # in that file segments alone have targets: this one is their sum
    partly: bool = False  # a row of that file which does not read may be one of its own: nobody adds it up
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def targets(self) -> Iterator[tuple[Decimal, str, Place]]:
        """Every target as a number and as written, with its place; that of the whole first."""
        if not self.summed:
            yield self.target, self.target_text, self.keys.value("target", self.place)
        yield from ((one.target, one.text, one.place) for one in self.by)
        for revision in self.revisions:
            yield revision.target, revision.text, revision.place
            yield from ((one.target, one.text, one.place) for one in revision.by)

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """That of the whole, and those that segments have of their own."""
        return (self.spread, *(one.spread for one in self.by if one.spread is not None))

    @property
    def seasonal(self) -> bool:
        """Whether last year's figures decide any of its targets."""
        return any(spread.form == "seasonal" for spread in self.spreads)

    def of(self, segment: tuple[str, str] | None) -> Decimal | None:
        """The target of the whole, or of a segment (its dimension and value), before any revision."""
        return self.target if segment is None else _of(self.by, segment)

    def spread_of(self, segment: tuple[str, str] | None) -> Spread | None:
        """The spread that a segment has of its own; that of the whole is its own."""
        if segment is None:
            return self.spread
        return next((one.spread for one in self.by if (one.dimension.text, one.segment.text) == segment), None)


def _of(by: tuple[SegmentTarget, ...], segment: tuple[str, str]) -> Decimal | None:
    return next((one.target for one in by if (one.dimension.text, one.segment.text) == segment), None)


@dataclass(frozen=True, slots=True)
class TargetFile:
    """A file with a row for each KPI, period and segment. What is said of it is said of each of its objectives."""

    place: Place
    table: DatasetSpec  # the file as a source reads it: columns of texts, named kpi, period, target and the dimension
    model: ObjectiveSpec  # spread, status, weight and owner of each of its objectives
    dimension: Written | None = None

    @property
    def source(self) -> Written:
        """The file, as `from` names it."""
        return self.table.source


@dataclass(frozen=True, slots=True)
class TargetInput:
    """A file of objectives as it was read: its name as `from` has it, the path from the report, and how many rows."""

    name: str
    path: str
    sha256: str
    rows: int
