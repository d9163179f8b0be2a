"""What must hold between the files: names that exist, formulas whose types fit, dimensions that can be cut by.

`check` runs every rule, collects what it finds, and makes the catalog that the later stages rely on.
"""

from __future__ import annotations

from dataclasses import replace

from engine.errors import Issue, Place
from engine.model.datasets import DatasetSpec
from engine.model.kpis import Kpi
from engine.model.specs import Catalog, Specs
from engine.rules.actions import check_actions, check_events
from engine.rules.benchmarks import check_benchmarks
from engine.rules.broken import Broken
from engine.rules.commentary import check_commentary
from engine.rules.datasets import check_datasets, row_filters
from engine.rules.derived import Datasets
from engine.rules.insights import check_insights
from engine.rules.kpis import KpiChecker
from engine.rules.objectives import check_objectives
from engine.rules.report import check_report
from engine.rules.stocks import check_copies
from engine.rules.tests import check_tests
from engine.rules.translations import missing_translations

__all__ = ["check", "unused"]

SAID_ONCE = ("unknown-column", "unknown-kpi", "unknown-value")  # of one name, wherever it stands


def check(
    specs: Specs, broken_ids: frozenset[str] = frozenset(), *, dormant: bool = False
) -> tuple[Catalog, list[Issue]]:
    """The checked catalog and all issues; with errors among them the catalog holds only what is right.

    `broken_ids` are ids that have issues already, so that whoever refers to them is not blamed as well.
    With `dormant`, the catalog also holds what is right of the library and used by nothing.
    """
    issues: list[Issue] = []
    broken = Broken(broken_ids)
    specs = replace(specs, datasets={id: _with_currency(spec, specs) for id, spec in specs.datasets.items()})
    datasets = Datasets(specs, broken)
    specs = replace(specs, datasets=dict(datasets))
    issues += [*datasets.issues, *datasets.warnings]
    issues += check_datasets(specs, broken)
    filters, found = row_filters(specs)
    issues += found
    checker = KpiChecker(specs, broken)
    issues += checker.check_own()
    issues += check_copies(specs, checker.checked_in_order().values())
    issues += check_report(specs, checker)
    issues += check_objectives(specs, checker)
    issues += check_actions(specs, checker)
    issues += check_events(specs, broken)
    benchmarks = check_benchmarks(specs, checker, issues)
    insights = check_insights(specs, checker, issues)
    commentary = check_commentary(specs, checker, issues)
    issues += checker.dormant_kpis()
    issues += checker.warnings
    issues = _once(_one_currency(issues))
    if dormant:
        checker.wake()
    catalog = Catalog(
        specs, checker.checked_in_order(), filters, datasets.derivations, insights, commentary, benchmarks
    )
    issues = _in_its_language([*issues, *missing_translations(catalog)], broken)
    for kpi in catalog.kpis.values():
        if not kpi.spec.library:  # the library's tests may not fit what this report's data look like
            issues += check_tests(kpi, catalog)
    return catalog, issues


def unused(catalog: Catalog) -> dict[str, tuple[Kpi | None, str]]:
    """The library's KPIs that nothing uses, as they would be checked; else why they lie dormant."""
    checker = KpiChecker(catalog.specs, Broken(frozenset()))
    found: dict[str, tuple[Kpi | None, str]] = {}
    for id in catalog.specs.kpis:
        if id not in catalog.kpis:
            kpi = checker.kpi(id)
            found[id] = kpi, "" if kpi else checker.why(id)
    return found


def _one_currency(issues: list[Issue]) -> list[Issue]:
    """The issues with one of all that lack a currency: the report's would mend them all."""
    lacking = [issue for issue in issues if issue.code == "no-currency"]
    return [issue for issue in issues if issue not in lacking[1:]]


def _once(issues: list[Issue]) -> list[Issue]:
    """The issues with one of all that say the same of a name: who renames a KPI, or a value, has made one mistake."""
    alike: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in dict.fromkeys(issues):
        same = issue.code in SAID_ONCE
        key = (issue.code, issue.message, issue.hint) if same else (issue.code, str(issue.place), str(len(alike)))
        alike.setdefault(key, []).append(issue)
    return [_also(*sorted(found, key=_place)) for found in alike.values()]


def _place(issue: Issue) -> Place:
    return issue.place


def _also(first: Issue, *more: Issue) -> Issue:
    """The first of several issues, with where else it is so."""
    if not more:
        return first
    at = first.place
    lines = list(dict.fromkeys(
        f"{one.file}:{one.line}" + (f":{one.column}" if (one.file, one.line) == (at.file, at.line) else "")
        for one in map(_place, more)
    ))  # fmt: skip
    places = ", ".join(lines[:3]) + (f" and {len(lines) - 3} more" if len(lines) > 3 else "")
    return replace(first, message=f"{first.message} (also at {places})")


def _in_its_language(issues: list[Issue], broken: Broken) -> list[Issue]:
    """The issues without those about translations, where nobody knows which language the report is to be in."""
    if "report.language" not in broken.ids:
        return issues
    return [issue for issue in issues if issue.code not in ("no-translation", "translation-missing")]


def _with_currency(spec: DatasetSpec, specs: Specs) -> DatasetSpec:
    """The dataset with the report's currency where a money column names none."""
    columns = tuple(
        replace(column, type=replace(column.type, currency=column.type.currency or specs.report.currency))
        if column.type.kind == "money"
        else column
        for column in spec.columns
    )
    return replace(spec, columns=columns)
