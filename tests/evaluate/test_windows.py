"""Windows end with their period, LAG goes back, TOTAL leaves the segments, and what has no date counts always."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.errors import SpecError
from engine.model.data import Coverage
from engine.model.period import Window
from engine.periods import Calendar
from tests.backends.oracle import catalog, results, rows_of
from tests.october import HEAD

CALENDAR = Calendar()
WIDE = Coverage(date(2020, 1, 1), date(2027, 12, 31))
WINDOWS = [
    Window("year_to_date"), Window("quarter_to_date"), Window("all_time"), Window("last", 10, "day"),
    Window("last", 1, "week"), Window("last", 3, "month"), Window("last", 12, "month"), Window("last", 2, "quarter"),
    Window("last", 1, "year"),
]  # fmt: skip
DAYS = st.lists(st.dates(date(2023, 6, 1), date(2026, 12, 31)), min_size=1, max_size=40)


def held(window: Window, end: date) -> date:
    """The first day that a window holds which ends before `end`, by the words of the language."""
    last = end - timedelta(days=1)
    match window.kind:
        case "year_to_date":
            return date(last.year, 1, 1)
        case "quarter_to_date":
            return date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
        case "all_time":
            return date.min
    if window.unit in ("day", "week"):
        return end - timedelta(days=window.count * (7 if window.unit == "week" else 1))
    months = end.year * 12 + end.month - 1 - window.count * {"month": 1, "quarter": 3, "year": 12}[window.unit]
    return date(months // 12, months % 12 + 1, 1)


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.name)
@settings(max_examples=25)
@given(days=DAYS)
def test_a_window_holds_what_its_words_say(window: Window, days: list[date]) -> None:
    """In every month the value is over the rows from the window's first day to the month's last, each row once."""
    found = results(catalog("SUM(i)", window=window), rows_of(e=days, i=list(range(1, len(days) + 1))), WIDE)
    for (_, name, id, segments), value in found.values.items():
        if segments or name != window.name:
            continue
        period = CALENDAR.parse("month", id)
        assert period is not None
        start = held(window, period.end)
        assert value.value == sum(n for n, day in enumerate(days, 1) if start <= day < period.end), id
    assert found.value("k", CALENDAR.period("month", date(2026, 10, 1)), window=window.name) is not None


def test_a_window_before_the_data_has_no_value() -> None:
    """Twelve months of which the data hold ten would be called twelve: there is no value, and the reason is said."""
    data = rows_of(e=[date(2026, 3, 5)], i=[1])
    since = Coverage(date(2026, 1, 1), date(2026, 10, 31))
    october = CALENDAR.period("month", date(2026, 10, 1))
    year = results(catalog("SUM(i)", window=Window("last", 12, "month")), data, since)
    value = year.value("k", october, window="last 12 months")
    assert value is not None
    assert (value.value, value.reason) == (None, "not_covered")
    all_time = results(catalog("SUM(i)", window=Window("all_time")), data, since)
    value = all_time.value("k", october, window="all_time")
    assert value is not None
    assert (value.value, value.provisional) == (1, False)


def test_a_distinct_count_over_a_window_is_no_sum_of_months() -> None:
    """Who comes in three months is one person in the quarter."""
    days = [date(2026, month, 3) for month in (8, 9, 10)]
    found = results(catalog("COUNT(DISTINCT i)", window=Window("last", 3, "month")), rows_of(e=days, i=[7, 7, 7]), WIDE)
    value = found.value("k", CALENDAR.period("month", date(2026, 10, 1)), window="last 3 months")
    assert value is not None
    assert value.value == 1


DATA = """id,day,team,amount
1,2026-08-03,north,10.00
2,2026-09-03,north,20.00
3,2026-10-03,south,30.00
4,2026-10-04,north,50.00
"""
DATED = "date: day\n    covers: {from: 2026-01-01, to: 2026-10-31}"
REPORT = HEAD % "en" + """\
  sections: [{title: S, kpis: [%s], by: team}]
datasets:
  d:
    source: d.csv
    %s
    columns: {id: integer, day: date, team: string, amount: money}
kpis:
  revenue: {label: Revenue, dataset: d, formula: SUM(amount)}
  before: {label: Before, formula: 'LAG(revenue, 1)'}
  two_back: {label: Two back, formula: 'revenue - LAG(revenue, 2)'}
  share: {label: Share, formula: revenue / TOTAL(revenue), format: percent}
  week: {label: Week, formula: revenue, window: last 1 month}
  late: {label: Late, dataset: d, where: amount > 1000, formula: SUM(amount) / COUNT(*), when_zero: 0}
  growth: {label: Growth, window: last 2 months, formula: 'revenue / LAG(revenue, 1)'}
