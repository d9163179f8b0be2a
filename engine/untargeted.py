"""Months without a target between months of the same year that have one: hardly meant; author and reader are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import Period
from engine.periods import Calendar
from engine.spreads import Segment, atoms, stretch


@dataclass(frozen=True, slots=True)
class Lack:
    """Months of a fiscal year that lack a target, of the whole or of segments of a dimension.

    `within` are the KPI's objectives of that year, the earliest first.
    """

    months: tuple[date, ...]  # the first day of each
    within: tuple[ObjectiveSpec, ...]
    dimension: str = ""
    segments: tuple[str, ...] = ()


def lacks(objectives: Sequence[ObjectiveSpec], kpi: Kpi, calendar: Calendar) -> Iterator[Lack]:
    """What the objectives of one KPI leave out: of the whole, and of segments where the whole has a target."""
    of_year: dict[Period, list[ObjectiveSpec]] = {}
    for spec in sorted(objectives, key=lambda spec: stretch(spec, calendar).start):
        of_year.setdefault(calendar.year_of(stretch(spec, calendar)), []).append(spec)
    for within in of_year.values():
        lacking = _lacking(within, None, calendar)
        if lacking:
            yield Lack(tuple(lacking), tuple(within))
        alike: dict[tuple[str, tuple[date, ...]], list[str]] = {}
        for segment in dict.fromkeys((one.dimension.text, one.segment.text) for spec in within for one in spec.by):
            own = [month for month in _lacking(within, segment, calendar) if month not in lacking]
            if own and segment[0] in kpi.dimensions:
                alike.setdefault((segment[0], tuple(own)), []).append(segment[1])
        for (dimension, months), segments in alike.items():
            yield Lack(months, tuple(within), dimension, tuple(segments))


def _lacking(within: Sequence[ObjectiveSpec], segment: Segment | None, calendar: Calendar) -> list[date]:
    """The months between the first and the last with a target; none where most have none: then a few are meant."""
    there = {atom.start for spec in within if spec.of(segment) is not None
             for atom in atoms(stretch(spec, calendar), calendar)}  # fmt: skip
    every = [atom.start for atom in atoms(calendar.year_of(stretch(within[0], calendar)), calendar)]
    lacking = [month for month in every if month not in there and there and min(there) < month < max(there)]
    return lacking if len(lacking) < len(there) else []
