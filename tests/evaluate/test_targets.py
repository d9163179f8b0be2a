"""Targets add up to what was decided, and a verdict is what the definition says, at its edges too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate.targets import Targets, attainment, spread_even, state
from engine.model.document import Unit
from engine.model.kpis import Balance, Kpi
from engine.model.results import Segment
from engine.model.specs import ObjectiveSpec
from engine.periods import Calendar
from tests.backends.oracle import NOWHERE, catalog, word

totals = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9).map(
    Decimal
)
quanta = st.sampled_from([Decimal(1), Decimal("0.01"), Decimal("0.001")])


def kpi(formula: str = "SUM(k)", better: Any = "higher", unit: str = "currency") -> Kpi:
    """A checked KPI with a direction."""
    made = catalog(formula, better=better).kpis["k"]
    return replace(made, unit=Unit(unit, currency="EUR"))  # type: ignore[arg-type]


def objective(target: str | Decimal, year: int = 2026, **more: Any) -> ObjectiveSpec:
    return ObjectiveSpec(word("k"), NOWHERE, word(str(year)), Decimal(target), **more)


# --- Spread --------------------------------------------------------------------------------------------------


@given(totals, st.sampled_from([1, 4, 12]), quanta)
def test_equal_parts_add_up_to_the_total_exactly(total: Decimal, parts: int, quantum: Decimal) -> None:
    """Whatever its sign and its decimals, the parts make the total, and differ by one unit and the rest at most."""
    shares = spread_even(total, parts, quantum)
    with localcontext(Context(prec=200)):
        assert len(shares) == parts
        assert sum(shares, Decimal(0)) == total
        assert all(share % quantum == 0 for share in shares[1:])
        assert all(share == 0 or (share < 0) == (total < 0) for share in shares)
        assert list(shares) == sorted(shares, key=abs, reverse=True)
        assert abs(shares[0] - shares[-1]) < 2 * quantum
        assert len(shares) < 3 or abs(shares[1] - shares[-1]) <= quantum


def test_an_uneven_total_is_spread_to_the_cent() -> None:
    """What does not divide goes to the first periods, a cent or a whole one each."""
    cent = Decimal("0.01")
    assert spread_even(Decimal(10_000), 12, Decimal(1)) == (Decimal(834),) * 4 + (Decimal(833),) * 8
    assert spread_even(Decimal("-100"), 12, cent) == (Decimal("-8.34"),) * 4 + (Decimal("-8.33"),) * 8
    assert spread_even(Decimal("0.005"), 4, cent) == (Decimal("0.005"), *(Decimal(0),) * 3)
    assert spread_even(Decimal("1E+40"), 3, Decimal("0.01"))[0] == Decimal("3" * 40 + ".34")


@given(totals, st.sampled_from(["month", "quarter", "year"]), st.integers(1, 12))
def test_the_year_to_date_ends_at_the_total(total: Decimal, grain: Any, start: int) -> None:
    """The targets to date grow by each period's own, towards the year's target, in every fiscal year."""
    calendar = Calendar(fiscal_year_start=start)
    targets = Targets(kpi(), (objective(total),), calendar)
    periods = calendar.in_year(grain, 2026)
    own = [targets.target(period) for period in periods]
    to_date = [targets.target(period, to_date=True) for period in periods]
    with localcontext(Context(prec=200)):
        for number, sum_so_far in enumerate(to_date):
            assert sum_so_far == sum(own[: number + 1])  # type: ignore[arg-type]
        assert to_date[-1] == total
    assert targets.target(calendar.before(periods[0])) is None
    assert targets.target(calendar.before(periods[-1], -1)) is None


def test_what_is_spread_follows_what_the_kpi_is() -> None:
    """What adds up is spread to the cent, leads too; a rate and a stock hold in each period."""
    october = Calendar().period("month", date(2026, 10, 1))

    def target(formula: str, total: str) -> Any:
        return Targets(kpi(formula), (objective(total),), Calendar()).target(october)

    assert target("COUNT(*)", "10000") == Decimal("833.33")
    assert str(target("SUM(k)", "1000000")) == "83333.33"
    assert target("SUM(n)", "100") == Decimal("8.33")
    assert target("COUNT_IF(b) / COUNT(*)", "0.095") == Decimal("0.095")
    assert target("AVG(k)", "42") == 42
    assert target("COUNT(DISTINCT s)", "42") == 42


def test_a_stock_has_the_same_target_in_each_period() -> None:
    """What is open is not summed over periods, though it adds up over segments."""
    stock = catalog("SUM(k)", better="higher", balance=Balance(word("e"), word("d"))).kpis["k"]
    assert stock.adds_up
    targets = Targets(stock, (objective("1200"),), Calendar())
    october = Calendar().period("month", date(2026, 10, 1))
    assert (targets.target(october), targets.target(october, to_date=True)) == (1200, 1200)


def test_a_target_by_segment_stands_for_its_segment_only() -> None:
    """A segment with a target has its own; another, and what has no name, has none."""
    spec = objective("120", by=((word("g"), word("x"), Decimal(60)), (word("g"), word("y"), Decimal(60))))
    targets = Targets(kpi(), (spec,), Calendar())
    october = Calendar().period("month", date(2026, 10, 1))
    assert targets.target(october) == 10
    assert targets.target(october, (Segment("g", "x"),)) == 5
    assert targets.target(october, (Segment("g", "z"),)) is None
    assert targets.target(october, (Segment("b", "x"),)) is None
    assert targets.target(october, (Segment("g", "", "missing"),)) is None


# --- Attainment and state ------------------------------------------------------------------------------------

positive = st.decimals(Decimal("0.01"), 10**9, places=2)


@given(positive, positive, st.sampled_from(["higher", "lower"]))
def test_attainment_and_state_are_the_definition(value: Decimal, target: Decimal, better: Any) -> None:
    """Value ÷ target, or the other way round; on track from 100 %, at risk from 90 %, off track below, exactly."""
    checked = kpi(better=better)
    exact = Fraction(value) / Fraction(target) if better == "higher" else Fraction(target) / Fraction(value)
    assert attainment(checked, value, target) == pytest.approx(float(exact), rel=1e-15)
    found = state(checked, objective("1"), value, target)
    assert found == ("on_track" if exact >= 1 else "at_risk" if exact >= Fraction(9, 10) else "off_track")


@pytest.mark.parametrize(
    ("value", "target"), [(0.18, "0.2"), (0.0855, "0.095"), (0.27, "0.3"), (0.63, "0.7"), (Decimal("90.09"), "100.10")]
)
def test_nine_tenths_are_at_risk_however_they_are_written(value: Any, target: str) -> None:
    """18 % of 20 % are exactly 90 %, and binary dust does not make that off track."""
    assert attainment(kpi(), value, Decimal(target)) == 0.9
    assert state(kpi(), objective("1"), value, Decimal(target)) == "at_risk"


def test_the_thresholds_are_the_objectives_own() -> None:
    """`status` moves them."""
    spec = objective("100", on_track=Decimal("0.8"), at_risk=Decimal("0.5"))
    assert [state(kpi(), spec, value, Decimal(100)) for value in (80, 79, 50, 49)] == [
        "on_track", "at_risk", "at_risk", "off_track",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "unit", "value", "target", "wanted"),
    [
        ("higher", "currency", 0, "5", "off_track"), ("higher", "currency", -1, "5", "off_track"),
        ("higher", "currency", 1, "0", "on_track"), ("higher", "currency", 0, "0", "on_track"),
        ("higher", "currency", -3, "-5", "on_track"), ("higher", "currency", -6, "-5", "off_track"),
        ("lower", "currency", 0, "5", "on_track"), ("lower", "currency", -1, "5", "on_track"),
        ("lower", "currency", 1, "0", "off_track"), ("lower", "currency", 0, "0", "on_track"),
        ("lower", "currency", -6, "-5", "on_track"), ("lower", "currency", -3, "-5", "off_track"),
        ("higher", "points", 0.3, "0.3", "on_track"), ("higher", "points", 0.29, "0.3", "off_track"),
        ("lower", "points", 0.3, "0.3", "on_track"),
    ],
)  # fmt: skip
def test_where_a_percentage_means_nothing_the_difference_decides(
    better: Any, unit: str, value: Any, target: str, wanted: str
) -> None:
    """With a value or a target of zero or less, and in points, there is no attainment, and still a verdict."""
    checked = kpi(better=better, unit=unit)
    assert attainment(checked, value, Decimal(target)) is None
    assert state(checked, objective("1"), value, Decimal(target)) == wanted


def test_states_without_a_verdict() -> None:
    """No objective or no direction: no target. A target and no value: not measurable."""
    assert state(kpi(), None, 5, Decimal(5)) == "no_target"
    assert state(kpi(), objective("1"), 5, None) == "no_target"
    assert state(kpi(better=None), objective("1"), 5, Decimal(5)) == "no_target"
    assert state(kpi(), objective("1"), None, Decimal(5)) == "not_measurable"


@given(
    st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(), totals),
    totals,
    st.sampled_from(["higher", "lower"]),
)
def test_attainment_is_a_finite_number_or_none(value: Any, target: Decimal, better: Any) -> None:
    """No value and no target makes it infinite, and the state is always one."""
    reached = attainment(kpi(better=better), value, target)
    assert reached is None or 0 <= reached < float("inf")
    assert state(kpi(better=better), objective("1"), value, target) in ("on_track", "at_risk", "off_track")
