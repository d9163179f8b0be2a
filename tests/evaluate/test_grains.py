"""Weeks, months, quarters and years count their days: against DuckDB, across both switches of the clocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest

import engine
from engine.model.period import Grain
from engine.periods import Calendar

REPORT = """
report:
  id: r
  title: R
  company: C
  every: {every}
  language: en
  currency: EUR
  timezone: Europe/Paris
  week_start: {week_start}
  fiscal_year_start: {fiscal}
  sections:
    - title: S
      cards: [hours, last_day, so_far]
      charts: [{charts}]
datasets:
  clock:
    source: clock.csv
    date: at
    columns: {{at: datetime, kind: string, amount: money}}
    covers: {{from: 2024-01-01, to: 2026-12-31}}
kpis:
  hours: {{label: H, dataset: clock, formula: COUNT(*), better: higher}}
  amount: {{label: A, dataset: clock, formula: SUM(amount)}}
  kinds: {{label: K, dataset: clock, formula: COUNT(DISTINCT kind)}}
  last_day: {{label: L, dataset: clock, formula: COUNT(*), window: last 1 day}}
  so_far: {{label: F, dataset: clock, formula: COUNT(*), window: year_to_date}}
objectives:
  - {{kpi: hours, period: 2025, target: 8760}}
  - {{kpi: hours, period: 2026, target: 8760}}
"""
FISCAL = {"january": 1, "april": 4}
Found = dict[tuple[str, str, str, str], dict[str, Any]]


@cache
def hourly() -> Path:
    """A folder with a row for every hour of three years, written with its zone."""
    folder, hour = Path(mkdtemp()), datetime(2023, 12, 31, 23, tzinfo=UTC)
    with (folder / "clock.csv").open("w", encoding="utf-8") as file:
        file.write("at,kind,amount\n")
        number = 0
        while hour < datetime(2026, 12, 31, 23, tzinfo=UTC):
            file.write(f"{hour:%Y-%m-%dT%H:%M:%SZ},k{number * number % 97},{number % 1000}.{number % 100:02}\n")
            hour, number = hour + timedelta(hours=1), number + 1
    return folder


@cache
def found(every: Grain, period: str, charts: str = "", week_start: str = "monday", fiscal: str = "january") -> Found:
    """The values of a report by KPI, grain, period and window."""
    folder = hourly()
    charts = charts or "{trend: hours}"
    text = REPORT.format(every=every, charts=charts, week_start=week_start, fiscal=fiscal)
    path = folder / f"{every}-{week_start}-{fiscal}-{abs(hash(charts))}.yml"
    path.write_text(text, "utf-8")
    done = engine.render(path, today=date(2027, 1, 4), outputs=("json",), period=period, out=Path(mkdtemp()))
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    keyed = {(v["kpi"], v["grain"], v["period"], v["window"]): v for v in values}
    assert len(keyed) == len(values)
    return keyed


@cache
def clock() -> duckdb.DuckDBPyConnection:
    """DuckDB with the same rows at the clocks of Paris."""
    database = duckdb.connect()
    database.execute(
        "CREATE TABLE clock AS SELECT timezone('Europe/Paris', clock.at::TIMESTAMPTZ) AS moment, kind, "
        f"amount::DECIMAL(18, 2) AS amount FROM read_csv('{hourly() / 'clock.csv'}', all_varchar = true) AS clock"
    )
    return database


def duck(first: date, end: date) -> tuple[Any, ...]:
    """Hours, amount and kinds from a day up to, not including, another."""
    sql = "SELECT count(*), sum(amount), count(DISTINCT kind) FROM clock WHERE moment >= ? AND moment < ?"
    row = clock().execute(sql, [first, end]).fetchone()
    assert row is not None
    return row


def periods(keyed: Found, kpi: str, grain: str) -> Iterator[dict[str, Any]]:
    yield from (v for (id, of, _, window), v in keyed.items() if (id, of, window) == (kpi, grain, "period"))


@pytest.mark.parametrize(("week", "hours", "last_day"), [("2026-W13", 167, 23), ("2026-W43", 169, 25),
                                                         ("2026-W44", 168, 24)])  # fmt: skip
def test_a_day_of_23_or_25_hours_is_a_whole_day(week: str, hours: int, last_day: int) -> None:
    """Both switches are on a Sunday: the week's last day has an hour less or more, and the week too."""
    keyed = found("week", week)
    assert keyed["hours", "week", week, "period"]["value"] == hours
    assert keyed["last_day", "week", week, "last 1 day"]["value"] == last_day


