"""What a number means, sentence by sentence: what no other test of a figure would notice if it were otherwise."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.model.data import Coverage
from engine.model.period import Window
from tests.backends.oracle import by_segment, catalog, results, rows_of

WIDE = Coverage(date(2020, 1, 1), date(2027, 12, 31))


def october(formula: str, window: Window | None = None, coverage: Coverage = WIDE, **rows: list[Any]) -> Any:
    """The total of October from these rows."""
    made = catalog(formula, window=window) if window else catalog(formula)
    return results(made, rows_of(**rows), coverage).values["k", window.name if window else "period", "2026-10", ()]


def test_what_is_not_known_to_hold_does_not_hold() -> None:
    """A comparison with nothing is not true, nor is its opposite: such a row is in neither count, filter or sum."""
    rows: Any = {"i": [1, None, 3], "j": [10, 20, 40]}
    assert october("COUNT_IF(i > 2)", **rows).value == 1
    assert october("COUNT_IF(NOT i > 2)", **rows).value == 1
    assert october("SUM(j) FILTER (WHERE i <> 1)", **rows).value == 40
    found = results(catalog("SUM(j)", where="i <> 1"), rows_of(**rows), WIDE)
    value = by_segment(found)["total", ""]
    assert (value.value, value.rows) == (40, 1)


def test_over_no_rows_only_counts_and_sums_are_nothing() -> None:
    """The least, the greatest, the middle and the average of no rows have no value, and say that there are none."""
    empty = [date(2026, 9, 5)]
    for formula, wanted in (("COUNT(*)", 0), ("SUM(j)", 0), ("COUNT(DISTINCT j)", 0), ("COUNT(j)", 0)):
        assert october(formula, e=empty, j=[1]).value == wanted
    for formula in ("MIN(j)", "MAX(j)", "MEDIAN(j)", "AVG(j)"):
        value = october(formula, e=empty, j=[1])
        assert (value.value, value.reason) == (None, "no_rows")


def test_a_value_for_zero_stands_in_for_a_division_and_for_nothing_else() -> None:
    """Where there are no rows to average, or no data, `when_zero` says nothing."""
    made = catalog("SUM(i) / SUM(j)", when_zero=0)
    data = rows_of(e=[date(2026, 10, 5)], i=[5], j=[0])
    value = results(made, data, WIDE).values["k", "period", "2026-10", ()]
    assert (value.value, value.reason, value.denominator) == (0, None, 0)
    early = results(made, data, Coverage(date(2020, 1, 1), date(2026, 9, 30))).values["k", "period", "2026-10", ()]
    assert (early.value, early.reason) == (None, "not_covered")
    empty = results(catalog("MIN(j)", when_zero=0), rows_of(e=[date(2026, 9, 5)], j=[0]), WIDE)
    assert empty.values["k", "period", "2026-10", ()].value is None


def test_the_rows_behind_a_figure_are_those_that_the_kpi_counts() -> None:
    """Not those of the whole dataset; a filter of one aggregate leaves out none of them."""
    found = results(catalog("SUM(j) FILTER (WHERE i > 1)", where="i < 3"), rows_of(i=[1, 2, 3], j=[1, 1, 1]), WIDE)
    value = by_segment(found)["total", ""]
    assert (value.value, value.rows) == (1, 2)


@pytest.mark.parametrize(
    ("window", "first_in", "last_out"),
    [
        (Window("quarter_to_date"), date(2026, 10, 1), date(2026, 9, 30)),
        (Window("year_to_date"), date(2026, 1, 1), date(2025, 12, 31)),
        (Window("last", 2, "week"), date(2026, 10, 18), date(2026, 10, 17)),
        (Window("last", 1, "quarter"), date(2026, 8, 1), date(2026, 7, 31)),
    ],
    ids=lambda found: getattr(found, "name", ""),
)
def test_the_first_day_of_a_window(window: Window, first_in: date, last_out: date) -> None:
    """The first day counts and the day before does not; a last quarter is the three months that end the period."""
    assert october("COUNT(*)", window, e=[first_in, last_out]).value == 1


def test_all_time_begins_with_the_data() -> None:
    """It has a value however short the data are, where any other window that begins before them has none."""
    coverage = Coverage(date(2026, 9, 15), date(2026, 12, 31))
    days = [date(2026, 9, 20), date(2026, 10, 5)]
    assert october("COUNT(*)", Window("all_time"), coverage, e=days).value == 2
    assert october("COUNT(*)", Window("last", 2, "month"), coverage, e=days).value is None


def test_the_previous_value_of_a_window_is_the_window_a_period_before() -> None:
    """Two months to the end of October beside the two to the end of September: they share September."""
    days = [date(2026, 8, 5)] * 4 + [date(2026, 9, 5)] * 2 + [date(2026, 10, 5)]
    value = october("COUNT(*)", Window("last", 2, "month"), e=days)
    assert (value.value, value.previous) == (3, 6)


# --- Conversions ---------------------------------------------------------------------------------------------

REPORT = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, kpis: [k, twice], by: source}]}
datasets:
  leads:
    source: leads.csv
    key: row
    date: at
    columns: {row: integer, lead: string, at: datetime, source: string}
    covers: {from: 2026-01-01, to: 2026-12-31}
  deals:
    source: deals.csv
    date: at
    columns: {origin: string, at: datetime}
    covers: {from: 2026-01-01, to: 2026-12-31}
kpis:
  k:
    label: Lead to deal
    conversion: {from: leads, to: deals, entity: {from: lead, to: origin}, %scount_by: cohort}
    format: percent
  twice: {label: Twice, formula: 2 * k, format: percent}
"""


