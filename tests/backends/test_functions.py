"""Every function of the formula table gives over rows what DuckDB gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.functions import POLARS, lower
from engine.formula import FUNCTIONS, RowScope, read_formula
from engine.model.written import Written
from tests.backends import oracle
from tests.backends.by_function import BY_FUNCTION, UNITS
from tests.backends.compared import agreed, compares
from tests.backends.formulas import Pair
from tests.backends.oracle import DATASET, FEW, NOWHERE, Row, frame, same, table_sql


def ours(formula: str, data: list[Row]) -> list[object]:
    """The formula's value in each row, by Polars."""
    read, issues = read_formula(Written(formula, NOWHERE), RowScope(DATASET, {}))
    assert read is not None, (formula, [issue.message for issue in issues])
    rows = frame(data).with_columns(lower(read.root).alias("result"))
    return rows["result"].to_list()


def duck(formula: str, data: list[Row]) -> list[object]:
    """The same by DuckDB."""
    return [value for (value,) in oracle.ask(f"{table_sql(data)} SELECT {formula} FROM t ORDER BY row")]


def test_every_function_over_rows_is_tested_here() -> None:
    """A function of the table that works on rows has a line in Polars' table and generated formulas here."""
    over_rows = {name for name, function in FUNCTIONS.items() if function.where not in ("aggregate", "kpis")}
    assert over_rows <= set(POLARS)
    assert over_rows <= {name.removesuffix(f" {unit}") for name in BY_FUNCTION for unit in UNITS}


@compares(*BY_FUNCTION)
def test_a_function_is_duckdbs(compared: str) -> None:
    """On generated rows and arguments, with empty values among them, each row has DuckDB's value."""

    @FEW
    @given(st.one_of(BY_FUNCTION[compared](1), BY_FUNCTION[compared](2)), oracle.rows.filter(bool))
    def check(formula: Pair, data: list[Row]) -> None:
        found, wanted = ours(formula.ours, data), duck(formula.duck, data)
        assert all(map(same, found, wanted)), (formula, found, wanted)
        agreed(compared, formula, data)

    check()


THREE = (True, False, None)


@pytest.mark.parametrize("left", THREE)
@pytest.mark.parametrize("right", THREE)
def test_logic_has_three_values(left: bool | None, right: bool | None) -> None:
    """AND, OR, NOT and IN take an empty value as unknown, as SQL does, in columns and in constants."""
    row = {**dict.fromkeys(oracle.COLUMNS), "b": left, "c": right}
    word = {True: "TRUE", False: "FALSE", None: "NULL"}
    for a, b in (("b", "c"), (word[left], "c"), ("b", word[right]), (word[left], word[right])):
        both = None if None in (left, right) and False not in (left, right) else bool(left and right)
        either = None if None in (left, right) and True not in (left, right) else bool(left or right)
        assert ours(f"{a} AND {b}", [row]) == [both]
        assert ours(f"{a} OR {b}", [row]) == [either]
        assert ours(f"NOT {a}", [row]) == [None if left is None else not left]
        equal = None if None in (left, right) else left == right
        assert ours(f"{a} IN ({b})", [row]) == [equal]
        assert ours(f"CASE WHEN {a} THEN 1 WHEN {b} THEN 2 ELSE 3 END", [row]) == [1 if left else 2 if right else 3]


def test_whole_numbers_do_not_wrap() -> None:
    """Past 64 bits a row's sum, product and opposite are still right."""
    largest, least = 2**63 - 1, -(2**63)
    row = {**dict.fromkeys(oracle.COLUMNS), "i": largest, "j": least}
    assert ours("i + i", [row]) == [2 * largest]
    assert ours("j - i", [row]) == [least - largest]
    assert ours("i * j", [row]) == [largest * least]
    assert ours("-j", [row]) == [2**63]
    assert ours("ABS(j)", [row]) == [2**63]


def test_halves_are_rounded_away_from_zero() -> None:
    """ROUND takes 2.5 to 3 and −2.5 to −3, of numbers and of money; a whole number stays as it is."""
    row = {**dict.fromkeys(oracle.COLUMNS), "n": -2.5, "m": Decimal("-2.25"), "i": 25}
    assert ours("ROUND(n)", [row]) == [-3.0]
    assert ours("ROUND(m, 1)", [row]) == [Decimal("-2.3")]
    assert ours("ROUND(i, 2)", [row]) == [25]


