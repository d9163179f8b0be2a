"""A report with three teams of which two miss their targets, and what actions and events a test writes beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.model.document import Document
from engine.pipeline import Computed, compute
from engine.pipeline.wording import worded

REPORT = """report:
  id: r
  title: R
  company: C
  every: month
  language: en
  sections:
    - {title: S, cards: [sold, deals], scorecard: {kpis: all}, charts: [{trend: sold}, {trend: sold, grain: week}]}
datasets:
  rows:
    source: rows.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-12-31}
    columns: {day: date, team: string, amount: integer}
dimensions:
  team:
    label: {en: Team, fr: Équipe, ru: Команда}
    values: {a: {en: Alpha, ru: Альфа}, b: {en: Beta, fr: Bêta, ru: Бета}, c: {en: Gamma, ru: Гамма}}
kpis:
  sold: {label: {en: Sold, fr: Vendu, ru: Продано}, dataset: rows, formula: SUM(amount), better: higher}
  deals: {label: {en: Deals, fr: Affaires, ru: Сделки}, dataset: rows, formula: COUNT(*), better: higher}
objectives:
  - {kpi: sold, period: 2026, target: 3600, by: {team: {a: 1200, b: 1200, c: 1200}}}
"""
TODAY = date(2026, 11, 3)
AMOUNTS = {"a": 120, "b": 60, "c": 20}  # a month; each team's target is 100


def write(folder: Path, more: str = "", amounts: dict[str, int] | None = None) -> Path:
    """The report in a folder, with more top keys."""
    sold = amounts or AMOUNTS
    rows = [f"{year}-{month:02}-05,{team},{amount}"
            for year in (2025, 2026) for month in range(1, 13) for team, amount in sold.items()]  # fmt: skip
    (folder / "rows.csv").write_text("\n".join(["day,team,amount", *rows]) + "\n", "utf-8")
    (folder / "r.yml").write_text(REPORT + more, "utf-8")
    return folder / "r.yml"


def computed(folder: Path, more: str = "", amounts: dict[str, int] | None = None, period: str = "2026-10") -> Computed:
    """Its figures."""
    return compute(write(folder, more, amounts), today=TODAY, period=period)


def document(made: Computed, language: str = "en") -> Document:
    """Its pages."""
    return worded(made, language)
