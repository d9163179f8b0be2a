"""The segments of a statement that has one row for each, and the conditions by which its queries meet in them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from engine.sql import words
from engine.sql.rows import SEGMENTS, Query, Rows, Sources
from engine.sql.words import aliased, column

SEGMENT, SEGMENT_KIND = "segment", "segment_kind"


def every_segment(by: str, cut: Iterable[str], sources: Sources) -> Query:
    """Every segment of a dimension: those that are declared, and those of any row of the datasets that are cut."""
    specs = sources.catalog.specs
    queries: list[exp.Query] = []
    if (declared := specs.dimensions.get(by)) is not None and declared.values:
        values = [(value, "value") for value, _ in declared.values]
        queries.append(exp.select("*").from_(exp.values(values, "declared", [SEGMENT, SEGMENT_KIND])))
    for id in cut:
        found = Rows(sources, specs.datasets[id], sources.of(id))
        found.use([], [found.path(by)])
        value, kind = found.segment(by)
        queries.append(found.from_(exp.select(aliased(value, SEGMENT), aliased(kind, SEGMENT_KIND)).distinct()))
    union = queries[0]
    for query in queries[1:]:
        union = exp.union(union, query, distinct=True)
    return Query(SEGMENTS, (f"every {by}: those that are declared, and those of any row",), union)


def beside(name: str) -> exp.Expr:
    """Where a query has the segment of the row."""
    matches = [words.same(column(part, name), column(part, SEGMENTS)) for part in (SEGMENT, SEGMENT_KIND)]
    return exp.And(this=matches[0], expression=matches[1])


def in_segment(value: exp.Expr, kind: exp.Expr) -> exp.Expr:
    """Where a row lies in the segment."""
    return exp.And(
        this=words.same(value, column(SEGMENT, SEGMENTS)),
        expression=exp.EQ(this=kind, expression=column(SEGMENT_KIND, SEGMENTS)),
    )
