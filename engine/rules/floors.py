"""Rules of targets at zero or below it: where a KPI is never below zero, such a target decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue, Place
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
    if isinstance(kpi.spec.better, Band) or _below_zero(kpi.formula.root, kpi, kpis, specs) != ():
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


def check_signs(specs: Specs, kpis: dict[str, Kpi]) -> Iterator[Issue]:
    """A warning where few targets of an amount are below zero: its column does not say whether that can be.

    Losses are for who says so with the column's `min`, and for differences.
    """
    own: dict[str, list[tuple[Decimal, str, Place]]] = {}
    for spec in specs.objectives:
        own.setdefault(spec.kpi.text, []).extend(spec.targets)
    for id, targets in own.items():
        below = [one for one in targets if one[0] < 0]
        if id not in kpis or not below or len(below) >= sum(target > 0 for target, _, _ in targets):
            continue
        columns = _below_zero(kpis[id].formula.root, kpis[id], kpis, specs)
        if columns:
            _, text, place = below[0]
            more = f", and so {'is' if len(below) == 2 else 'are'} {len(below) - 1} more" if below[1:] else ""
            message = f"a target of {text} is below zero{more}; most targets of '{id}' are above it"
            hint = f"did you mean {text.removeprefix('-')}? Where '{columns[0]}' may be, give it a 'min' below zero"
            yield Issue("warning", "target-below-zero", place, message, hint)


def _below_zero(node: Expression, kpi: Kpi, kpis: dict[str, Kpi], specs: Specs) -> tuple[str, ...] | None:
    """The columns that alone could bring a formula below zero and do not say whether they do; None where it may be.

    What counts, or adds, multiplies and divides what is never below zero, has no such column.
    """
    if kpi.spec.when_zero is not None and kpi.spec.when_zero < 0:
        return None
    match node:
        case Aggregate(function=function) if function in COUNTS:
            return ()
        case Aggregate(argument=Column(name=name, join="")):
            dataset = specs.datasets.get(kpi.spec.dataset.text) if kpi.spec.dataset else None
            column = dataset.column(name) if dataset else None
            if column is None or not isinstance(column.min, Decimal):
                return (name,) if column is not None else None
            return () if column.min >= 0 else None
        case Constant(value=int() | Decimal() as value):
            return () if value >= 0 else None
        case KpiRef(kpi=id):
            part = kpis.get(id)
            return None if part is None else _below_zero(part.formula.root, part, kpis, specs)
        case Call(function=function, arguments=arguments) if function in KEEPING:
            of_parts = [_below_zero(argument, kpi, kpis, specs) for argument in arguments]
            known = [columns for columns in of_parts if columns is not None]
            return tuple(name for columns in known for name in columns) if len(known) == len(of_parts) else None
        case _:
            return None
