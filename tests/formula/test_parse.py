"""Reading formulas: names, places, constants, and that nothing which was written is dropped in silence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.formula import RowScope, read_formula
from engine.formula.text import MAX_DEPTH, MAX_LENGTH, MAX_NESTING, parsed
from engine.model.formula import Aggregate, Call, Column, Constant, KpiRef, Type, walk
from tests.formula.example import DEALS, OTHERS, dataset, marked, over_kpis, over_rows, word


@pytest.mark.parametrize(
    ("formula", "code", "at"),
    [
        ("COUNT(*) / nope", "unknown-kpi", "nope"),
        ("SUM(amont) * 2", "unknown-column", "amont"),
        ("COUNT_IF(stage = 'é€𝄞' AND amont > 1)", "unknown-column", "amont"),
        ("COUNT_IF(owner.tem = 'x')", "unknown-column", "owner.tem"),
        ("COUNT_IF(ownr.team = 'x')", "unknown-join", "ownr.team"),
        ("1 + SUMM(amount)", "unknown-function", "SUMM"),
        ("1 + SUMM(ABS(days), (2))", "unknown-function", "SUMM"),
        ("AVG(date_dif('day', created_at, closed_at))", "unknown-function", "date_dif"),
        ("AVG(date_diff('fortnight', created_at, closed_at))", "unknown-unit",
         "date_diff('fortnight', created_at, closed_at)"),
        ("COUNT_IF(date_trunc('moon', created_at) = created_at)", "unknown-unit", "date_trunc('moon', created_at)"),
        ("COUNT_IF(closed_at < created_at + INTERVAL 3 MOONS)", "unknown-unit", "INTERVAL 3 MOONS"),
        ("COUNT_IF(closed_at - INTERVAL 1.5 DAY < created_at + INTERVAL 3 DAY)", "types", "INTERVAL 1.5 DAY"),
        ("COUNT_IF(closed_at - INTERVAL 3 DAY < created_at + INTERVAL (days) DAY)", "types", "INTERVAL (days) DAY"),
        ("COUNT_IF(closed_at < created_at + INTERVAL '1 year 2 days')", "types", "INTERVAL '1 year 2 days'"),
        ("COUNT_IF(closed_at < created_at + INTERVAL 1001 YEAR)", "types", "INTERVAL 1001 YEAR"),
        ("COUNT_IF(days > INTERVAL 3 DAYS)", "unknown-function", "INTERVAL 3 DAYS"),
        ("CURRENT_DATE", "unknown-function", "CURRENT_DATE"),
        ("SUM(EXTRACT(year FROM created_at))", "unknown-function", "EXTRACT(year FROM created_at)"),
        ("leads + year('2026-01-01')", "function-here", "year('2026-01-01')"),
        ("COUNT_IF(stage ILIKE 'w%')", "not-built-yet", "stage ILIKE 'w%'"),
        ("leads + SUM(SUM(days))", "aggregate-here", "SUM(days)"),
        ("leads + TRIM(' a')", "function-here", "TRIM(' a')"),
        ("COUNT(stage, owner_id)", "arguments", "COUNT(stage, owner_id)"),
        ("1 + MIN(amount, 3)", "arguments", "MIN(amount, 3)"),
        ("SUM(ROUND(rate, 1, 'up'))", "arguments", "ROUND(rate, 1, 'up')"),
        ("COUNT_IF(days BETWEEN SYMMETRIC 5 AND 1)", "arguments", "days BETWEEN SYMMETRIC 5 AND 1"),
        ("COUNT(DISTINCT stage, days)", "arguments", "COUNT(DISTINCT stage, days)"),
        ("SUM(DISTINCT days)", "unknown-function", "days"),
        ("SUM(CAST(stage AS INTEGER))", "unknown-function", "CAST(stage AS INTEGER)"),
        ("COUNT_IF(created_at > DATE '2026-01-01')", "unknown-function", "DATE '2026-01-01'"),
        ("leads * 5%", "formula-syntax", "%"),
        ("leads // 2", "formula-syntax", "//"),
        ("leads; leads", "formula-syntax", ";"),
        ("COUNT_IF(stage = 'won)", "formula-syntax", "'"),
        ("(leads", "formula-syntax", "("),
        ("leads)", "formula-syntax", ")"),
        ("leads +\n  cost cost", "formula-syntax", "cost"),
        ("leads * 1e400", "formula-syntax", "1e400"),
    ],
)  # fmt: skip
def test_a_problem_points_at_what_is_wrong(formula: str, code: str, at: str) -> None:
    """The mark under a formula stands under the very words that have to change."""
    root, issues = over_kpis(formula)
    assert root is None
    assert [(issue.code, marked(formula, issue)) for issue in issues] == [(code, at)]


def test_every_part_that_is_wrong_is_named_at_once() -> None:
    """Whoever mends one part of a formula is not told of the next one only then."""
    formula = "SUM(amont) + nope * FOO(days) + COUNT_IF(stge = 'x')"
    _, issues = over_kpis(formula)
    assert [marked(formula, issue) for issue in issues] == ["amont", "nope", "FOO", "stge"]


def test_names_mean_columns_inside_aggregates_and_kpis_outside() -> None:
    """`SUM(days) / leads`: the first is the dataset's, the second another KPI."""
    root, _ = over_kpis("SUM(owner.team = 'a' AND days) / leads")
    assert root is None
    root, issues = over_kpis("COUNT_IF(owner.team = 'a') / leads")
    assert issues == []
    assert root is not None
    assert [node.path for node in walk(root) if isinstance(node, Column)] == ["owner.team"]
    assert [node.kpi for node in walk(root) if isinstance(node, KpiRef)] == ["leads"]


