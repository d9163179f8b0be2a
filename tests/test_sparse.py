"""Whatever rows are missing, a report with every kind of picture and table is whole: each gap has its reason."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from engine import pipeline
from engine.model.specs import Output

REPORT = """
report:
  id: r
  title: Review
  company: Example
  every: month
  language: en
  currency: EUR
  sections:
    - {title: First, cards: [total, rate, mean, middle, people, each], scorecard: {kpis: all, by: team}}
    - title: Over time
      charts: [{trend: total}, {trend: rate}, {trend: mean}, {share: total, by: team}, {share: rows, by: team, top: 2},
               {multiples: rate, by: team}, {multiples: total, by: team}]
    - title: By team
      kpis: [total, rate, mean, middle, people, each]
      by: team
      comparisons: [previous, year_ago, year_to_date, rolling_12_months, target]
      charts: [{breakdown: total, by: team}, {breakdown: rate, by: team}, {breakdown: middle, by: team, top: 2},
               {breakdown: mean, by: [team, place]}, {breakdown: total, by: [team, place]},
               {scatter: [total, rate], by: team}]
    - {title: By both, kpis: [rate, people], by: [place, team]}
    - title: Why
      charts: [{bridge: total, by: team, against: previous}, {bridge: rate, by: team, against: previous},
               {bridge: mean, by: team}, {bridge: rate, by: team}, {bridge: each, by: place, against: previous},
               {bridge: total, by: place, top: 1}, {bridge: rate, by: place, top: 1, against: previous},
               {funnel: [rows, answered, agreed]}]
datasets:
  d:
    source: d.csv
    date: day
    columns: {day: date, x: {type: number, nullable: true}, team: {type: string, nullable: true},
              place: {type: string, nullable: true}, who: {type: string, nullable: true},
              ok: {type: string, nullable: true}}
    covers: {from: 2025-09-01, to: 2026-10-31}
dimensions: {team: {label: Team}, place: {label: Place, values: {p: P, q: Q}}}
kpis:
  total: {label: Total amount, dataset: d, formula: SUM(x), better: higher}
  rows: {label: Rows, dataset: d, formula: COUNT(*)}
  answered: {label: Answered, dataset: d, formula: COUNT(ok)}
  agreed: {label: Agreed, dataset: d, formula: COUNT_IF(ok = 'yes')}
  rate: {label: Rate, dataset: d, formula: COUNT_IF(ok = 'yes') / COUNT(ok), format: percent, better: higher}
  mean: {label: Mean, dataset: d, formula: AVG(x), better: lower}
  middle: {label: Middle, dataset: d, formula: MEDIAN(x)}
  people: {label: People, dataset: d, formula: COUNT(DISTINCT who)}
  each: {label: Each, dataset: d, formula: SUM(x) / COUNT(*)}
objectives:
  - {kpi: total, period: 2026, target: 100, by: {team: {a: 40, b: 60}}}
  - {kpi: rate, period: 2026, target: 50%}
"""
MONTHS = [date(2025 + (month > 12), (month - 1) % 12 + 1, 5) for month in range(9, 23)]


def rows(seed: int) -> list[str]:
    """Few rows in some of the months, with any of their cells empty; some segments come, some go."""
    chance = random.Random(seed)

    def cell(*values: str) -> str:
        return chance.choice([*values, ""])

    months = chance.sample(MONTHS, chance.randint(1, 4)) + MONTHS[-1:] * chance.randint(0, 1) + MONTHS[-2:-1]
    return [
        f"{chance.choice(months)},{cell('0', '3', '-2.5', '7')},{cell('a', 'b', 'c')},{cell('p', 'q', 'r')},"
        f"{cell('u', 'v')},{cell('yes', 'no')}"
        for _ in range(chance.randint(1, 12))
    ]


def whole(folder: Path, lines: list[str], outputs: tuple[Output, ...]) -> None:
    """The report is made; where a part of it were refused, it would not be."""
    (folder / "d.csv").write_text("\n".join(["day,x,team,place,who,ok", *lines]) + "\n", "utf-8")
    (folder / "r.yml").write_text(REPORT, "utf-8")
    made = pipeline.render(folder / "r.yml", today=date(2026, 11, 3), period="2026-10", outputs=outputs)
    assert made.preflight.checks


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(5, 100))])
def test_any_gap_has_its_reason(tmp_path: Path, seed: int) -> None:
    """HTML and spreadsheet of whatever rows there are pass the look at the finished report."""
    whole(tmp_path, rows(seed), ("html", "xlsx", "json"))


def test_a_segment_that_is_new_has_no_figure_before_and_says_why(tmp_path: Path) -> None:
    """A bridge of a rate over a team that began this month, on paper too."""
    lines = ["2026-09-05,1,a,p,u,yes", "2026-09-05,1,a,p,u,no", "2026-10-05,1,a,p,u,yes", "2026-10-05,1,b,p,u,yes"]
    whole(tmp_path, lines, ("pdf", "html"))
