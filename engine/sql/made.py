"""A dataset that is made of another as a query: a row for each group of the other's rows."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from engine.model.datasets import DatasetSpec, Derivation
from engine.model.formula import Aggregate, Expression, Type
from engine.sql import words
from engine.sql.binding import both
from engine.sql.formulas import lower
from engine.sql.rows import Rows, Sources
from engine.sql.scope import only_columns

AS_THEY_ARE = ("COUNT", "COUNT_DISTINCT", "COUNT_IF", "MIN", "MAX")


def made(sources: Sources, derivation: Derivation, spec: DatasetSpec) -> exp.Select:
    """The query; rows without a value of `per` are nobody's."""
    base = sources.catalog.specs.datasets[derivation.base]
    rows = Rows(sources, base, sources.of(base.id), qualified=True)
    roots = [formula.root for _, formula in derivation.columns]
    where = derivation.where.root if derivation.where else None
    rows.use([*roots, where])
    # Between aggregates too it is computed as between columns: what comes out is a column.
    scope = replace(only_columns(rows.column), grouped=True)
    keys = [rows.own(name) for name in derivation.per]
    values = []
    for name, formula in derivation.columns:
        declared = spec.column(name)
        assert declared is not None
        values.append(words.aliased(_stored(formula.root, lower(formula.root, scope), declared.type), name))
    kept = both(lower(where, scope) if where else None, *(words.is_not_null(key.copy()) for key in keys))
    query = rows.from_(exp.select(*keys, *values)).where(kept)
    return query.group_by(*(key.copy() for key in keys))


def _stored(root: Expression, value: exp.Expr, kind: Type) -> exp.Expr:
    """A number as its column's type; a whole one too large for that is nothing."""
    if not kind.is_numeric or (isinstance(root, Aggregate) and root.function in AS_THEY_ARE):
        return value
    return words.cast(value, words.type_name(kind), lenient=kind.kind == "integer")


def described(derivation: Derivation) -> str:
    """What a row of it is, in words."""
    where = f", where {derivation.where.text}" if derivation.where else ""
    return f"{derivation.dataset}: a row for each {' and '.join(derivation.per)} of {derivation.base}{where}"
