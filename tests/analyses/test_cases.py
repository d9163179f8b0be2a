"""A share of rows has an interval, and of few rows it says so; a ratio of anything else has neither."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analyses.cases import is_share, wilson
from engine.formats.json import make
from engine.pipeline import compute
from engine.pipeline.wording import worded
from tests.rules.example import checked, kpi

# The score method in table I of R. G. Newcombe, Statistics in Medicine 17 (1998).
PUBLISHED = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("some", "of", "low", "high"), PUBLISHED)
def test_intervals_are_those_that_were_published(some: int, of: int, low: float, high: float) -> None:
    """To four decimals."""
    assert wilson(some, of) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_ends_are_where_the_share_is_at_the_edge(case: tuple[int, int]) -> None:
    """Wilson's interval holds each true share from which the one that was seen is 1.96 deviations away at most."""
    some, of = case
    seen, (low, high) = some / of, wilson(some, of)
    assert 0 <= low <= seen <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(seen - end) == pytest.approx(1.959963984540054 * math.sqrt(end * (1 - end) / of), rel=1e-6)


SHARES = [
    ("COUNT_IF(stage = 'won') / COUNT(*)", ""),
    ("COUNT_IF(stage = 'won') / NULLIF(COUNT(*), 0)", ""),
    ("COUNT_IF(stage = 'won' AND called) / COUNT_IF(called)", ""),
    ("COUNT_IF(stage = 'won') / COUNT_IF(stage IN ('won', 'lost'))", ""),
    ("COUNT_IF(stage = 'won') / COUNT_IF(stage = 'won' OR stage = 'lost')", ""),
    ("COUNT(closed_at) / COUNT(*)", ""),
    ("COUNT_IF(closed_at > created_at) / COUNT(closed_at)", ""),
    ("COUNT_IF(stage = 'won') / COUNT_IF(stage IS NOT NULL)", ""),
    ("COUNT(*) FILTER (WHERE called) / COUNT(*)", ""),
    ("COUNT_IF(days > 3) / COUNT(*)", "where: called"),
    ("won / closed", "over: kpis"),
    ("won / everything", "over: kpis"),
]
OTHERS = [
    ("COUNT(*) / COUNT_IF(stage = 'won')", ""),
    ("COUNT_IF(stage = 'won') / COUNT_IF(stage = 'lost')", ""),
    ("COUNT_IF(stage IN ('won', 'lost')) / COUNT_IF(stage = 'won')", ""),
    ("COUNT_IF(stage = 'won' OR called) / COUNT_IF(called)", ""),
    ("COUNT_IF(called) / COUNT(closed_at)", ""),
    ("COUNT(DISTINCT owner_id) / COUNT(*)", ""),
    ("SUM(days) / COUNT(*)", ""),
    ("SUM(amount) FILTER (WHERE stage = 'won') / SUM(amount)", ""),
    ("AVG(days)", ""),
    ("COUNT(*)", ""),
    ("100 * COUNT_IF(called) / COUNT(*)", ""),
    ("calls_made / everything", "over: kpis"),  # the rows of another dataset
    ("won_by_close / everything", "over: kpis"),  # at another day
    ("won_this_year / everything", "over: kpis"),  # of other days
    ("COUNT_IF(called) / COUNT(*) + 0", ""),
]
PARTS = (
    kpi("won", "COUNT_IF(stage = 'won')")
    + kpi("closed", "COUNT(*)", "where: \"stage IN ('won', 'lost')\"")
    + kpi("everything", "COUNT(*)")
    + kpi("calls_made", "COUNT(*)", "dataset: calls")
    + kpi("won_by_close", "COUNT_IF(stage = 'won')", "date: closed_at")
    + kpi("won_this_year", "COUNT_IF(stage = 'won')", "window: year_to_date")
)


@pytest.mark.parametrize(("formula", "more", "share"), [(*f, True) for f in SHARES] + [(*f, False) for f in OTHERS])
def test_a_share_is_what_can_be_proven_to_be_one(formula: str, more: str, share: bool, tmp_path: Path) -> None:
    """From the formula alone: its numerator counts some of the rows that the denominator counts."""
    catalog = checked(tmp_path, PARTS + kpi("a", formula, more))
    assert is_share(catalog.kpis["a"], catalog) == share