@pytest.mark.parametrize(
    ("every", "fiscal"), [("week", "april"), ("month", "january"), ("quarter", "april"), ("year", "january")]
)
def test_every_period_is_duckdbs(every: Grain, fiscal: str) -> None:
    """Hours, sums and distinct kinds of every period of the report and of trends of all grains, in two fiscal years."""
    grains: tuple[Grain, ...] = ("week", "month", "quarter", "year")
    kpis = ("hours", "amount", "kinds")
    charts = ", ".join(f"{{trend: {kpi}, grain: {grain}, periods: 60}}" for kpi in kpis for grain in grains)
    calendar = Calendar(6, FISCAL[fiscal])
    end = calendar.reported(every, Calendar().period("month", date(2026, 12, 31)))
    keyed = found(every, end.id, charts, "sunday", fiscal)
    for grain in grains:
        shown = calendar.reported(grain, end)
        for steps in range(60):
            period = calendar.before(shown, steps)
            values = [keyed[kpi, grain, period.id, "period"] for kpi in kpis]
            if period.last_day < date(2024, 1, 1):
                assert {(value["value"], value["reason"]) for value in values} == {(None, "not_covered")}
                continue
            hours, amount, kinds = duck(period.start, period.end)
            assert values[0]["value"] == hours
            assert values[1]["value"] == pytest.approx(float(amount), abs=1e-6)
            assert values[2]["value"] == kinds
            assert values[0]["provisional"] == (period.start < date(2024, 1, 1))
        assert ("hours", grain, calendar.before(shown, -1).id, "period") not in keyed


def test_weeks_of_a_month_are_those_that_have_ended() -> None:
    """October 2026 ends on a Saturday: the week of the 26th goes on, the one before is the last."""
    keyed = found("month", "2026-10", "{trend: hours, grain: week, periods: 52}")
    weeks = sorted(value["period"] for value in periods(keyed, "hours", "week"))
    assert (weeks[-1], len(weeks)) == ("2026-W43", 52 + 52)
    value = keyed["hours", "week", "2026-W43", "period"]
    assert (value["value"], value["previous"], value["year_ago"]) == (169, 168, 169)
    assert keyed["hours", "week", "2025-W44", "period"]["year_ago"] is not None
    assert value["target"] == pytest.approx(168, abs=0.01)
    assert keyed["hours", "month", "2026-10", "period"]["value"] == 31 * 24 + 1


def test_a_year_in_a_monthly_report_has_ended() -> None:
    """In October 2026 the last whole year is 2025, the last whole quarter the third."""
    keyed = found("month", "2026-10", "{trend: hours, grain: year, periods: 2}, {trend: hours, grain: quarter}")
    assert max(value["period"] for value in periods(keyed, "hours", "year")) == "2025"
    assert max(value["period"] for value in periods(keyed, "hours", "quarter")) == "2026-Q3"


def test_the_reports_own_grain_is_the_one_without_a_name() -> None:
    """A trend that names the report's grain gives the same values as one that names none."""
    assert found("month", "2026-10", "{trend: hours, grain: month}") == found("month", "2026-10")


def test_a_week_to_date_begins_with_its_fiscal_year() -> None:
    """From the first of the year in which the week ends to its last day; the days of the year before are not in it."""
    assert found("week", "2026-W44")["hours", "week", "2026-W44", "year_to_date"]["value"] == 305 * 24
    turn = found("week", "2026-W01")["hours", "week", "2026-W01", "year_to_date"]
    assert (turn["value"], turn["target"]) == (4 * 24, 4 * 24)
    april = found("week", "2026-W44", fiscal="april")["hours", "week", "2026-W44", "year_to_date"]
    assert april["value"] == duck(date(2026, 4, 1), date(2026, 11, 2))[0]


def test_a_year_is_its_own_year_to_date() -> None:
    """At its end the year to date is the year, and so is its target."""
    keyed = found("year", "2026")
    whole, to_date = (keyed["hours", "year", "2026", window] for window in ("period", "year_to_date"))
    assert [whole[key] for key in ("value", "target", "state")] == [
        to_date[key] for key in ("value", "target", "state")
    ]
    assert whole["value"] == 8760
    assert (whole["previous"], whole["year_ago"]) == (8760, 8760)


def test_a_week_to_date_has_no_year_ago() -> None:
    """52 weeks back another number of days of the year is over: no comparison rather than a crooked one."""
    week = found("week", "2026-W44")["so_far", "week", "2026-W44", "year_to_date"]
    assert (week["value"], week["previous"], week["year_ago"]) == (305 * 24, 298 * 24, None)
    month = found("month", "2026-10")["so_far", "month", "2026-10", "year_to_date"]
    assert (month["value"], month["year_ago"]) == (304 * 24, 304 * 24)
