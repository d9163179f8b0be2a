"""A small table made by Hypothesis, DuckDB to ask about it, and the report's values over the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from engine.backends.polars import measure
from engine.errors import Place
from engine.evaluate import evaluate, rank
from engine.model.data import Coverage, Table
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.kpis import KpiSpec
from engine.model.objectives import ObjectiveSpec
from engine.model.results import Results, Value
from engine.model.specs import Catalog, ReportSpec, SectionSpec, Specs
from engine.model.written import Text, Written
from engine.periods import Calendar
from engine.plan import make_plan
from engine.rules import check

# As many generated cases as the oracle needs of each function, and more, as a case may come twice.
FEW = settings(
    max_examples=70,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOWHERE = Place("a.yml", 1, 1)
word = partial(Written, place=NOWHERE)
TODAY = date(2026, 12, 31)
OCTOBER = Calendar().period("month", date(2026, 10, 1))

# name: our type, Polars' and DuckDB's, and how its values are made
integers = st.integers(-50, 50)
numbers = st.integers(-400, 400).map(lambda quarters: quarters / 4)
amounts = st.integers(-9999, 9999).map(lambda cents: Decimal(cents) / 100)
words = st.text("aAbBéÉ ", max_size=3)
# Most days lie in October, so that there is something to be counted there.
days = (st.integers(0, 30) | st.integers(0, 30) | st.integers(-40, 70)).map(
    lambda n: date(2026, 10, 1) + timedelta(days=n)
)
# The first and the last instant of a day among them.
instants = st.builds(
    lambda day, second, micro: datetime.combine(day, time()) + timedelta(seconds=second, microseconds=micro),
    days, st.sampled_from([0, 86_399]) | st.integers(0, 86_399), st.sampled_from([0, 0, 1, 999_999]),
)  # fmt: skip
COLUMNS: dict[str, tuple[Type, Any, str, st.SearchStrategy[Any]]] = {
    "g": (Type("string", nullable=True), pl.String, "VARCHAR", st.sampled_from(["x", "y"]) | st.none()),
    "i": (Type("integer", nullable=True), pl.Int64, "BIGINT", integers | st.none()),
    "j": (Type("integer"), pl.Int64, "BIGINT", integers),
    "n": (Type("number", nullable=True), pl.Float64, "DOUBLE", numbers | st.none()),
    "m": (Type("money", True, 2, "EUR"), pl.Decimal(38, 2), "DECIMAL(18, 2)", amounts | st.none()),
    "k": (Type("money", False, 2, "EUR"), pl.Decimal(38, 2), "DECIMAL(18, 2)", amounts),
    "b": (Type("boolean", nullable=True), pl.Boolean, "BOOLEAN", st.booleans() | st.none()),
    "c": (Type("boolean"), pl.Boolean, "BOOLEAN", st.booleans()),
    "s": (Type("string", nullable=True), pl.String, "VARCHAR", words | st.none()),
    "u": (Type("string"), pl.String, "VARCHAR", words),
    "d": (Type("date", nullable=True), pl.Date, "DATE", days | st.none()),
    "e": (Type("date"), pl.Date, "DATE", days),
    "v": (Type("datetime", nullable=True), pl.Datetime("us"), "TIMESTAMP", instants | st.none()),
    "w": (Type("datetime"), pl.Datetime("us"), "TIMESTAMP", instants),
}
SCHEMA = {name: kind for name, (_, kind, _, _) in COLUMNS.items()}
DATASET = DatasetSpec(
    "t", NOWHERE, Written("t.csv", NOWHERE), Path(),
    tuple(ColumnSpec(name, kind, (name,), NOWHERE) for name, (kind, _, _, _) in COLUMNS.items()),
    date=Written("e", NOWHERE),
)  # fmt: skip

Row: TypeAlias = dict[str, Any]
row: st.SearchStrategy[Row] = st.fixed_dictionaries({name: values for name, (_, _, _, values) in COLUMNS.items()})
rows: st.SearchStrategy[list[Row]] = st.lists(row, min_size=3, max_size=8) | st.lists(row, max_size=3)


def frame(data: Sequence[Row]) -> pl.DataFrame:
    """The rows for Polars."""
    return pl.DataFrame(data, schema=SCHEMA, orient="row")


def rows_of(**columns: list[Any]) -> pl.DataFrame:
    """Rows of October, or of the days in `e`, with these values."""
    length = len(next(iter(columns.values())))
    named = [{name: values[n] for name, values in columns.items()} for n in range(length)]
    return frame([{**dict.fromkeys(COLUMNS), "e": date(2026, 10, 5), **row} for row in named])


def literal(value: Any) -> str:
    """A value in DuckDB's SQL."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, bool | int | float | Decimal) else f"'{value}'"


