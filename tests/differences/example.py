"""A small report in a git repository of its own, and what becomes of it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

from engine.model.differences import Differences
from engine.pipeline.differences import diff

TODAY = date(2026, 11, 3)
REPORT = """report:
  id: sales
  title: Sales
  company: Nova
  every: month
  language: en
  currency: EUR
  uses: ['../common/*.yml']
  sections:
    - title: Summary
      cards: [revenue, win_rate]
      scorecard: {kpis: all}
"""
COMMON = """datasets:
  deals:
    source: ../data/deals.csv
    key: id
    date: signed_on
    columns:
      id: integer
      signed_on: date
      team: string
      stage: {type: string, values: [won, lost, open]}
      amount: money
    covers: {from: 2026-08-01, to: 2026-10-31}
  visits:
    source: ../data/visits.csv
    date: day
    columns: {day: date, number: integer}
    covers: {from: 2026-08-01, to: 2026-10-31}
kpis:
  revenue:
    label: Revenue
    dataset: deals
    where: stage = 'won'
    formula: SUM(amount)
    better: higher
  win_rate:
    label: Win rate
    dataset: deals
    formula: COUNT_IF(stage = 'won') / COUNT(*)
    format: percent
    better: higher
  visits: {label: Visits, dataset: visits, formula: SUM(number)}
  revenue_per_visit: {label: Revenue per visit, formula: revenue / visits}
"""
OBJECTIVES = """objectives:
  - {kpi: revenue, period: 2026, target: 24000}
  - {kpi: win_rate, period: 2026, target: 50%}
"""
DEALS = """id,signed_on,team,stage,amount
1,2026-08-14,north,won,1200.00
2,2026-08-20,south,lost,800.00
3,2026-09-02,north,won,2100.50
4,2026-09-15,south,won,950.00
5,2026-10-06,north,lost,400.00
6,2026-10-12,south,won,1800.00
7,2026-10-29,north,won,700.25
8,2026-10-30,north,open,300.00
"""
VISITS = "day,number\n2026-08-01,100\n2026-09-01,200\n2026-10-01,50\n"

# The tests are the same whoever runs them: nothing of the reader's own git is read.
WHO = {"NAME": "Ada", "EMAIL": "ada@example.com", "DATE": "2026-11-01T12:00:00Z"}
OWN = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in WHO.items()}
OWN |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    outer = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(["git", *arguments], cwd=folder, env=outer | OWN, capture_output=True, text=True, check=True)
    return done.stdout


class Repository:
    """A folder under git: the report lies in `reports/`, what it uses in `common/`, the data in `data/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("reports/sales.yml", REPORT), ("common/kpis.yml", COMMON),
                           ("common/objectives.yml", OBJECTIVES), ("data/deals.csv", DEALS),
                           ("data/visits.csv", VISITS)):  # fmt: skip
            self.write(name, text)
        git(folder, "init", "--quiet", "--initial-branch=main")
        self.commit()

    @property
    def report(self) -> Path:
        """The report's file."""
        return self.folder / "reports" / "sales.yml"

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, old: str, new: str, name: str = "common/kpis.yml") -> None:
        """Change a text that stands once in a file."""
        text = (self.folder / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def commit(self) -> None:
        """Commit everything but the data, which no revision needs."""
        git(self.folder, "add", "--", "reports", "common")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--message", "A step")

    def diff(self, against: str = "HEAD", *, by: str | None = None, data: bool = True) -> Differences:
        """The report against an earlier one."""
        return diff(self.report, against, today=TODAY, by=by, data=data)
