"""Calendars: periods tile the days, their numbers and names lead back to them, and the right one is taken."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.times import ordinal_of
from engine.model.data import Coverage
from engine.model.period import Grain
from engine.periods import PER_YEAR, Calendar, choose
from tests.years import periods_in

GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "year")
WEEKDAYS, MONTHS = range(7), range(1, 13)

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
grains: st.SearchStrategy[Grain] = st.sampled_from(GRAINS)
calendars = st.builds(Calendar, st.sampled_from(WEEKDAYS), st.sampled_from(MONTHS))


def every_calendar(grain: Grain) -> list[Calendar]:
    """Every start that makes a difference to a grain."""
    if grain == "week":
        return [Calendar(week_start=start) for start in WEEKDAYS]
    return [Calendar(fiscal_year_start=start) for start in MONTHS]


@pytest.mark.parametrize("grain", GRAINS)
def test_periods_tile_the_days(grain: Grain) -> None:
    """From 1999 to 2031 each day lies in one period, its neighbours follow without gap, names are never twice."""
    for calendar in every_calendar(grain):
        first, last = (calendar.ordinal(grain, day) for day in (date(1999, 1, 1), date(2031, 12, 31)))
        periods = [calendar.at(grain, n) for n in range(first, last + 1)]
        assert all(left.end == right.start for left, right in pairwise(periods))
        assert len({period.id for period in periods}) == len(periods)
        day = periods[0].start
        for period in periods:
            assert period.start < period.end
            while day < period.end:
                assert calendar.ordinal(grain, day) == period.ordinal
                day += timedelta(days=1)
            assert day == period.end


@given(calendars, grains, days)
def test_a_day_its_number_and_its_name_lead_to_the_same_period(calendar: Calendar, grain: Grain, day: date) -> None:
    """`period`, `at` and `parse` agree, and a period holds its first day and not its end."""
    period = calendar.period(grain, day)
    assert period.start <= day < period.end
    assert period.last_day == period.end - timedelta(days=1)
    assert calendar.at(grain, calendar.ordinal(grain, day)) == period
    assert calendar.parse(grain, period.id) == period
    assert calendar.period(grain, period.start) == period
    assert calendar.period(grain, period.end).ordinal == period.ordinal + 1


@given(calendars, grains, days, st.integers(-60, 60))
def test_steps_back_and_forth(calendar: Calendar, grain: Grain, day: date, steps: int) -> None:
    """So many steps before and as many after is the same period; a year ago is a year's number of steps."""
    period = calendar.period(grain, day)
    assert calendar.before(calendar.before(period, steps), -steps) == period
    assert calendar.before(period).end == period.start
    assert calendar.year_ago(period) == calendar.before(
        period, {"week": 52, "month": 12, "quarter": 4, "year": 1}[grain]
    )
    if grain != "week":
        ago = calendar.year_ago(period)
        assert (ago.start.year, ago.start.month) == (period.start.year - 1, period.start.month)
    else:
        assert period.start - calendar.year_ago(period).start == timedelta(days=364)


@given(calendars, days)
def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends(calendar: Calendar, day: date) -> None:
    """It begins with the fiscal month, has twelve months and four quarters, and its name is its last day's year."""
    year = calendar.period("year", day)
    assert (year.start.month, year.start.day) == (calendar.fiscal_year_start, 1)
    assert year.id == str(year.last_day.year)
    for grain, count in (("month", 12), ("quarter", 4), ("year", 1)):
        parts = periods_in(calendar, grain, int(year.id))  # type: ignore[arg-type]
        assert len(parts) == count
        assert (parts[0].start, parts[-1].end) == (year.start, year.end)
        assert all(calendar.year_of(part) == year for part in parts)
    quarters = periods_in(calendar, "quarter", int(year.id))
    assert [part.id for part in quarters] == [f"{year.id}-Q{n}" for n in range(1, 5)]


