"""However a target is spread, its parts add up to it; what was before a revision keeps what it had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate.targets import Targets
from engine.model.objectives import EVEN, ObjectiveSpec, Revision, SegmentTarget, Spread
from engine.model.period import Grain, Period
from engine.model.results import Segment
from engine.periods import Calendar
from engine.spreads import Shape, atoms, stretch
from tests.backends.oracle import word
from tests.evaluate.test_targets import kpi, objective

ROOMY = Context(prec=200)
cents = st.integers(-(10**11), 10**11).map(lambda units: Decimal(units).scaleb(-2))
calendars = st.builds(Calendar, st.integers(0, 6), st.integers(1, 12))
shapes: st.SearchStrategy[Shape] = st.lists(
    st.integers(0, 10**6) | st.floats(0, 1e6) | st.decimals(0, 10**6, places=2), min_size=12, max_size=12
).map(tuple)
NORTH, SOUTH = (Segment("g", "north"),), (Segment("g", "south"),)


def months(parts: list[Decimal]) -> Spread:
    return Spread("months", tuple((word(""), part) for part in parts))


def quarters(parts: list[Decimal]) -> Spread:
    return Spread("periods", tuple((word(f"2026-Q{n}"), part) for n, part in enumerate(parts, 1)))


@st.composite
def spread_objectives(draw: Callable[..., Any]) -> tuple[ObjectiveSpec, dict[Any, Shape]]:
    """An objective of 2026 in any spread, with segments that have their own or not, and the shapes of last year."""

    def drawn() -> tuple[Decimal, Spread]:
        match draw(st.sampled_from(["even", "seasonal", "months", "quarters"])):
            case "months":
                parts = draw(st.lists(cents, min_size=12, max_size=12))
                return sum(parts, Decimal(0)), months(parts)
            case "quarters":
                parts = draw(st.lists(cents, min_size=4, max_size=4))
                return sum(parts, Decimal(0)), quarters(parts)
            case form:
                return draw(cents), Spread(form)

    total, spread = drawn()
    by = []
    for name in ("north", "south"):
        target, own = drawn()
        by.append(SegmentTarget(word("g"), word(name), target, spread=own if draw(st.booleans()) else None))
    found = {("2026", key): draw(shapes) for key in (None, ("g", "north"), ("g", "south"))}
    return objective(total, by=tuple(by), spread=spread), found


def over(calendar: Calendar, grain: Grain) -> list[Period]:
    """The periods that have any day of fiscal 2026."""
    year = calendar.at("year", calendar.year_ordinal(2026))
    first, last = (calendar.ordinal(grain, day) for day in (year.start, year.last_day))
    return [calendar.at(grain, number) for number in range(first, last + 1)]


def alone(spec: ObjectiveSpec, found: dict[Any, Shape], calendar: Calendar) -> Targets:
    """The targets of 2026, with nothing wanted in the years beside it, so that weeks across the turn have theirs."""
    none = tuple(SegmentTarget(one.dimension, one.segment, Decimal(0)) for one in spec.by)
    beside = tuple(objective("0", year, by=none) for year in (2025, 2027))
    return Targets(kpi(), (spec, *beside), calendar, found)


@given(spread_objectives(), calendars, st.sampled_from([(), NORTH, SOUTH]))
def test_every_spread_adds_up_at_every_grain_in_every_segment(
    made: tuple[ObjectiveSpec, dict[Any, Shape]], calendar: Calendar, segments: Any
) -> None:
    """Weeks, months, quarters and the year make the same total to the cent, and the year to date grows towards it."""
    spec, found = made
    total = spec.of((segments[0].dimension, segments[0].value) if segments else None)
    targets = alone(spec, found, calendar)
    with localcontext(ROOMY):
        for grain in ("week", "month", "quarter", "year"):
            periods = over(calendar, grain)
            assert sum(targets.target(period, segments) for period in periods) == total  # type: ignore[misc]
            if grain != "week":
                assert targets.target(periods[-1], segments, to_date=True) == total


@given(spread_objectives(), calendars, st.integers(0, 11), cents, st.sampled_from([(), NORTH]))
def test_a_revision_keeps_what_was_before_and_makes_up_the_new_target(
    made: tuple[ObjectiveSpec, dict[Any, Shape]], calendar: Calendar, month: int, revised: Decimal, segments: Any
) -> None:
    """In every grain: periods before it are as they were, and the year adds up to what was decided."""
    spec, found = made
    start = over(calendar, "month")[month]
    other = (SegmentTarget(word("g"), word("north"), revised - 1),)
    revision = Revision(word(start.id), revised, by=other)
    before = alone(spec, found, calendar)
    after = alone(replace(spec, revisions=(revision,)), found, calendar)
    with localcontext(ROOMY):
        for grain in ("week", "month"):
            periods = over(calendar, grain)
            for period in periods:
                if period.end <= start.start:
                    assert after.target(period, segments) == before.target(period, segments)
                    assert after.target(period, segments, to_date=True) == before.target(period, segments, to_date=True)
            made_up = sum(after.target(period, segments) for period in periods)  # type: ignore[misc]
            assert made_up == (revised - 1 if segments else revised)
            kept = [before.target(period, SOUTH) == after.target(period, SOUTH) for period in periods]
            assert all(kept), "a segment that the revision does not name keeps its own"


@given(spread_objectives(), calendars)
def test_each_months_part_is_what_is_written_for_it(
    made: tuple[ObjectiveSpec, dict[Any, Shape]], calendar: Calendar
) -> None:
    """A number for each month is that month's target, and a quarter's that quarter's, in weekly reports' months too."""
    spec, found = made
    targets = alone(spec, found, calendar)
    grain: Grain = "month" if spec.spread.form == "months" else "quarter"
    if spec.spread.parts:
        assert [targets.target(period) for period in over(calendar, grain)] == [part for _, part in spec.spread.parts]


@given(shapes.filter(any), calendars)
def test_a_season_is_last_years_shape(shape: Shape, calendar: Calendar) -> None:
    """Each month has last year's share, to a cent; nothing is wanted where there was nothing."""
    targets = alone(objective("120000", spread=Spread("seasonal")), {("2026", None): shape}, calendar)
    whole = sum(map(Decimal, shape))
    for period, part in zip(over(calendar, "month"), shape, strict=True):
        target = targets.target(period)
        assert target is not None
        assert abs(Decimal(target) - 120000 * Decimal(part) / whole) < Decimal("0.011")


