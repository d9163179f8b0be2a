"""Reads the key `objectives:`."""

from __future__ import annotations

from decimal import Decimal

from engine.errors import Issue
from engine.model.specs import ObjectiveSpec
from engine.spec import nodes
from engine.spec.yaml import Mapping


def read_objective(node: Mapping, issues: list[Issue]) -> ObjectiveSpec:
    """One objective; its period is a fiscal year in this version."""
    if "-" in node["period"]:
        message = "an objective for a quarter or a month is not built in this version"
        hint = f"give the fiscal year: {node['period'][:4]}"
        issues.append(Issue("error", "not-built-yet", node["period"].place, message, hint))
    status = node.get("status", Mapping())
    by = [
        (nodes.written(dimension), nodes.written(segment), target)
        for dimension, targets in node.get("by", Mapping()).pairs()
        for segment, target in targets.pairs()
    ]
    return ObjectiveSpec(
        kpi=nodes.written(node["kpi"]),
        place=node["kpi"].place,
        period=nodes.written(node["period"]),
        target=nodes.number(node["target"]),
        target_text=str(node["target"]),
        by=tuple((dimension, segment, nodes.number(target)) for dimension, segment, target in by),
        by_texts=tuple(str(target) for _, _, target in by),
        on_track=nodes.number(status["on_track"]) if "on_track" in status else Decimal(1),
        at_risk=nodes.number(status["at_risk"]) if "at_risk" in status else Decimal("0.9"),
        owner=str(node.get("owner", "")),
        keys=nodes.keys(node),
    )
