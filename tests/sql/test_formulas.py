"""Every function of the formula table, as a statement says it, gives the engine's value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import sql
from engine.formula import FUNCTIONS
from engine.periods import Calendar
from engine.sql.aggregates import AGGREGATES
from engine.sql.functions import DUCKDB
from tests.backends import oracle
from tests.backends.by_aggregate import AGGREGATES as MADE
from tests.backends.by_aggregate import SHAPES, Case
from tests.backends.by_function import BY_FUNCTION, UNITS
from tests.backends.formulas import Pair, value
from tests.backends.oracle import DATASET, OCTOBER, Row, by_segment, catalog, frame, results
from tests.sql.asking import run, same

EXAMPLES = pytest.mark.parametrize("examples", [4, pytest.param(30, marks=pytest.mark.long)])
FEW = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# The files that DuckDB reads hold no empty text: there it is no value.
def filled(data: list[Row]) -> list[Row]:
    """The rows without an empty text."""
    return [{name: v if v != "" else "x" for name, v in row.items()} for row in data]


ROWS = oracle.rows.map(filled)
FOLDER = Path(mkdtemp())
COVERED = replace(DATASET, covers_from=date(2024, 1, 1), covers_to=date(2026, 12, 31))


def test_every_function_has_a_row() -> None:
    """What a formula may say, a statement can say: no function is without its row, none without its test."""
    special = {"LAG", "TOTAL"}
    assert {name for name, row in FUNCTIONS.items() if row.where == "aggregate"} == set(AGGREGATES)
    assert {name for name, row in FUNCTIONS.items() if row.where != "aggregate"} - special == set(DUCKDB)
    assert set(DUCKDB) <= {name.removesuffix(f" {unit}") for name in BY_FUNCTION for unit in UNITS}


def against_the_engine(formula: str, data: list[Row], where: str | None = None) -> None:
    """Total and segments of October, by Polars from the rows and by DuckDB from a file of them."""
    made = catalog(formula, where, dataset=COVERED)
    rows = frame(data)
    rows.write_parquet(FOLDER / "t.parquet")
    found = by_segment(results(made, rows))
    for by in (None, "g"):
        asked = sql.Asked(made.kpis["k"], OCTOBER, "", by)
        files = sql.Files(made.specs.datasets["t"], ("t.parquet",), "UTC")
        printed = sql.statement(made, asked, Calendar(), lambda _, files=files: files)  # type: ignore[misc]
        duck = run(printed, FOLDER, "k", OCTOBER.id)
        for (kind, name), figure in found.items():
            if (kind == "total") == (by is None):
                key = (kind, name if kind == "value" else None)
                if key in duck or figure.rows:
                    assert _same(figure.value, duck[key][2]), (formula, where, key, figure, duck[key], printed)


def _same(ours: object, duck: object) -> bool:
    if isinstance(ours, float) or isinstance(duck, float):
        # Sums of floats in another order, and roots of them.
        return ours is not None and duck is not None and oracle.same(ours, duck)
    return same(ours, duck)


def test_what_no_row_decides_is_said_once() -> None:
    """A sum beside a number that is not there is nothing, in one row, however many rows there are."""
    against_the_engine("SUM(n) + NULL", oracle.rows_of(g=["x", "x", "y"], n=[1.0, 2.0, 3.0]).to_dicts())


@EXAMPLES
@pytest.mark.parametrize("name", sorted({**MADE, **SHAPES}))
def test_an_aggregate_or_a_shape_is_the_engines(name: str, examples: int) -> None:
    """By segment, with its FILTER and the KPI's `where`; what stands between aggregates; groups without any rows."""

    @settings(FEW, max_examples=examples)
    @given({**MADE, **SHAPES}[name])
    def check(case: Case) -> None:
        where = case.where.ours if case.where else None
        against_the_engine(case.formula.ours, filled(case.rows), where)

    check()


@EXAMPLES
@pytest.mark.parametrize("function", sorted(BY_FUNCTION))
def test_a_function_over_rows_is_the_engines(function: str, examples: int) -> None:
    """Whatever kind of value it gives, enough of it is counted to tell it from another."""

    @settings(FEW, max_examples=examples)
    @given(st.one_of(BY_FUNCTION[function](1), BY_FUNCTION[function](2)), ROWS.filter(bool))
    def check(formula: Pair, data: list[Row]) -> None:
        against_the_engine(f"COUNT({formula.ours}) + 100 * COUNT(DISTINCT {formula.ours})", data)

    check()


NUMERIC = st.one_of([value(kind, depth) for kind in ("integer", "number", "money") for depth in (1, 2)])


@EXAMPLES
def test_numbers_of_rows_are_the_engines(examples: int) -> None:
    """The values themselves, as a sum and as the greatest."""

    @settings(FEW, max_examples=3 * examples)
    @given(NUMERIC, ROWS.filter(bool))
    def check(formula: Pair, data: list[Row]) -> None:
        against_the_engine(f"SUM({formula.ours})", data)
        against_the_engine(f"MAX({formula.ours})", data)

    check()


@pytest.mark.parametrize(
    "formula",
    ["ROUND(SUM(n) / 1000, 3)", "ROUND(SUM(n) / 1000, 2)", "COALESCE(ROUND(SUM(m), 1), SUM(k))", "SUM(k) < 0.1001",
     "MEDIAN(COALESCE(i, 0.5))", "LEAST(SUM(m), 0.125)", "SUM(CASE WHEN c THEN m ELSE 0.125 END)", "SUM(k * 0.1)",
     "SUM(i - -1) - -COUNT(*)", "100 / 8 * COUNT(*) / 4", "CASE WHEN SUM(k) < 1.2551 THEN 1 ELSE 0 END", "- -COUNT(*)",
     "COUNT_IF(NOT (b OR c) AND s LIKE '_%' OR NOT i IN (1, 2))", "COUNT_IF((i = 1) = (j = 1))",
     "SUM(i - (j - i) * 2)", "COUNT_IF(s = 'it''s\n')", "COUNT_IF(k < 1.2551)", "SUM(NULL)", "COUNT(NULL + 1)"],
)  # fmt: skip
def test_what_duckdb_would_do_otherwise(formula: str) -> None:
    """Halves, decimals of different lengths, brackets, empty constants and line breaks in texts."""
    base = {**dict.fromkeys(oracle.COLUMNS), "e": date(2026, 10, 5), "j": 1, "c": True, "u": "x"}
    data = [
        {**base, "n": 1005.0, "m": 15 * Decimal("0.01"), "k": Decimal("1.25"), "i": 1, "s": "it's\n"},
        {**base, "n": 0.5, "k": Decimal("0.00"), "c": False, "g": "x", "b": False},
    ]
    formula = (
        formula if "<" not in formula or "IF" in formula or "CASE" in formula else f"CASE WHEN {formula} THEN 1 END"
    )
    against_the_engine(formula, data)
