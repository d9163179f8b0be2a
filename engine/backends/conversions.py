"""Conversions: each entity of the base once, by its first row, with whether and when it reached the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import polars as pl

from engine.backends.functions import lower
from engine.measures import CONVERTED, CONVERTED_ON, RETURNED
from engine.model.datasets import DatasetSpec
from engine.model.kpis import Conversion
from engine.model.period import Period
from engine.model.plan import Population
from engine.model.specs import Catalog

ENTITY, AT = "\0entity", "\0event at"

Frames = Mapping[str, pl.LazyFrame]


def rows_of(population: Population, frames: Frames, catalog: Catalog) -> pl.LazyFrame:
    """The rows that a population counts, whenever they count: those of its dataset, or a conversion's entities."""
    if population.retention is not None:
        # Whether somebody came again is known once it is known in which period the row counts.
        return frames[population.dataset].with_columns(pl.lit(value=False).alias(RETURNED))
    if population.conversion is None:
        return frames[population.dataset]
    return entities(population.conversion, frames, catalog.specs.datasets[population.dataset])


def entities(asked: Conversion, frames: Frames, dataset: DatasetSpec) -> pl.LazyFrame:
    """The base's first rows with columns `CONVERTED` and `CONVERTED_ON`; a row without entity or day is nobody's."""
    first = _first_rows(asked, frames, dataset)
    reached = _events(asked, frames)
    if asked.within is not None:
        based = first.select(pl.col(asked.base_entity).alias(ENTITY), pl.col(asked.base_date).alias("\0based"))
        # Elapsed time, not days of a calendar: a date is its midnight.
        elapsed = pl.col(AT).cast(pl.Datetime("us")) - pl.col("\0based").cast(pl.Datetime("us"))
        reached = reached.join(based, on=ENTITY).filter(
            (elapsed >= pl.duration(days=0)) & (elapsed <= pl.duration(days=asked.within))
        )
    earliest = reached.group_by(ENTITY).agg(pl.col(AT).min().alias(CONVERTED_ON))
    joined = first.join(earliest, left_on=asked.base_entity, right_on=ENTITY, how="left", maintain_order="left")
    return joined.with_columns(pl.col(CONVERTED_ON).is_not_null().alias(CONVERTED))


def when_as_old(rows: pl.LazyFrame, ordinal: str, days: int, spans: Sequence[Period]) -> pl.LazyFrame:
    """Entities as they stood so many days after the end of their cohort's period, whose number is in `ordinal`."""
    known = {span.ordinal: span.last_day + timedelta(days=days) for span in spans}
    last = pl.col(ordinal).replace_strict(known, default=None, return_dtype=pl.Date)
    return rows.with_columns((pl.col(CONVERTED) & (pl.col(CONVERTED_ON).cast(pl.Date) <= last)).fill_null(False))


def odd_entities(asked: Conversion, frames: Frames, dataset: DatasetSpec) -> pl.LazyFrame:
    """One row of numbers of entities.

    `bases`: all of the base; `before`: of them those whose event comes first; `reached`: all that have the event, with
    or without a base; `baseless`: of them those without.
    """
    base = entities(asked, frames, dataset)
    event, day = (pl.col(name).cast(pl.Datetime("us")) for name in (CONVERTED_ON, asked.base_date))
    of_bases = base.select(pl.len().cast(pl.Int64).alias("bases"), (event < day).sum().cast(pl.Int64).alias("before"))
    happened = _events(asked, frames).select(ENTITY).unique()
    baseless = happened.join(base, left_on=ENTITY, right_on=asked.base_entity, how="anti")
    counts = [frame.select(pl.len().cast(pl.Int64).alias(name))
              for frame, name in ((happened, "reached"), (baseless, "baseless"))]  # fmt: skip
    return pl.concat([of_bases, *counts], how="horizontal")


def base_rows(asked: Conversion, frames: Frames, dataset: DatasetSpec) -> pl.LazyFrame:
    """The base's rows that are somebody's, on some day."""
    base = frames[dataset.id]
    if asked.base_where is not None:
        base = base.filter(lower(asked.base_where))
    return base.filter(pl.col(asked.base_entity).is_not_null() & pl.col(asked.base_date).is_not_null())


def _first_rows(asked: Conversion, frames: Frames, dataset: DatasetSpec) -> pl.LazyFrame:
    # Of several rows on an entity's first day the key decides, or else all columns: never the order of the file.
    ties = [dataset.names_rows_by] if dataset.names_rows_by else [column.name for column in dataset.columns]
    base = base_rows(asked, frames, dataset)
    return base.sort(asked.base_date, *ties, nulls_last=True).unique(
        asked.base_entity, keep="first", maintain_order=True
    )


def _events(asked: Conversion, frames: Frames) -> pl.LazyFrame:
    events = frames[asked.event]
    if asked.event_where is not None:
        events = events.filter(lower(asked.event_where))
    happened = events.select(pl.col(asked.event_entity).alias(ENTITY), pl.col(asked.event_date).alias(AT))
    return happened.filter(pl.col(ENTITY).is_not_null() & pl.col(AT).is_not_null())
