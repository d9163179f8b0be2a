"""Figures made again from the CSV of their rows: DuckDB reads it and evaluates the formula as its author wrote it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.model.explained import Node, RowsFile
from engine.model.formula import Type
from engine.model.kpis import Kpi
from engine.model.specs import Catalog
from engine.model.unit import Number

DUCK = duckdb.connect()
DUCK.execute("PRAGMA disable_optimizer")
# Over no rows counts and sums are 0 here, where DuckDB has no value; so they are where a FILTER leaves none.
OVER_NOTHING = re.compile(r"COUNT_IF\([^()]*\)|SUM\([^()]*\) FILTER \(WHERE [^()]*\)")
SUMS = re.compile(r"(?<!COALESCE\()SUM\([^()]*\)")
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "money": "DECIMAL(18, {scale})",
         "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMP"}  # fmt: skip


def recomputed(node: Node, files: Mapping[str, RowsFile], catalog: Catalog, folder: Path) -> Number | None:
    """A figure from the rows of each of its leaves; nothing of the engine's evaluation is used."""
    kpi = catalog.kpis[node.kpi]
    if node.kind == "kpis":
        parts = {part.role: recomputed(part, files, catalog, folder) for part in node.parts}
        return over_parts(kpi, parts)
    return over_rows(kpi, files["" if "" in files else node.kpi].content, catalog, folder)


def over_parts(kpi: Kpi, parts: Mapping[str, Number | None]) -> Number | None:
    """A formula between KPIs over the values of its parts."""
    if None in parts.values():
        return None
    columns = ", ".join(f"{_literal(value)} AS {name}" for name, value in parts.items())
    return _finite(DUCK.execute(f"SELECT {kpi.formula.text} FROM (SELECT {columns})").fetchone())


def over_rows(kpi: Kpi, content: bytes, catalog: Catalog, folder: Path) -> Number | None:
    """A formula over the rows of a CSV, whose looked-up columns are called `lead.source`."""
    assert kpi.spec.dataset is not None
    path = folder / "rows.csv"
    path.write_bytes(content)
    header = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar = true, header = true, delim = ',')").columns
    kinds = {name: _type(name, kpi, catalog) for name in header}
    columns = [f'"{name}"' for name in header if "." not in name or "(" in name]
    joins: dict[str, list[str]] = {}
    for name in header:
        if "." in name and "(" not in name:
            joins.setdefault(name.partition(".")[0], []).append(name)
    for join, names in joins.items():
        fields = ", ".join(f"'{name.partition('.')[2]}': \"{name}\"" for name in names)
        columns.append(f'{{{fields}}} AS "{join}"')
    read = reading(path, kinds)
    rows = f"SELECT {', '.join(columns)} FROM {read}"
    empty = DUCK.execute(f"SELECT COUNT(*) = 0 FROM {read}").fetchone() == (True,)
    formula = OVER_NOTHING.sub(r"COALESCE(\g<0>, 0)", kpi.formula.text)
    formula = SUMS.sub(r"COALESCE(\g<0>, 0)", formula) if empty else formula
    return _finite(DUCK.execute(f"SELECT {formula} FROM ({rows})").fetchone())


def reading(path: Path, kinds: Mapping[str, str]) -> str:
    """A CSV as a table of DuckDB's, with nothing guessed: an empty field is null, and "" a text without letters."""
    types = ", ".join(f"'{_quoted(name)}': '{kind}'" for name, kind in kinds.items())
    return (f"read_csv('{path}', header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
            f"allow_quoted_nulls = false, auto_detect = false, columns = {{{types}}})")  # fmt: skip


def _type(name: str, kpi: Kpi, catalog: Catalog) -> str:
    assert kpi.spec.dataset is not None
    spec = catalog.specs.datasets[kpi.spec.dataset.text]
    join, _, own = name.rpartition(".")
    if join and (found := spec.join(join)) is not None:
        spec, name = catalog.specs.datasets[found.to.text], own
    column = spec.column(name)
    if column is None and name == "row":
        return "BIGINT"
    kind = column.type if column else Type("boolean")  # whether a row counts in an aggregate
    return TYPES[kind.kind].format(scale=kind.scale)


def _literal(value: Number | None) -> str:
    if isinstance(value, float):
        return f"CAST({value!r} AS DOUBLE)"
    return f"{value}"


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _finite(row: Any) -> Number | None:
    value: Number | None = row[0]
    if isinstance(value, bool):
        return int(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def same(ours: Any, duck: Any) -> bool:
    """Whole numbers and money to the last digit, others but for the last bits."""
    if ours is None or duck is None:
        return ours is None and duck is None
    if isinstance(ours, float) or isinstance(duck, float):
        return float(ours) == pytest.approx(float(duck), rel=1e-9, abs=1e-12)
    return Decimal(ours) == Decimal(duck)