def test_names_are_the_ones_people_write() -> None:
    """Weeks are ISO's, months the calendar's, quarters and years the fiscal year's."""
    plain, april = Calendar(), Calendar(fiscal_year_start=4)
    assert plain.period("week", date(2026, 12, 31)).id == "2026-W53"
    assert plain.period("week", date(2024, 12, 30)).id == "2025-W01"
    assert plain.period("quarter", date(2026, 10, 1)).id == "2026-Q4"
    assert april.period("quarter", date(2025, 4, 1)).id == "2026-Q1"
    assert april.period("quarter", date(2026, 3, 31)).id == "2026-Q4"
    assert april.period("year", date(2025, 4, 1)).id == "2026"
    assert april.period("month", date(2025, 4, 1)).id == "2025-04"


@pytest.mark.parametrize(
    ("grain", "text"),
    [("month", "2026-13"), ("month", "2026-00"), ("month", "2026"), ("month", "2026-1"), ("quarter", "2026-Q5"),
     ("quarter", "2026-Q0"), ("week", "2025-W53"), ("week", "2026-W00"), ("week", "2026-W54"), ("year", "26"),
     ("year", "2026-01"), ("year", "0000"), ("year", "9999"), ("month", "٢٠٢٦-10"), ("month", "2026-10 ")],
)  # fmt: skip
def test_what_names_no_period_is_none(grain: Grain, text: str) -> None:
    """A name of another grain, or of a period that no calendar has, is nothing, and no error."""
    assert Calendar().parse(grain, text) is None


@pytest.mark.parametrize(
    ("grain", "text", "meant"),
    [
        ("month", "12/2017", "2017-12"), ("month", "2017/12", "2017-12"), ("month", "1.2017", "2017-01"),
        ("month", "2017-1", "2017-01"), ("month", "122017", "2017-12"), ("quarter", "2017-12", "2017-Q4"),
        ("quarter", "Q4 2017", "2017-Q4"), ("year", "2017-12", "2017"), ("week", "w4/2017", "2017-W04"),
        ("month", "13/2017", ""), ("month", "2017-Q4", ""), ("month", "2017", ""), ("week", "2017-12", ""),
        ("month", "December", ""), ("month", "05/12/2017", ""),
    ],
)  # fmt: skip
def test_what_somebody_means_is_told_where_it_is_one_period(grain: Grain, text: str, meant: str) -> None:
    """Month and year in either order; a month of a report of quarters is its quarter, and a quarter is no month."""
    assert Calendar().meant(grain, text) == meant


def test_what_is_meant_is_of_the_fiscal_year() -> None:
    """December lies in the second quarter of a year that begins in July."""
    calendar = Calendar(fiscal_year_start=7)
    assert (calendar.meant("quarter", "12/2017"), calendar.meant("year", "12/2017")) == ("2018-Q2", "2018")


@pytest.mark.parametrize("grain", GRAINS)
def test_the_backend_numbers_days_as_the_calendar_does(grain: Grain) -> None:
    """Polars' arithmetic gives each day from 1969 to 2031 the calendar's number of its period."""
    span = [date(1969, 1, 1) + timedelta(days=n) for n in range(23_000)]
    frame = pl.DataFrame({"day": span})
    for calendar in every_calendar(grain):
        found = frame.select(ordinal_of(pl.col("day"), grain, calendar))["day"].to_list()
        assert found == [calendar.ordinal(grain, day) for day in span]


@given(
    calendars,
    grains,
    st.dictionaries(st.sampled_from("abc"), st.tuples(days, st.integers(0, 900), st.integers(0, 10))),
    days,
)
def test_the_period_of_the_report(
    calendar: Calendar, grain: Grain, covers: dict[str, tuple[date, int, int]], today: date
) -> None:
    """It is over today and covered by the dataset that reaches furthest; the next one is not; the reason says which."""
    coverages = {id: Coverage(first, first + timedelta(days=n), fresh) for id, (first, n, fresh) in covers.items()}
    chosen = choose(coverages, calendar, grain, today)
    if not coverages:
        assert chosen is None
        return
    assert chosen is not None
    period, why = chosen
    furthest = max(coverages.values(), key=lambda coverage: coverage.last)
    names = [id for id, coverage in coverages.items() if coverage.last == furthest.last]
    reached = max(coverages[max(names)].last + timedelta(days=coverages[max(names)].fresh_within), date.min)

    def over(end: date) -> bool:
        return end <= today

    def covered(last_day: date) -> bool:
        return last_day <= reached

    assert over(period.end)
    assert covered(period.last_day)
    following = calendar.before(period, -1)
    assert not (over(following.end) and covered(following.last_day))
    assert why.startswith(f"{period.id}: the last {grain} that ")
    if "is over" in why:
        assert not over(following.end)
    else:
        assert not covered(following.last_day)
        assert f"'{max(names)}' reaches {furthest.last}" in why


