"""Rules of targets that are most likely not the number that was meant: what follows from one is not blamed as well."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.rules.decimals import check_decimals
from engine.rules.rates import above_100


def misread(spec: ObjectiveSpec, kpi: Kpi) -> Iterator[Issue]:
    """Targets of a rate without its sign, and amounts whose point can only be a thousands mark."""
    for target, text, place in spec.targets:
        if text.endswith("%"):
            continue
        yield from above_100("a target", kpi.id, kpi.unit.kind, (target, text, place))
        yield from check_decimals("a target", kpi, (target, text, place))
