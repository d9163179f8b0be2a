"""Whole KPIs, by period and segment, with their filters, against DuckDB: each aggregate, and formulas of any shape."""

from __future__ import annotations

from hypothesis import given, settings

from engine.formula import FUNCTIONS
from tests.backends import oracle
from tests.backends.by_aggregate import AGGREGATES, DUCK, OCTOBERS, SHAPES, Case
from tests.backends.compared import agreed, compares
from tests.backends.oracle import FEW, by_segment, catalog, frame, results, same, table_sql

OFTEN_ALIKE = {"groups without values", "empty groups"}  # what is taken out of rows leaves many the same


def against_duckdb(case: Case) -> None:
    """Compare the total and every segment of October, with the number of rows of each."""
    formula, where = case.formula, case.where
    found = by_segment(results(catalog(formula.ours, where.ours if where else None), frame(case.rows)))
    kept = f"SELECT {formula.duck}, count(*), {{}} FROM t WHERE {OCTOBERS} AND ({where.duck if where else 'TRUE'})"
    sql = " UNION ALL ".join(
        (kept.format("'total', ''"), kept.format("'none', ''") + " AND FALSE",
         kept.format("if(g IS NULL, 'missing', 'value'), coalesce(g, '')") + " GROUP BY g")
    )  # fmt: skip
    answer = oracle.ask(f"{table_sql(case.rows)} {sql}")
    wanted = {(kind, name): (number, rows) for number, rows, kind, name in answer}
    assert {key for key, (_, rows) in wanted.items() if rows} <= set(found)
    for key, figure in found.items():
        number, rows = wanted.get(key, wanted["none", ""])
        assert same(figure.value, number), (case, key, figure, number)
        assert figure.rows == rows
        assert (figure.reason is None) == (figure.value is not None)


def test_every_aggregate_is_tested_here() -> None:
    """An aggregate of the formula table has generated formulas."""
    aggregates = {name for name, function in FUNCTIONS.items() if function.where == "aggregate"}
    assert {name.partition(" ")[0] for name in DUCK} == aggregates


@compares(*AGGREGATES)
def test_an_aggregate_is_duckdbs(compared: str) -> None:
    """By period and segment, with its FILTER and the KPI's `where`, each aggregate has DuckDB's value."""

    @FEW
    @given(AGGREGATES[compared])
    def check(case: Case) -> None:
        against_duckdb(case)
        agreed(compared, case)

    check()


@compares(*SHAPES)
def test_a_formula_of_any_shape_is_duckdbs(compared: str) -> None:
    """So has what stands between aggregates, whatever stands in them, and where groups have no rows or no values."""

    @settings(FEW, max_examples=120 if compared in OFTEN_ALIKE else FEW.max_examples)
    @given(SHAPES[compared])
    def check(case: Case) -> None:
        against_duckdb(case)
        agreed(compared, case)

    check()
