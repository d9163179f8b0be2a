"""A target is shown in the decimals of its KPI, and never so that its verdict would seem wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.charts import draw
from engine.document import make_document
from engine.document.aims import band, level, to_date
from engine.document.desk import Desk
from engine.model.document import Document
from engine.pipeline.choice import in_language
from engine.pipeline.figures import Computed, compute

REPORT = """report:
  id: r
  title: T
  company: C
  every: month
  language: en
  currency: EUR
  sections:
    - {title: A, scorecard: {kpis: all}}
    - {title: B, kpis: [n], comparisons: [target], charts: [{trend: n}, {breakdown: n, by: team}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string}, covers: {from: 2026-01-01, to: 2026-10-31}}
kpis:
  n: {label: Deals, dataset: deals, formula: COUNT(*), better: BETTER}
objectives:
  - {kpi: n, period: 2026-10, target: TARGET, by: {team: {north: TARGET}}}
"""


def computed(folder: Path, rows: int, target: str, better: str = "higher", formula: str = "COUNT(*)") -> Computed:
    (folder / "report.yml").write_text(
        REPORT.replace("TARGET", target).replace("BETTER", better).replace("COUNT(*)", formula), "utf-8"
    )
    (folder / "deals.csv").write_text("day,team\n2026-09-05,north\n" + "2026-10-05,north\n" * rows, "utf-8")
    return compute(folder / "report.yml", today=date(2026, 11, 3))


def document(made: Computed) -> Document:
    return make_document(made.results, made.catalog, made.calendar, draw)


@pytest.mark.parametrize(
    ("rows", "target", "better", "shown", "state"),
    [
        (94, "72.92", "higher", "73", "on_track"),
        (800, "850.01", "higher", "850", "at_risk"),
        (3, "3.33", "higher", "3.3", "at_risk"),  # "3 of 3" would be reached
        (3, "3.04", "higher", "3.04", "at_risk"),  # and so would "3.0"
        (3, "2.9", "higher", "2.9", "on_track"),
        (4, "3.6", "lower", "3.6", "at_risk"),  # "4 of 4" would be reached
        (90, "100.4", "higher", "100.4", "off_track"),  # of 100 it would be at risk
        (2, "0.3", "higher", "0.3", "on_track"),
        (10, "12", "higher", "12", "off_track"),
        (16, "16.7", "higher", "16.7", "at_risk"),  # 95.8%, and of 17 it would be 94%
        (0, "72.92", "higher", "73", "off_track"),
    ],
)
def test_a_count_has_a_whole_target_unless_the_verdict_would_seem_wrong(
    rows: int, target: str, better: str, shown: str, state: str, tmp_path: Path
) -> None:
    """On the scorecard and in the comparison with it; the value beneath is exact."""
    made = computed(tmp_path, rows, target, better)
    pages = document(made)
    row = pages.scorecard[0].rows[0]
    assert row.target is not None
    assert (row.target.text, row.target.value, row.state.code) == (shown, Decimal(target), state)
    table = pages.sections[0].comparisons
    assert table is not None
    assert table.rows[0].cells[0].other == shown


def test_where_the_difference_decides_the_target_is_on_the_same_side(tmp_path: Path) -> None:
    """−4 is less than −3.67, and has no percentage of it: beside a target of −4 it would be reached."""
    made = computed(tmp_path, 6, "-3.67", formula="COUNT(*) - 10")
    row = document(made).scorecard[0].rows[0]
    assert row.target is not None
    assert (row.value.text, row.target.text, row.state.code) == ("−4", "−3.7", "off_track")


def test_a_band_has_two_ends_and_no_level(tmp_path: Path) -> None:
    """In the trend, the breakdown and the small line; against it, the distance to its nearer end counts."""
    made = computed(tmp_path, 12, "10", "{between: [8, 10]}")
    desk = Desk(made.results, made.catalog, made.calendar)
    kpi = desk.kpi("n")
    value = desk.value(kpi, desk.period)
    assert (level(kpi, value), band(kpi, value)) == (None, (8.0, 10.0))
    pages = document(made)
    spark = pages.scorecard[0].rows[0].spark
    assert (spark.target, spark.band) == (None, (8.0, 10.0))
    assert to_date(desk, kpi, value) == "target 8\u00a0–\u00a010"
    trend, breakdown = pages.sections[0].charts
    assert trend.svg.count("stroke-dasharray") == 1
    assert breakdown.svg.count(">Target<") == 1
    assert (compared := pages.sections[0].comparisons) is not None
    assert (change := compared.rows[0].cells[0].change) is not None
    assert change.text == "+20.0%"


@pytest.mark.parametrize(
    ("language", "rows", "change", "reason", "band"),
    [
        ("en", 9, None, "within its band", "8 to\u00a010"),
        ("en", 10, None, "within its band", "8 to\u00a010"),
        ("fr", 9, None, "dans la fourchette", "entre\u00a08 et\u00a010"),
        ("ru", 8, None, "в пределах нормы", "от\u00a08 до\u00a010"),
        ("en", 12, "+20.0%", "", "8 to\u00a010"),
        ("en", 6, "−25.0%", "", "8 to\u00a010"),
    ],
)
def test_within_a_band_there_is_no_distance(
    language: str, rows: int, change: str | None, reason: str, band: str, tmp_path: Path
) -> None:
    """A percentage of 0 would look like a target that was just met: the words say where the figure lies."""
    made = computed(tmp_path, rows, "10", "{between: [8, 10]}")
    pages = make_document(made.results, in_language(made.catalog, language), made.calendar, draw)
    table = pages.sections[0].comparisons
    assert table is not None
    cell = table.rows[0].cells[0]
    assert (cell.change.text if cell.change else None, cell.reason, cell.other) == (change, reason, band)
