"""What adds up exactly: rows, values, sums of whole numbers and money, least and greatest.

Rows are grouped once by their finest segments and their pattern of conditions. Each measure of each job is then put
together from these few groups: disjoint rows of which all or none meet its condition. A group's rows are each in it
once, so that this is the formula over its own rows. Sums of `number` are not made like that: they depend on the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from engine.backends.together import Keys, Together
from engine.model.formula import Expression
from engine.model.plan import Base, Measure

# Of which value which aggregate; a name stands for a column of true and false.
Part: TypeAlias = tuple[Base, Expression | str | None]


def adds_up(measure: Measure) -> bool:
    """Whether a measure of all rows is exactly made of those of some of them."""
    kind = measure.argument.type.kind if measure.argument is not None else ""
    match measure.base:
        case "ROWS" | "VALUES":
            return True
        case "SUM":
            return kind in ("integer", "money")
        case "MIN" | "MAX":
            return kind not in ("number", "null")
        case _:
            return False


@dataclass(frozen=True, eq=False)
class Sums:
    """The measures that add up, and how many rows have a `flag`, for all jobs together."""

    together: Together
    flags: tuple[str, ...] = ()

    @property
    def _parts(self) -> dict[Part, str]:
        wanted: list[Part] = [("ROWS", None), *(("VALUES", flag) for flag in self.flags)]
        wanted += [(measure.base, measure.argument) for measure in self.together.measures if adds_up(measure)]
        return {part: f"\0s{number}" for number, part in enumerate(dict.fromkeys(wanted))}

    def queries(self, rows: pl.LazyFrame) -> list[pl.LazyFrame]:
        """The groups of each of the finest keys and each pattern."""
        made = [self._counted(part).alias(name) for part, name in self._parts.items()]
        return [rows.group_by(*keys, *self.together.patterns).agg(made) for keys in self.together.finest]

    def _counted(self, part: Part) -> pl.Expr:
        base, of = part
        if of is None:
            return pl.len().cast(pl.Int64)
        if isinstance(of, str):
            return pl.col(of).sum().cast(pl.Int64)
        value = pl.col(self.together.arguments[of])
        match base:
            case "VALUES":
                return value.is_not_null().sum().cast(pl.Int64)
            case "SUM":
                # 64 bits would wrap around in silence
                return (value.cast(pl.Int128) if of.type.kind == "integer" else value).sum()
            case "MIN":
                return value.min()
            case _:
                return value.max()

    def read(self, frames: Sequence[pl.DataFrame], wanted: dict[str, tuple[Measure, str]]) -> dict[Keys, pl.DataFrame]:
        """The groups of every job: `wanted` names columns by measure, and the flag that is counted for it, if any."""
        fold = [_folded(pl.col(name), base).alias(name) for (base, _), name in self._parts.items()]
        found = self.together.from_finest(frames, fold, self.together.patterns)
        made = [self._measure(measure, flag).alias(name) for name, (measure, flag) in wanted.items()]
        return {keys: frame.group_by(*keys).agg(made) for keys, frame in found.items()}

    def _measure(self, measure: Measure, flag: str) -> pl.Expr:
        part: Part = ("VALUES", flag) if flag else (measure.base, measure.argument)
        return _folded(pl.when(self.together.holds(measure.where)).then(pl.col(self._parts[part])), part[0])


def _folded(value: pl.Expr, base: Base) -> pl.Expr:
    return {"MIN": value.min, "MAX": value.max}.get(base, value.sum)()
