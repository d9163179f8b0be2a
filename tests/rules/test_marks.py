"""A point before three digits is asked about where it may be a thousands mark, in data and budgets and nowhere else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.kept import Kept
from engine.pipeline.figures import compute

REPORT = """report: {{id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{{title: A, cards: [k]}}]}}
datasets:
  deals: {{source: deals.csv, date: day, columns: {{day: date, hours: {type}}}{csv}, covers: {{from: 2026-01-01, to: 2026-12-31}}}}
kpis:
  k: {{label: K, dataset: deals, formula: SUM(hours), better: higher, format: number}}
"""  # noqa: E501
BUDGET = """objectives:
  - {{from: {name}{csv}, columns: {{kpi: kpi, period: month, target: target}}}}
"""


def warned(folder: Path, report: str) -> list[str]:
    """The message of each warning about marks."""
    (folder / "r.yml").write_text(report, "utf-8")
    made = compute(folder / "r.yml", today=date(2026, 11, 3))
    return [issue.message for issue in made.warnings if issue.code == "thousands-or-decimals"]


ASKED = [
    (["850", "5.200"], 1),
    (["5.200", "6.100", "850"], 1),
    (["5.200", "6.100"], 1),  # all end with nothing
    (["-5.250", "12"], 1),
    (["0.125", "5.200", "850"], 0),
    (["5.200", "3.5", "850"], 0),
    (["5.2001", "5.200", "850"], 0),
    (["1.375", "2.125"], 0),
    (["5.2", "850"], 0),
    (["5200", "850"], 0),
    (["1234.500", "850"], 0),
]


@pytest.mark.parametrize(("values", "asked"), ASKED)
def test_a_value_of_data_that_may_be_thousands_is_asked_about(values: list[str], asked: int, tmp_path: Path) -> None:
    """Where a value has other decimals the point is one; declared marks and other types are not asked about."""
    rows = "".join(f"2026-10-{number:02},{value}\n" for number, value in enumerate(values, start=1))
    (tmp_path / "deals.csv").write_text("day,hours\n" + rows, "utf-8")
    assert len(warned(tmp_path, REPORT.format(type="number", csv=""))) == asked
    assert warned(tmp_path, REPORT.format(type="number", csv=", csv: {decimal: '.'}")) == []
    assert warned(tmp_path, REPORT.format(type="{type: money, scale: 4}", csv="")) == []


@pytest.mark.parametrize(("values", "asked"), ASKED)
def test_a_target_of_a_file_that_may_be_thousands_is_asked_about(values: list[str], asked: int, tmp_path: Path) -> None:
    """A budget is asked about as data are; the message counts what it is about."""
    (tmp_path / "deals.csv").write_text("day,hours\n2026-10-01,1\n", "utf-8")
    rows = "".join(f"k,2026-{number:02},{value}\n" for number, value in enumerate(values, start=1))
    (tmp_path / "budget.csv").write_text("kpi,month,target\n" + rows, "utf-8")
    report = REPORT.format(type="number", csv="")
    found = warned(tmp_path, report + BUDGET.format(name="budget.csv", csv=""))
    assert len(found) == asked
    assert all("is its point a thousands mark?" in message for message in found)
    assert warned(tmp_path, report + BUDGET.format(name="budget.csv", csv=", csv: {decimal: '.'}")) == []


def test_a_watched_report_asks_no_longer_once_the_marks_are_declared(tmp_path: Path) -> None:
    """Nothing else has changed; what was read before is looked at again."""
    (tmp_path / "deals.csv").write_text("day,hours\n2026-10-01,5.200\n2026-10-02,850\n", "utf-8")
    keep, found = Kept(), []
    for csv in ("", ", csv: {decimal: '.'}"):
        (tmp_path / "r.yml").write_text(REPORT.format(type="number", csv=csv), "utf-8")
        made = compute(tmp_path / "r.yml", today=date(2026, 11, 3), keep=keep)
        found.append(sum(issue.code == "thousands-or-decimals" for issue in made.warnings))
    assert found == [1, 0]
