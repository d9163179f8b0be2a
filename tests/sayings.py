"""A report with sentences in it: insights, commentary, benchmarks, comparisons, over figures that are easy to count."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from engine import pipeline
from engine.model.document import Document
from engine.pipeline import Computed
from engine.pipeline.wording import worded

TODAY = date(2026, 11, 3)
REPORT = """
report:
  id: r
  title: R
  company: C
  every: month
  language: {language}
  currency: EUR
  {head}
  sections:
    - title: Sales
      kpis: [revenue, win_rate]
      charts: [{{trend: revenue}}]
      {section}
datasets:
  deals:
    source: deals.csv
    date: day
    columns: {{day: date, team: string, won: integer, amount: money}}
    covers: {{from: 2024-01-01, to: 2026-10-31}}
kpis:
  revenue: {{label: Revenue, dataset: deals, formula: SUM(amount), better: higher}}
  deals: {{label: Deals, dataset: deals, formula: COUNT(*)}}
  win_rate: {{label: Win rate, dataset: deals, formula: SUM(won) / COUNT(*), format: percent, better: higher}}
  young_rate: {{label: Young rate, dataset: deals, formula: SUM(won) / COUNT(*), format: percent, matures: 45 days}}
  typed: {{label: By hand, typed: {{2026-09: 4.2}}, over_time: none}}
  price: {{label: Price, formula: revenue / deals, format: currency, better: lower}}
{more}
"""
OBJECTIVES = """
objectives:
  - {kpi: revenue, period: 2026, target: 24000}
  - {kpi: win_rate, period: 2026, target: 50%}
"""


def rows() -> list[str]:
    """Four deals a month of 500.00 each; in October 2026 five, of which one is won."""
    found = []
    for month in range(34):
        year, number = 2024 + month // 12, month % 12 + 1
        count, won = (5, 1) if (year, number) == (2026, 10) else (4, 2)
        found += [f"{year}-{number:02}-05,{'north' if n % 2 else 'south'},{int(n < won)},500.00" for n in range(count)]
    return found


def write(
    folder: Path, *, head: str = "", section: str = "", more: str = OBJECTIVES, language: str = "en", **files: str
) -> Path:
    """The report's file, with more in it, and files of commentary by what their path has open: en="…"."""
    folder.mkdir(exist_ok=True)
    (folder / "deals.csv").write_text("\n".join(["day,team,won,amount", *rows()]) + "\n", "utf-8")
    path = folder / "r.yml"
    path.write_text(REPORT.format(head=head, section=section, more=more, language=language), "utf-8")
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return path


def computed(folder: Path, **what: Any) -> Computed:
    """The figures of October."""
    return pipeline.compute(write(folder, **what), today=TODAY)


def document(folder: Path, **what: Any) -> Document:
    """The pages of October in the report's language."""
    made = computed(folder, **what)
    return worded(made, None)


def in_language(made: Computed, language: str) -> Document:
    """The pages in another language."""
    return worded(made, language)
