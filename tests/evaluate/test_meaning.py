"""What a number means, on a dozen rows whose right answer can be counted by hand: weeks, windows, stocks, segments."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.backends.polars import measure
from engine.evaluate import evaluate
from engine.model.data import Coverage, Table
from engine.model.results import Value
from engine.periods import Calendar
from engine.plan import make_plan
from tests.backends.oracle import TODAY, catalog, results, rows_of

PEOPLE = "id,team\na,north\nb,\n"
VISITS = "visitor,day\na,2026-10-04\nb,2026-10-12\nc,2026-10-04\n"
COLUMNS = """
      person: {type: string, nullable: true}
      opened: {type: date, nullable: true}
      closed: {type: date, nullable: true}
"""
REPORT = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, kpis: [%s], by: team}]}
datasets:
  deals:
    source: deals.csv
    date: opened
    covers: {from: 2025-01-01, to: 2026-12-31}
    columns: {COLUMNS}
    joins: {who: {to: people, on: person}}
    dimensions: {team: who.team}
  people: {source: people.csv, key: id, columns: {id: string, team: {type: string, nullable: true}}}
  visits:
    source: visits.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-12-31}
    columns: {visitor: string, day: date}
dimensions: {team: {label: Team, values: {north: North, south: South}}}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  ten_days: {label: Ten days, dataset: deals, formula: COUNT(*), window: last 10 days}
  a_quarter: {label: A quarter, dataset: deals, formula: COUNT(*), window: last 3 months}
  three_months: {label: Three months, formula: ten_days, window: last 3 months}
  open: {label: Open, dataset: deals, formula: COUNT(*), balance: {opened: opened, closed: closed}}
  own: {label: Own, dataset: deals, where: person = 'a', formula: COUNT(*), balance: {opened: opened, closed: closed}}
  reached:
    label: Reached
    conversion: {from: deals, to: visits, entity: {from: person, to: visitor}, within: 7 days, count_by: cohort}
  days: {label: Days, dataset: deals, formula: SUM(closed - opened)}
""".replace("{COLUMNS}", COLUMNS.rstrip())

Found = dict[tuple[str, str, str], Any]


def made(folder: Path, kpi: str, rows: str) -> Found:
    """The values of a KPI by period and segment, with the segment's kind, from rows of person, opening and closing."""
    (folder / "deals.csv").write_text("person,opened,closed\n" + rows, "utf-8")
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    (folder / "visits.csv").write_text(VISITS, "utf-8")
    (folder / "r.yml").write_text(REPORT % kpi, "utf-8")
    done = engine.render(folder / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10")
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    return {(v["period"], v["segment_kind"] or "", v["segments"].get("team") or ""): v for v in values}


def weekly(week_start: int, days: list[date]) -> Value:
    """The number of rows in the week of the 28th of October 2026, a Wednesday, from rows on these days."""
    plain = catalog("COUNT(*)")
    made = replace(plain, specs=replace(plain.specs, report=replace(plain.report, every="week")))
    calendar, data, plan = Calendar(week_start), rows_of(e=days), make_plan(made)
    tables = {"t": Table("t", "t.csv", "", data.height, data.lazy(), Coverage(date(2025, 1, 1), TODAY))}
    week = calendar.period("week", date(2026, 10, 28))
    counted = measure(plan, made, tables, week, calendar)
    return evaluate(plan, made, counted, tables, week, "", calendar, TODAY).values["k", "period", week.id, ()]


@pytest.mark.parametrize(("week_start", "wanted"), [(0, (1, 2)), (6, (2, 1)), (5, (3, 0))])
def test_a_week_starts_on_the_day_that_the_report_says(week_start: int, wanted: tuple[int, int]) -> None:
    """Of a Saturday, a Sunday and a Monday each lies in the week that Monday, Sunday or Saturday begins."""
    value = weekly(week_start, [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)])
    assert (value.value, value.previous) == wanted


def test_a_week_is_compared_with_the_one_52_weeks_before() -> None:
    """Its year ago is 364 days before, so that Monday meets Monday."""
    day = date(2026, 10, 28)
    days = [day, *[day - timedelta(days=364)] * 2, *[day - timedelta(days=371)] * 4, *[day - timedelta(days=7)] * 8]
    value = weekly(0, days)
    assert (value.value, value.year_ago, value.previous) == (1, 2, 8)


def test_a_window_of_days_holds_its_first_day(tmp_path: Path) -> None:
    """Ten days to the end of October are those from the 22nd on."""
    found = made(tmp_path, "ten_days", "a,2026-10-21,\na,2026-10-22,\na,2026-10-31,\na,2026-11-01,\n")
    assert found["2026-10", "", ""]["value"] == 2