CONVERSION = (
    "conversion: {from: deals, to: {dataset: deals, date: closed_at, where: called}, entity: owner_id, count_by: %s}"
)


@pytest.mark.parametrize(("count_by", "share"), [("cohort", True), ("event", False)])
def test_of_conversions_a_cohort_is_one(count_by: str, share: bool, tmp_path: Path) -> None:
    """By event those who converted came in other periods, and may be more than those of this one."""
    catalog = checked(tmp_path, f"  a: {{label: L, format: percent, {CONVERSION % count_by}}}\n")
    assert is_share(catalog.kpis["a"], catalog) == share


REPORT = """
report:
  id: r
  title: R
  company: C
  every: month
  language: %s
  sections:
    - {title: S, cards: [rate], scorecard: {kpis: all}}
    - title: T
      kpis: [rate, size]
      by: team
      charts: [{breakdown: rate, by: team}, {breakdown: rate, by: [team, kind]}]
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2026-10-01, to: 2026-10-31}
    columns: {day: date, team: string, kind: string, won: boolean, amount: integer}
kpis:
  rate: {label: Rate, dataset: deals, formula: COUNT_IF(won) / COUNT(*), format: percent, better: higher}
  size: {label: Size, dataset: deals, formula: SUM(amount) / COUNT(*), format: percent}
objectives: [{kpi: rate, period: 2026, target: 50%%}]
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Team a with 30 deals, team b with 29."""
    rows = [f"2026-10-05,{team},x,{n % 4 == 0},{n}" for team, count in (("a", 30), ("b", 29)) for n in range(count)]
    (tmp_path / "deals.csv").write_text("\n".join(["day,team,kind,won,amount", *rows]) + "\n", "utf-8")
    return tmp_path


def values(folder: Path) -> list[dict[str, Any]]:
    (folder / "r.yml").write_text(REPORT % "en", "utf-8")
    made = compute(folder / "r.yml", today=date(2026, 11, 3))
    found: list[dict[str, Any]] = json.loads(make(made.results, made.catalog))["values"]
    return found


def test_each_share_in_the_json_has_its_interval(report: Path) -> None:
    """And says whether its denominator is under 30; the average has neither, over the same rows."""
    found = {(v["kpi"], v["segments"].get("team")): v for v in values(report)
             if v["period"] == "2026-10" and v["window"] == "period" and len(v["segments"]) < 2}  # fmt: skip
    assert {team: found["rate", team]["few"] for team in (None, "a", "b")} == {None: False, "a": False, "b": True}
    query = """SELECT (p + z*z/(2*n) - z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n),
                      (p + z*z/(2*n) + z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n)
               FROM (SELECT avg(won::INT) AS p, count(*)::DOUBLE AS n, 1.959963984540054 AS z
                     FROM read_csv('{}') WHERE team = 'b')"""
    asked = duckdb.sql(query.format(report / "deals.csv"))
    assert asked is not None
    assert found["rate", "b"]["interval"] == pytest.approx(asked.fetchall()[0], abs=1e-12)
    assert not {"interval", "few"} & found["size", "b"].keys()


@pytest.mark.parametrize(
    ("language", "words", "note"),
    [("en", "few cases", "Few cases: fewer than 30"), ("fr", "peu de cas", "Peu de cas"),
     ("ru", "мало случаев", "Мало случаев")],
)  # fmt: skip
def test_few_cases_are_said_beside_the_figure(language: str, words: str, note: str, report: Path) -> None:
    """In the segment table at team b alone, with its interval; in pictures and tables of two dimensions by a mark."""
    from engine.formats.html import make as html

    (report / "r.yml").write_text(REPORT % language, "utf-8")
    made = compute(report / "r.yml", today=date(2026, 11, 3))
    document = worded(made, None)
    (section,) = document.sections
    assert [row.cells[0].figure.few for row in section.tables[0].rows] == [True, False, False]
    assert not any(row.cells[1].figure.few for row in section.tables[0].rows)
    assert note in section.tables[0].note
    assert section.charts[0].note.startswith("* ")
    assert [row.cells[0].figure.text.endswith("*") for row in section.heat_maps[0].rows] == [True, False, False]
    assert section.heat_maps[0].note.endswith(section.charts[0].note)
    assert html(document).decode().count(words) == 1
