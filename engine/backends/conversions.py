"""Conversions: each entity of the base once, by its first row, with whether it reached the event."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from engine.backends.functions import lower
from engine.measures import CONVERTED
from engine.model.datasets import DatasetSpec
from engine.model.kpis import Conversion
from engine.model.plan import Population

ENTITY, AT = "\0entity", "\0event at"


def entities(population: Population, frames: Mapping[str, pl.LazyFrame], dataset: DatasetSpec) -> pl.LazyFrame:
    """The base's first rows with a column `CONVERTED`; a row without entity or day is nobody's."""
    asked = population.conversion
    assert asked is not None
    base = frames[population.dataset]
    if asked.base_where is not None:
        base = base.filter(lower(asked.base_where))
    entity, day = pl.col(asked.base_entity), pl.col(population.date)
    # Of several rows on an entity's first day the key decides, or else all columns: never the order of the file.
    ties = [dataset.key.text] if dataset.key else [column.name for column in dataset.columns]
    base = base.filter(entity.is_not_null() & day.is_not_null())
    first = base.sort(population.date, *ties, nulls_last=True).unique(
        asked.base_entity, keep="first", maintain_order=True
    )
    return _with_events(first, asked, frames[asked.event], population.date)


def _with_events(first: pl.LazyFrame, asked: Conversion, events: pl.LazyFrame, date: str) -> pl.LazyFrame:
    if asked.event_where is not None:
        events = events.filter(lower(asked.event_where))
    happened = events.select(pl.col(asked.event_entity).alias(ENTITY), pl.col(asked.event_date).alias(AT))
    happened = happened.filter(pl.col(ENTITY).is_not_null() & pl.col(AT).is_not_null())
    if asked.within is None:
        reached = happened.select(ENTITY).unique()
    else:
        based = first.select(pl.col(asked.base_entity).alias(ENTITY), pl.col(date).alias("\0based"))
        # Elapsed time, not days of a calendar: a date is its midnight.
        elapsed = pl.col(AT).cast(pl.Datetime("us")) - pl.col("\0based").cast(pl.Datetime("us"))
        timely = happened.join(based, on=ENTITY).filter(
            (elapsed >= pl.duration(days=0)) & (elapsed <= pl.duration(days=asked.within))
        )
        reached = timely.select(ENTITY).unique()
    flagged = reached.with_columns(pl.lit(True).alias(CONVERTED))
    joined = first.join(flagged, left_on=asked.base_entity, right_on=ENTITY, how="left", maintain_order="left")
    return joined.with_columns(pl.col(CONVERTED).fill_null(False))
