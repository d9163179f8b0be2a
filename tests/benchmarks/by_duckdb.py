"""DuckDB's side: one statement with grouping sets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from tests.benchmarks.agree import Values
from tests.benchmarks.listed import CUTS, Listed

DIMENSIONS = ("source", "region", "owner")
Rows: TypeAlias = list[tuple[Any, ...]]


def results(folder: Path, listed: Sequence[Listed]) -> Rows:
    """A row for each month and group; what is timed."""
    with duckdb.connect() as connection:
        return connection.execute(statement(folder, listed)).fetchall()


def statement(folder: Path, listed: Sequence[Listed]) -> str:
    """The statement: month, dimensions, whether each of them is summed up, and the KPIs."""
    kpis = ",\n  ".join(f"{kpi.duck or kpi.formula} AS {kpi.id}" for kpi in listed)
    sets = ", ".join(f"({', '.join(('month', *cut))})" for cut in CUTS)
    return f"""
WITH leads AS (
  SELECT *, date_trunc('month', created_at) AS month
  FROM read_parquet('{folder}/*.parquet')
  WHERE created_at >= DATE '2025-10-01' AND created_at < DATE '2026-11-01'
)
SELECT month, {", ".join(DIMENSIONS)},
  {", ".join(f"grouping({name})" for name in DIMENSIONS)},
  {kpis}
FROM leads GROUP BY GROUPING SETS ({sets})"""


def values(rows: Rows, listed: Sequence[Listed]) -> Values:
    """The numbers, to be compared."""
    made: Values = {}
    for month, *rest in rows:
        names, absent, numbers = rest[:3], rest[3:6], rest[6:]
        there = [n for n in range(3) if not absent[n]]
        dimensions, segments = tuple(DIMENSIONS[n] for n in there), tuple(names[n] for n in there)
        for kpi, number in zip(listed, numbers, strict=True):
            made[kpi.id, f"{month:%Y-%m}", dimensions, segments] = number
    return made
