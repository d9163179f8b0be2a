"""Rules of targets at zero or below it: where a KPI is never below zero, such a target decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.specs import Specs

CODE = "idle-target"
COUNTS = ("COUNT", "COUNT_DISTINCT", "COUNT_IF")
KEEPING = ("+", "*", "/", "ROUND", "COALESCE", "ABS")  # of what is never below zero they make nothing that is


def check_floor(spec: ObjectiveSpec, kpi: Kpi, kpis: dict[str, Kpi], specs: Specs) -> Iterator[Issue]:
    """Targets that every figure reaches, or none: an amount or a difference may be below zero, a count never is.

    Zero is a target where less is better, for a part of the time (a month that is closed) and for a segment.
    """
    if isinstance(kpi.spec.better, Band) or not _never_below_zero(kpi.formula.root, kpi, kpis, specs):
        return
    lower = kpi.spec.better == "lower"
    for target, text, place in spec.targets:
        if target < 0:
            what = "no figure reaches it" if lower else "every figure reaches it"
            message = f"a target of {text} is below zero, and '{kpi.id}' never is: {what}"
            yield Issue("error", CODE, place, message, f"did you mean {text.removeprefix('-')}?")
    if spec.target == 0 and not lower and kpi.spec.better and not spec.file and len(spec.period.text) == len("2026"):
        message = f"every figure of '{kpi.id}' reaches a target of 0, and no attainment can be given of it"
        place = spec.keys.value("target", spec.place)
        yield Issue("warning", CODE, place, message, "write what is wanted, or leave the objective out")


def _never_below_zero(node: Expression, kpi: Kpi, kpis: dict[str, Kpi], specs: Specs) -> bool:
    """Whether a formula counts, or adds, multiplies and divides what is never below zero."""
    if kpi.spec.when_zero is not None and kpi.spec.when_zero < 0:
        return False
    match node:
        case Aggregate(function=function) if function in COUNTS:
            return True
        case Aggregate(argument=Column(name=name, join="")):
            dataset = specs.datasets.get(kpi.spec.dataset.text) if kpi.spec.dataset else None
            column = dataset.column(name) if dataset else None
            return column is not None and isinstance(column.min, Decimal) and column.min >= 0
        case Constant(value=int() | Decimal() as value):
            return value >= 0
        case KpiRef(kpi=id):
            part = kpis.get(id)
            return part is not None and _never_below_zero(part.formula.root, part, kpis, specs)
        case Call(function=function, arguments=arguments) if function in KEEPING:
            return all(_never_below_zero(argument, kpi, kpis, specs) for argument in arguments)
        case _:
            return False
