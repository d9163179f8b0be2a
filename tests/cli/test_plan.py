"""A checked formula as text again: what `kpi explain` prints reads back as the same formula."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import pipeline
from engine.cli.plan import print_plan
from engine.formula import FUNCTIONS
from engine.formula.written import written
from engine.model.formula import Aggregate
from engine.plan import make_plan
from tests.formula.example import over_kpis, over_rows

ROWS = [row.example for row in FUNCTIONS.values() if row.where not in ("aggregate", "kpis")]
MORE = ["stage = 'it''s'", "days * (days + 1) > -2", "NOT (called OR days > 1)", "created_at > '2026-01-31'",
        "1 = days", "stage IN ('a')", "days IS NOT NULL", "COALESCE(days, NULL, 0) = 1", "called = TRUE",
        "rate * 0.10", "created_at - INTERVAL 3 MONTH = called_at", "called_at > '2026-01-31 14:30'",
        "date_trunc('week', called_at) + INTERVAL '1 hour' = '2026-01-26'"]  # fmt: skip


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


REPORT = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, cards: [a, b, c, d]}]}
datasets:
  deals:
    source: deals.csv
    date: day
    columns: {id: string, day: date, closed: date}
kpis:
  a: {label: A, dataset: deals, formula: COUNT(*), balance: {snapshot: day}}
  b: {label: B, dataset: deals, formula: COUNT(*), balance: {opened: day, closed: closed}}
  c: {label: C, conversion: {from: deals, to: deals, entity: id, count_by: event}}
  d: {label: D, typed: {2026-09: 4, 2026-Q3: 12}}
"""


def test_a_plan_says_when_rows_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each grouping names its days, and figures typed by hand are counted."""
    (tmp_path / "r.yml").write_text(REPORT, "utf-8")
    catalog, _ = pipeline.check(tmp_path / "r.yml")
    print_plan(catalog, make_plan(catalog))
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(", 25")[0] for line in lines if line.startswith(("count", "typed"))] == [
        "typed d: 2 figures, the last for 2026-Q3",
        "count deals, the last copy by day",
        "count deals, open from day to closed",
        "count entities of deals that reach deals, by day",
        "count entities of deals that reach deals, by the day of that",
    ]
