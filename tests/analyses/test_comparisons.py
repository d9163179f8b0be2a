"""Each comparison is between two figures of one kind, cut at the same day, with its change in points or in percent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import pipeline
from engine.formats import json as machine
from engine.model.comparisons import Comparison
from engine.model.tables import ComparisonTable
from tests.sayings import OBJECTIVES, TODAY, computed, document, write

ALL = "comparisons: [previous, year_ago, year_to_date, rolling_12_months, target, benchmark]"
SECTION = (
    f"{ALL}\n    - title: More\n      kpis: [young_rate, typed, stock, last_quarter, deals]\n"
    "      comparisons: [year_to_date, rolling_12_months, year_ago, target]"
)
MORE = """  stock: {label: Stock, dataset: deals, formula: COUNT(*), balance: {opened: day, closed: gone}}
  last_quarter: {label: Quarter, formula: revenue, window: last 1 quarter}
benchmarks: [{kpi: win_rate, value: 45%, source: Trade association}]
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[tuple[str, str], Comparison]:
    """Every comparison by its KPI and what it is against."""
    path = write(tmp_path, section=SECTION, more=MORE + OBJECTIVES)
    path.write_text(path.read_text("utf-8").replace(
        "won: integer,", "won: integer, gone: {type: date, nullable: true},"), "utf-8")  # fmt: skip
    rows = (tmp_path / "deals.csv").read_text("utf-8").splitlines()
    (tmp_path / "deals.csv").write_text("\n".join([f"{rows[0]},gone", *(f"{row}," for row in rows[1:])]), "utf-8")
    made = pipeline.compute(path, today=TODAY)
    return {(one.kpi, one.against): one for one in made.results.derived.comparisons}


@pytest.mark.parametrize(
    ("kpi", "against", "value", "other", "change", "unit", "reason"),
    [
        ("revenue", "previous", 2500, 2000, 0.25, "percent", None),
        ("revenue", "year_ago", 2500, 2000, 0.25, "percent", None),
        ("revenue", "year_to_date", 20500, 20000, 0.025, "percent", None),
        ("revenue", "rolling_12_months", 24500, 24000, 500 / 24000, "percent", None),
        ("revenue", "target", 2500, 2000, 0.25, "percent", None),
        ("revenue", "benchmark", 2500, None, None, None, "no_benchmark"),
        ("win_rate", "previous", 0.2, 0.5, -0.3, "points", None),
        ("win_rate", "year_to_date", 19 / 41, 0.5, 19 / 41 - 0.5, "points", None),
        ("win_rate", "rolling_12_months", 23 / 49, 0.5, 23 / 49 - 0.5, "points", None),
        ("win_rate", "target", 0.2, 0.5, -0.3, "points", None),
        ("win_rate", "benchmark", 0.2, 0.45, -0.25, "points", None),
        ("young_rate", "year_ago", 0.5, 0.5, 0.0, "points", None),
        ("young_rate", "year_to_date", 0.5, 0.5, 0.0, "points", None),
        ("typed", "year_to_date", None, None, None, None, "not_added"),
        ("typed", "year_ago", None, None, None, None, "not_entered"),
        ("stock", "rolling_12_months", None, None, None, None, "stock"),
        ("stock", "target", 137, None, None, None, "no_target"),
        ("last_quarter", "year_to_date", None, None, None, None, "own_window"),
        ("last_quarter", "year_ago", 6500, 6000, 500 / 6000, "percent", None),
        ("deals", "year_to_date", 41, 40, 0.025, "percent", None),
    ],
)  # fmt: skip
def test_each_comparison(
    kpi: str, against: str, value: float | None, other: float | None, change: float | None, unit: str | None,
    reason: str | None, found: dict[tuple[str, str], Comparison],
) -> None:  # fmt: skip
    """Counted by hand: four deals of 500.00 a month, of which half are won; in October 2026 five, and one."""
    one = found[kpi, against]
    assert (one.unit, one.reason) == (unit, reason)
    for is_, wanted in ((one.value, value), (one.other, other), (one.change, change)):
        assert (is_ is None) is (wanted is None)
        assert is_ is None or float(is_) == pytest.approx(wanted, abs=1e-12)


def test_what_is_final_is_compared(found: dict[tuple[str, str], Comparison]) -> None:
    """A young cohort is no match for old ones: the last final month stands there, and its year to date."""
    assert {found["young_rate", against].period for against in ("year_ago", "year_to_date")} == {"2026-08"}
    assert found["young_rate", "year_to_date"].other_period == "2025-08"


def test_the_json_says_the_same(tmp_path: Path) -> None:
    """In full precision, with the unit of each change."""
    made = computed(tmp_path, section=ALL)
    written = json.loads(machine.make(made.results, made.catalog))["derived"]["comparisons"]
    assert len(written) == 12
    assert written[0] == {
        "kpi": "revenue", "against": "previous", "period": "2026-10", "value": 2500.0, "other": 2000.0,
        "other_period": "2026-09", "change": 0.25, "change_unit": "percent", "reason": None,
    }  # fmt: skip


def table(folder: Path, language: str) -> ComparisonTable:
    """The table of the first section."""
    found = document(folder, section=ALL, language=language).sections[0].comparisons
    assert found is not None
    return found


def test_the_unit_of_each_change_is_written(tmp_path: Path) -> None:
    """Amounts in percent, rates in points, beside the figures that they are between; the note says so."""
    made = table(tmp_path, "en")
    rows = [[(cell.value, cell.change.text if cell.change else "", cell.other, cell.reason) for cell in row.cells]
            for row in made.rows]  # fmt: skip
    assert made.columns == ("Previous period", "A year before", "Year to date", "12 months", "Target", "Benchmark")
    assert rows[0] == [
        ("", "+25.0%", "€2,000.00", ""), ("", "+25.0%", "€2,000.00", ""),
        ("€20,500.00", "+2.5%", "vs €20,000.00", ""), ("€24,500.00", "+2.1%", "vs €24,000.00", ""),
        ("", "+25.0%", "€2,000.00", ""), ("", "", "", "no benchmark"),
    ]  # fmt: skip
    assert [row[1].replace("\u00a0", " ") for row in rows[1]] == [
        "−30.0 pts", "−30.0 pts", "−3.7 pts", "−3.1 pts", "−30.0 pts", "",
    ]  # fmt: skip
    assert "in points (pts)" in made.note


@pytest.mark.parametrize(("language", "unit"), [("fr", "−30,0\u00a0pts"), ("ru", "−30,0\u00a0п.\u00a0п.")])
def test_in_the_readers_language(language: str, unit: str, tmp_path: Path) -> None:
    """Units and words."""
    made = table(tmp_path, language)
    change = made.rows[1].cells[0].change
    assert change is not None
    assert change.text == unit
    assert "Previous period" not in made.columns


def test_nothing_is_planned_that_nobody_asks_for(tmp_path: Path) -> None:
    """Without the table there is no window of 12 months."""
    windows = {key[1] for key in computed(tmp_path).results.values}
    assert windows == {"period", "year_to_date"}
