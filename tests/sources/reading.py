"""Writes a CSV file and reads it as a dataset."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from engine.backends.polars import condition
from engine.errors import Issue, Place
from engine.formula import RowScope, read_formula
from engine.model.data import Table
from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec
from engine.model.formula import Formula, Type
from engine.model.plan import Read
from engine.model.written import Written
from engine.sources import read_dataset

NOWHERE = Place("datasets.yml", 1, 1)
word = partial(Written, place=NOWHERE)


def column(name: str, kind: Any = "string", *headers: str, nullable: bool = False, scale: int = 2,
           **more: Any) -> ColumnSpec:  # fmt: skip
    """A declared column."""
    type = Type(kind, nullable, scale, "EUR") if kind == "money" else Type(kind, nullable)
    if kind in ("percent", "duration"):
        type, more = Type("number", nullable), {"read_as": kind, **more}
    return ColumnSpec(name, type, headers or (name,), NOWHERE, **more)


def read(
    folder: Path, data: str | bytes, *columns: ColumnSpec, dialect: CsvDialect | None = None, **more: Any
) -> tuple[Table | None, list[Issue]]:
    """What the source makes of a file `t.csv` with these bytes."""
    dialect = dialect or CsvDialect()
    (folder / "t.csv").write_bytes(data if isinstance(data, bytes) else data.encode(dialect.encoding))
    where, timezone = more.pop("where", None), more.pop("timezone", "UTC")
    spec = DatasetSpec("t", NOWHERE, word("t.csv"), folder, columns, dialect, **more)
    formula: Formula | None = None
    if where is not None:
        formula, issues = read_formula(word(where), RowScope(spec, {}))
        assert not issues
    return read_dataset(Read(spec, columns, formula, timezone), folder, condition)


def frame(found: tuple[Table | None, list[Issue]]) -> pl.DataFrame:
    """The rows; there must be no issue."""
    table, issues = found
    assert table is not None
    assert not issues, [issue.message for issue in issues]
    rows: pl.DataFrame = table.frame.collect()
    assert rows.height == table.rows
    return rows


def problems(found: tuple[Table | None, list[Issue]]) -> list[tuple[str, int, int]]:
    """The code, line and column of each issue."""
    return [(issue.code, issue.place.line, issue.place.column) for issue in found[1]]
