"""The headline is the whole answer: a good month does not hide a year that is missed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.model.document import Document
from engine.pipeline import compute
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = """
report:
  id: r
  title: R
  company: C
  every: month
  language: %s
  sections: [{title: S, scorecard: {kpis: all}}]
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2026-01-01, to: 2026-12-31}
    columns: {day: date, amount: integer}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
objectives:
  - {kpi: sold, period: 2026, target: 1200}
"""


def december(folder: Path, earlier: int, now: int, language: str = "en") -> Document:
    """A target of 100 a month: what was sold each month before December, and in December."""
    rows = [f"2026-{month:02}-05,{earlier if month < 12 else now}" for month in range(1, 13)]
    (folder / "deals.csv").write_text("\n".join(["day,amount", *rows]) + "\n", "utf-8")
    (folder / "r.yml").write_text(REPORT % language, "utf-8")
    made = compute(folder / "r.yml", today=date(2027, 1, 3))
    return worded(made, None)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "1 of 1 objective on track. Year to date, 1 of 1 is off track."),
        ("fr", "1 objectif sur 1 en bonne voie. En cumul annuel, 1 sur 1 est hors objectif."),
        ("ru", "Выполняется целей: 1 из 1. С начала года не выполняется: 1 из 1."),
    ],
)
def test_a_missed_year_is_said_in_a_good_month(language: str, wanted: str, tmp_path: Path) -> None:
    """December reaches its target, the year 670 of 1,200: the headline says both, and it is among the decisions."""
    document = december(tmp_path, 50, 120, language)
    assert document.headline == wanted
    (decision,) = document.decisions
    assert decision.state.code == "off_track"
    assert "670" in decision.sentence


@pytest.mark.parametrize(
    ("earlier", "now", "wanted", "decisions"),
    [
        (110, 120, "1 of 1 objective on track.", 0),
        (95, 120, "1 of 1 objective on track.", 0),  # at risk in the year to date
        (50, 50, "0 of 1 objective on track. Furthest off: Sold, 50.0% below target.", 1),
    ],
)
def test_a_year_is_named_only_where_it_alone_is_missed(
    earlier: int, now: int, wanted: str, decisions: int, tmp_path: Path
) -> None:
    """What holds, or is off track in the period already, is not counted a second time."""
    document = december(tmp_path, earlier, now)
    assert document.headline == wanted
    assert len(document.decisions) == decisions


POINTS = """
  sections: [{title: S, scorecard: {kpis: all}}]
datasets:
  deals: {source: deals.csv, date: day, covers: {from: 2026-10-01, to: 2026-10-31},
          columns: {day: date, amount: integer, score: number}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  score: {label: Score, dataset: deals, formula: AVG(score), format: points, better: higher}
objectives:
  - {kpi: sold, period: 2026-10, target: 100}
  - {kpi: score, period: 2026-10, target: 0.2}
"""


def test_what_is_off_track_is_further_off_than_what_is_at_risk() -> None:
    """Also where it has no attainment: points have none, and are missed all the same."""
    made = worded(october(HEAD % "en" + POINTS, deals=["day,amount,score", "2026-10-05,95,0.08"]), None)
    assert "Furthest off: Score, 12.0\u00a0pts below target." in made.headline