def test_a_season_without_its_year_has_no_target() -> None:
    """Nobody invents a shape; an even segment beside it has its own all the same."""
    by = (
        SegmentTarget(word("g"), word("north"), Decimal(12), spread=EVEN),
        SegmentTarget(word("g"), word("south"), Decimal(12)),
    )
    targets = Targets(kpi(), (objective("24", spread=Spread("seasonal"), by=by),), Calendar())
    january = over(Calendar(), "month")[0]
    assert [targets.target(january, segments) for segments in ((), NORTH, SOUTH)] == [None, 1, None]


def test_a_segment_without_a_spread_has_that_of_the_whole() -> None:
    """The weights of the whole, or last year's shape of the whole; one that says so has its own."""
    parts = [Decimal(60), *[Decimal(0)] * 10, Decimal(60)]
    by = (
        SegmentTarget(word("g"), word("north"), Decimal(30)),
        SegmentTarget(word("g"), word("south"), Decimal(90), spread=EVEN),
    )
    listed = Targets(kpi(), (objective("120", spread=months(parts), by=by),), Calendar())
    january, february = over(Calendar(), "month")[:2]
    assert [listed.target(january, of) for of in ((), NORTH, SOUTH)] == [60, 15, Decimal("7.5")]
    assert [listed.target(february, of) for of in ((), NORTH, SOUTH)] == [0, 0, Decimal("7.5")]


def test_weeks_are_cut_where_a_month_ends() -> None:
    """A week across two months has its days' share of each month's part."""
    parts = [Decimal(31), Decimal(280), *[Decimal(0)] * 10]
    targets = alone(objective("311", spread=months(parts)), {}, Calendar())
    week = next(week for week in over(Calendar(), "week") if week.id == "2026-W05")  # 26 January to 1 February
    assert targets.target(week) == 6 * 1 + 1 * 10


