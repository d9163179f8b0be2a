"""An explanation as JSON: everything that its text says, in full precision."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.formats import signs
from engine.formats.json import written
from engine.model.explained import Behind, Explanation, Node, Step
from engine.model.results import Scalar, Segments
from engine.version import GENERATOR


def make(explanation: Explanation) -> bytes:
    """UTF-8, the same bytes for the same figure."""
    figure, definition = explanation.figure, explanation.definition
    return written({
        "report": explanation.report,
        "today": explanation.today.isoformat(),
        "generator": GENERATOR,
        "kpi": figure.kpi,
        "period": figure.period,
        "why": explanation.why,
        "definition": {
            "label": figure.label, "description": definition.description, "format": definition.format,
            "better": definition.better, "owner": definition.owner, "source": definition.source,
            "file": definition.file, "notes": definition.notes,
        },
        "figure": _node(figure),
        "comparisons": [
            {"code": other.code, "what": other.what, "period": other.period, "value": other.value,
             "shown": other.shown, "change": other.change, "note": other.note}
            for other in explanation.comparisons
        ],
        "verdict": _verdict(explanation),
        "signal": signs.signal(explanation.usual.signal) if explanation.usual else None,
        **signs.interval(explanation.interval.cases if explanation.interval else None),
        "actions": [
            {"action": plan.action, "cause": plan.cause or None, "segment": plan.segment or None, "owner": plan.owner,
             "opened": plan.opened, "due": plan.due.isoformat(), "state": plan.state, "late": plan.late_by > 0,
             "late_by_days": plan.late_by}
            for plan in explanation.plans
        ],
        "events": [{"on": event.on.isoformat(), "label": event.label} for event in explanation.events],
        "inputs": [
            {"dataset": origin.dataset, "rows": origin.rows,
             "covers": {"from": origin.coverage.first.isoformat(), "to": origin.coverage.last.isoformat()}
             if origin.coverage else None,
             "files": [{"path": path, "sha256": sha256, "rows": rows} for path, sha256, rows in origin.files]}
            for origin in explanation.origins
        ],
    })  # fmt: skip


def _verdict(explanation: Explanation) -> dict[str, Any] | None:
    verdict = explanation.verdict
    if verdict is None:
        return None
    return {
        "period": verdict.period,
        "target": {"value": verdict.target, "shown": verdict.target_shown, "how": verdict.target_from},
        "attainment": {
            "value": verdict.attainment, "shown": verdict.attainment_shown, "how": verdict.attainment_from,
        },
        "state": {"value": verdict.state, "shown": verdict.word, "how": verdict.state_from},
    }  # fmt: skip


def _node(node: Node) -> dict[str, Any]:
    return {
        "role": node.role,
        "kpi": node.kpi,
        "label": node.label,
        "kind": node.kind,
        "grain": node.grain,
        "period": node.period,
        "window": node.window,
        "segments": _segments(node.segments),
        "formula": node.formula,
        "where": node.where or None,
        "counts": node.counts,
        "value": node.value,
        "shown": node.shown,
        "numerator": node.numerator,
        "denominator": node.denominator,
        "rows": node.rows,
        "arithmetic": node.arithmetic,
        "provisional": node.provisional,
        "reason": node.reason,
        "missing": node.missing or None,
        "typed_for": node.typed_for,
        "behind": [_behind(behind) for behind in node.behind],
        "entries": [{"period": entry.period, "parts": dict(entry.parts)} for entry in node.entries],
        "parts": [_node(part) for part in node.parts],
    }


def _segments(segments: Segments) -> list[dict[str, Any]]:
    return [
        {"dimension": s.dimension, "value": s.value if s.kind == "value" else None, "kind": s.kind} for s in segments
    ]


def _behind(behind: Behind) -> dict[str, Any]:
    operands = [
        {"text": operand.text, "value": _scalar(operand.value), "shown": operand.shown, "steps": _steps(operand.steps)}
        for operand in behind.operands
    ]
    return {"dataset": behind.dataset, "steps": _steps(behind.steps), "operands": operands}


def _steps(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    return [{"code": step.code, "what": step.what, "rows": step.rows} for step in steps]


def _scalar(value: Scalar) -> Any:
    return value.isoformat() if isinstance(value, date) else value
