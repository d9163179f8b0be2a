"""Reads the keys `actions:` and `events:`."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.errors import Issue
from engine.model.actions import ActionSpec, EventSpec
from engine.spec import nodes
from engine.spec.days import read_day
from engine.spec.yaml import Mapping


def read_action(node: Mapping, issues: list[Issue]) -> ActionSpec | None:
    """One action; None where one of its days is none that a calendar has."""
    opens, due = _first_day(node, "opened", issues), read_day(node, "due", issues)
    closed = read_day(node, "closed", issues)
    if opens is None or due is None or (closed is None and "closed" in node):
        return None
    segment = next(iter(node["segment"].pairs())) if "segment" in node else None
    state: Any = str(node.get("state", "open"))
    return ActionSpec(
        kpi=nodes.written(node["kpi"]),
        place=node["kpi"].place,
        opened=nodes.written(node["opened"]),
        opens=opens,
        action=nodes.text(node["action"]),
        owner=nodes.text(node["owner"]),
        due=due,
        segment=(nodes.written(segment[0]), nodes.written(segment[1])) if segment else None,
        cause=nodes.text(node["cause"]) if "cause" in node else None,
        state=state,
        closed=closed,
        keys=nodes.keys(node),
    )


def read_event(node: Mapping, issues: list[Issue]) -> EventSpec | None:
    """One event; None where no calendar has its day."""
    on = read_day(node, "on", issues)
    if on is None:
        return None
    return EventSpec(on, node["on"].place, nodes.text(node["label"]), nodes.words(node, "kpis"), nodes.keys(node))


def _first_day(node: Mapping, key: str, issues: list[Issue]) -> date | None:
    """The first day of a month, or a day."""
    if len(node[key]) == len("2026-09"):
        return date.fromisoformat(f"{node[key]}-01")
    return read_day(node, key, issues)