def test_the_example_of_a_revision() -> None:
    """1,200 for the year; from July 900: the first half keeps 600, and 300 are left for the second."""
    spec = objective("1200", revisions=(Revision(word("2026-07"), Decimal(900)),))
    targets = Targets(kpi(), (spec,), Calendar())
    year = over(Calendar(), "month")
    assert [targets.target(month) for month in year] == [100] * 6 + [50] * 6
    assert [targets.target(year[n], to_date=True) for n in (5, 6, 11)] == [600, 650, 900]
    assert targets.target(over(Calendar(), "quarter")[2]) == 150
    twice = replace(spec, revisions=(*spec.revisions, Revision(word("2026-Q4"), Decimal(1050))))
    assert [Targets(kpi(), (twice,), Calendar()).target(year[n]) for n in (5, 6, 8, 9, 11)] == [100, 50, 50, 100, 100]


def test_what_does_not_add_up_holds_as_it_was_decided() -> None:
    """A rate's target is the old one before a revision and the new one after it; the year to date has the last."""
    spec = objective("0.20", revisions=(Revision(word("2026-07"), Decimal("0.25")),))
    rate = Targets(kpi("COUNT_IF(b) / COUNT(*)"), (spec,), Calendar())
    year = over(Calendar(), "month")
    assert [str(rate.target(year[n])) for n in (0, 5, 6, 11)] == ["0.20", "0.20", "0.25", "0.25"]
    assert [str(rate.target(year[n], to_date=True)) for n in (5, 6)] == ["0.20", "0.25"]
    week = Calendar().parse("week", "2026-W27")  # ends in July
    assert week is not None
    assert str(rate.target(week)) == "0.25"


def narrower(formula: str = "SUM(k)") -> Targets:
    def of(period: str, target: str) -> ObjectiveSpec:
        return replace(objective(target), period=word(period))

    specs = (of("2026-10", "400"), of("2026", "1200"), of("2026-Q4", "600"))
    return Targets(kpi(formula), specs, Calendar())


def test_the_narrower_objective_wins() -> None:
    """A month's in its month, a quarter's in its others, the year's in the rest; longer periods have their sum."""
    targets = narrower()
    year = over(Calendar(), "month")
    assert [targets.target(year[n]) for n in (8, 9, 10, 11)] == [100, 400, 200, 200]
    assert targets.target(over(Calendar(), "quarter")[3]) == 800
    assert targets.target(year[9], to_date=True) == 1300
    assert targets.target(over(Calendar(), "year")[0]) == 1700


def test_the_narrower_wins_for_a_rate_in_its_own_time_only() -> None:
    """A quarter is not judged by its month's target, and the year to date by the year's."""
    targets = narrower("AVG(k)")
    year = over(Calendar(), "month")
    assert [targets.target(year[n]) for n in (8, 9, 10)] == [1200, 400, 600]
    assert targets.target(over(Calendar(), "quarter")[3]) == 600
    assert targets.target(year[9], to_date=True) == 1200
    october = Targets(kpi("AVG(k)"), narrower().objectives[:1], Calendar())
    assert (october.target(year[9]), october.target(year[9], to_date=True), october.target(year[8])) == (
        400,
        None,
        None,
    )


def test_months_of_which_one_lacks_a_target_make_up_no_quarter() -> None:
    """Two months' targets beside three months' revenue would be a false success."""
    specs = tuple(replace(objective("5"), period=word(f"2026-{month}")) for month in ("10", "11"))
    targets = Targets(kpi(), specs, Calendar())
    assert targets.target(over(Calendar(), "month")[10]) == 5
    assert targets.target(over(Calendar(), "quarter")[3]) is None
    assert targets.target(over(Calendar(), "month")[10], to_date=True) is None
    whole = (*specs, replace(objective("5"), period=word("2026-12")))
    assert Targets(kpi(), whole, Calendar()).target(over(Calendar(), "quarter")[3]) == 15


@pytest.mark.parametrize("start", range(1, 13))
def test_periods_are_of_the_fiscal_year(start: int) -> None:
    """`2026` and `2026-Q1` follow the fiscal year, `2026-10` is October."""
    calendar = Calendar(0, start)
    quarter = stretch(replace(objective("1"), period=word("2026-Q1")), calendar)
    assert quarter.start == stretch(objective("1"), calendar).start
    assert stretch(replace(objective("1"), period=word("2026-10")), calendar).start.month == 10
    assert sum(atom.weight for atom in atoms(stretch(objective("1"), calendar), calendar, of_weeks=True)) in (365, 366)
