"""Datasets made of others are DuckDB's GROUP BY, but for what the language names: division by zero, nothing, nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.derived import made, rows_beneath
from engine.backends.polars import measure
from engine.errors import DataError
from engine.evaluate import evaluate
from engine.model.data import Coverage, Table
from engine.model.datasets import DatasetSpec, Making
from engine.model.results import Results
from engine.model.specs import Catalog, Specs
from engine.periods import Calendar
from engine.plan import make_plan
from engine.rules import check
from tests.backends.by_aggregate import DUCK, aggregate
from tests.backends.formulas import Pair, value, written
from tests.backends.oracle import (
    DATASET,
    FEW,
    NOWHERE,
    OCTOBER,
    TODAY,
    Row,
    ask,
    catalog,
    frame,
    rows,
    rows_of,
    same,
    table_sql,
    word,
)  # fmt: skip

PARTS = [Pair(text, text) for text in ("COUNT(*)", "COUNT(i)", "SUM(j)")]
BETWEEN_AGGREGATES = st.sampled_from([
    ("{} + {}", None), ("-{} - {}", None), ("{} / {}", "({})::DOUBLE / nullif(({})::DOUBLE, 0)"),
    ("COALESCE({} / {}, 7)", "COALESCE(({})::DOUBLE / nullif(({})::DOUBLE, 0), 7)"),
    ("CASE WHEN {} > 3 THEN 1 WHEN {} < 0 THEN 2 END", None), ("NULLIF({}, 0) + {}", None),
    ("ABS({}) > {}", None), ("LEAST({0}, {1})", None), ("GREATEST({0}, NULL, {1})", None),
])  # fmt: skip

PER = st.sampled_from([("g",), ("u",), ("b",), ("d",), ("g", "c"), ("j", "s")])


def making(per: tuple[str, ...], where: str | None = None, base: str = "t", **columns: str) -> DatasetSpec:
    """A dataset `of_t` with a row for each of `per`."""
    named = tuple((name, NOWHERE, word(formula)) for name, formula in columns.items())
    made_of = Making(word(base), tuple(map(word, per)), named, word(where) if where else None)
    return replace(DATASET, id="of_t", source=word(base), columns=(), date=None, making=made_of)


def checked(*datasets: DatasetSpec) -> Catalog:
    """A catalog with datasets beside the one of the rows; nothing is wrong with them."""
    plain = catalog("COUNT(*)")
    every = {dataset.id: dataset for dataset in (DATASET, *datasets)}
    found, issues = check(Specs(plain.report, every, {}, plain.specs.kpis))
    assert [issue for issue in issues if issue.level == "error"] == []
    return found


def of(data: pl.DataFrame, dataset: DatasetSpec) -> pl.DataFrame:
    """The dataset's rows, from rows that are there already."""
    found = checked(dataset)
    derivation = found.derivations["of_t"]
    return made(derivation, rows_beneath(derivation, found, {"t": data.lazy()})).collect()


def against_duckdb(data: list[Row], per: tuple[str, ...], where: Pair | None, columns: list[Pair]) -> None:
    """Compare every row, and that each column is stored as its type says."""
    named = {f"c{n}": pair.ours for n, pair in enumerate(columns)}
    spec = making(per, where.ours if where else None, **named)
    found = of(frame(data), spec)
    nobody = " AND ".join(f"{name} IS NOT NULL" for name in per)
    keys, aggregates = ", ".join(per), ", ".join(pair.duck for pair in columns)
    sql = f"SELECT {keys}, {aggregates} FROM t WHERE {nobody} AND ({where.duck if where else 'TRUE'}) GROUP BY {keys}"
    wanted = {row[: len(per)]: row[len(per) :] for row in ask(f"{table_sql(data)} {sql}")}
    ours = {row[: len(per)]: row[len(per) :] for row in found.rows()}
    assert len(ours) == found.height
    assert ours.keys() == wanted.keys()
    for key, row in ours.items():
        for pair, mine, its in zip(columns, row, wanted[key], strict=True):
            assert same(mine, its), (pair, key, mine, its)


@pytest.mark.parametrize("name", sorted(DUCK))
def test_an_aggregate_over_a_group_is_duckdbs(name: str) -> None:
    """By one column or two of any type, with its FILTER and the dataset's `where`; nobody's rows are left out."""

    @FEW
    @given(aggregate(name), rows, PER, st.none() | value("boolean", 1))
    def compare(formula: Pair, data: list[Row], per: tuple[str, ...], where: Pair | None) -> None:
        against_duckdb(data, per, where, [formula, Pair("COUNT(*)", "count(*)")])

    compare()


@FEW
@given(BETWEEN_AGGREGATES, st.sampled_from(PARTS), st.sampled_from(PARTS), rows, PER)
def test_what_stands_between_aggregates_is_duckdbs(
    shape: tuple[str, str | None], left: Pair, right: Pair, data: list[Row], per: tuple[str, ...]
) -> None:
    """Arithmetic and the like over aggregates of a group, which has rows; by zero there is no value."""
    template, duck = shape
    against_duckdb(data, per, None, [written(template, left, right, duck=duck)])


