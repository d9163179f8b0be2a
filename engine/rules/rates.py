"""Rules of what rates are held against: a rate is a share of 1, and who writes 35 most likely means 35%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.errors import Issue, Place
from engine.model.formula import Call, Constant, Expression, Formula, KpiRef, walk
from engine.model.kpis import Kpi
from engine.model.written import Written

RATES = ("percent", "points")
COMPARISONS = ("<", "<=", ">", ">=", "=", "<>", "IN")
# What makes a rate of rates: their differences and their choices, but nothing that is multiplied or divided.
KEEPS = ("+", "-", "NEGATE", "ABS", "ROUND", "LEAST", "GREATEST", "COALESCE", "NULLIF", "LAG", "TOTAL")


def above_100(
    what: str, kpi: str, kind: str | None, written: tuple[Decimal, str, Place], code: str = "target-above-100"
) -> Iterator[Issue]:
    """A number above 1 without a sign, where one of a rate belongs; `what` it is: "a target"."""
    value, text, place = written
    if kind in RATES and value > 1 and not text.endswith("%"):
        message = f"{what} of {text} is {as_percent(value)} for '{kpi}', which is a rate"
        yield Issue("error", code, place, message, as_rate(value, text))


def as_rate(target: Decimal, text: str) -> str:
    """What is meant by a number above 1 where a rate belongs."""
    if target < 2:  # 1.2 is 120% to whoever knows how rates are written, and 1.2% to whoever does not
        return f"did you mean {text}%, or {as_percent(target)}?"
    return f"did you mean {text}%?" if target <= 100 else "a rate's target is written like 60%"


def check_compared(formula: Formula, written: Written, kpis: Mapping[str, Kpi]) -> Iterator[Issue]:
    """Numbers above 1 that a formula between KPIs compares a rate with; `350 / 100` is meant as it stands."""
    for node in walk(formula.root):
        if not isinstance(node, Call) or node.function not in COMPARISONS:
            continue
        rate = next((id for part in node.arguments if (id := _rate(part, kpis))), "")
        for part in node.arguments:
            value = _number(part)
            if rate and value is not None and abs(value) > 1:
                place = written.at(part.span.start, part.span.length)
                message = f"{value} is {as_percent(value)} for '{rate}', which is a rate"
                share = f"{(value / 100).normalize():f}"
                hint = f"did you mean {share}? Where {as_percent(value)} is meant, write {as_percent(value)[:-1]} / 100"
                yield Issue("error", "rate-above-100", place, message, hint)


def _rate(node: Expression, kpis: Mapping[str, Kpi]) -> str:
    """The first KPI of an expression that is a rate as a whole; empty where it is none."""
    if isinstance(node, KpiRef):
        return node.kpi if node.kpi in kpis and kpis[node.kpi].unit.kind in RATES else ""
    if isinstance(node, Call) and node.function in KEEPS:
        return next((id for part in node.arguments if (id := _rate(part, kpis))), "")
    return ""


def _number(node: Expression) -> Decimal | None:
    """A number that stands there, with its sign."""
    if isinstance(node, Call) and node.function == "NEGATE":
        value = _number(node.arguments[0])
        return None if value is None else -value
    if isinstance(node, Constant) and isinstance(node.value, Decimal | int) and not isinstance(node.value, bool):
        return Decimal(node.value)
    return None


def as_percent(share: Decimal) -> str:
    """A share as it is written with a sign."""
    return f"{(share * 100).normalize():f}%"
