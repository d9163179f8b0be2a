"""What was decided as targets, as the JSON's `derived` holds it: who answers for them, and each revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.formats.actions import as_written
from engine.model.objectives import ObjectiveSpec, Revision, SegmentTarget


def of_objectives(specs: Iterable[ObjectiveSpec]) -> list[dict[str, Any]]:
    """Each objective with the target of its whole time, and its segments'; what a period is to reach is in `values`."""
    return [_objective(spec) for spec in specs]


def _objective(spec: ObjectiveSpec) -> dict[str, Any]:
    return {
        "kpi": spec.kpi.text,
        "period": spec.period.text,
        "target": spec.target,
        "owner": spec.owner or None,
        "weight": spec.weight,
        "by": _by(spec.by),
        "revisions": [_revision(made) for made in spec.revisions],
    }


def _revision(made: Revision) -> dict[str, Any]:
    return {
        "from": made.start.text,
        "decided": made.decided.isoformat() if made.decided else None,
        "target": made.target,
        "reason": as_written(made.reason),
        "by": _by(made.by),
    }


def _by(segments: tuple[SegmentTarget, ...]) -> list[dict[str, Any]]:
    return [{"segments": {one.dimension.text: one.segment.text}, "target": one.target} for one in segments]