def test_money_stays_money_with_all_its_decimals() -> None:
    """Sums and extremes are exact, with the decimals of a finer constant; a quotient is a number."""
    data = rows_of(u=["x", "x"], k=[Decimal("0.10"), Decimal("0.20")], m=[None, None])
    spec = making(("u",), total="SUM(k) + 0.125", least="MIN(k)", fine="SUM(k - 0.001)", mean="AVG(k)", none="SUM(m)")
    kinds = {column.name: column.type for column in checked(spec).specs.datasets["of_t"].columns}
    assert {name: (kind.kind, kind.scale, kind.currency) for name, kind in kinds.items()} == {
        "u": ("string", 0, ""), "total": ("money", 3, "EUR"), "least": ("money", 2, "EUR"),
        "fine": ("money", 3, "EUR"), "mean": ("number", 0, "EUR"), "none": ("money", 2, "EUR"),
    }  # fmt: skip
    found = of(data, spec)
    assert found.rows() == [("x", Decimal("0.425"), Decimal("0.10"), Decimal("0.298"), 0.15, None)]
    assert found.schema["total"] == pl.Decimal(38, 3)


def test_who_comes_twice_counts_once_and_the_middle_is_not_rounded() -> None:
    """In a group of several rows, of which one repeats another and two lie about the middle."""
    data = rows_of(u=["x"] * 4, s=["a", "a", "b", None], k=[Decimal("0.01"), Decimal("0.02"), Decimal("0.02"), None])
    found = of(data, making(("u",), names="COUNT(DISTINCT s)", middle="MEDIAN(k) FILTER (WHERE s = 'a')"))
    assert found.rows() == [("x", 2, 0.015)]


def test_a_sum_past_what_can_be_held_has_no_value() -> None:
    """Of whole numbers and of numbers: no value, rather than a wrong one or infinity."""
    data = rows_of(u=["x", "x", "y"], j=[2**63 - 1, 1, 1], n=[1e308, 1e308, 1.0])
    found = of(data, making(("u",), whole="SUM(j)", number="SUM(n)", half="SUM(n) / 2"))
    assert sorted(found.rows()) == [("x", None, None, None), ("y", 1, 1.0, 0.5)]


def results(data: pl.DataFrame, kpi: str, *datasets: DatasetSpec, dataset: str = "of_t") -> Results:
    """October's values of a KPI over a dataset, cut by `u`."""
    plain = catalog("COUNT(*)")
    spec = replace(plain.specs.kpis["k"], formula=word(kpi), dataset=word(dataset))
    section = replace(plain.report.sections[0], by=(word("u"),))
    every = {made_of.id: made_of for made_of in (DATASET, *datasets)}
    found, issues = check(Specs(replace(plain.report, sections=(section,)), every, {}, {"k": spec}))
    assert issues == []
    tables = {"t": Table("t", "t.csv", "", data.height, data.lazy(), Coverage(date(2024, 1, 1), TODAY))}
    plan = make_plan(found)
    assert [read.dataset.id for read in plan.reads] == ["t"]
    counted = measure(plan, found, tables, OCTOBER, Calendar())
    return evaluate(plan, found, counted, tables, OCTOBER, "", Calendar(), TODAY)


@FEW
@given(rows)
def test_a_kpi_over_groups_of_groups_is_duckdbs(data: list[Row]) -> None:
    """A dataset made of one that is made of another, counted on its first day and cut by a column that makes rows."""
    first = replace(making(("u", "i"), first="MIN(e)", total="SUM(k)", n="COUNT(*)"), id="pairs")
    second = making(("u",), base="pairs", first="MIN(first)", pairs="COUNT(*)", total="SUM(total)", most="MAX(n)")
    found = results(frame(data), "SUM(pairs) + MAX(most)", first, replace(second, date=word("first")))
    sql = (
        "SELECT u, sum(pairs) + max(most) FROM (SELECT u, min(f) AS f, count(*) AS pairs, max(n) AS most FROM "
        "(SELECT u, i, min(e) AS f, count(*) AS n FROM t WHERE i IS NOT NULL GROUP BY u, i) GROUP BY u) "
        "WHERE f >= DATE '2026-10-01' AND f < DATE '2026-11-01' GROUP BY u"
    )
    wanted = dict(ask(f"{table_sql(data)} {sql}"))
    october = {
        segments[0].value: value.value
        for (_, window, period, segments), value in found.values.items()
        if segments and window == "period" and period == OCTOBER.id
    }
    assert {name: number for name, number in october.items() if number is not None} == wanted


def test_nobodys_rows_are_remarked() -> None:
    """Rows without what makes a row are in none, and the report says how many they are."""
    data = rows_of(g=["x", None, "x", None], u=["a", "a", "a", "b"])
    remarks = results(data, "SUM(n)", making(("g", "u"), "u = 'a'", n="COUNT(*)")).remarks
    assert [(r.dataset, r.code, r.column, r.rows, r.of) for r in remarks] == [("of_t", "missing", "g", 1, 3)]


def test_amounts_past_what_is_exact_are_refused() -> None:
    """As in KPIs: two amounts of 36 digits add up to more than money holds, and the message names the dataset."""
    data = rows_of(u=["x", "x"], k=[Decimal(9 * 10**35)] * 2)
    with pytest.raises(DataError, match="the amounts of 'of_t' add up"):
        results(data, "COUNT(*)", making(("u",), total="SUM(k)"))


def columns_of(found: Catalog) -> dict[str, Any]:
    return {column.name: column.type.kind for column in found.specs.datasets["of_t"].columns}


def test_the_one_column_that_makes_rows_is_the_key() -> None:
    """It names a row; of two columns neither does."""
    one, two = checked(making(("u",), n="COUNT(*)")), checked(making(("u", "g"), n="COUNT(*)"))
    assert one.specs.datasets["of_t"].key == word("u")
    assert two.specs.datasets["of_t"].key is None
    assert columns_of(two) == {"u": "string", "g": "string", "n": "integer"}
