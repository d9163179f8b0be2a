"""How a target is spread over its time: parts that add up to it, kept where it was revised later.

Time is cut into atoms that no period of a report cuts: months, or the pieces of weeks that lie in one month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from engine.exact import ROOMY
from engine.model.objectives import ObjectiveSpec, Revision, Spread
from engine.model.period import Period
from engine.model.unit import Number
from engine.periods import Calendar
from engine.typed import NESTED

# A target is spread to the cent, of leads too: rounded to whole leads, the rounding would decide the state.
CENT = Decimal("0.01")
Weight: TypeAlias = int | Fraction
Segment: TypeAlias = tuple[str, str]  # a dimension and its value
Shape: TypeAlias = tuple[Number, ...]  # last year's figure of each month of an objective
# The shapes of a KPI's targets: by an objective's period, and by a segment that has one of its own.
Shapes: TypeAlias = Mapping[tuple[str, Segment | None], Shape]


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of days that lies in one period of every grain; `weight` is its share of what is spread evenly."""

    start: date
    end: date
    weight: int = 1


@lru_cache(maxsize=1024)
def spread(total: Decimal, weights: tuple[Weight, ...], quantum: Decimal = CENT) -> tuple[Decimal, ...]:
    """A total in parts by weight that add up to it exactly: what does not divide goes to the largest remainders.

    Among equal ones to the first. Parts are multiples of `quantum` (a cent) except for what the total itself has
    beyond it, which the first part has. Weights that add up to nothing are taken as equal.
    """
    whole = sum(weights)
    if whole == 0:
        weights, whole = (1,) * len(weights), len(weights)
    if whole < 0:
        weights, whole = tuple(-weight for weight in weights), -whole
    with localcontext(ROOMY):
        units, beyond = divmod(abs(total), quantum)
        shares = [divmod(int(units) * weight, whole) for weight in weights]
        left = int(units) - sum(int(part) for part, _ in shares)
        largest = set(sorted(range(len(shares)), key=lambda number: -shares[number][1])[:left])
        parts = [quantum * (int(part) + (number in largest)) for number, (part, _) in enumerate(shares)]
        parts[0] += beyond.normalize() if beyond else 0
        return tuple(-part if total < 0 else part for part in parts)


@lru_cache(maxsize=256)
def atoms(period: Period, calendar: Calendar, *, of_weeks: bool = False) -> tuple[Atom, ...]:
    """The months of a period; `of_weeks`, its weeks, cut where a month or the period ends, and weighed by days."""
    months = _months(period, calendar)
    if not of_weeks:
        return tuple(Atom(month.start, month.end) for month in months)
    found = []
    for month in months:
        first, last = (calendar.ordinal("week", day) for day in (month.start, month.last_day))
        weeks = [calendar.at("week", number) for number in range(first, last + 1)]
        stretches = ((max(week.start, month.start), min(week.end, month.end)) for week in weeks)
        found += [Atom(start, end, (end - start).days) for start, end in stretches]
    return tuple(found)


def _months(period: Period, calendar: Calendar) -> list[Period]:
    first, last = (calendar.ordinal("month", day) for day in (period.start, period.last_day))
    return [calendar.at("month", number) for number in range(first, last + 1)]


@lru_cache(maxsize=1024)
def named(text: str, calendar: Calendar) -> Period | None:
    """The year, quarter or month of that name."""
    return next((found for grain in NESTED if (found := calendar.parse(grain, text))), None)


def stretch(spec: ObjectiveSpec, calendar: Calendar) -> Period:
    """The time that an objective is for."""
    found = named(spec.period.text, calendar)
    assert found is not None, "the schema allows no other"
    return found


def parts(
    spec: ObjectiveSpec,
    segment: Segment | None,
    over: Sequence[Atom],
    calendar: Calendar,
    shape: Shape | None = None,
) -> tuple[Decimal, ...] | None:
    """The target of an objective in each of its atoms, the whole's or a segment's; None where it has none.

    `shape` is last year's, where that decides. What was before a revision keeps its part; what is left of the new
    target is spread over the rest as the old one was.
    """
    total = spec.of(segment)
    own = spec.spread_of(segment)
    how = own or spec.spread
    weights = _weights(how, over, calendar, stretch(spec, calendar), shape)
    if total is None or weights is None:
        return None
    found = _as_written(how, over, calendar) if own and how.parts else spread(total, weights)
    for revision in spec.revisions:
        revised, start = revision.of(segment), named(revision.start.text, calendar)
        if revised is None or start is None:
            continue
        kept = sum(atom.start < start.start for atom in over)
        with localcontext(ROOMY):
            rest = revised - sum(found[:kept], Decimal(0))
        found = found[:kept] + (spread(rest, weights[kept:]) if kept < len(over) else ())
    return found


def below_kept(
    spec: ObjectiveSpec, segment: Segment | None, calendar: Calendar, shape: Shape | None = None
) -> tuple[Revision, Decimal] | None:
    """The first revision to less than what the months before it keep, and that: the rest would be below zero."""
    over = atoms(stretch(spec, calendar), calendar)
    for number, revision in enumerate(spec.revisions):
        before = replace(spec, revisions=spec.revisions[:number])
        revised, start = revision.of(segment), named(revision.start.text, calendar)
        found = parts(before, segment, over, calendar, shape)
        if revised is None or start is None or found is None or revised < 0:
            continue
        kept = sum((part for atom, part in zip(over, found, strict=True) if atom.start < start.start), Decimal(0))
        if kept > revised:
            return revision, kept
    return None


def _blocks(how: Spread, over: Sequence[Atom], calendar: Calendar) -> Iterator[tuple[Decimal, list[Atom]]]:
    """The parts of a spread as they are written, each with its atoms."""
    if how.form == "months":
        months = sorted({(atom.start.year, atom.start.month) for atom in over})
        for (_, part), month in zip(how.parts, months, strict=True):
            yield part, [atom for atom in over if (atom.start.year, atom.start.month) == month]
        return
    for name, part in how.parts:
        period = named(name.text, calendar)
        assert period is not None, "a rule has seen to it"
        yield part, [atom for atom in over if period.start <= atom.start < period.end]


def _as_written(how: Spread, over: Sequence[Atom], calendar: Calendar) -> tuple[Decimal, ...]:
    """Parts that make up exactly what is written for each month or quarter."""
    found: dict[date, Decimal] = {}
    for part, within in _blocks(how, over, calendar):
        found |= zip((atom.start for atom in within), spread(part, tuple(atom.weight for atom in within)), strict=True)
    return tuple(found[atom.start] for atom in over)


def _weights(
    how: Spread, over: Sequence[Atom], calendar: Calendar, period: Period, shape: Shape | None
) -> tuple[Weight, ...] | None:
    """What each atom is worth; None where last year decides and its figures are not there."""
    if how.form == "even":
        return tuple(atom.weight for atom in over)
    if how.form == "seasonal":
        if shape is None:
            return None
        months = zip(shape, _months(period, calendar), strict=True)
        blocks = [(exact(part), [a for a in over if month.start <= a.start < month.end]) for part, month in months]
    else:
        blocks = [(Fraction(part), within) for part, within in _blocks(how, over, calendar)]
    found: dict[date, Fraction] = {}
    for worth, within in blocks:
        days = sum(atom.weight for atom in within)
        found |= {atom.start: worth * atom.weight / days for atom in within}
    return tuple(found[atom.start] for atom in over)


def exact(value: Number) -> Fraction:
    """A number as its shortest decimal says it, so that 18 % is exactly nine tenths of 20 %."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
