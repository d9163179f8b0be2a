"""Rules of funnels: at least two steps, each once, and each a count of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Issue
from engine.model.formula import Aggregate, Call, Expression, KpiRef
from engine.model.kpis import Kpi
from engine.model.written import Written

KINDS = {"percent": "a rate", "points": "a rate", "currency": "an amount", "days": "a time", "duration": "a time"}
LIKE = "a step counts those who came so far, like COUNT(*) or COUNT_IF(status = 'won')"


def check_steps(steps: tuple[Written, ...], kpis: Mapping[str, Kpi]) -> Iterator[Issue]:
    """What is wrong with the steps of a funnel; KPIs that are not there are somebody else's to name."""
    if len(steps) == 1:
        message = "a funnel has at least two steps, and this has one"
        yield Issue("error", "missing-key", steps[0].place, message, "name the next step behind it, or draw a trend")
    for number, step in enumerate(steps):
        kpi = kpis.get(step.text)
        if step.text in [other.text for other in steps[:number]]:
            message = f"'{step.text}' is a step of this funnel already"
            yield Issue("error", "wrong-value", step.place, message, "leave it out, or name another KPI")
        elif kpi is not None and not _counts(kpi, kpis):
            what = f"{KINDS[kpi.unit.kind]}, and no count" if kpi.unit.kind in KINDS else "no count"
            yield Issue("error", "no-count", step.place, f"'{kpi.id}' is {what}", LIKE)


def _counts(kpi: Kpi, kpis: Mapping[str, Kpi]) -> bool:
    if kpi.typed is not None or kpi.conversion is not None:
        return kpi.typed is not None and kpi.unit.kind == "integer"
    return kpi.unit.kind not in KINDS and _a_count(kpi.formula.root, kpis)


def _a_count(node: Expression, kpis: Mapping[str, Kpi]) -> bool:
    """Whether a formula says how many: a count, a sum of whole numbers, or several of them together."""
    match node:
        case Aggregate(function="COUNT" | "COUNT_IF" | "COUNT_DISTINCT"):
            return True
        case Aggregate(function="SUM"):
            return node.type.kind == "integer"
        case KpiRef():
            return node.kpi in kpis and _counts(kpis[node.kpi], kpis)
        case Call(function="+"):
            return all(_a_count(part, kpis) for part in node.arguments)
        case _:
            return False
