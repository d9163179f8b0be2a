"""What stands outside the aggregates: exact where it can be, missing where it must be, finite always."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evaluate.arithmetic import OPERATIONS, divide
from engine.formula import FUNCTIONS

DUCK = duckdb.connect()
money = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
scalars = st.one_of(st.none(), st.integers(-(10**9), 10**9), money, st.integers(-4000, 4000).map(lambda n: n / 8))
whatever = st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-(10**36), 10**36, allow_nan=False, places=2),
)  # fmt: skip
BINARY = ("+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "NULLIF", "COALESCE", "LEAST", "GREATEST")
NUMERIC = {"+", "-", "*", "/", "NEGATE", "ABS", "ROUND", "COALESCE", "LEAST", "GREATEST", "NULLIF", "CASE"}
SQL = {
    **{sign: f"({{}}) {sign} ({{}})" for sign in BINARY[:10]},
    "/": "({})::DOUBLE / nullif(({})::DOUBLE, 0)",
    **{name: f"{name}({{}}, {{}})" for name in BINARY[10:]},
}


def literal(value: Any) -> str:
    if value is None:
        return "NULL::DOUBLE"
    kinds = {int: "HUGEINT", float: "DOUBLE", Decimal: "DECIMAL(38, 2)"}
    return f"{value}::{kinds[type(value)]}"


def test_every_function_that_may_stand_outside_is_here() -> None:
    """The table of operations has each function of the formula table that works between KPIs."""
    assert {name for name, function in FUNCTIONS.items() if function.where == "anywhere"} == set(OPERATIONS)


@pytest.mark.parametrize("name", BINARY)
def test_an_operation_is_duckdbs(name: str) -> None:
    """Over whole numbers, money, floats and nothing each operation gives what DuckDB gives."""

    @settings(max_examples=80)
    @given(scalars, scalars)
    def check(left: Any, right: Any) -> None:
        found = OPERATIONS[name]([left, right])
        sql = SQL[name].format(literal(left), literal(right))
        row = DUCK.execute(f"SELECT {sql}").fetchone()
        assert row is not None
        if found is None or row[0] is None:
            assert found is row[0] is None
        elif isinstance(found, bool):
            assert found is row[0]
        else:
            assert float(found) == pytest.approx(float(row[0]), rel=1e-12)  # type: ignore[arg-type]

    check()


@given(whatever, whatever)
def test_nothing_is_ever_infinite_and_missing_stays_missing(left: Any, right: Any) -> None:
    """Every operation over every pair gives a finite number, a truth or nothing, and never fails."""
    for name, operation in OPERATIONS.items():
        if name in ("AND", "OR", "NOT", "CASE"):
            continue
        values = [left] if name in ("NEGATE", "ABS", "ROUND", "IS NULL") else [left, right]
        found = operation(values)
        assert found is None or isinstance(found, bool | int | Decimal) or math.isfinite(found)  # type: ignore[arg-type]
        if None in values and name not in ("COALESCE", "LEAST", "GREATEST", "IS NULL", "NULLIF", "IN"):
            assert found is None, name


@given(st.integers() | money, st.integers() | money)
def test_whole_numbers_and_money_stay_exact(left: Any, right: Any) -> None:
    """Sums, differences and products lose nothing; a quotient is rounded once."""
    exact = Fraction(left), Fraction(right)
    assert Fraction(OPERATIONS["+"]([left, right])) == exact[0] + exact[1]  # type: ignore[arg-type]
    assert Fraction(OPERATIONS["-"]([left, right])) == exact[0] - exact[1]  # type: ignore[arg-type]
    assert Fraction(OPERATIONS["*"]([left, right])) == exact[0] * exact[1]  # type: ignore[arg-type]
    assert Fraction(OPERATIONS["-"]([OPERATIONS["+"]([left, right]), right])) == exact[0]  # type: ignore[arg-type]
    if right != 0:
        try:
            wanted = float(exact[0] / exact[1])
        except OverflowError:
            return
        assert divide(left, right) == wanted


def test_money_keeps_more_digits_than_a_float_has() -> None:
    """Thirty-six digits of money add up to the cent."""
    large = Decimal("1234567890123456789012345678901234.56")
    assert OPERATIONS["+"]([large, Decimal("0.01")]) == Decimal("1234567890123456789012345678901234.57")
    assert OPERATIONS["ROUND"]([large, 1]) == Decimal("1234567890123456789012345678901234.6")


@pytest.mark.parametrize("zero", [0, 0.0, Decimal("0.00"), -0.0])
def test_dividing_by_zero_has_no_value(zero: Any) -> None:
    """Whatever zero it is."""
    for value in (0, 5, -5.0, Decimal("1.00"), None):
        assert divide(value, zero) is None


@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
def test_logic_has_three_values(left: bool | None, right: bool | None) -> None:
    """AND, OR and NOT take nothing as unknown, as DuckDB does."""
    names = {True: "TRUE", False: "FALSE", None: "NULL::BOOLEAN"}
    for sign in ("AND", "OR"):
        row = DUCK.execute(f"SELECT {names[left]} {sign} {names[right]}").fetchone()
        assert row == (OPERATIONS[sign]([left, right]),)
    assert OPERATIONS["NOT"]([left]) is (None if left is None else not left)


def test_in_and_case() -> None:
    """IN over nothing is unknown; CASE takes the first branch that is true, not one that is unknown."""
    assert OPERATIONS["IN"]([1, 2, None]) is None
    assert OPERATIONS["IN"]([1, None, 1]) is True
    assert OPERATIONS["IN"]([1, 2, 3]) is False
    assert OPERATIONS["IN"]([None, 1]) is None
    assert OPERATIONS["IN"]([0.1, Decimal("0.10")]) is True
    assert OPERATIONS["CASE"]([None, 1, False, 2, True, 3, 4]) == 3
    assert OPERATIONS["CASE"]([None, 1, 4]) == 4
    assert OPERATIONS["CASE"]([False, 1, None]) is None


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [(2.5, 0, 3.0), (-2.5, 0, -3.0), (2.675, 2, 2.68), (Decimal("2.345"), 2, Decimal("2.35")), (7, 1, 7),
     (Decimal("-0.5"), 0, Decimal(-1)), (1e300, 2, 1e300)],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(value: Any, decimals: int, wanted: Any) -> None:
    """ROUND keeps the kind of number that it is given."""
    found = OPERATIONS["ROUND"]([value, decimals])
    assert found == wanted
    assert type(found) is type(value)


def test_days_between_two_days_are_a_number() -> None:
    """The latest less the earliest day is a whole number of days."""
    assert OPERATIONS["-"]([date(2026, 10, 31), date(2026, 10, 1)]) == 30
    assert OPERATIONS["-"]([date(2026, 10, 31), None]) is None


def test_a_day_beside_a_time_is_its_midnight() -> None:
    """The latest of days and the latest of times can be compared, as they can be in rows."""
    day, midnight, noon = date(2026, 10, 31), datetime(2026, 10, 31), datetime(2026, 10, 31, 12)
    assert OPERATIONS["="]([day, midnight]) is True
    assert OPERATIONS["<"]([day, noon]) is True
    assert OPERATIONS["IN"]([noon, day, noon]) is True
    assert OPERATIONS["NULLIF"]([day, midnight]) is None
    assert OPERATIONS["LEAST"]([noon, None, day]) == midnight
    assert OPERATIONS["GREATEST"]([day, noon]) == noon
