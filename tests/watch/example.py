"""A small report to be edited in tests: two datasets, one of them a glob, a definition file of its own."""

from __future__ import annotations

from pathlib import Path

REPORT = """
report:
  id: small
  title: Small review
  company: Example
  every: month
  language: en
  currency: EUR
  uses: ['kpis/*.yml', objectives.yml]
  sections:
    - title: Summary
      cards: [revenue, visits]
      scorecard: {kpis: all}
    - title: Sales
      kpis: [revenue, deals]
      by: team
      charts:
        - {trend: revenue}
        - {breakdown: revenue, by: team}

datasets:
  deals:
    source: deals.csv
    key: id
    date: day
    columns: {id: integer, day: date, team: string, amount: money}
  visits:
    source: visits/*.csv
    date: day
    columns: {day: date, page: string}

dimensions:
  team: {label: Team}
"""
KPIS = """
kpis:
  revenue:
    label: Revenue
    dataset: deals
    formula: SUM(amount)
    better: higher
  deals:
    label: Deals
    dataset: deals
    formula: COUNT(*)
  visits:
    label: Visits
    dataset: visits
    formula: COUNT(*)
"""
OBJECTIVES = """
objectives:
  - {kpi: revenue, period: 2026, target: 12000}
"""
DEALS = """id,day,team,amount
1,2026-09-01,north,100.00
2,2026-09-30,south,250.50
3,2026-10-01,north,300.00
4,2026-10-31,south,120.25
"""
VISITS = "day,page\n2026-09-01,home\n2026-10-31,home\n"


def written(folder: Path) -> Path:
    """The report in a folder."""
    files = {
        "report.yml": REPORT,
        "kpis/own.yml": KPIS,
        "objectives.yml": OBJECTIVES,
        "deals.csv": DEALS,
        "visits/a.csv": VISITS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip(), "utf-8")
    return folder / "report.yml"
