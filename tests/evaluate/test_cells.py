"""Figures with what belongs to them: their parts, their rows, how far the data reach, what they are compared with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.data import Coverage
from engine.model.kpis import Balance
from engine.model.results import Value
from engine.periods import Calendar
from tests.backends.oracle import by_segment, catalog, frame, results, rows_of, word

LONG_AGO = date(2020, 1, 1)


def at(month: str, formula: str = "COUNT(*)", coverage: Coverage | None = None, days: list[date] | None = None,
       **more: Any) -> Value:  # fmt: skip
    """The total of a month, from rows on these days."""
    data = rows_of(e=days if days is not None else [date(2026, 10, 5)])
    return results(catalog(formula, **more), data, coverage).values["k", "period", month, ()]


# --- Coverage ------------------------------------------------------------------------------------------------


def test_outside_the_data_there_is_no_value() -> None:
    """A month before or after what the data cover is not zero: it has no value, and says why."""
    coverage = Coverage(date(2026, 3, 1), date(2026, 9, 30))
    for month in ("2026-02", "2026-10"):
        figure = at(month, coverage=coverage)
        assert (figure.value, figure.rows, figure.reason, figure.provisional) == (None, None, "not_covered", False)
        assert figure.state == "no_target"
    inside = at("2026-05", coverage=coverage)
    assert (inside.value, inside.reason) == (0, None)


@pytest.mark.parametrize(
    ("first", "last", "fresh", "provisional"),
    [
        (LONG_AGO, date(2026, 10, 31), 0, False), (LONG_AGO, date(2026, 10, 30), 0, True),
        (LONG_AGO, date(2026, 10, 28), 3, False), (LONG_AGO, date(2026, 10, 27), 3, True),
        (LONG_AGO, date(2026, 10, 1), 0, True), (date(2026, 10, 1), date(2026, 10, 31), 0, False),
        (date(2026, 10, 2), date(2026, 10, 31), 0, True), (date(2026, 10, 4), date(2026, 10, 31), 3, False),
    ],
)  # fmt: skip
def test_data_that_end_early_are_provisional(first: date, last: date, fresh: int, provisional: bool) -> None:
    """A month is final if the data reach from its start to its end, but for the days that `fresh_within` allows."""
    assert at("2026-10", coverage=Coverage(first, last, fresh)).provisional is provisional


@settings(max_examples=60)
@given(st.dates(date(2025, 8, 1), date(2026, 12, 31)), st.integers(0, 800), st.integers(0, 40))
def test_coverage_is_the_definition(first: date, length: int, fresh: int) -> None:
    """In every month, whatever the data cover: outside no value, cut short provisional, else final."""
    coverage = Coverage(first, first + timedelta(days=length), fresh)
    for (_, window, month, _), figure in results(catalog("COUNT(*)"), rows_of(e=[]), coverage).values.items():
        period = Calendar().parse("month", month)
        assert period is not None
        if window != "period":
            continue
        touched = coverage.first <= period.last_day and coverage.last >= period.start
        slack = timedelta(days=fresh)
        whole = coverage.last + slack >= period.last_day and coverage.first - slack <= period.start
        assert (figure.reason == "not_covered") == (not touched)
        assert figure.provisional == (touched and not whole)


def test_data_without_an_end_break_nothing() -> None:
    """Coverage up to the last day that there is, with days of grace, is coverage."""
    assert at("2026-10", coverage=Coverage(date(1, 1, 1), date.max, 40)).provisional is False


def test_a_stock_needs_no_beginning() -> None:
    """What is open at a month's end is final once the data reach that end, though they begin within the month."""
    balance = Balance(word("e"), word("d"))
    figure = at("2026-10", coverage=Coverage(date(2026, 10, 5), date(2026, 10, 31)), balance=balance)
    assert (figure.value, figure.provisional) == (1, False)


# --- Maturity ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("matures", "provisional"), [(0, False), (61, False), (62, True), (9_999_999, True)])
def test_a_young_cohort_is_provisional(matures: int, provisional: bool) -> None:
    """A month whose last day is not so many days old when the data end is not final."""
    coverage = Coverage(LONG_AGO, date(2026, 12, 31))  # sixty-one days after October's end
    assert at("2026-10", coverage=coverage, matures=matures).provisional is provisional


