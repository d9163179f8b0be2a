"""Medians of whole numbers and money: values found by their place in an order.

A group's number and a value make one whole number. All of these, sorted once for each measure and job, stand group by
group with each group's values in order, and the one or two in its middle are read off. Sorting whole numbers takes a
fraction of the time that it takes to pick from a list for each group. Where the two do not fit into 63 bits, Polars'
own way counts. Other quantiles are always its own: between two values it does not round as one would by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from engine.backends.together import Keys, Together
from engine.model.formula import Expression
from engine.model.plan import Measure

CODE = "\0group"


def ranked(measure: Measure) -> bool:
    """Whether a measure is the middle of whole numbers or amounts."""
    return measure.base == "MEDIAN" and measure.argument is not None and (
        measure.argument.type.kind in ("integer", "money")
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ranks:
    """The medians of one argument for all jobs together."""

    together: Together
    argument: Expression

    @property
    def measures(self) -> list[Measure]:
        """The medians, by their conditions."""
        return [m for m in self.together.measures if ranked(m) and m.argument == self.argument]

    def queries(self) -> list[pl.LazyFrame]:
        """The values that count, with their segments and whether each condition holds."""
        value = pl.col(self.together.arguments[self.argument])
        keys = dict.fromkeys(key for keys in self.together.wanted for key in keys)
        wheres = dict.fromkeys(measure.where for measure in self.measures)
        flags = [self.together.holds(where).alias(f"\0h{number}") for number, where in enumerate(wheres)]
        counts = value.is_not_null() & self.together.any_holds(wheres)
        return [self.together.rows.filter(counts).select(*keys, value.alias("value"), *flags)]

    def read(
        self, frame: pl.DataFrame, names: dict[Measure, str], groups: dict[Keys, pl.DataFrame]
    ) -> dict[Keys, pl.DataFrame]:
        """The measures of every job's groups; `groups` has the keys of all that have any rows."""
        wheres = list(dict.fromkeys(measure.where for measure in self.measures))
        found: dict[Keys, pl.DataFrame] = {}
        for keys in self.together.wanted:
            made = groups[keys].select(keys)
            for number, where in enumerate(wheres):
                (name,) = (name for measure, name in names.items() if measure.where == where)
                own = medians(frame.filter(pl.col(f"\0h{number}")), made.select(keys))
                made = made.join(own.rename({"value": name}), on=keys, how="left")
            found[keys] = made
        return found


def medians(rows: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The median of `value`, which is never empty, in each of the groups that has any row."""
    kind = rows.schema["value"]
    values = rows["value"].to_physical() if kind.is_decimal() else rows["value"]
    least, most = values.min(), values.max()
    if least is None:
        return groups.clear().with_columns(pl.lit(None, dtype=pl.Float64).alias("value"))
    assert isinstance(least, int)
    assert isinstance(most, int)
    span = most - least + 1
    code, codes = _numbered(groups)
    if codes * span >= 1 << 63:
        return plainly(rows, groups.columns)
    offset = pl.lit(values) - pl.lit(least, dtype=values.dtype)
    packed = rows.select(code * span + offset.cast(pl.Int64)).to_series().sort()
    runs = (packed // span).rle().struct.unnest()
    sizes = runs["len"].cast(pl.Int64)
    starts = sizes.cum_sum() - sizes
    middle = [packed.gather(starts + at) % span for at in ((sizes - 1) // 2, sizes // 2)]
    both = pl.concat(pl.DataFrame({CODE: runs["value"], "value": _values(at, least, kind)}) for at in middle)
    # Polars' own median of the two, so that what lies between them is the same to the last bit.
    return plainly(groups.with_columns(code.alias(CODE)).join(both, on=CODE), groups.columns)


def _numbered(groups: pl.DataFrame) -> tuple[pl.Expr, int]:
    """A whole number for each group, made of its keys, and how many there can be."""
    code, codes = pl.lit(0, dtype=pl.Int64), 1
    for key in groups.columns:
        column = groups[key].to_physical().cast(pl.Int64)
        least, most = column.min(), column.max()
        assert isinstance(least, int)
        assert isinstance(most, int)
        code = code * (most - least + 1) + (pl.col(key).to_physical().cast(pl.Int64) - least)
        codes *= most - least + 1
    return code, codes


def _values(offsets: pl.Series, least: int, kind: pl.DataType) -> pl.Series:
    """Values of their own type again."""
    wholes = [least + offset for offset in offsets]
    scale = kind.scale if isinstance(kind, pl.Decimal) else 0
    exact = [Decimal(f"{whole}E-{scale}") for whole in wholes] if scale else wholes
    return pl.Series(exact, dtype=kind)


def plainly(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The same, asked of Polars."""
    return rows.group_by(keys).agg(pl.col("value").cast(pl.Float64).median())
