"""Jobs over the same rows at the same times: what they look at in a row, each thing once for all of them.

A row's segments, the conditions that hold for it and the values that are counted become columns. All conditions of a
row are the bits of one whole number, its pattern: however many KPIs ask for them, rows have few different patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import polars as pl

from engine.backends.functions import lower
from engine.backends.groups import path_of, segment_of
from engine.backends.times import ORDINAL
from engine.model.formula import Column, Expression
from engine.model.plan import Job, Measure
from engine.model.results import Rankings
from engine.model.segments import Dimension
from engine.model.specs import Catalog

BITS = 62  # of a pattern; more conditions take another one
GLANCE = 1 << 16  # rows that the way of counting is chosen by; the numbers are the same either way
CROSSED = 4  # rows to a group of all dimensions, from which on crossing them pays

Keys = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Together:
    """`rows` have a column for each dimension and argument, and the patterns; `bits` tells where a condition is.

    Where the dimensions are `crossed`, all rows are grouped by all of them at once, and every job is made of that.
    """

    rows: pl.LazyFrame
    jobs: tuple[Job, ...]
    dimensions: dict[Dimension, str]
    bits: dict[Expression, tuple[str, int]]
    arguments: dict[Expression, str]
    same: dict[Expression, str]  # arguments that are a dimension too, with its column
    crossed: bool = False

    @property
    def patterns(self) -> Keys:
        """The columns of the conditions."""
        return tuple(dict.fromkeys(pattern for pattern, _ in self.bits.values()))

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure that any job asks for."""
        return tuple(dict.fromkeys(measure for job in self.jobs for measure in job.measures))

    def keys(self, job: Job) -> Keys:
        """The columns that a job's cells are told apart by."""
        return (ORDINAL, *sorted(self.dimensions[dimension] for dimension in job.dimensions))

    @property
    def wanted(self) -> tuple[Keys, ...]:
        """The keys of all jobs."""
        return tuple(dict.fromkeys(self.keys(job) for job in self.jobs))

    @property
    def finest(self) -> tuple[Keys, ...]:
        """The keys of the jobs that no other job is finer than; from their groups those of all others are made."""
        if self.crossed:
            return ((ORDINAL, *sorted(self.dimensions.values())),)
        return tuple(keys for keys in self.wanted if not any(set(keys) < set(other) for other in self.wanted))

    def holds(self, where: Expression | None) -> pl.Expr:
        """Whether a condition holds in a pattern."""
        if where is None:
            return pl.lit(True)
        pattern, bit = self.bits[where]
        return (pl.col(pattern) & bit) != 0

    def any_holds(self, conditions: Iterable[Expression | None]) -> pl.Expr:
        """Whether one of the conditions holds."""
        return reduce(or_, map(self.holds, dict.fromkeys(conditions)))

    def glance(self, more: Sequence[pl.Expr]) -> pl.LazyFrame:
        """The first rows' keys, with more."""
        return self.rows.select(ORDINAL, *self.dimensions.values(), *more).head(GLANCE)

    def seen(self, glance: pl.DataFrame) -> Together:
        """Crossed, where the first rows say that all dimensions at once still make groups of many rows."""
        groups = glance.select(ORDINAL, *self.dimensions.values()).n_unique()
        return replace(self, crossed=CROSSED * groups <= glance.height)

    def from_finest(
        self, frames: Sequence[pl.DataFrame], fold: Sequence[pl.Expr], by: Keys
    ) -> dict[Keys, pl.DataFrame]:
        """Groups of the finest keys put together to those of every job, each from the fewest that hold them all."""
        found = dict(zip(self.finest, frames, strict=True))
        for keys in sorted(set(self.wanted) - found.keys(), key=len, reverse=True):
            finer = min((have for have in found if set(keys) < set(have)), key=lambda have: found[have].height)
            query = found[finer].lazy().group_by(*dict.fromkeys((*keys, *by))).agg(fold)
            found[keys] = query.collect(engine="streaming")
        return {keys: found[keys] for keys in self.wanted}


def together(rows: pl.LazyFrame, jobs: Sequence[Job], catalog: Catalog, rankings: Rankings) -> Together:
    """The rows with the columns that the jobs need."""
    spec = catalog.specs.datasets[jobs[0].population.dataset]
    dimensions = {of: f"\0d{n}" for n, of in enumerate(dict.fromkeys(of for job in jobs for of in job.dimensions))}
    measures = [measure for job in jobs for measure in job.measures]
    conditions = dict.fromkeys(measure.where for measure in measures if measure.where is not None)
    bits = {node: (f"\0p{n // BITS}", 1 << n % BITS) for n, node in enumerate(conditions)}
    counted = dict.fromkeys(measure.argument for measure in measures if measure.argument is not None)
    arguments = {node: f"\0a{n}" for n, node in enumerate(counted)}
    # A text of 16 bytes for each row and dimension becomes a number of four.
    cuts = [segment_of(spec, of, rankings).cast(pl.Categorical).alias(name) for of, name in dimensions.items()]
    values = [_value(node).alias(name) for node, name in arguments.items()]
    same: dict[Expression, str] = {
        node: name
        for of, name in dimensions.items()
        for node in counted
        if isinstance(node, Column) and isinstance(of, str) and node.path == path_of(spec, of)
    }
    return Together(rows.with_columns(*cuts, *values, *_patterns(bits)), tuple(jobs), dimensions, bits, arguments, same)


def _patterns(bits: dict[Expression, tuple[str, int]]) -> list[pl.Expr]:
    made: dict[str, list[pl.Expr]] = {}
    for node, (pattern, bit) in bits.items():
        made.setdefault(pattern, []).append(lower(node).cast(pl.Boolean).fill_null(False).cast(pl.Int64) * bit)
    return [reduce(or_, parts).alias(pattern) for pattern, parts in made.items()]


def _value(node: Expression) -> pl.Expr:
    value = lower(node)
    return value.cast(pl.Float64) if node.type.kind == "null" else value
