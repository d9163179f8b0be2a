"""The formula table: every row can be used, and its types are checked before any data are read."""

from __future__ import annotations

import pytest

from engine.backends.functions import POLARS
from engine.formula import FUNCTIONS, Function
from engine.formula.operators import AGGREGATES, BINARY, SPECIAL_NAMES, UNARY, VARIADIC
from engine.formula.table import PLANNED
from engine.formula.types import KIND_WORDS
from engine.model.formula import Aggregate, Call, Expression, walk
from tests.formula.example import marked, over_kpis, over_rows


def functions(root: Expression) -> set[str]:
    return {node.function for node in walk(root) if isinstance(node, Call | Aggregate)}


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_example_of_every_function_is_a_formula_that_uses_it(row: Function) -> None:
    """What the reference shows can be copied."""
    root, issues = over_kpis(row.example) if row.where in ("aggregate", "kpis") else over_rows(row.example)
    assert issues == []
    assert root is not None
    assert row.name in functions(root)
    assert row.meaning


def test_every_function_can_be_written_and_nothing_can_be_written_that_is_no_function() -> None:
    """The parser's tables, the formula table and the backend's name the same functions."""
    parsed = {name for names in (BINARY, UNARY, AGGREGATES, VARIADIC, SPECIAL_NAMES) for name in names.values()}
    assert parsed - {"BETWEEN"} | {"COUNT_DISTINCT"} == set(FUNCTIONS)
    rows = {row.name for row in FUNCTIONS.values() if row.where not in ("aggregate", "kpis")}
    assert rows == set(POLARS)
    assert not {name.lower() for name in FUNCTIONS} & PLANNED


@pytest.mark.parametrize(
    ("formula", "at", "message"),
    [
        ("SUM(stage)", "stage", "SUM needs numbers, and this is text"),
        ("AVG(created_at)", "created_at", "AVG needs numbers, and this is a date"),
        ("MEDIAN(called)", "called", "MEDIAN needs numbers, and this is true or false"),
        ("COUNT_IF(days)", "days", "COUNT_IF needs true or false, and this is a whole number"),
        ("MAX(called)", "called", "MIN and MAX do not order yes and no"),
        ("COUNT_IF(created_at > 5)", "5", "a date and a whole number do not go together"),
        ("COUNT_IF(stage = 1)", "1", "text and a whole number do not go together"),
        ("COUNT_IF(amount > days)", "days", "money and a whole number do not go together"),
        ("SUM(amount + dollars)", "dollars", "EUR and USD cannot be put together"),
        ("SUM(amount) + SUM(dollars)", "SUM(dollars)", "EUR and USD cannot be put together"),
        ("COUNT_IF(amount < dollars)", "dollars", "EUR and USD cannot be put together"),
        ("SUM(amount * amount)", "amount", "money times money means nothing"),
        ("AVG(days / amount)", "amount", "a number divided by money means nothing"),
        ("COUNT_IF(created_at >= '31/10/2026')", "'31/10/2026'", "'31/10/2026' is no day"),
        ("COUNT_IF(created_at IN ('2026-02-30'))", "'2026-02-30'", "'2026-02-30' is no day"),
        ("COUNT_IF(LOWER(days) = 'a')", "days", "LOWER needs text, and this is a whole number"),
        ("AVG(date_diff('day', created_at, stage))", "stage", "date_diff needs a date, and this is text"),
        ("AVG(date_diff('day', stage, created_at))", "stage", "date_diff needs a date, and this is text"),
        ("SUM(year(stage))", "stage", "year needs a date, and this is text"),
        ("SUM(hour(created_at))", "created_at", "hour needs a date with a time, and this is a date"),
        ("COUNT(date_trunc('month', days))", "days", "date_trunc needs a date, and this is a whole number"),
        ("COUNT(days + INTERVAL 3 DAY)", "days", "INTERVAL needs a date, and this is a whole number"),
        ("COUNT(created_at + 3)", "created_at", "'+' needs numbers, and this is a date"),
        ("AVG(called_at - created_at)", "called_at", "the difference of two times needs a unit"),
        ("COUNT_IF(called_at > '14:30')", "'14:30'", "'14:30' is no day and no time"),
        ("COUNT_IF(created_at > '2026-01-01 14:30')", "'2026-01-01 14:30'", "'2026-01-01 14:30' is no day"),
        ("COUNT_IF(NOT days)", "days", "NOT needs true or false, and this is a whole number"),
        ("CASE WHEN leads THEN 1 END", "leads", "CASE WHEN needs true or false, and this is a whole number"),
        ("CASE leads WHEN 'a' THEN 1 END", "'a'", "a whole number and text do not go together"),
        ("COALESCE(leads, 'none')", "'none'", "a whole number and text do not go together"),
        ("ROUND(leads, cost)", "cost", "ROUND takes the number of decimals as a whole number from 0 to 9"),
        ("ROUND(leads, -1)", "1", "ROUND takes the number of decimals as a whole number from 0 to 9"),
        ("SUM(amount) FILTER (WHERE days)", "days", "a condition must be true or false"),
        ("leads AND cost > 1", "leads", "AND needs true or false, and this is a whole number"),
        ("leads + ROUND(stage)", "stage", "no KPI named 'stage'"),
    ],
)
def test_types_that_do_not_fit_are_refused_at_their_place(formula: str, at: str, message: str) -> None:
    """A mistake in types is found without any data, and the mark stands under the argument that does not fit."""
    _, issues = over_kpis(formula)
    assert [(issue.message, marked(formula, issue)) for issue in issues] == [(message, at)]