def converted(folder: Path, within: str, leads: list[str], deals: list[str]) -> dict[tuple[str, str], Any]:
    """October's values by KPI and source, from rows of (lead, time, source) and (lead, time)."""
    numbered = (f"{number},{lead}" for number, lead in enumerate(leads, 1))
    (folder / "leads.csv").write_text("\n".join(["row,lead,at,source", *numbered]), "utf-8")
    (folder / "deals.csv").write_text("\n".join(["origin,at", *deals]), "utf-8")
    (folder / "r.yml").write_text(REPORT % within, "utf-8")
    done = engine.render(folder / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10")
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    return {(v["kpi"], v["segments"].get("source", "")): v for v in values if v["period"] == "2026-10"}


@pytest.mark.parametrize(
    ("event", "reached"), [("2026-10-08T15:00", 1), ("2026-10-08T15:01", 0), ("2026-10-01T14:59", 0)]
)
def test_seven_days_are_seven_times_24_hours(tmp_path: Path, event: str, reached: int) -> None:
    """To the minute: an hour more on the seventh day is too late, a minute before the base too early."""
    found = converted(tmp_path, "within: 7 days, ", ["a,2026-10-01T15:00,web"], [f"a,{event}"])
    assert found["k", ""]["numerator"] == reached


def test_without_a_limit_an_event_counts_whenever_it_is(tmp_path: Path) -> None:
    """Also before its base, and months after; two events of one entity are one conversion."""
    leads = ["a,2026-10-05T10:00,web", "b,2026-10-05T10:00,web", "c,2026-10-05T10:00,web"]
    deals = ["a,2026-09-01T10:00", "b,2026-12-01T10:00", "b,2026-12-02T10:00"]
    value = converted(tmp_path, "", leads, deals)["k", ""]
    assert (value["numerator"], value["denominator"]) == (2, 3)


def test_two_events_in_time_are_one_conversion(tmp_path: Path) -> None:
    """Whoever comes twice has come."""
    deals = ["a,2026-10-06T10:00", "a,2026-10-07T10:00"]
    value = converted(tmp_path, "within: 7 days, ", ["a,2026-10-05T10:00,web"], deals)["k", ""]
    assert (value["numerator"], value["denominator"]) == (1, 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_first_rows_the_key_decides(tmp_path: Path, order: tuple[int, int]) -> None:
    """The segment is that of the base's first row; at the same moment the lower key, wherever it stands in the file."""
    rows = ["1,a,2026-10-05T10:00,web", "2,a,2026-10-05T10:00,fair"]
    (tmp_path / "r.yml").write_text(REPORT % "", "utf-8")
    (tmp_path / "deals.csv").write_text("origin,at\na,2026-10-06T10:00", "utf-8")
    (tmp_path / "leads.csv").write_text("\n".join(["row,lead,at,source", *(rows[n] for n in order)]), "utf-8")
    done = engine.render(tmp_path / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10")
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    found = {v["segments"]["source"]: v["denominator"] for v in values
             if v["kpi"] == "k" and v["period"] == "2026-10" and v["segments"]}  # fmt: skip
    assert found == {"web": 1}


def test_a_kpi_over_a_young_cohort_is_young_too(tmp_path: Path) -> None:
    """What is made of a provisional figure is provisional: data end in December, and ninety days reach beyond."""
    found = converted(tmp_path, "within: 90 days, ", ["a,2026-10-05T10:00,web"], ["a,2026-10-06T10:00"])
    assert (found["k", ""]["provisional"], found["twice", ""]["provisional"]) == (True, True)
    firm = converted(tmp_path, "within: 60 days, ", ["a,2026-10-05T10:00,web"], ["a,2026-10-06T10:00"])
    assert (firm["k", ""]["provisional"], firm["twice", ""]["provisional"]) == (False, False)
