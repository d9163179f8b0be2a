"""A month that targets leave out between others is told to the reader, and the year to date does not count the KPI."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.formats.json import make
from engine.pipeline import Computed
from engine.pipeline.figures import compute
from engine.pipeline.wording import worded

REPORT = """report: {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{title: A, scorecard: {kpis: all}}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, amount: money}, covers: {from: 2026-01-01, to: 2026-12-31}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  size: {label: Size, dataset: deals, formula: AVG(amount), better: higher, format: currency}
objectives:
  - {kpi: size, period: 2026, target: 100}
"""  # noqa: E501
DEALS = "day,team,amount\n" + "".join(f"2026-{month:02}-05,a,100\n" for month in range(1, 13))
SOLD = "  - {{kpi: sold, period: 2026-{month:02}, target: 50}}\n"


def computed(folder: Path, months: list[int], period: str, more: str = "") -> Computed:
    """The report's figures, with a target of the amount for some months."""
    targets = "".join(SOLD.format(month=month) for month in months)
    (folder / "r.yml").write_text(REPORT + targets + more, "utf-8")
    (folder / "deals.csv").write_text(DEALS, "utf-8")
    return compute(folder / "r.yml", today=date(2026, 11, 3), period=period)


ALL_BUT_MAY = [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]


def test_a_month_left_out_is_on_the_trust_page_and_in_the_quality_part(tmp_path: Path) -> None:
    """Whoever reads the report must know why nothing is judged; the year to date has no target made of a part."""
    made = computed(tmp_path, ALL_BUT_MAY, "2026-10")
    assert json.loads(make(made.results, made.catalog))["quality"] == [
        {"kpi": "sold", "code": "missing_target", "months": ["2026-05"], "without_year_to_date": True}
    ]
    assert worded(made, "en").footnotes[0] == (
        "Sold: no target for May 2026, between months that have one. "
        "The year to date has none from then on: part of a target would be a false one."
    )
    to_date = made.results.values["sold", "year_to_date", "2026-10", ()]
    assert (to_date.value, to_date.target, to_date.attainment, to_date.state) == (1000, None, None, "no_target")


def test_the_year_to_date_of_all_says_how_many_it_does_not_count(tmp_path: Path) -> None:
    """An objective without a target to date attains nothing there, and stands among those that are not counted."""
    attained = computed(tmp_path, ALL_BUT_MAY, "2026-10").results.derived.attained
    assert [(one.kpi, one.counted) for one in attained.to_date.shares] == [("size", 1.0), ("sold", None)]
    assert (attained.to_date.measured, attained.to_date.value) == (1, 1.0)
    document = worded(computed(tmp_path, ALL_BUT_MAY, "2026-10"), "en")
    assert document.attained.endswith("Year to date 100.0% (1 of 2 not counted).")


@pytest.mark.parametrize(
    ("months", "period"),
    [(list(range(1, 13)), "2026-10"), (ALL_BUT_MAY, "2026-04"), ([10, 11, 12], "2026-10"), ([2, 10], "2026-10")],
)
def test_nothing_is_told_where_nothing_is_left_out(months: list[int], period: str, tmp_path: Path) -> None:
    """A whole budget, a hole to come, a budget that begins late and a few months of their own are no holes."""
    assert computed(tmp_path, months, period).results.derived.missing_targets == ()


def test_a_file_of_objectives_has_it_among_its_remarks(tmp_path: Path) -> None:
    """It stands where the others were read, also where only one segment lacks it."""
    rows = [f"sold,2026-{month:02},{team},50" for month in range(1, 13) for team in "ab" if (month, team) != (5, "a")]
    (tmp_path / "budget.csv").write_text("\n".join(["kpi,month,team,target", *rows]) + "\n", "utf-8")
    file = "  - {from: budget.csv, columns: {kpi: kpi, period: month, target: target, team: team}}\n"
    document = worded(computed(tmp_path, [], "2026-10", file), "en")
    assert document.sources[-1].remarks == (
        "Sold (a): no target for May 2026, between months that have one. "
        "The year to date has none from then on: part of a target would be a false one. "
        "The target of the whole is that of the others alone, and so is its year to date.",
    )
