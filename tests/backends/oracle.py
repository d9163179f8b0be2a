"""A small table and formulas over it, made by Hypothesis, and what DuckDB says of them.

A formula is made as two texts at once: ours, and DuckDB's with the differences that the language names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import polars as pl
import pytest
from hypothesis import strategies as st

from engine.backends.polars import measure
from engine.errors import Place
from engine.evaluate import evaluate, rank
from engine.model.data import Coverage, Table
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.kpis import KpiSpec
from engine.model.results import Results, Value
from engine.model.specs import Catalog, ObjectiveSpec, ReportSpec, SectionSpec, Specs
from engine.model.written import Text, Written
from engine.periods import Calendar
from engine.plan import make_plan
from engine.rules import check

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


@dataclass(frozen=True)
class Pair:
    """A formula as we write it and as DuckDB is asked for the same."""

    ours: str
    duck: str


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


# --- Formulas over rows --------------------------------------------------------------------------------------

Made: TypeAlias = st.SearchStrategy[Pair]
OF_KIND = {
    kind: [name for name, (type, _, _, _) in COLUMNS.items() if type.kind == kind and name != "g"]
    for kind in ("integer", "number", "money", "boolean", "string", "date")
}
DUCK_TYPE = {"integer": "BIGINT", "number": "DOUBLE", "money": "DECIMAL(18, 2)", "boolean": "BOOLEAN",
             "string": "VARCHAR", "date": "DATE"}  # fmt: skip


def written(template: str, *parts: Pair, duck: str | None = None) -> Pair:
    """A template filled in twice."""
    return Pair(template.format(*(p.ours for p in parts)), (duck or template).format(*(p.duck for p in parts)))


def constant(kind: str) -> Made:
    """A constant of a kind, the empty one too."""
    null = st.just(Pair("NULL", f"NULL::{DUCK_TYPE[kind]}"))
    match kind:
        case "integer":
            return integers.map(lambda n: Pair(str(n), str(n))) | null
        case "number":
            return numbers.map(lambda n: Pair(str(n), f"{n}::DOUBLE")) | null
        case "money":  # a plain constant beside money is money
            return st.sampled_from([Pair(text, text) for text in ("0", "1", "25", "1.5", "10.25", "0.125")]) | null
        case "boolean":
            return st.sampled_from([Pair("TRUE", "TRUE"), Pair("FALSE", "FALSE")]) | null
        case "string":
            return words.map(lambda text: Pair(f"'{text}'", f"'{text}'")) | null
        case _:
            return days.map(lambda day: Pair(f"'{day}'", f"DATE '{day}'")) | null


def column(kind: str) -> Made:
    """A column of a kind."""
    return st.sampled_from([Pair(name, name) for name in OF_KIND[kind]])


def value(kind: str, depth: int) -> Made:
    """An expression of a kind that is not a mere constant: money and dates need a column to be what they are."""
    if depth == 0:
        return column(kind)
    return column(kind) | st.one_of([made(depth) for made in BY_KIND[kind]])


def operand(kind: str, depth: int) -> Made:
    """An expression of a kind, or a constant."""
    return value(kind, depth) | constant(kind)


def numeric(depth: int) -> Made:
    """A number, or a whole number beside one."""
    return operand("number", depth) | value("integer", depth)


def two(template: str, kind: str, depth: int, duck: str | None = None) -> Made:
    """An operator over two of a kind."""
    left, right = value(kind, depth - 1), operand(kind, depth - 1)
    return st.builds(lambda a, b: written(template, a, b, duck=duck), left, right)


def one(template: str, kind: str, depth: int) -> Made:
    """A function of one value of a kind."""
    return value(kind, depth - 1).map(partial(written, template))


def several(name: str, kind: str, depth: int) -> Made:
    """COALESCE, LEAST, GREATEST of one to three; DuckDB 2.0 falls over the same column twice, which changes nothing."""
    others = st.lists(operand(kind, depth - 1), max_size=2)
    return st.builds(
        lambda first, rest: Pair(
            f"{name}({', '.join(p.ours for p in (first, *rest))})",
            f"{name}({', '.join(dict.fromkeys(p.duck for p in (first, *rest)))})",
        ),
        value(kind, depth - 1), others,
    )  # fmt: skip


def case(kind: str, depth: int) -> Made:
    """CASE with one or two branches, with and without ELSE."""
    when, then = operand("boolean", depth - 1), operand(kind, depth - 1)
    short = st.builds(partial(written, "CASE WHEN {} THEN {} END"), when, value(kind, depth - 1))
    long = st.builds(
        partial(written, "CASE WHEN {} THEN {} WHEN {} THEN {} ELSE {} END"),
        when, then, when, then, value(kind, depth - 1),
    )  # fmt: skip
    return short | long


def round_to(kind: str, depth: int) -> Made:
    """ROUND with and without decimals."""
    places = st.sampled_from(["{}", "{}, 0", "{}, 1", "{}, 2"])
    return st.builds(lambda text, x: written(f"ROUND({text})", x), places, value(kind, depth - 1))


def division(depth: int) -> Made:
    """Divided, where by zero there is no value."""
    duck = "(({})::DOUBLE / nullif(({})::DOUBLE, 0))"
    kinds = [("integer", "integer"), ("number", "number"), ("money", "money"), ("money", "integer")]
    return st.one_of(
        [
            st.builds(partial(written, "(({}) / ({}))", duck=duck), value(a, depth - 1), value(b, depth - 1))
            for a, b in kinds
        ]
    )


def comparison(sign: str, depth: int) -> Made:
    """A comparison of two of any kind; no order between yes and no."""
    kinds = [kind for kind in OF_KIND if kind != "boolean" or sign in ("=", "<>")]
    return st.one_of([two(f"(({{}}) {sign} ({{}}))", kind, depth) for kind in kinds])


def within(depth: int) -> Made:
    """IN over a list that may hold an empty value."""

    def of(kind: str) -> Made:
        options = st.lists(operand(kind, depth - 1), min_size=1, max_size=3)
        return st.builds(
            lambda x, others: Pair(
                f"(({x.ours}) IN ({', '.join(p.ours for p in others)}))",
                f"(({x.duck}) IN ({', '.join(p.duck for p in others)}))",
            ),
            value(kind, depth - 1), options,
        )  # fmt: skip

    return st.one_of([of(kind) for kind in OF_KIND])


def between(depth: int) -> Made:
    """BETWEEN of two of a kind."""
    text = "(({}) BETWEEN ({}) AND ({}))"
    return st.one_of(
        [
            st.builds(
                partial(written, text), value(kind, depth - 1), operand(kind, depth - 1), operand(kind, depth - 1)
            )
            for kind in ("integer", "money", "date", "string")
        ]
    )


def is_null(depth: int) -> Made:
    """IS NULL and IS NOT NULL of any kind."""
    words = st.sampled_from(["(({}) IS NULL)", "(({}) IS NOT NULL)"])
    return st.one_of([
        st.builds(written, words, value(kind, depth - 1)) for kind in OF_KIND])  # fmt: skip


def logic(sign: str, depth: int) -> Made:
    """AND, OR of two conditions, each of which may be unknown."""
    part = operand("boolean", depth - 1)
    return st.builds(partial(written, f"(({{}}) {sign} ({{}}))"), part, part)


def mixed(sign: str, depth: int) -> Made:
    """Arithmetic where a whole number meets a number."""
    text = f"(({{}}) {sign} ({{}}))"
    return st.builds(partial(written, text), value("number", depth - 1), numeric(depth - 1))


def any_kind(make: Callable[[str, int], Made]) -> Callable[[int], Made]:
    """The same function over every kind."""
    return lambda depth: st.one_of([make(kind, depth) for kind in OF_KIND])


def like(word: str, depth: int) -> Made:
    """A text and a pattern, with signs that mean something to regular expressions."""
    patterns = st.text("ab%_.*[(\\$ é", max_size=5).filter(lambda text: not text.endswith("\\"))

    def filled(text: Pair, pattern: str) -> Pair:
        return written(f"(({{}}) {word} '{pattern}')", text)

    return st.builds(filled, value("string", depth - 1), patterns)


NUMERIC = ("integer", "number", "money")
# For each function of the table its formulas, by depth.
BY_FUNCTION: dict[str, Callable[[int], Made]] = {
    "+": lambda d: st.one_of(*(two("(({}) + ({}))", kind, d) for kind in NUMERIC), mixed("+", d)),
    "-": lambda d: st.one_of(
        *(two("(({}) - ({}))", kind, d) for kind in NUMERIC), mixed("-", d),
        st.builds(partial(written, "(({}) - ({}))"), value("date", d - 1), value("date", d - 1)),
    ),
    "*": lambda d: st.one_of(
        two("(({}) * ({}))", "integer", d), mixed("*", d),
        st.builds(partial(written, "(({}) * ({}))"), column("money"), column("integer")),
        st.builds(partial(written, "(({}) * ({}))", duck="(({})::DOUBLE * ({}))"), column("money"), column("number")),
    ),
    "/": division,
    "NEGATE": lambda d: st.one_of([one("(-({}))", kind, d) for kind in NUMERIC]),
    **{sign: partial(comparison, sign) for sign in ("=", "<>", "<", "<=", ">", ">=")},
    "AND": partial(logic, "AND"),
    "OR": partial(logic, "OR"),
    "NOT": lambda d: st.builds(partial(written, "(NOT ({}))"), operand("boolean", d - 1)),
    "IN": within,
    "BETWEEN": between,
    "IS NULL": is_null,
    "COALESCE": any_kind(partial(several, "COALESCE")),
    "NULLIF": any_kind(partial(two, "NULLIF({}, {})")),
    "CASE": any_kind(case),
    "ABS": lambda d: st.one_of([one("ABS({})", kind, d) for kind in NUMERIC]),
    "ROUND": lambda d: st.one_of([round_to(kind, d) for kind in NUMERIC]),
    "LEAST": any_kind(partial(several, "LEAST")),
    "GREATEST": any_kind(partial(several, "GREATEST")),
    "LOWER": partial(one, "LOWER({})", "string"),
    "UPPER": partial(one, "UPPER({})", "string"),
    "TRIM": partial(one, "TRIM({})", "string"),
    "LIKE": partial(like, "LIKE"),
    "NOT LIKE": partial(like, "NOT LIKE"),
    **{part.upper(): partial(one, f"{part}({{}})", "date") for part in ("year", "quarter", "month", "day")},
    "DAYS_BETWEEN": lambda d: st.builds(
        partial(written, "date_diff('day', {}, {})"), value("date", d - 1), value("date", d - 1)
    ),
}  # fmt: skip
SAME_KIND: list[Callable[[str, int], Made]] = [
    partial(several, "COALESCE"), partial(several, "LEAST"), partial(several, "GREATEST"),
    partial(two, "NULLIF({}, {})"), case,
]  # fmt: skip
BY_KIND: dict[str, list[Callable[[int], Made]]] = {
    kind: [*(partial(make, kind) for make in SAME_KIND)] for kind in OF_KIND
}
for _kind in ("integer", "number", "money"):
    BY_KIND[_kind] += [
        partial(two, "(({}) + ({}))", _kind), partial(two, "(({}) - ({}))", _kind),
        partial(one, "ABS({})", _kind), partial(one, "(-({}))", _kind), partial(round_to, _kind),
    ]  # fmt: skip
BY_KIND["integer"] += [BY_FUNCTION["DAYS_BETWEEN"], partial(two, "(({}) * ({}))", "integer")]
BY_KIND["number"] += [division]
BY_KIND["string"] += [BY_FUNCTION[name] for name in ("LOWER", "UPPER", "TRIM")]
BY_KIND["boolean"] += [
    BY_FUNCTION[name] for name in ("=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "IN", "BETWEEN", "IS NULL")
]


# --- KPIs over rows, through the plan, the backend and the evaluation ----------------------------------------


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
    report = ReportSpec("r", NOWHERE, Path("r.yml"), Text((("", "R"),)), "C", "month", "en", (section,), "EUR")
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
