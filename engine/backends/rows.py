"""A dataset's rows with the columns that they look up."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from engine.model.datasets import JoinSpec, Validity
from engine.model.specs import Catalog

KEY, DAY = "\0key", "\0day"


def joined(
    id: str, catalog: Catalog, own: Mapping[str, pl.LazyFrame], only: frozenset[str] | None = None
) -> pl.LazyFrame:
    """The dataset's rows with the columns that they look up, as `join.column`; `join found`: there was a match.

    `own` gives the rows of each dataset as they are, without what they look up; `only` names the look-ups that are
    wanted, where not all of them are.
    """
    spec = catalog.specs.datasets[id]
    frame = own[id]
    for join in spec.joins:
        if only is not None and join.name not in only:
            continue
        other = catalog.specs.datasets[join.to.text]
        assert other.key is not None
        right = own[other.id]
        named = [
            pl.lit(True).alias(f"{join.name} found"),
            *(pl.col(column.name).alias(f"{join.name}.{column.name}") for column in other.columns),
        ]
        if other.valid is None:
            right = right.select(pl.col(other.key.text).alias(KEY), *named)
            frame = frame.join(right, left_on=join.on.text, right_on=KEY, how="left", maintain_order="left")
        else:
            held = _held(frame, join, right, other.key.text, other.valid).select(KEY, DAY, *named)
            frame = _at_their_day(frame, join, held)
    return frame


def _day(join: JoinSpec) -> pl.Expr:
    """The day on which a row looks up; a time counts on its day, in the report's time zone."""
    assert join.at is not None, "a rule sees to it that a look-up in what holds for a time has a day"
    return pl.col(join.at.text).cast(pl.Date)


def _held(frame: pl.LazyFrame, join: JoinSpec, right: pl.LazyFrame, key: str, valid: Validity) -> pl.LazyFrame:
    """For each key and day that is looked up, once: the row that holds then. It begins last before, and has not ended.

    What is looked up is made distinct first, so that the rows that look up stay in their order and their number.
    """
    start, end = pl.col(valid.start.text), pl.col(valid.end.text)
    # A row that ends on its first day holds on none, and would hide the one that does.
    right = right.filter(pl.col(key).is_not_null() & (end.is_null() | (end > start))).sort(start)
    right = right.with_columns(pl.col(key).alias(KEY))
    asked = frame.select(pl.col(join.on.text).alias(KEY), _day(join).alias(DAY)).drop_nulls().unique().sort(DAY)
    last = asked.join_asof(
        right, left_on=DAY, right_on=valid.start.text, by=KEY, coalesce=False, check_sortedness=False
    )
    return last.filter(start.is_not_null() & (end.is_null() | (pl.col(DAY) < end)))


def _at_their_day(frame: pl.LazyFrame, join: JoinSpec, held: pl.LazyFrame) -> pl.LazyFrame:
    frame = frame.with_columns(_day(join).alias(f"{join.name} day"))
    keys = [join.on.text, f"{join.name} day"]
    return frame.join(held, left_on=keys, right_on=[KEY, DAY], how="left", maintain_order="left")
