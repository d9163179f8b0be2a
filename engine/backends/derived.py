"""Datasets that are made of others: one row for each group of another's rows, with aggregates over them.

The aggregates are those of KPIs, and what stands between them is computed as what stands between columns is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from engine.backends.amounts import too_large
from engine.backends.functions import DTYPES, lower
from engine.backends.groups import aggregate
from engine.backends.remarks import read_remarks, remarks_beneath
from engine.backends.rows import joined
from engine.measures import parts_of
from engine.model.data import Remark, Table
from engine.model.datasets import Derivation
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, Type, decimals
from engine.model.plan import Measure, Plan
from engine.model.specs import Catalog

COUNTS = ("ROWS", "VALUES", "DISTINCT")
BOOLEAN, INTEGER = Type("boolean"), Type("integer")


def own_rows(
    plan: Plan, catalog: Catalog, tables: Mapping[str, Table]
) -> tuple[dict[str, pl.LazyFrame], tuple[Remark, ...]]:
    """The rows of every dataset, those too that are made of others, and what was left out in making them.

    Each is made once, before anything is counted: in one query with the groupings, each grouping would make it anew
    with the days and columns that it needs. Raises DataError where amounts come to more than can be exact.
    """
    own: dict[str, pl.LazyFrame] = {id: table.frame for id, table in tables.items()}
    remarks: list[Remark] = []
    for derivation in plan.derivations:
        rows = rows_beneath(derivation, catalog, own)
        try:
            frame, left_out = pl.collect_all([made(derivation, rows), remarks_beneath(derivation, rows, catalog)])
        except pl.exceptions.ComputeError as error:
            raise too_large(error, [derivation.dataset], catalog) from None
        own[derivation.dataset] = frame.lazy()
        remarks += read_remarks(derivation.dataset, left_out)
    return own, tuple(remarks)


def rows_beneath(derivation: Derivation, catalog: Catalog, own: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The rows of the base that count, with what the formulas look up."""
    rows = joined(derivation.base, catalog, own, derivation.joins)
    return rows.filter(lower(derivation.where.root)) if derivation.where else rows


def made(derivation: Derivation, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The dataset: a row for each value of `per`; rows without one are nobody's."""
    measures: dict[Measure, Column] = {}
    columns = [(name, _outside(formula.root, measures)) for name, formula in derivation.columns]
    rows = rows.filter(pl.col(name).is_not_null() for name in derivation.per)
    groups = rows.group_by(derivation.per).agg(
        _finite(aggregate(measure), column.type).alias(column.name) for measure, column in measures.items()
    )
    return groups.select(*derivation.per, *(_column(node).alias(name) for name, node in columns))


def _outside(node: Expression, measures: dict[Measure, Column]) -> Expression:
    """The formula over columns that hold its measures; each measure is counted once."""
    if isinstance(node, Call):
        return replace(node, arguments=tuple(_outside(part, measures) for part in node.arguments))
    if not isinstance(node, Aggregate):
        return node
    parts = [_counted(measure, node, measures) for measure in parts_of(node, node.where)]
    if node.function == "AVG":
        return Call("/", tuple(parts), node.type)
    if len(parts) == 1:
        return parts[0]
    # A sum over rows, and every one of them without a value, has none.
    total, values, rows = parts
    nothing: Constant = Constant(0, INTEGER)
    empty = Call("AND", (Call("=", (values, nothing), BOOLEAN), Call("<>", (rows, nothing), BOOLEAN)), BOOLEAN)
    return Call("CASE", (empty, Constant(None, Type("null", nullable=True)), total), node.type)


def _counted(measure: Measure, node: Aggregate, measures: dict[Measure, Column]) -> Column:
    """The column of a measure, with the type that it has."""
    kind = node.type
    if measure.base in COUNTS:
        kind = INTEGER
    elif measure.base in ("SUM", "MIN", "MAX") and measure.argument is not None:
        kind = replace(measure.argument.type, scale=decimals(measure.argument), nullable=True)
    return measures.setdefault(measure, Column(f"\0{len(measures)}", kind))


def _finite(value: pl.Expr, kind: Type) -> pl.Expr:
    """A sum past what a number can hold has no value, as in KPIs."""
    return pl.when(value.is_finite()).then(value) if kind.kind == "number" else value


def _column(node: Expression) -> pl.Expr:
    """A column's values, as its type is stored; a whole number too large for that has no value."""
    kind = node.type.kind
    dtype = pl.Decimal(38, decimals(node)) if kind == "money" else DTYPES[kind]
    return _finite(lower(node).cast(dtype, strict=False), node.type)
