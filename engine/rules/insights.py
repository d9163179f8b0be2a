"""Rules of insights: a condition over KPIs, and a sentence in the report's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.errors import Issue
from engine.formula import described, read_formula
from engine.measures import references
from engine.model.formula import Formula, KpiRef, walk
from engine.model.insights import Insight, InsightSpec
from engine.model.sentences import Sentence, named
from engine.model.specs import Specs
from engine.model.written import Written
from engine.placeholders import parsed
from engine.rules.kpis import KpiChecker
from engine.rules.rates import check_compared
from engine.rules.sentences import check_braces, check_placeholders
from engine.rules.translations import no_translation


def check_insights(specs: Specs, checker: KpiChecker, issues: list[Issue]) -> tuple[Insight, ...]:
    """The insights that are right; what is wrong with the others is added to the issues."""
    found = []
    for number, spec in enumerate(specs.report.insights, start=1):
        wrong = [*_translated(spec, number, specs.report.language)]
        condition = _condition(spec, checker, wrong)
        say = tuple((language, _sentence(written, checker, wrong)) for language, written in spec.say)
        issues += wrong
        if condition is not None and not wrong:
            found.append(Insight(number, spec, condition, say))
    return tuple(found)


def _translated(spec: InsightSpec, number: int, language: str) -> Iterator[Issue]:
    languages = {version for version, _ in spec.say}
    if not languages & {language, ""}:
        place = spec.keys.key("say", spec.place)
        yield no_translation(
            f"insight {number}", place, language, languages, f"add '{language}:' under 'say', or leave the insight out"
        )


def _condition(spec: InsightSpec, checker: KpiChecker, issues: list[Issue]) -> Formula | None:
    """What must be true for the sentence to be said."""
    scope = checker.scope()
    formula, wrong = read_formula(spec.when, scope, scope)
    issues += map(_of_rows, wrong)
    if formula is None:
        return None
    for node in walk(formula.root):
        if isinstance(node, KpiRef):
            place = spec.when.at(node.span.start, node.span.length)
            issues += checker.used(Written(node.kpi, place))[1]
    if any(part not in checker.checked for part, _, _ in references(formula.root)):
        return None  # said at its definition
    if formula.root.type.kind != "boolean":
        message = f"the condition of an insight is true or false, and this is {described(formula.root.type)}"
        hint = f"compare it: {_example(checker)}"
        issues.append(Issue("error", "no-condition", spec.when.place, message, hint))
    elif not list(references(formula.root)):
        message = "the condition of an insight names no KPI"
        issues.append(Issue("error", "no-condition", spec.when.place, message, f"like: {_example(checker)}"))
    issues += check_compared(formula, spec.when, checker.checked)
    return formula


def _example(checker: KpiChecker) -> str:
    """A condition over a KPI of the report, a rate where there is one."""
    kpis = sorted((kpi for kpi in checker.checked.values() if not kpi.spec.private), key=lambda kpi: kpi.id)
    rate = next((kpi.id for kpi in kpis if kpi.unit.kind == "percent"), "")
    return f"{rate} < 0.20" if rate else f"{kpis[0].id} > 1000" if kpis else "win_rate < 0.20"


def _of_rows(issue: Issue) -> Issue:
    """Who counts rows in a condition is told where they are counted."""
    if issue.code != "aggregate-here":
        return issue
    message = "a condition compares KPIs, and counts no rows itself"
    return replace(issue, message=message, hint="define a KPI that counts them, and name it here")


def _sentence(written: Written, checker: KpiChecker, issues: list[Issue]) -> Sentence:
    sentence, wrong = parsed(written.text)
    issues += check_braces(wrong, written.text, written.at, checker)
    issues += check_placeholders(named(sentence), written.at, checker)
    return sentence
