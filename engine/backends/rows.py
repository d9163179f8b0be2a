"""A dataset's rows with the columns that they look up."""

from __future__ import annotations

import polars as pl

from engine.model.data import Table
from engine.model.specs import Catalog


def joined(id: str, catalog: Catalog, tables: dict[str, Table]) -> pl.LazyFrame:
    """The dataset's rows with the columns that they look up, as `join.column`; `join found`: there was a match."""
    spec = catalog.specs.datasets[id]
    frame: pl.LazyFrame = tables[id].frame
    for join in spec.joins:
        other = catalog.specs.datasets[join.to.text]
        assert other.key is not None
        right: pl.LazyFrame = tables[other.id].frame
        right = right.select(
            pl.col(other.key.text).alias(f"{join.name} key"),
            pl.lit(True).alias(f"{join.name} found"),
            *(pl.col(column.name).alias(f"{join.name}.{column.name}") for column in other.columns),
        )
        frame = frame.join(right, left_on=join.on.text, right_on=f"{join.name} key", how="left", maintain_order="left")
    return frame
