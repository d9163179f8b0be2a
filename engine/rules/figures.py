"""What stands beside a figure and in no formula: its target, its change; and how what is meant can be written."""

from __future__ import annotations

from engine.errors import nearest
from engine.model.sentences import FORMS
from engine.model.specs import Specs
from engine.periods import PER_YEAR

EXAMPLES = {"percent": "0.25", "integer": "100", "number": "100"}  # a target, by the KPI's format; else an amount


def beside_figure(name: str, specs: Specs) -> tuple[str, str] | None:
    """What is said of "revenue.target" in a formula, and what is meant; None where it is no such name."""
    id, _, form = name.rpartition(".")
    if id not in specs.kpis:
        return None
    form = form if form in FORMS else nearest(form, FORMS) or form
    message = f"a formula has the figure of '{id}' alone, and no '{name}'"
    return message, _meant(id, form, specs)


def _meant(id: str, form: str, specs: Specs) -> str:
    target, lower = _target(id, specs), specs.kpis[id].better == "lower"
    missed = f"{id} {'>' if lower else '<'} {target}"
    year = PER_YEAR[specs.report.every]
    match form:
        case "previous" | "year_ago":
            return f"write LAG({id}, {1 if form == 'previous' else year})"
        case "change" | "year_change":
            return f"compare it with the earlier figure: {id} < LAG({id}, {1 if form == 'change' else year})"
        case "target" | "benchmark":
            return f"write the number itself, that of one period, like {target}"
        case "distance" | "state":
            return f"write the target's number, that of one period: {missed}"
        case "attainment":
            reached = f"{target} / {id}" if lower else f"{id} / {target}"
            return f"write it with the target's number, that of one period: {reached} < 0.9"
        case "year_to_date":
            return f"define a KPI with 'window: year_to_date', and name that one; {{{id}.{form}}} may stand in 'say'"
        case "label":
            return f"compare its figure: {missed}; {{{id}.label}} may stand in 'say'"
        case _ if form in FORMS:
            return f"{{{id}.{form}}} may stand in 'say'; a condition compares the period's figure: {missed}"
    return f"write {id} alone, and compare it with a number: {missed}"


def _target(id: str, specs: Specs) -> str:
    """A target as a formula has it: that of a rate, which holds in every period, as its objective says."""
    spec = specs.kpis[id]
    if spec.format == "percent":
        own = [objective.target for objective in specs.objectives if objective.kpi.text == id]
        if own:
            return f"{own[-1].normalize():f}"
    return EXAMPLES.get(spec.format or "", "20000")
