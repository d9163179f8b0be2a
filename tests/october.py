"""October 2026 of a report that stands in a test, over the lines of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.pipeline import Computed, compute

# What a report begins with whose test is of something else, in a language; its sections follow.
HEAD = """
report:
  id: r
  title: R
  company: C
  every: month
  language: %s
  currency: EUR
"""


def october(report: str, **tables: Iterable[str]) -> Computed:
    """Its figures; each table is a CSV file of that name, its header the first line."""
    with TemporaryDirectory() as folder:
        for name, lines in tables.items():
            (Path(folder) / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        (Path(folder) / "r.yml").write_text(report, "utf-8")
        return compute(Path(folder) / "r.yml", today=date(2026, 11, 3), period="2026-10")
