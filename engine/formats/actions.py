"""Action plans and what is off track, as the JSON's `derived` holds them."""

from __future__ import annotations

from typing import Any

from engine.model.actions import ActionPlan, OffTrack, Plans
from engine.model.written import Text


def of_plans(plans: Plans) -> dict[str, Any]:
    """The actions as they stand at the period's end, and every objective that is off track."""
    return {
        "actions": [_action(plan) for plan in plans.actions],
        "off_track": [_off_track(off) for off in plans.off_track],
    }


def _action(plan: ActionPlan) -> dict[str, Any]:
    """An action as it stands at the period's end; `off_track`: whether what it is about is."""
    spec = plan.spec
    return {
        "kpi": spec.kpi.text,
        "segments": _segments(spec.of),
        "opened": spec.opened.text,
        "cause": as_written(spec.cause),
        "action": as_written(spec.action),
        "owner": as_written(spec.owner),
        "due": spec.due.isoformat(),
        "state": plan.state,
        "closed": spec.closed.isoformat() if spec.closed and plan.state != "open" else None,
        "late": plan.late,
        "late_by_days": plan.late_by,
        "off_track": plan.off_track,
    }


def _off_track(off: OffTrack) -> dict[str, Any]:
    """An objective that is off track; `action_plan`: whether an action for it is open."""
    return {
        "kpi": off.kpi,
        "window": off.window,
        "period": off.period,
        "segments": _segments(off.segment),
        "action_plan": off.planned,
    }


def _segments(segment: tuple[str, str] | None) -> dict[str, str]:
    return dict([segment]) if segment else {}


def as_written(text: Text | None) -> str | dict[str, str] | None:
    """A text as it is written: one, or one for each language."""
    if text is None:
        return None
    return text.versions[0][1] if text.versions[0][0] == "" else dict(text.versions)