def test_a_column_outside_of_an_aggregate_is_told_where_it_belongs() -> None:
    """The commonest slip gets its own hint, and so does a text in the quotes of a name."""
    _, issues = over_kpis("amount / COUNT(*)")
    assert "put it inside SUM" in issues[0].hint
    _, issues = over_kpis('COUNT_IF(stage = "won")')
    assert issues[0].hint == "a text stands in single quotes: 'won'"


def test_what_is_looked_up_may_be_missing() -> None:
    """A row without a match has none of the other's values, so a joined column is nullable."""
    root, _ = over_rows("owner.team = 'north'")
    assert root is not None
    assert root.type.nullable


def test_a_datasets_own_filter_reads_its_own_columns_only() -> None:
    """A join is not there yet when rows are left out."""
    _, issues = read_formula(word("owner.team = 'x'"), RowScope(DEALS, {}, own_only=True))
    assert [issue.code for issue in issues] == ["unknown-join"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("12", 12), ("-12", -12), ("0.1", Decimal("0.1")), ("-0.10", Decimal("-0.10")), ("1e3", 1000),
        (".5", Decimal("0.5")), ("'it''s'", "it's"), ("TRUE", True), ("NULL", None), ("(((7)))", 7),
    ],
)  # fmt: skip
def test_constants_are_exact(formula: str, value: object) -> None:
    """A tenth is a tenth, and a minus belongs to its number."""
    root, issues = over_rows(formula)
    assert issues == []
    assert isinstance(root, Constant)
    assert root.value == value
    assert type(root.value) is type(value)


@pytest.mark.parametrize(
    "formula",
    [
        "created_at BETWEEN '2026-01-01' AND '2026-01-31'", "created_at IN ('2026-01-01')", "'2026-01-01' < created_at",
        "created_at - '2026-01-01' > 1",
        "COALESCE(closed_at, '2026-01-01') > created_at",
    ],
)  # fmt: skip
def test_a_text_beside_a_date_is_a_date(formula: str) -> None:
    """Days are written as texts, wherever a date stands beside them."""
    root, issues = over_rows(formula)
    assert issues == []
    assert root is not None
    constants = [node.value for node in walk(root) if isinstance(node, Constant) and not isinstance(node.value, int)]
    assert constants
    assert all(isinstance(value, date) for value in constants)


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("called_at >= '2026-01-01'", datetime(2026, 1, 1)),
        ("called_at < '2026-01-01 14:30'", datetime(2026, 1, 1, 14, 30)),
        ("called_at = '2026-01-01T14:30:05'", datetime(2026, 1, 1, 14, 30, 5)),
        ("created_at + INTERVAL 1 MONTH > '2026-01-01'", datetime(2026, 1, 1)),
        ("date_trunc('month', created_at) = '2026-01-01'", datetime(2026, 1, 1)),
        ("date_diff('day', created_at, '2026-01-01') > 1", date(2026, 1, 1)),
        ("date_diff('hour', called_at, '2026-01-01') > 1", datetime(2026, 1, 1)),
    ],
)
def test_a_text_beside_a_time_is_a_time(formula: str, wanted: date) -> None:
    """A time is written with its hour and minute, or is the midnight of a day; a unit is no date."""
    root, issues = over_rows(formula)
    assert issues == []
    assert root is not None
    found = [node.value for node in walk(root) if isinstance(node, Constant) and isinstance(node.value, date)]
    assert [(type(value), value) for value in found] == [(type(wanted), wanted)]


