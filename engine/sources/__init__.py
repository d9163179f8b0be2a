"""Where rows come from: one file per kind of source, and this registry."""

from __future__ import annotations

from pathlib import Path

from engine.errors import DataError, Issue, raise_errors
from engine.model.data import Table
from engine.model.plan import Read
from engine.protocols import Condition, Source
from engine.sources.csv import read_csv

SOURCES: dict[str, Source] = {"csv": read_csv}


def read(reads: tuple[Read, ...], root: Path, condition: Condition) -> dict[str, Table]:
    """Every dataset that the plan needs, checked; paths are shown relative to `root`.

    `condition` turns a dataset's own `where` into the backend's filter.

    Raises DataError with all problems of all datasets together.
    """
    tables: dict[str, Table] = {}
    issues: list[Issue] = []
    for wanted in reads:
        table, found = SOURCES["csv"](wanted, root, condition)
        issues += found
        if table is not None:
            tables[wanted.dataset.id] = table
    raise_errors(DataError, issues)
    return tables
