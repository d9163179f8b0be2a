"""Differences as data, every figure in full precision."""

from __future__ import annotations

from typing import Any

from engine.cli.differences.listed import at
from engine.model.differences import DefinitionChange, Differences, FigureChange, StateChange, Values
from engine.model.results import Value


def content(differences: Differences) -> dict[str, Any]:
    """What changed, in plain values."""
    definitions, values = differences.definitions, differences.values
    return {
        "report": differences.file,
        "against": differences.against,
        "commit": differences.commit or None,
        "definitions": [_definition(change) for change in definitions.changes],
        "through": [{"kpi": one.kpi, "through": list(one.causes)} for one in definitions.through],
        "figures": _values(values) if values is not None else None,
        "no_figures": differences.unread or None,
    }


def _definition(change: DefinitionChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "change": change.what,
        "effect": change.effect,
        "before_at": at(change.before_place) or None,
        "after_at": at(change.after_place) or None,
        "note": change.note or None,
        "settings": [
            {
                "key": one.key,
                "effect": one.effect,
                "before": one.before,
                "after": one.after,
                "before_at": at(one.before_place) or None,
                "after_at": at(one.after_place) or None,
            }
            for one in change.settings
        ],
    }


def _values(values: Values) -> dict[str, Any]:
    return {
        "data": "of today on both sides",
        "period": values.period.id,
        "periods": list(values.periods),
        "kpis": [
            {
                "kpi": change.kpi,
                "change": change.what,
                "figures": [_figure(figure) for figure in change.figures],
                "same": change.same,
            }
            for change in values.kpis
        ],
        "same": list(values.same),
        "objectives": [_state(state) for state in values.states],
    }


def _figure(figure: FigureChange) -> dict[str, Any]:
    return {
        "period": figure.period,
        "segments": {one.dimension: one.value if one.kind in ("value", "other") else None for one in figure.segments},
        "segment_kind": figure.segments[0].kind if figure.segments else None,
        "before": _value(figure.before),
        "after": _value(figure.after),
        "difference": figure.difference,
        "relative": figure.relative,
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"value": value.value, "unit": value.unit.kind, "provisional": value.provisional, "reason": value.reason}


def _state(change: StateChange) -> dict[str, Any]:
    return {
        "kpi": change.kpi,
        "window": change.window,
        "before": _verdict(change.before),
        "after": _verdict(change.after),
    }


def _verdict(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "state": value.state,
        "value": value.value,
        "target": value.target,
        "attainment": value.attainment,
        "provisional": value.provisional,
    }
