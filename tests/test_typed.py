"""Figures typed by hand: what stands for a period, what adds up, how long one is held, and that nothing is made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.kpis import Entry, Hold, OverTime, Typed
from engine.model.period import PERIOD, YEAR_TO_DATE, Grain, Period, Window
from engine.periods import Calendar
from engine.typed import Known, known

CALENDARS = st.sampled_from([Calendar(), Calendar(fiscal_year_start=4), Calendar(week_start=6)])
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "year")
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
MONTHLY = st.lists(st.decimals(-9999, 9999, places=2), min_size=24, max_size=24)


def months(calendar: Calendar, amounts: list[Decimal]) -> list[Entry]:
    """A figure for each month of 2025 and 2026."""
    first = calendar.period("month", date(2025, 1, 1)).ordinal
    return [Entry(calendar.at("month", first + n), (("", amount),)) for n, amount in enumerate(amounts)]


def amount(found: Known | str) -> Decimal | str:
    return found if isinstance(found, str) else found.parts[""]


@given(CALENDARS, MONTHLY, DAYS, st.sampled_from(["month", "quarter", "year"]))
def test_a_sum_is_that_of_its_months(calendar: Calendar, amounts: list[Decimal], day: date, grain: Grain) -> None:
    """A month, quarter, year or year to date is the exact sum of its months, where all of them are there."""
    entries = months(calendar, amounts)
    period = calendar.period(grain, day)
    for window in (PERIOD, YEAR_TO_DATE, Window("quarter_to_date"), Window("last", 6, "month"), Window("all_time")):
        start = max(calendar.window_start(window, period), date(1, 1, 1))
        inside = [e.parts[0][1] for e in entries if e.period.start >= start and e.period.end <= period.end]
        wanted = round((period.end - max(start, date(2025, 1, 1))).days / 30.4)
        whole = start >= date(2025, 1, 1) or window.kind == "all_time"
        found = amount(known(Typed(tuple(entries), "sum"), window, period, calendar))
        assert found == (sum(inside) if whole and len(inside) == wanted else "not_entered"), (window, period)


@given(CALENDARS, MONTHLY, st.integers(0, 23), st.integers(0, 23))
def test_a_sum_without_one_of_its_months_is_not_entered(
    calendar: Calendar, amounts: list[Decimal], gone: int, asked: int
) -> None:
    """A missing month is no 0: every stretch that holds it has no value, and every other has its own."""
    entries = months(calendar, amounts)
    missing, period = entries.pop(gone).period, calendar.before(calendar.period("month", date(2026, 12, 1)), asked)
    start = calendar.year_of(period).start
    found = known(Typed(tuple(entries), "sum"), YEAR_TO_DATE, period, calendar)
    holds = start <= missing.start < period.end
    assert (found == "not_entered") == (holds or start < date(2025, 1, 1))


@given(CALENDARS, MONTHLY, st.sets(st.integers(0, 7)))
def test_a_quarter_in_place_of_its_months_adds_up_alike(
    calendar: Calendar, amounts: list[Decimal], replaced: set[int]
) -> None:
    """Where some quarters are typed as a whole, their ends have the same year to date; their months have none."""
    entries = months(calendar, amounts)
    mixed = [entry for n, entry in enumerate(entries) if n // 3 not in replaced]
    for n in replaced:
        total = sum((entry.parts[0][1] for entry in entries[3 * n : 3 * n + 3]), Decimal(0))
        mixed.append(Entry(calendar.period("quarter", entries[3 * n].period.start), (("", total),)))
    one, other = Typed(tuple(entries), "sum"), Typed(tuple(mixed), "sum")
    for n in range(2, 24, 3):
        end = entries[n].period
        assert known(one, YEAR_TO_DATE, end, calendar) == known(other, YEAR_TO_DATE, end, calendar)
    for n in replaced:
        assert known(other, PERIOD, entries[3 * n].period, calendar) == "not_entered"


PERIODS = st.builds(lambda calendar, grain, day: calendar.period(grain, day), st.just(Calendar()),
                    st.sampled_from(GRAINS), DAYS)  # fmt: skip
ENTERED = st.lists(PERIODS, min_size=1, max_size=8, unique_by=lambda period: period.id).map(
    lambda periods: tuple(Entry(period, (("", Decimal(n)),)) for n, period in enumerate(periods))
)
HOLDS = st.none() | st.builds(Hold, st.integers(1, 3), st.sampled_from(GRAINS))


@given(ENTERED, PERIODS, st.sampled_from(["last", "none"]), HOLDS)
def test_what_stands_was_typed_and_is_not_of_the_future(
    entries: tuple[Entry, ...], period: Period, over_time: OverTime, hold: Hold | None
) -> None:
    """A figure is one of those that were typed: the period's own, else one that ended by then, under its own name."""
    calendar = Calendar()
    found = known(Typed(entries, over_time, hold), PERIOD, period, calendar)
    own = [entry for entry in entries if entry.period == period]
    if own:
        assert found == Known(dict(own[0].parts))
    elif isinstance(found, str):
        assert found == "not_entered"
    else:
        (entry,) = [entry for entry in entries if dict(entry.parts) == found.parts]
        assert entry.period.end <= period.end
        shorter = GRAINS.index(entry.period.grain) < GRAINS.index(period.grain)
        assert not shorter or over_time == "last"
        last_part = shorter and entry.period == calendar.reported(entry.period.grain, period)
        assert found.typed_for == (None if last_part else entry.period.id)
        if not last_part and entry.period.last_day < period.start:
            assert hold is not None
            assert period.end <= calendar.later(entry.period.end, hold.count, hold.unit)


@given(st.integers(0, 3), st.sampled_from(["last", "none"]))
def test_a_quarters_figure_stands_at_its_end_and_as_long_as_it_is_held(quarters: int, over_time: OverTime) -> None:
    """Of a figure for the second quarter of 2026: June has it, then the months for which it is held, no other month."""
    calendar = Calendar()
    quarter = calendar.period("quarter", date(2026, 5, 1))
    typed = Typed((Entry(quarter, (("", Decimal(7)),)),), over_time, Hold(quarters, "quarter") if quarters else None)
    first = calendar.period("month", date(2026, 1, 1)).ordinal
    for n in range(24):
        found = known(typed, PERIOD, calendar.at("month", first + n), calendar)
        stands = 5 <= n < 6 + 3 * quarters
        assert found == (Known({"": Decimal(7)}, "2026-Q2") if stands else "not_entered"), n


@pytest.mark.parametrize("grain", ["month", "week"])
def test_the_last_part_stands_for_a_longer_period_where_that_is_said(grain: Grain) -> None:
    """A quarter has the figure of its last month, or of the last week that ended in it; with `none` it has none."""
    calendar = Calendar()
    quarter = calendar.period("quarter", date(2026, 8, 1))
    last = calendar.reported(grain, quarter)
    entries = (Entry(calendar.before(last), (("", Decimal(1)),)), Entry(last, (("", Decimal(2)),)))
    assert known(Typed(entries, "last"), PERIOD, quarter, calendar) == Known({"": Decimal(2)})
    assert known(Typed(entries, "last"), YEAR_TO_DATE, quarter, calendar) == Known({"": Decimal(2)})
    assert known(Typed(entries[:1], "last"), PERIOD, quarter, calendar) == "not_entered"
    assert known(Typed(entries, "none"), PERIOD, quarter, calendar) == "not_entered"
    assert known(Typed(entries, "none"), YEAR_TO_DATE, last, calendar) == "not_added"
