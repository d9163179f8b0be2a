"""A checked formula as text again: what `kpi explain` prints reads back as the same formula."""

from __future__ import annotations

import pytest

from engine.cli.explain import written
from engine.formula import FUNCTIONS
from engine.model.formula import Aggregate
from tests.formula.example import over_kpis, over_rows

ROWS = [row.example for row in FUNCTIONS.values() if row.where not in ("aggregate", "kpis")]
MORE = ["stage = 'it''s'", "days * (days + 1) > -2", "NOT (called OR days > 1)", "created_at > '2026-01-31'",
        "1 = days", "stage IN ('a')", "days IS NOT NULL", "COALESCE(days, NULL, 0) = 1", "called = TRUE",
        "rate * 0.10"]  # fmt: skip


@pytest.mark.parametrize("formula", [*ROWS, *MORE])
def test_a_formula_over_rows_reads_back_as_itself(formula: str) -> None:
    """Quotes, brackets and signs are all there."""
    tree, issues = over_rows(formula)
    assert issues == []
    assert tree is not None
    assert over_rows(written(tree)) == (tree, [])


@pytest.mark.parametrize(
    "formula",
    [
        "LAG(cost, 2) / TOTAL(leads)",
        "QUANTILE_CONT(days, 0.9)",
        "cost / leads",
        "-(leads - 2)",
        "CASE WHEN leads > 1 THEN cost / leads ELSE NULL END",
    ],
)
def test_a_formula_over_kpis_reads_back_as_itself(formula: str) -> None:
    """The same between KPIs."""
    tree, issues = over_kpis(formula)
    assert issues == []
    assert tree is not None
    assert over_kpis(written(tree)) == (tree, [])


def test_an_aggregate_is_shown_with_what_it_counts() -> None:
    """COUNT(*) and the like keep their star and their argument."""
    for formula in ("COUNT(*)", "SUM(days)", "COUNT_IF(called)"):
        tree, _ = over_kpis(formula)
        assert isinstance(tree, Aggregate)
        assert written(tree) == formula
