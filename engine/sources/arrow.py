"""Arrow files (also called Feather, version 2), and Arrow streams."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from engine.errors import Issue
from engine.model.data import Part
from engine.model.plan import Read
from engine.sources.columnar import column_part

MAGIC = b"ARROW1"  # at the start of a file; a stream has none


def read_arrow(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """One Arrow file's rows."""
    return column_part(path, name, wanted, scan_arrow, "an Arrow file", MAGIC)


def scan_arrow(path: Path) -> pl.LazyFrame:
    """The rows of an Arrow file or stream."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            return pl.scan_ipc(path, glob=False)
    return pl.read_ipc_stream(path).lazy()
