"""Counts of rows that two KPIs have in common, in each period: whether one counts a part of what the other counts."""

from __future__ import annotations

from engine.evaluate.cells import Evaluation
from engine.model.plan import Overlap, Plan
from engine.model.results import Overlaps


def overlaps_of(plan: Plan, evaluation: Evaluation) -> Overlaps:
    """How many rows both KPIs of each pair count, by their names and the period's."""
    return {
        (overlap.kpi, overlap.other, evaluation.at(overlap.slice.grain, ordinal).id): _rows(
            overlap, ordinal, evaluation
        )
        for overlap in plan.overlaps
        for ordinal in _periods(overlap, evaluation)
    }


def _periods(overlap: Overlap, evaluation: Evaluation) -> range:
    reported = evaluation.reported(overlap.slice.grain)
    return range(reported + overlap.first, reported + 1)


def _rows(overlap: Overlap, ordinal: int, evaluation: Evaluation) -> int:
    counted = evaluation.measures.groupings[overlap.population, overlap.slice, ()]
    row = counted.cells.get((ordinal, ()))
    found = 0 if row is None else row[counted.positions[overlap.measure]]
    assert isinstance(found, int)
    return found
