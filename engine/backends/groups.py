"""One grouping: its segments, its aggregates, and what was counted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl

from engine.backends.functions import lower
from engine.model.datasets import DatasetSpec
from engine.model.formula import Expression
from engine.model.plan import Job, Measure
from engine.model.results import CellKey, Counted, Rankings, Scalar, Segment
from engine.model.segments import Dimension, Top, name_of
from engine.model.unit import SegmentKind

# No text that a file holds: a source refuses a file with a NUL in it.
MISSING, UNMATCHED, OTHER = "\0missing", "\0unmatched", "\0other"
NOWHERE: dict[SegmentKind, str] = {"missing": MISSING, "unmatched": UNMATCHED}
KINDS: dict[str, SegmentKind] = {MISSING: "missing", UNMATCHED: "unmatched", OTHER: "other"}


def grouped(rows: pl.LazyFrame, keys: Sequence[str], measures: Mapping[Measure, str]) -> pl.LazyFrame:
    """Measures by name, each over all rows of its group: for what cannot be put together from smaller groups."""
    return rows.group_by(*keys).agg(aggregate(measure).alias(name) for measure, name in measures.items())


def path_of(spec: DatasetSpec, name: str) -> str:
    """The column that a dimension is."""
    return {id: written.text for id, written in spec.dimensions}.get(name, name)


def segment_of(spec: DatasetSpec, dimension: Dimension, rankings: Rankings) -> pl.Expr:
    """The segment of each row; with a top, who is not among the largest stands under one name."""
    segment = _dimension(spec, name_of(dimension))
    if not isinstance(dimension, Top):
        return segment
    alone = segment.is_in([*rankings[dimension].members, MISSING, UNMATCHED])
    return pl.when(alone).then(segment).otherwise(pl.lit(OTHER))


def _dimension(spec: DatasetSpec, name: str) -> pl.Expr:
    """The segment of each row: its value, or that it has none, or that its look-up found nothing."""
    path = path_of(spec, name)
    value = pl.col(path).cast(pl.String)
    if "." not in path:
        return value.fill_null(MISSING)
    join = spec.join(path.split(".")[0])
    assert join is not None
    unmatched = pl.all_horizontal(pl.col(*join.asks_with).is_not_null()) & pl.col(f"{join.name} found").is_null()
    return pl.when(unmatched).then(pl.lit(UNMATCHED)).otherwise(value.fill_null(MISSING))


def aggregate(measure: Measure) -> pl.Expr:
    """One measure over the rows of a group."""
    keep = _by_row(measure.where).fill_null(False) if measure.where is not None else None
    if measure.base == "ROWS":
        return pl.len().cast(pl.Int64) if keep is None else keep.sum().cast(pl.Int64)
    assert measure.argument is not None
    value = _by_row(measure.argument)
    if keep is not None:
        value = pl.when(keep).then(value)
    match measure.base:
        case "VALUES":
            return value.is_not_null().sum().cast(pl.Int64)
        case "DISTINCT":
            return value.drop_nulls().n_unique().cast(pl.Int64)
        case "SUM":
            return _sum(value, measure.argument.type.kind)
        case "MIN":
            return value.min()
        case "MAX":
            return value.max()
        case "MEDIAN":
            # Of decimals too the middle of two is not rounded.
            return value.cast(pl.Float64).median()
        case "QUANTILE":
            assert measure.parameter is not None
            return value.cast(pl.Float64).quantile(float(measure.parameter), interpolation="linear")
        case "STDDEV":
            return _spread(value.cast(pl.Float64).drop_nulls().sort())
        case other:
            raise AssertionError(f"no aggregate for {other}")


def _by_row(node: Expression) -> pl.Expr:
    """The expression with one value for each row of a group, where it is a constant too: COUNT(1), SUM(1)."""
    value = lower(node)
    if node.type.kind == "null":
        value = value.cast(pl.Float64)
    if value.meta.root_names():  # a column beside NULL may be lowered to a constant too
        return value
    return pl.when(pl.int_range(pl.len()) >= 0).then(value)


def _sum(value: pl.Expr, kind: str) -> pl.Expr:
    if kind == "integer":
        return value.cast(pl.Int128).sum()  # 64 bits would wrap around in silence
    if kind == "number":
        return _in_order(value.drop_nulls().sort()).fill_null(0.0)
    return value.sum()


def _in_order(numbers: pl.Expr) -> pl.Expr:
    """The sum of sorted numbers, one after the other: before an aggregate of its own Polars drops the sort."""
    return numbers.cum_sum().last()


def _spread(numbers: pl.Expr) -> pl.Expr:
    """The standard deviation of sorted numbers; one alone has none."""
    count = numbers.len()
    far = numbers - _in_order(numbers) / count
    return pl.when(count > 1).then((_in_order(far * far) / (count - 1)).sqrt())


def counted(job: Job, frame: pl.DataFrame) -> Counted:
    """What a grouping gave, cell by cell."""
    width = 1 + len(job.dimensions)
    cells: dict[CellKey, tuple[Scalar, ...]] = {}
    for row in frame.iter_rows():
        segments = tuple(_segment(name, value) for name, value in zip(job.dimensions, row[1:width], strict=True))
        cells[row[0], segments] = tuple(map(_finite, row[width:]))
    return Counted({measure: position for position, measure in enumerate(job.measures)}, cells)


def _finite(value: Scalar) -> Scalar:
    """A sum or a product past what a number can hold has no value; and zero is zero, whichever sign came first."""
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None
    return value


def _segment(dimension: Dimension, value: str) -> Segment:
    kind = KINDS.get(value, "value")
    if kind == "other":
        assert isinstance(dimension, Top)
        return Segment(dimension.dimension, dimension.rest, kind)
    return Segment(name_of(dimension), value if kind == "value" else "", kind)