def test_data_without_an_end_do_not_break_the_choice() -> None:
    """Data that reach to 9999-12-31 cover everything, and the last period that is over is taken."""
    coverages = {"rates": Coverage(date(2020, 1, 1), date(9999, 12, 31), 30)}
    for grain in GRAINS:
        chosen = choose(coverages, Calendar(), grain, date(2026, 11, 3))
        assert chosen is not None
        assert chosen[0] == Calendar().before(Calendar().period(grain, date(2026, 11, 3)))


@pytest.mark.parametrize("grain", GRAINS)
def test_only_a_year_that_is_not_the_calendars_is_fiscal(grain: Grain) -> None:
    """Quarters and years are fiscal where the year starts after January; weeks and months never are."""
    for calendar in (Calendar(fiscal_year_start=month) for month in MONTHS):
        fiscal = {calendar.period(grain, date(2026, month, 15)).fiscal for month in MONTHS}
        assert fiscal == {grain in ("quarter", "year") and calendar.fiscal_year_start != 1}


def test_no_two_grains_share_a_name() -> None:
    """A period's id says its grain: the values of a report may lie side by side."""
    calendar, seen = Calendar(6, 4), dict[str, str]()
    for grain in GRAINS:
        for steps in range(120):
            id = calendar.before(calendar.period(grain, date(2026, 10, 31)), steps).id
            assert seen.setdefault(id, grain) == grain
            assert [other for other in GRAINS if calendar.parse(other, id)] == [grain]


def test_a_year_has_as_many_periods_as_it_says() -> None:
    """The steps of a year are those from a period to the one a year later, in months, quarters and years."""
    assert PER_YEAR == {"week": 52, "month": 12, "quarter": 4, "year": 1}


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), own=st.sampled_from(GRAINS), other=st.sampled_from(GRAINS))
def test_what_is_reported_of_another_grain_has_ended_with_the_period(day: date, own: Grain, other: Grain) -> None:
    """Weeks in a monthly report are the whole weeks that ended by its end; the next one has not."""
    for calendar in every_calendar(own):
        period = calendar.period(own, day)
        last = calendar.reported(other, period)
        assert last.end <= period.end < calendar.at(other, last.ordinal + 1).end
        assert calendar.reported(own, period) == period


@given(calendars, st.integers(1950, 2150), st.sampled_from(["Q", "W", ""]), st.integers(0, 99))
def test_who_names_a_period_beyond_a_year_is_told_which_there_are(
    calendar: Calendar, year: int, kind: str, number: int
) -> None:
    """A period that there is needs no telling; for one that there is not, the first and the last of its year are."""
    text = f"{year}-{kind}{number}" if kind == "Q" else f"{year}-{kind}{number:02}"
    grain: Grain = {"Q": "quarter", "W": "week"}.get(kind, "month")  # type: ignore[assignment]
    said = calendar.there_are(text)
    assert bool(said) == (calendar.parse(grain, text) is None)
    assert calendar.there_are(text, [other for other in GRAINS if other != grain]) == ""
    if said:
        first, last = (calendar.parse(grain, id) for id in (said.split()[2], said.split()[4]))
        assert first is not None
        assert last is not None
        assert first.ordinal < last.ordinal
        assert calendar.parse(grain, f"{last.id[:-2]}{int(last.id[-2:]) + 1:02}" if kind != "Q" else "") is None


@pytest.mark.parametrize("text", ["2026", "2026-10-31", "october", "26-13", "2026-S3", ""])
def test_what_has_no_form_of_a_period_is_left_alone(text: str) -> None:
    """Nobody can tell which periods are meant."""
    assert Calendar().there_are(text) == ""