def table_sql(data: Sequence[Row]) -> str:
    """The rows for DuckDB, with the number of each."""
    types = ", ".join(f"{name}::{duck} AS {name}" for name, (_, _, duck, _) in COLUMNS.items())
    empty = data if data else [dict.fromkeys(COLUMNS)]
    values = ", ".join(f"({n}, {', '.join(literal(row[c]) for c in COLUMNS)})" for n, row in enumerate(empty))
    found = f"SELECT row, {types} FROM (VALUES {values}) AS v(row, {', '.join(COLUMNS)})"
    return f"WITH t AS ({found}{'' if data else ' WHERE FALSE'})"


DUCK = duckdb.connect()
# An oracle computes what stands there: rewriting it is where DuckDB 2.0 has faults of its own.
DUCK.execute("PRAGMA disable_optimizer")


def ask(sql: str) -> list[tuple[Any, ...]]:
    """DuckDB's rows."""
    return DUCK.execute(sql).fetchall()


def same(ours: Any, duck: Any) -> bool:
    """Whole numbers, money, texts and days are equal; floats but for the last bits."""
    if ours is None or duck is None:
        return ours is None and duck is None
    if isinstance(ours, float) or isinstance(duck, float):
        return float(ours) == pytest.approx(float(duck), rel=1e-9, abs=1e-9)
    return bool(ours == duck)


def catalog(
    formula: str,
    where: str | None = None,
    dataset: DatasetSpec = DATASET,
    by: str = "g",
    target: int | None = None,
    top: int | None = None,
    **more: Any,
) -> Catalog:
    """A report with the one KPI `k`, checked by the real rules; `by` may name two dimensions."""
    spec = KpiSpec("k", NOWHERE, Text((("", "K"),)), word(formula), dataset=word(dataset.id),
                   where=word(where) if where else None, **more)  # fmt: skip
    section = SectionSpec(Text((("", "S"),)), NOWHERE, kpis=(word("k"),), by=tuple(map(word, by.split())), top=top)
    report = ReportSpec(
        "r", NOWHERE, Path("r.yml"), Text((("", "R"),)), Text((("", "C"),)), "month", "en", (section,), "EUR"
    )
    objectives = () if target is None else (ObjectiveSpec(word("k"), NOWHERE, word("2026"), Decimal(target)),)
    made, issues = check(Specs(report, {dataset.id: dataset}, {}, {"k": spec}, objectives))
    errors = [issue.message for issue in issues if issue.level == "error"]
    assert not errors, (formula, where, errors)
    return made


def results(
    made: Catalog, data: pl.DataFrame, coverage: Coverage | None = None, calendar: Calendar | None = None
) -> Results:
    """The report's values in October 2026, from rows that are there already."""
    calendar = calendar or Calendar()
    coverage = coverage or Coverage(date(2024, 1, 1), date(2026, 12, 31))
    plan = make_plan(made)
    tables = {"t": Table("t", "t.csv", "", data.height, data.lazy(), coverage)}
    period = calendar.period("month", OCTOBER.start)
    ranked = rank(plan, made, measure(plan, made, tables, period, calendar), tables, period, calendar)
    measures = measure(plan, made, tables, period, calendar, ranked)
    return evaluate(plan, made, measures, tables, period, "", calendar, TODAY)


def by_segment(found: Results, dimension: str = "g") -> dict[tuple[str, str], Value]:
    """October's values: the total under ("total", ""), each segment under its kind and name."""
    return {
        (segments[0].kind, segments[0].value) if segments else ("total", ""): value
        for (_, window, period, segments), value in found.values.items()
        if window == "period" and period == OCTOBER.id and (not segments or segments[0].dimension == dimension)
    }
