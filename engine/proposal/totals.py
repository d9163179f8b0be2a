"""A row that adds up the others, as spreadsheets end with: counted like a row, it would double every sum."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.proposal.model import Found, FoundColumn
from engine.proposal.names import written
from engine.sources.values import reading

WORDS = "(grand )?total|totals|sum|totaux|total g[ée]n[ée]ral|somme|итого|всего"
TOTAL = re.compile(rf"\s*({WORDS})\s*:?\s*", re.IGNORECASE)


def without_total(found: Found, frame: pl.LazyFrame, positions: list[int], dialect: CsvDialect) -> Found:
    """The dataset with a `where` that leaves the row out, if it is one and has the sum of all others in a column."""
    for column, position in zip(found.columns, positions, strict=True):
        if column.spec.type.kind != "string" or not (text := _total(column, frame, position)):
            continue
        added = next((other.header for other, at in zip(found.columns, positions, strict=True)
                      if _adds_up(other.spec, frame, position, text, at, dialect)), "")  # fmt: skip
        if not added:
            continue
        words = "'" + text.replace("'", "''") + "'"
        empty = f"{column.name} IS NULL OR " if column.spec.type.nullable else ""
        note = f"a row says '{text.strip()}', and its '{added}' is the sum of all others: it is left out"
        spec = replace(found.spec, where=written(f"{empty}{column.name} <> {words}"))
        return replace(found, spec=spec, notes={**found.notes, "where": note})
    return found


def _total(column: FoundColumn, frame: pl.LazyFrame, position: int) -> str:
    """The text of a column that says that its row is a total, where one row has it."""
    texts = frame.select(pl.col(str(position)).alias("text")).tail(3).collect()["text"].drop_nulls()
    said = [str(text) for text in texts if TOTAL.fullmatch(str(text))]
    if len(said) != 1 or column.spec.values:
        return ""
    rows = frame.filter(pl.col(str(position)) == said[0]).select(pl.len()).collect().item()
    return said[0] if rows == 1 else ""


def _adds_up(spec: ColumnSpec, frame: pl.LazyFrame, position: int, text: str, at: int, dialect: CsvDialect) -> bool:
    """Whether a column of the row with this text is the sum of the column in all others, and more than nothing."""
    if spec.type.kind not in ("integer", "money") or frame.collect_schema()[str(at)] != pl.String:
        return False
    value = reading(spec, pl.col(str(at)), dialect).value
    last = (pl.col(str(position)) == text).fill_null(False)
    total, others, rows = frame.select(
        value.filter(last).sum(), value.filter(~last).sum().alias("others"), pl.len().alias("rows")
    ).collect().row(0)  # fmt: skip
    return bool(total) and total == others and rows > 2
