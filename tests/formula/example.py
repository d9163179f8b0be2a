"""A dataset and two KPIs that the tests of formulas speak about."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Issue, Place
from engine.formula import KpiScope, RowScope, read_formula
from engine.model.datasets import ColumnSpec, DatasetSpec, JoinSpec
from engine.model.formula import Expression, Type
from engine.model.written import Written

HERE = Place("kpis.yml", 1, 1)
COLUMNS = {
    "amount": Type("money", False, 2, "EUR"),
    "dollars": Type("money", False, 2, "USD"),
    "days": Type("integer"),
    "rate": Type("number", nullable=True),
    "stage": Type("string"),
    "called": Type("boolean"),
    "created_at": Type("date"),
    "closed_at": Type("date", nullable=True),
    "called_at": Type("datetime", nullable=True),
    "owner_id": Type("string"),
}
KPIS = {"leads": Type("integer", nullable=True), "cost": Type("money", True, 2, "EUR")}


def word(text: str) -> Written:
    return Written(text, HERE)


def dataset(id: str, columns: dict[str, Type], *joins: JoinSpec) -> DatasetSpec:
    specs = tuple(ColumnSpec(name, kind, (name,), HERE) for name, kind in columns.items())
    return DatasetSpec(id, HERE, word(f"{id}.csv"), Path(), specs, joins=joins)


REPS = dataset("reps", {"owner_id": Type("string"), "team": Type("string")})
DEALS = dataset("deals", COLUMNS, JoinSpec("owner", word("reps"), word("owner_id")))
ROWS = RowScope(DEALS, {"deals": DEALS, "reps": REPS})
OTHERS = KpiScope(KPIS.get, lambda: list(KPIS))


def over_rows(text: str) -> tuple[Expression | None, list[Issue]]:
    """A formula in which every name is a column."""
    formula, issues = read_formula(word(text), ROWS)
    return (formula.root if formula else None), issues


def over_kpis(text: str) -> tuple[Expression | None, list[Issue]]:
    """A KPI's formula: columns inside aggregates, KPIs outside them."""
    formula, issues = read_formula(word(text), ROWS, OTHERS)
    return (formula.root if formula else None), issues


def marked(text: str, issue: Issue) -> str:
    """The part of a formula that an issue points at."""
    start = issue.place.column - HERE.column
    return text[start : start + issue.place.length]