COMPARE = "compare it: days > 30"


@pytest.mark.parametrize(
    ("condition", "hints"),
    [
        ("stage = 'Won' or 'Lost'", ["write stage IN ('Won', 'Lost')"]),
        ("stage = 'a' OR 'b' OR 'it''s'", ["write stage IN ('a', 'b')", "write stage IN ('a', 'b', 'it''s')"]),
        ("stage IN ('a', 'b') OR 'c'", ["write stage IN ('a', 'b', 'c')"]),
        ("days > 3 AND stage = 'a' OR 'b'", ["write stage IN ('a', 'b')"]),
        ("stage <> 'a' AND 'b'", ["write stage NOT IN ('a', 'b')"]),
        ("days = 3 OR 5", ["write days IN (3, 5)"]),
        ("created_at = '2026-01-01' OR '2026-01-02'", ["write created_at IN ('2026-01-01', '2026-01-02')"]),
        ("LOWER(stage) = 'a' OR 'b'", ["write … IN ('a', 'b')"]),
        ("stage = ('a' OR 'b')", ["several values are a list after IN: stage IN ('a', 'b')"]),
        ("days > 3 OR 5", [COMPARE]),
        ("stage = 'a' OR 5", [COMPARE]),
        ("stage = 'a' OR days", [COMPARE]),
        ("days OR 5", [COMPARE]),
    ],
)
def test_several_values_of_one_column_are_a_list(condition: str, hints: list[str]) -> None:
    """Who writes `= 'Won' OR 'Lost'` is told the list that is meant, and what the hint says is right."""
    _, issues = over_rows(condition)
    assert [issue.hint for issue in issues] == hints
    written = hints[-1].removeprefix("write ").rpartition(": ")[2]
    assert "…" in written or not over_rows(written)[1]


@pytest.mark.parametrize(
    ("formula", "kind", "nullable"),
    [
        ("SUM(amount)", "money", False),
        ("SUM(amount * 2)", "money", False),
        ("SUM(amount * 1.5)", "number", False),
        ("SUM(amount) / COUNT(*)", "number", True),
        ("AVG(amount)", "number", True),
        ("MIN(days)", "integer", True),
        ("COUNT(DISTINCT stage)", "integer", False),
        ("SUM(created_at - closed_at)", "integer", True),
        ("SUM(date_diff('month', created_at, called_at))", "integer", True),
        ("SUM(week(created_at))", "integer", False),
        ("MAX(date_trunc('week', created_at))", "datetime", True),
        ("MIN(COALESCE(called_at, created_at))", "datetime", True),
        ("COALESCE(cost, 0)", "money", False),
        ("NULLIF(leads, 0)", "integer", True),
        ("-SUM(days)", "integer", False),
        ("CASE WHEN leads > 1 THEN 1 ELSE 2.5 END", "number", False),
        ("CASE WHEN leads > 1 THEN 1 END", "integer", True),
        ("GREATEST(leads, 1)", "integer", False),
        ("cost / 2", "number", True),
    ],
)
def test_a_formula_has_the_type_of_its_parts(formula: str, kind: str, nullable: bool) -> None:
    """Money stays money where it stays exact; what may be missing says so."""
    root, issues = over_kpis(formula)
    assert issues == []
    assert root is not None
    assert (root.type.kind, root.type.nullable) == (kind, nullable)


def test_every_type_has_a_word_that_a_reader_knows() -> None:
    """No message says 'integer' where it means a whole number."""
    assert KIND_WORDS["integer"] == "a whole number"
    assert all(KIND_WORDS.values())
