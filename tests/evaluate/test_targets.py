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

from engine.evaluate.targets import Targets
from engine.evaluate.verdicts import attainment, state
from engine.model.kpis import Balance, Band, Kpi
from engine.model.objectives import ObjectiveSpec, SegmentTarget
from engine.model.results import Segment
from engine.model.unit import Unit
from engine.periods import Calendar
from engine.spreads import spread
from tests.backends.oracle import NOWHERE, catalog, word
from tests.years import periods_in

totals = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9).map(
    Decimal
)
MONTHS = (1,) * 12
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
    shares = spread(total, (1,) * parts, quantum)
    with localcontext(Context(prec=200)):
        assert len(shares) == parts
        assert sum(shares, Decimal(0)) == total
        assert all(share % quantum == 0 for share in shares[1:])
        assert all(share == 0 or (share < 0) == (total < 0) for share in shares)
        assert list(shares) == sorted(shares, key=abs, reverse=True)
        assert abs(shares[0] - shares[-1]) < 2 * quantum
        assert len(shares) < 3 or abs(shares[1] - shares[-1]) <= quantum


@given(totals, st.lists(st.integers(1, 31), min_size=1, max_size=60).map(tuple), quanta)
def test_each_part_is_its_weights_share_rounded_up_or_down(
    total: Decimal, weights: tuple[int, ...], quantum: Decimal
) -> None:
    """No part is a unit or more from its exact share; who is rounded up had no smaller remainder than who is not."""
    shares = spread(total, weights, quantum)
    whole = abs(Fraction(total)) // Fraction(quantum)
    units = [abs(Fraction(share)) / Fraction(quantum) for share in shares]
    units[0] -= abs(Fraction(total)) / Fraction(quantum) - whole
    exact = [whole * weight / Fraction(sum(weights)) for weight in weights]
    assert sum(map(Fraction, shares)) == Fraction(total)
    assert all(unit in (part // 1, part // 1 + 1) for unit, part in zip(units, exact, strict=True))
    up = [part % 1 for unit, part in zip(units, exact, strict=True) if unit > part]
    down = [part % 1 for unit, part in zip(units, exact, strict=True) if unit < part]
    assert min(up, default=Fraction(1)) >= max(down, default=Fraction(0))


def test_an_uneven_total_is_spread_to_the_cent() -> None:
    """What does not divide goes to the first periods, a cent or a whole one each."""
    assert spread(Decimal(10_000), MONTHS, Decimal(1)) == (Decimal(834),) * 4 + (Decimal(833),) * 8
    assert spread(Decimal("-100"), MONTHS) == (Decimal("-8.34"),) * 4 + (Decimal("-8.33"),) * 8
    assert spread(Decimal("0.005"), (1,) * 4) == (Decimal("0.005"), *(Decimal(0),) * 3)
    assert spread(Decimal("1E+40"), (1,) * 3)[0] == Decimal("3" * 40 + ".34")
    assert spread(Decimal(1), (1, 7, 3)) == (Decimal("0.09"), Decimal("0.64"), Decimal("0.27"))


def test_a_total_is_spread_alike_however_it_is_written() -> None:
    """Zeros at its end change no digit of a part, whichever was asked for first."""
    for first, second in (("100", "100.0000"), ("7.5050", "7.505"), ("1E+2", "100")):
        assert list(map(str, spread(Decimal(first), MONTHS))) == list(map(str, spread(Decimal(second), MONTHS)))


@given(totals, st.sampled_from(["month", "quarter", "year"]), st.integers(1, 12))
def test_the_year_to_date_ends_at_the_total(total: Decimal, grain: Any, start: int) -> None:
    """The targets to date grow by each period's own, towards the year's target, in every fiscal year."""
    calendar = Calendar(fiscal_year_start=start)
    targets = Targets(kpi(), (objective(total),), calendar)
    periods = periods_in(calendar, grain, 2026)
    own = [targets.target(period) for period in periods]
    to_date = [targets.target(period, to_date=True) for period in periods]
    with localcontext(Context(prec=200)):
        for number, sum_so_far in enumerate(to_date):
            assert sum_so_far == sum(own[: number + 1])  # type: ignore[arg-type]
        assert to_date[-1] == total
    assert targets.target(calendar.before(periods[0])) is None
    assert targets.target(calendar.before(periods[-1], -1)) is None


@given(totals, st.integers(1, 12))
def test_a_quarter_and_a_year_want_what_their_months_want(total: Decimal, start: int) -> None:
    """A quarterly report asks for no cent more or less than the monthly ones of its months."""
    calendar = Calendar(fiscal_year_start=start)
    targets = Targets(kpi(), (objective(total),), calendar)
    months = periods_in(calendar, "month", 2026)
    for grain in ("quarter", "year"):
        for period in periods_in(calendar, grain, 2026):
            own = [month for month in months if period.start <= month.start < period.end]
            for to_date in (False, True):
                wanted = own if not to_date else [month for month in months if month.start < period.end]
                with localcontext(Context(prec=200)):
                    parts = sum(targets.target(month) for month in wanted)  # type: ignore[misc]
                    assert targets.target(period, to_date=to_date) == parts


@given(totals, totals, st.integers(0, 6), st.integers(1, 12), st.integers(2024, 2028))
def test_the_weeks_of_two_years_want_what_the_years_want(
    first: Decimal, second: Decimal, week_start: int, start: int, year: int
) -> None:
    """The weeks of two years add up to both targets; a week across the boundary has a share of each.

    Each week to date has what the weeks of its fiscal year have up to its end, without the days of the year before.
    """
    calendar = Calendar(week_start, start)
    years = [calendar.at("year", calendar.year_ordinal(number)) for number in (year - 1, year, year + 1, year + 2)]
    totals = (Decimal(0), first, second, Decimal(0))
    specs = tuple(objective(total, int(each.id)) for total, each in zip(totals, years, strict=True))
    targets = Targets(kpi(), specs, calendar)
    begin, end = (calendar.ordinal("week", day) for day in (years[1].start, years[2].last_day))
    weeks = [calendar.at("week", ordinal) for ordinal in range(begin, end + 1)]
    with localcontext(Context(prec=200)):
        assert sum(targets.target(week) for week in weeks) == first + second  # type: ignore[misc]
        for week in weeks:
            to_date, before = targets.target(week, to_date=True), targets.target(calendar.before(week), to_date=True)
            if calendar.year_of(calendar.before(week)) == calendar.year_of(week):
                assert to_date == before + targets.target(week)  # type: ignore[operator]
            elif week.start == calendar.year_of(week).start:
                assert to_date == targets.target(week)
        last = max(week for week in weeks if calendar.year_of(week) == years[1])
        left = (years[1].end - last.end).days
        rest = first - targets.target(last, to_date=True)  # type: ignore[operator]
        days = (years[1].end - years[1].start).days
        assert abs(Fraction(rest) - Fraction(first) * left / days) < Fraction(1, 50)


def test_a_week_has_its_days_share_of_the_year() -> None:
    """Seven days of 365; at the turn of the year those of both years, and none where one of them has no target."""
    calendar = Calendar()
    turn = calendar.period("week", date(2026, 1, 1))  # 29 December to 4 January
    week = calendar.period("week", date(2026, 10, 28))
    both = Targets(kpi(), (objective("36500", 2025), objective("73000", 2026)), calendar)
    assert [both.target(at) for at in (week, turn, calendar.before(turn))] == [1400, 3 * 100 + 4 * 200, 700]
    assert both.target(turn, to_date=True) == 4 * 200
    assert both.target(week, to_date=True) == 200 * 305  # to the first of November
    alone = Targets(kpi(), (objective("73000", 2026),), calendar)
    assert (alone.target(turn), alone.target(turn, to_date=True)) == (None, 800)
    assert alone.target(calendar.period("week", date(2027, 1, 1))) is None
    rate = Targets(kpi("COUNT_IF(b) / COUNT(*)"), (objective("0.25", 2025), objective("0.5", 2026)), calendar)
    assert [rate.target(at) for at in (week, turn, calendar.before(turn))] == [
        Decimal("0.5"), Decimal("0.5"), Decimal("0.25"),
    ]  # fmt: skip


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
    spec = objective("120", by=tuple(SegmentTarget(word("g"), word(of), Decimal(60)) for of in "xy"))
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


BAND = Band(Decimal(20), Decimal("30.5"), (word("20"), word("30.5")))


@pytest.mark.parametrize(
    ("better", "unit", "value", "target", "tolerance", "reached", "wanted"),
    [
        (BAND, "number", 25, "25", None, 1.0, "on_track"), (BAND, "number", 20, "25", None, 1.0, "on_track"),
        (BAND, "number", 30.5, "25", None, 1.0, "on_track"), (BAND, "number", 30.6, "25", None, None, "off_track"),
        (BAND, "number", 19.99, "25", None, None, "off_track"), (BAND, "number", 19, "25", "1", None, "at_risk"),
        (BAND, "number", 31.5, "25", "1", None, "at_risk"), (BAND, "number", 31.51, "25", "1", None, "off_track"),
        (BAND, "points", 25, "25", None, 1.0, "on_track"), (BAND, "number", -5, "25", "25", None, "at_risk"),
        ("higher", "points", 0.28, "0.3", "0.02", None, "at_risk"),
        ("higher", "points", 0.27, "0.3", "0.02", None, "off_track"),
        ("lower", "points", 0.32, "0.3", "0.02", None, "at_risk"),
        ("higher", "currency", -6, "-5", "1", None, "at_risk"),
        ("lower", "currency", 1, "0", "1", None, "at_risk"), ("higher", "currency", 0, "5", "5", None, "at_risk"),
        # Where there is a percentage, it alone decides.
        ("higher", "currency", 5, "100", "99", 0.05, "off_track"),
        ("lower", "currency", 100, "90", None, 0.9, "at_risk"),
    ],
)  # fmt: skip
def test_a_band_and_a_tolerance_decide_at_their_edges(
    better: Any, unit: str, value: Any, target: str, tolerance: str | None, reached: Any, wanted: str
) -> None:
    """Inside a band all is attained, its ends too; outside there is no percentage, and the distance decides."""
    checked = kpi(better=better, unit=unit)
    spec = objective("1", tolerance=Decimal(tolerance) if tolerance else None)
    assert attainment(checked, value, Decimal(target)) == reached
    assert state(checked, spec, value, Decimal(target)) == wanted


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
