"""Parquet files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl

from engine.errors import Issue
from engine.model.data import Part
from engine.model.plan import Read
from engine.sources.columnar import column_part


def read_parquet(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """One Parquet file's rows; of the file only the declared columns are read."""
    return column_part(path, name, wanted, partial(pl.scan_parquet, glob=False), "a Parquet file", b"PAR1")