@pytest.mark.parametrize(
    ("formula", "unit", "count"),
    [
        ("created_at + INTERVAL 90 DAY", "day", 90), ("created_at - INTERVAL 90 DAYS", "day", -90),
        ("INTERVAL 1 YEAR + created_at", "year", 1), ("created_at + INTERVAL '3' MONTH", "month", 3),
        ("created_at + INTERVAL '2 weeks'", "week", 2), ("(created_at) - (INTERVAL '-2' HOUR)", "hour", 2),
    ],
)  # fmt: skip
def test_an_interval_is_written_as_in_sql(formula: str, unit: str, count: int) -> None:
    """With the number in quotes or without, the unit in the singular or the plural, before the date or after it."""
    root, issues = over_rows(formula)
    assert issues == []
    assert isinstance(root, Call)
    values = [argument.value for argument in root.arguments if isinstance(argument, Constant)]
    assert (root.function, values, root.type.kind) == ("INTERVAL", [unit, count], "datetime")


def test_an_unknown_function_or_unit_is_answered_with_the_nearest() -> None:
    """The hint is the word that was meant."""
    for formula, near in (("date_dif('day', created_at, closed_at)", "date_diff"), ("SUM(moth(created_at))", "MONTH"),
                          ("date_trunc('mnth', created_at)", "month"), ("SUM(isodw(created_at))", "ISODOW"),
                          ("created_at + INTERVAL 1 YAER", "year")):  # fmt: skip
        _, issues = over_kpis(formula if formula.startswith("SUM") else f"COUNT({formula})")
        assert [issue.hint for issue in issues] == [f"did you mean '{near}'?"], formula


def test_a_filter_belongs_to_its_aggregate() -> None:
    """FILTER narrows one aggregate, not its neighbour."""
    root, issues = over_kpis("SUM(amount) FILTER (WHERE called) / SUM(amount)")
    assert issues == []
    assert isinstance(root, Call)
    left, right = root.arguments
    assert isinstance(left, Aggregate)
    assert isinstance(right, Aggregate)
    assert left.where is not None
    assert right.where is None


def test_a_text_is_read_anew_wherever_it_stands() -> None:
    """A formula over another dataset has that one's types and problems: what was parsed once is not written into."""
    text = "SUM(CASE WHEN rate BETWEEN 1 AND 2 THEN days END) FILTER (WHERE NOT called) / COUNT(DISTINCT owner_id)"
    first, _ = over_kpis(text)
    other = dataset(
        "others", {"rate": Type("number"), "days": Type("money", False, 2, "EUR"), "called": Type("string")}
    )
    formula, issues = read_formula(word(text), RowScope(other, {"others": other}), OTHERS)
    assert formula is None
    assert {issue.code for issue in issues} == {"types", "unknown-column"}
    assert over_kpis(text)[0] == first is not None
    assert repr(parsed(text).tree) == repr(parsed.__wrapped__(text).tree)


def test_comments_and_line_ends_mean_nothing() -> None:
    """A long formula may be laid out and explained."""
    plain, _ = over_kpis("COUNT_IF(called) / COUNT(*)")
    laid_out, issues = over_kpis("COUNT_IF(called)  -- those called\n  / COUNT(*) /* of all */\n")
    assert issues == []
    assert laid_out == plain


def test_too_long_and_too_deep_are_said_so() -> None:
    """The limits are told, and what stands just below them still reads."""
    for opening, closing in (("(", ")"), ("ABS(", ")"), ("CASE WHEN leads > 1 THEN ", " END"), ("COALESCE(1, ", ")")):
        assert over_kpis(opening * MAX_NESTING + "leads" + closing * MAX_NESTING)[1] == []
    assert over_kpis("+".join(["1"] * MAX_DEPTH))[1] == []
    for formula in ("(" * 200 + "1" + ")" * 200, "+".join(["1"] * 200), "ABS(" * 200 + "1" + ")" * 200):
        assert [issue.code for issue in over_kpis(formula)[1]] == ["formula-too-deep"]
    assert [issue.code for issue in over_kpis("1" * (MAX_LENGTH + 1))[1]] == ["formula-too-long"]