def test_dividing_by_zero_has_no_value() -> None:
    """Neither infinity nor a value that is no number comes out of a row's division."""
    row = {**dict.fromkeys(oracle.COLUMNS), "i": 0, "j": 5, "n": 0.0, "m": Decimal("0.00")}
    for formula in ("j / i", "i / i", "j / n", "n / n", "j / 0", "i / i + 1"):
        assert ours(formula, [row]) == [None], formula


def test_money_is_exact() -> None:
    """A tenth and two tenths of a euro are three tenths, and the type stays a decimal."""
    row = {**dict.fromkeys(oracle.COLUMNS), "m": Decimal("0.10"), "k": Decimal("0.20"), "i": 3}
    for formula in ("m + k", "m * i", "k + 0.1", "m + m + m", "COALESCE(NULL, m * 3)"):
        found = ours(formula, [row])
        assert found == [Decimal("0.30")], formula
        assert isinstance(found[0], Decimal)
    assert ours("m + k = 0.3", [row]) == [True]
    assert ours("(m + 0.125) * i + k", [row]) == [Decimal("0.875")]
    assert ours("m < 0.1001", [row]) == [True]


def test_a_type_of_polars_stays_what_the_checked_type_says() -> None:
    """A sum of whole numbers is one, of any size, and a quotient is a float."""
    data = frame([{**dict.fromkeys(oracle.COLUMNS), "i": 1, "j": 2}])
    scope = RowScope(DATASET, {})
    for text, wanted in (("i + j", pl.Int128), ("i / j", pl.Float64), ("i = j", pl.Boolean)):
        read, _ = read_formula(Written(text, NOWHERE), scope)
        assert read is not None
        assert data.select(lower(read.root)).dtypes == [wanted]


def test_units_between_dates() -> None:
    """How many of a unit begin between two dates, and none that began before; of weeks, how many whole ones."""
    row = {**dict.fromkeys(oracle.COLUMNS), "d": date(2026, 12, 31), "e": date(2027, 1, 8),
           "v": datetime(2026, 12, 31, 23, 59, 59), "w": datetime(2027, 1, 1, 0, 0, 1)}  # fmt: skip
    for unit in ("second", "minute", "hour", "day", "month", "quarter", "year"):
        one = 2 if unit == "second" else 1
        assert ours(f"date_diff('{unit}', v, w)", [row]) == [one], unit
        assert ours(f"date_diff('{unit}', w, v)", [row]) == [-one], unit
    assert ours("date_diff('week', d, e)", [row]) == [1]
    assert ours("date_diff('week', e, d)", [row]) == [-1]
    assert ours("date_diff('week', d, e - INTERVAL 2 DAY)", [row]) == [0]
    assert ours("date_diff('hour', d, w)", [row]) == [24]


def test_an_interval_ends_with_the_month() -> None:
    """A month after the last of January is the last of February; hours and days go on as they are."""
    row = {**dict.fromkeys(oracle.COLUMNS), "d": date(2028, 1, 31), "w": datetime(2028, 3, 31, 18, 30)}
    assert ours("d + INTERVAL 1 MONTH", [row]) == [datetime(2028, 2, 29)]
    assert ours("d + INTERVAL 13 MONTH", [row]) == [datetime(2029, 2, 28)]
    assert ours("w - INTERVAL 1 MONTH", [row]) == [datetime(2028, 2, 29, 18, 30)]
    assert ours("w - INTERVAL 31 DAY", [row]) == [datetime(2028, 2, 29, 18, 30)]
    assert ours("w - INTERVAL 1 QUARTER", [row]) == [datetime(2027, 12, 31, 18, 30)]
    assert ours("d - INTERVAL 1 YEAR + INTERVAL 30 HOUR", [row]) == [datetime(2027, 2, 1, 6)]
    assert ours("d + INTERVAL 2 MONTH = w - INTERVAL '1110 minutes'", [row]) == [True]


def test_parts_of_dates() -> None:
    """A Sunday that is the last day of an ISO week of the year before."""
    row = {**dict.fromkeys(oracle.COLUMNS), "d": date(2027, 1, 3), "w": datetime(2027, 1, 3, 18, 30)}
    wanted = {"year": 2027, "quarter": 1, "month": 1, "week": 53, "day": 3, "isodow": 7, "dayofweek": 0}
    for name, value in wanted.items():
        assert ours(f"{name}(d)", [row]) == ours(f"{name}(w)", [row]) == [value], name
    assert ours("hour(w)", [row]) == [18]
    assert ours("date_trunc('week', d)", [row]) == [datetime(2026, 12, 28)]
    assert ours("date_trunc('quarter', w)", [row]) == [datetime(2027, 1, 1)]
    assert ours("date_trunc('hour', w)", [row]) == [datetime(2027, 1, 3, 18)]