"""  # fmt: skip


def made(*kpis: str, dated: bool = True, period: str | None = None) -> dict[tuple[str, str, str | None], Any]:
    """The values in October by KPI, window and team, from a real file."""
    folder = Path(mkdtemp())
    (folder / "d.csv").write_text(DATA, "utf-8")
    (folder / "r.yml").write_text(REPORT % (", ".join(kpis), DATED if dated else ""), "utf-8")
    done = engine.render(folder / "r.yml", today=date(2026, 11, 3), outputs=("json",), period=period)
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    return {(v["kpi"], v["window"], v["segments"].get("team")): v for v in values if v["period"] == "2026-10"}


def test_lag_is_the_period_before() -> None:
    """LAG(revenue, 1) in October is September's revenue, in total and for each team; before August there was none."""
    found = made("before", "two_back")
    assert found["before", "period", None]["value"] == 20
    assert found["before", "period", "north"]["value"] == 20
    assert found["before", "period", "south"]["value"] == 0
    assert found["two_back", "period", None]["value"] == 80 - 10


def test_total_leaves_the_segments() -> None:
    """A team's share is its revenue over the revenue of all; the shares add up to one."""
    found = made("share")
    assert found["share", "period", "south"]["value"] == 30 / 80
    assert found["share", "period", "north"]["value"] == 50 / 80
    assert found["share", "period", None]["value"] == 1


def test_a_window_of_a_whole_holds_for_its_parts() -> None:
    """Two months against the two months that ended a month before: LAG shifts the period and keeps the window."""
    assert made("growth")["growth", "last 2 months", None]["value"] == (20 + 80) / (10 + 20)


def test_where_nothing_is_divided_by_a_value_may_be_said() -> None:
    """`when_zero: 0` stands in for a division by zero, and gives no reason."""
    value = made("late")["late", "period", None]
    assert (value["value"], value["denominator"], value["reason"]) == (0, 0, None)


def test_without_a_date_every_row_counts() -> None:
    """An undated dataset's rows all count in the period asked for, without a comparison."""
    value = made("revenue", dated=False, period="2026-10")["revenue", "period", None]
    assert (value["value"], value["previous"], value["year_ago"]) == (110, None, None)


def test_without_any_date_a_period_must_be_asked_for() -> None:
    """Nothing says which month it is: the message says what to type."""
    with pytest.raises(engine.ArgumentError, match="no data has a date"):
        made("revenue", dated=False)


def test_lag_takes_a_kpi_and_a_number() -> None:
    """LAG over something else, or without end, is an error of the spec."""
    folder = Path(mkdtemp())
    (folder / "d.csv").write_text(DATA, "utf-8")
    text = (REPORT % ("revenue", DATED)).replace("'LAG(revenue, 1)'", "'LAG(revenue + 1, 1)'")
    (folder / "r.yml").write_text(text, "utf-8")
    with pytest.raises(SpecError, match="LAG takes a KPI"):
        engine.check(folder / "r.yml")


@pytest.mark.parametrize(("zone", "october"), [("UTC", 2), ("Europe/Paris", 1), ("America/New_York", 2)])
def test_a_time_counts_on_its_day_where_the_report_is(zone: str, october: int) -> None:
    """Half past eleven at night in UTC is the next month already in Paris."""
    folder = Path(mkdtemp())
    rows = ["id,day,team,amount", "1,2026-10-31T23:30:00Z,north,1.00", "2,2026-10-15T08:00:00Z,north,2.00"]
    (folder / "d.csv").write_text("\n".join(rows), "utf-8")
    text = (
        (REPORT % ("revenue", DATED))
        .replace("day: date,", "day: datetime,")
        .replace("every:", f"timezone: {zone}\n  every:")
    )
    text = text.replace("formula: SUM(amount)}", "formula: COUNT(*)}", 1).replace("currency: EUR", "currency: EUR")
    (folder / "r.yml").write_text(text, "utf-8")
    done = engine.render(folder / "r.yml", today=date(2026, 11, 3), outputs=("json",), period="2026-10")
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    total = next(v for v in values if v["kpi"] == "revenue" and v["period"] == "2026-10" and not v["segments"])
    assert total["value"] == october