def test_a_window_of_months_begins_with_a_month(tmp_path: Path) -> None:
    """Three months to the end of October are August, September and October, whole, and not ninety days."""
    found = made(tmp_path, "a_quarter", "a,2026-07-31,\na,2026-08-01,\na,2026-08-02,\na,2026-10-31,\n")
    assert found["2026-10", "", ""]["value"] == 3
    assert found["2026-09", "", ""]["value"] == 3


def test_the_window_of_a_whole_goes_before_that_of_its_part(tmp_path: Path) -> None:
    """Over three months a part that alone is of ten days is of three months too."""
    found = made(tmp_path, "three_months", "a,2026-07-31,\na,2026-08-01,\na,2026-09-15,\na,2026-10-31,\n")
    assert found["2026-10", "", ""]["value"] == 3


@pytest.mark.parametrize("order", list(permutations((0.1, 0.2, 0.3))))
def test_tenths_add_up_to_the_same_in_every_order(order: tuple[float, ...]) -> None:
    """Binary tenths give one sum from left to right and another from right to left; the file's order is neither."""
    october = results(catalog("SUM(n)"), rows_of(n=list(order))).values["k", "period", "2026-10", ()]
    assert october.value == 0.1 + 0.2 + 0.3


def test_days_between_two_dates_are_elapsed_days(tmp_path: Path) -> None:
    """From the 30th of October to the second of November are three days, and no month."""
    found = made(tmp_path, "days", "a,2026-10-05,2026-10-30\na,2026-10-30,2026-11-02\n")
    assert found["2026-10", "", ""]["value"] == 25 + 3


def test_a_stock_stands_until_the_day_on_which_it_is_closed(tmp_path: Path) -> None:
    """Open at each month's end from its opening on; closed on the last day of a month, it is not open at its end."""
    found = made(tmp_path, "open", "a,2026-07-31,2026-10-31\na,2026-08-01,2026-11-01\na,2026-08-01,2026-08-31\n")
    stock = [found[f"2026-{month:02}", "", ""]["value"] for month in range(6, 11)]
    assert stock == [0, 1, 2, 2, 1]


def test_a_stock_with_an_undated_row_is_refused(tmp_path: Path) -> None:
    """Whether a row without an opening date is open has to be said; until then there is no figure."""
    with pytest.raises(engine.DataError, match=r"1 rows have no 'opened'.* for 'open'") as refused:
        made(tmp_path, "open", "a,2026-07-31,\na,,\n")
    assert refused.value.issues[0].place.line, "it leads to the balance that has to say it"


def test_a_stock_asks_only_for_the_days_of_its_own_rows(tmp_path: Path) -> None:
    """A row that the KPI does not count may be without an opening date, and other KPIs by that day do not matter."""
    found = made(tmp_path, "deals, own", "a,2026-07-31,\nb,,\n")
    assert found["2026-10", "", ""]["value"] == 1


def test_who_is_missing_and_who_is_unmatched_stand_apart(tmp_path: Path) -> None:
    """No key or no team is missing, a key that is in no list is unmatched; all of them are in the total."""
    rows = "".join(f"{person},2026-10-05,\n" for person in ("a", "b", "", "z", "z", "z"))
    october = {key[1:]: v["value"] for key, v in made(tmp_path, "deals", rows).items() if key[0] == "2026-10"}
    assert october == {("", ""): 6, ("value", "north"): 1, ("value", "south"): 0, ("missing", ""): 2,
                       ("unmatched", ""): 3}  # fmt: skip


def test_a_declared_value_without_rows_stands(tmp_path: Path) -> None:
    """The south has no row in any period, and stands with 0 in each."""
    found = made(tmp_path, "deals", "a,2026-10-05,\n")
    assert {period for period, _, team in found if team == "south"} == {period for period, _, _ in found}
    assert found["2026-10", "value", "south"]["value"] == 0


def test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on(tmp_path: Path) -> None:
    """Of a, first there in September, b, c and d the events come six days later, on the seventh, too early, never.

    Who came in October too is of September, and a row without a person is nobody.
    """
    rows = "a,2026-09-28,\na,2026-10-02,\nb,2026-10-05,\nc,2026-10-05,\nd,2026-10-10,\n,2026-10-05,\n"
    found = made(tmp_path, "reached", rows)
    parts = [(found[at, "", ""]["numerator"], found[at, "", ""]["denominator"]) for at in ("2026-09", "2026-10")]
    assert parts == [(1, 1), (1, 3)]
