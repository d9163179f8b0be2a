"""Distinct counts of one argument: who is counted, each once in every period and segment.

Most entities have one row in a period. Such a row counts once wherever it is counted at all, so that it adds up like
any row does (engine/backends/sums.py). Only those with several rows are grouped by who they are, once for all
conditions: by the finest segments, and from these pairs of segment and entity by the coarser ones.

Who has several rows is told by a hash of 64 bits: equal values have equal hashes, so that a hash that stands alone is
an entity that stands alone. Two entities that share a hash by accident are merely grouped, by their values, with those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from engine.backends.groups import MISSING, UNMATCHED
from engine.backends.times import ORDINAL
from engine.backends.together import Keys, Together
from engine.model.formula import Expression
from engine.model.plan import Measure

# Odd, so that an entity's hashes in different periods differ.
STEP = 0x9E3779B97F4A7C15


def told_apart(measure: Measure) -> bool:
    """Whether equal values are the same bits; of numbers 0.0 and -0.0 are not."""
    return measure.base == "DISTINCT" and measure.argument is not None and (
        measure.argument.type.kind not in ("number", "null")
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct counts of one argument for all jobs together; `several`: the hashes that stand in several rows.

    An argument that `repeats` has few values; an entity with a row of its own would be the exception.
    """

    together: Together
    argument: Expression
    several: pl.DataFrame | None = None
    repeats: bool = False

    @property
    def alone(self) -> str:
        """The column that says of a row whether its entity has no other in the period."""
        return f"{self._name} alone"

    @property
    def _several(self) -> str:
        return f"{self._name} several"

    @property
    def measures(self) -> list[Measure]:
        """The distinct counts."""
        return [m for m in self.together.measures if told_apart(m) and m.argument == self.argument]

    @property
    def _name(self) -> str:
        return self.together.arguments[self.argument]

    @property
    def _counts(self) -> pl.Expr:
        """Whether a row counts for any of them."""
        return pl.col(self._name).is_not_null() & self.together.any_holds(measure.where for measure in self.measures)

    @property
    def _hash(self) -> pl.Expr:
        period = pl.col(ORDINAL).cast(pl.UInt64) * pl.lit(STEP, dtype=pl.UInt64)
        return (pl.col(self._name).hash() + period).alias(f"{self._name} hash")

    @property
    def given(self) -> bool:
        """Whether the argument is a dimension by which all rows are grouped anyway: nothing more is asked of them."""
        cut = self.together.same.get(self.argument)
        return all(cut in keys for keys in self.together.finest)

    def glance(self) -> pl.Expr:
        """The hash of each row that counts."""
        return pl.when(self._counts).then(self._hash).alias(self._name)

    def seen(self, together: Together, glance: pl.DataFrame) -> Distinct:
        """Whether it repeats, by what the first rows say."""
        hashes = glance[self._name].drop_nulls()
        return replace(self, together=together, repeats=2 * hashes.n_unique() < len(hashes))

    def hashes(self) -> pl.LazyFrame:
        """The hash of each row that counts."""
        return self.together.rows.filter(self._counts).select(self._hash)

    def knowing(self, hashes: pl.DataFrame) -> Distinct:
        """With the hashes that stand in several rows; without, where these are most: then all are grouped alike."""
        ordered = hashes.to_series().sort()
        repeated = ordered == ordered.shift(-1)
        if 2 * repeated.sum() > len(ordered):
            return self
        return replace(self, several=ordered.filter(repeated).unique().to_frame())

    def marked(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows with the columns `alone` and `several`, where these are told apart."""
        if self.several is None:
            return rows
        others = self.several.lazy().with_columns(pl.lit(True).alias(self._several))
        found = rows.with_columns(self._hash).join(
            others, on=self.several.columns[0], how="left", maintain_order="none"
        )
        return found.with_columns((self._counts & pl.col(self._several).is_null()).alias(self.alone))

    def queries(self, rows: pl.LazyFrame) -> list[pl.LazyFrame]:
        """For each of the finest keys the entities with several rows, and which conditions hold in any of these."""
        # By this column alone, so that Polars shares the rows with what else is made of them: a condition on what is
        # read would be sent down to the file. Who does not count, but has such a hash, has no bit set.
        if self.given:
            return []
        told = self.several is not None
        others = rows.filter(pl.col(self._several)) if told else self.together.rows.filter(self._counts)
        return [others.group_by(*keys, self._name).agg(self._any) for keys in self.together.finest]

    @property
    def _any(self) -> list[pl.Expr]:
        return [pl.col(pattern).bitwise_or() for pattern in self.together.patterns]

    def read(
        self, frames: Sequence[pl.DataFrame], sums: Sequence[pl.DataFrame], names: dict[Measure, str]
    ) -> dict[Keys, pl.DataFrame]:
        """How many entities with several rows each group has; `sums` are the groups of the finest keys."""
        entity = self._name
        if self.given:
            entity = self.together.same[self.argument]
            some = ~pl.col(entity).cast(pl.String).is_in([MISSING, UNMATCHED])
            by_keys = zip(self.together.finest, sums, strict=True)
            frames = [frame.filter(some).group_by(*keys).agg(self._any) for keys, frame in by_keys]
        found = self.together.from_finest(frames, self._any, (entity,))
        made = [
            (self.together.holds(measure.where) & pl.col(entity).is_not_null()).sum().cast(pl.Int64).alias(name)
            for measure, name in names.items()
        ]
        return {keys: frame.group_by(*keys).agg(made) for keys, frame in found.items()}
