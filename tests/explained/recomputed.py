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
SUMS_OF_SOME = re.compile(r"SUM\([^()]*\) FILTER \(WHERE [^()]*\)")
SUMS = re.compile(r"(?<!COALESCE\()SUM\([^()]*\)")
# Of decimals too the middle of two is not rounded here.
MEDIANS = re.compile(r"MEDIAN\(([^()]*)\)")
AT = re.compile(r"\bat\b")  # a word of DuckDB's own
BY_EVENT = 'COUNT_IF("COUNT_IF(reached the event)") / COUNT_IF("COUNT(*)")'
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "money": "DECIMAL(18, {scale})",
         "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMP"}  # fmt: skip


def recomputed(node: Node, files: Mapping[str, RowsFile], catalog: Catalog, folder: Path) -> Number | None:
    """A figure from the rows of each of its leaves; nothing of the engine's evaluation is used."""
    kpi = catalog.kpis[node.kpi]
    if node.reason in ("not_covered", "no_snapshot", "not_entered", "not_added"):
        return None
    formula = SUMS_OF_SOME.sub(r"COALESCE(\g<0>, 0)", AT.sub('"at"', kpi.formula.text))
    formula = formula.replace("COUNT_IF(", "COUNT(*) FILTER (WHERE ")
    if kpi.conversion is not None:
        cohort = kpi.conversion.count_by == "cohort"
        formula = "COUNT_IF(converted) / COUNT(*)" if cohort else BY_EVENT
    if kpi.spec.retention is not None:
        who = kpi.spec.retention.entity.text
        formula = f"COUNT(DISTINCT {who}) FILTER (WHERE again) / COUNT(DISTINCT {who})"
    # What is the longest first: LAG(leads, 1) before leads.
    for part in sorted(node.parts, key=lambda part: -len(part.role)):
        value = _literal(recomputed(part, files, catalog, folder))
        name = rf"(?<!\w){re.escape(part.role)}(?!\w)" if "(" not in part.role else re.escape(part.role)
        formula = re.sub(name, value, formula)
    if node.rows_of is not None:
        found = over_rows(kpi, formula, files[node.rows_of], catalog, folder)
    else:
        found = _finite(DUCK.execute(f"SELECT {formula}").fetchone())
    if found is None and kpi.spec.when_zero is not None and node.denominator == 0:
        return kpi.spec.when_zero
    return found


def over_rows(kpi: Kpi, formula: str, file: RowsFile, catalog: Catalog, folder: Path) -> Number | None:
    """A formula over the rows of a CSV, whose looked-up columns are called `lead.source`."""
    path = folder / "rows.csv"
    path.write_bytes(file.content)
    asked = DUCK.execute(f"SELECT * FROM read_csv('{path}', all_varchar = true, header = true, delim = ',')")
    header = [column[0] for column in asked.description or ()]
    joins: dict[str, list[str]] = {}
    for name in header:
        if "." in name and "(" not in name:
            joins.setdefault(name.partition(".")[0], []).append(name)
    columns = [f'"{name}"' for name in header if ("." not in name or "(" in name) and name not in joins]
    for join, names in joins.items():
        fields = ", ".join(f"'{name.partition('.')[2]}': \"{name}\"" for name in names)
        columns.append(f'{{{fields}}} AS "{join}"')
    read = reading(path, {name: _type(name, kpi, catalog) for name in header})
    formula = formula if file.rows else SUMS.sub(r"COALESCE(\g<0>, 0)", formula)
    formula = MEDIANS.sub(r"MEDIAN(CAST(\1 AS DOUBLE))", formula)
    return _finite(DUCK.execute(f"SELECT {formula} FROM (SELECT {', '.join(columns)} FROM {read})").fetchone())


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
    if column is None and name == "converted on":
        return "TIMESTAMP"
    kind = column.type if column else Type("boolean")  # whether a row counts in an aggregate
    return TYPES[kind.kind].format(scale=kind.scale)


def _literal(value: Number | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"CAST({value!r} AS DOUBLE)"
    return f"({value})"


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