def test_what_is_provisional_is_compared_with_nothing() -> None:
    """Neither a provisional figure nor a provisional neighbour is a comparison."""
    days = [date(2025, 10, 5), date(2026, 8, 5), date(2026, 9, 5), date(2026, 10, 5)]
    coverage = Coverage(LONG_AGO, date(2026, 10, 31))
    final = at("2026-10", days=days, coverage=coverage)
    assert (final.previous, final.year_ago) == (1, 1)
    young = at("2026-10", days=days, coverage=coverage, matures=20)
    assert young.provisional
    assert (young.value, young.previous, young.year_ago) == (1, None, None)
    september = at("2026-09", days=days, coverage=coverage, matures=20)
    assert (september.provisional, september.previous) == (False, 1)


def test_comparisons_are_whole_periods() -> None:
    """The previous month is the one before, the year ago the same month, each computed from its own rows."""
    days = [date(2025, 10, 31)] * 3 + [date(2025, 11, 1)] + [date(2026, 9, 1)] * 2 + [date(2026, 10, 1)]
    figure = at("2026-10", days=days)
    assert (figure.value, figure.previous, figure.year_ago) == (1, 2, 3)


# --- Parts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "numerator", "denominator", "value"),
    [
        ("COUNT_IF(c) / COUNT(*)", 1, 3, 1 / 3), ("100 * (SUM(j) / COUNT(*))", 6, 3, 200.0),
        ("SUM(j) / COUNT(*) / 2", 6, 3, 1.0), ("-(SUM(j) / COUNT(*))", 6, 3, -2.0),
        ("AVG(j)", 6, 3, 2.0), ("SUM(k) / COUNT(*)", Decimal("7.50"), 3, 2.5), ("AVG(k)", Decimal("7.50"), 3, 2.5),
        ("SUM(j) + COUNT(*)", None, None, 9), ("SUM(j) / 3", None, None, 2.0),
    ],
)  # fmt: skip
def test_a_ratio_carries_its_parts(formula: str, numerator: Any, denominator: Any, value: Any) -> None:
    """Of a division, up to constant factors, and of an average the parts travel with it, exactly."""
    data = rows_of(j=[1, 2, 3], k=[Decimal("2.50")] * 3, c=[True, False, False])
    figure = by_segment(results(catalog(formula), data))["total", ""]
    assert (figure.numerator, figure.denominator) == (numerator, denominator)
    assert figure.value == pytest.approx(value, rel=1e-15)
    assert figure.rows == 3


def test_an_average_counts_its_values_only() -> None:
    """Empty values are neither in the sum nor in the count, and the rows behind it are all rows."""
    figure = by_segment(results(catalog("AVG(i)"), rows_of(i=[1, None, 4])))["total", ""]
    assert (figure.value, figure.numerator, figure.denominator, figure.rows) == (2.5, 5, 2, 3)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [("COUNT(*) / SUM(j)", "zero_denominator"), ("AVG(i)", "no_rows"), ("MAX(i)", "no_rows"), ("SUM(i)", "no_rows")],
)
def test_a_figure_without_a_value_says_why(formula: str, reason: str) -> None:
    """Nothing to divide by, or nothing to take the largest of."""
    figure = by_segment(results(catalog(formula), rows_of(i=[None], j=[0])))["total", ""]
    assert (figure.value, figure.reason, figure.attainment) == (None, reason, None)


def test_a_total_is_never_a_mean_of_its_segments() -> None:
    """A rate over all rows, a median, a distinct count: each over its own rows."""
    data = frame(
        [{"g": "x", "e": date(2026, 10, 5), "j": 1, "s": "a", "c": True}]
        + [{"g": "y", "e": date(2026, 10, 5), "j": n, "s": "a", "c": False} for n in (10, 20, 30)]
    )
    for formula, x, y, whole in (
        ("COUNT_IF(c) / COUNT(*)", 1.0, 0.0, 0.25), ("MEDIAN(j)", 1.0, 20.0, 15.0), ("COUNT(DISTINCT s)", 1, 1, 1),
        ("AVG(j)", 1.0, 20.0, 15.25),
    ):  # fmt: skip
        found = by_segment(results(catalog(formula), data))
        assert [found[key].value for key in (("value", "x"), ("value", "y"), ("total", ""))] == [x, y, whole]
