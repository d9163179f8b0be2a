"""The rows that a test gives: typed as those of a file in the plainest dialect, at their places in the test.

What a dataset says of its files does not hold of them: neither how values are written there, nor what must hold of
keys, bounds and emptiness. But a value must read as its column's type, and a look-up must find one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, repeat

import polars as pl

from engine.errors import Issue
from engine.model.data import Coverage, Table
from engine.model.datasets import ColumnSpec, CsvDialect
from engine.model.outcomes import Filled
from engine.sources.exact import target
from engine.sources.mends import mend_column
from engine.sources.values import reading

GIVEN = "given row"  # the number of a row in the test; a column's name has no space
# A point for decimals, no thousands marks; what has no value is no text at all.
PLAIN = CsvDialect(null_values=())
ALWAYS = Coverage(date.min, date.max)


def given_table(given: Filled, timezone: str) -> tuple[Table | None, list[Issue]]:
    """The dataset of a test, or what is wrong with its rows."""
    spec = given.dataset
    issues = list(_repeated(given))
    columns = []
    for column in spec.columns:
        plain = replace(column, format="", locale="", map=(), true_values=(), false_values=())
        series, found = _column(plain, given, timezone)
        columns.append(series)
        issues += found
    if issues:
        return None, issues
    numbers = pl.Series(GIVEN, [row.number for row in given.rows], dtype=pl.Int64)
    frame = pl.DataFrame([*columns, numbers])
    if any(row.times != 1 for row in given.rows):
        at = chain.from_iterable(repeat(n, row.times) for n, row in enumerate(given.rows))
        frame = frame[pl.Series(list(at), dtype=pl.UInt32)]
    return Table(spec.id, spec.place.file, "", frame.height, frame.lazy(), ALWAYS), []


def _column(column: ColumnSpec, given: Filled, timezone: str) -> tuple[pl.Series, list[Issue]]:
    """A column as its type, and every value that does not read so."""
    cells = [dict(row.cells).get(column.name) for row in given.rows]
    texts = [cell.text if cell else None for cell in cells]
    if not any(text is not None for text in texts):
        return pl.Series(column.name, texts, dtype=target(column)), []
    read = reading(column, pl.col("text"), PLAIN, timezone)
    raw = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    frame = raw.select(read.value.alias(column.name), read.bad.alias("bad"))
    issues = []
    for number in frame["bad"].arg_true():
        cell = cells[number]
        assert cell is not None
        message = f"'{cell.text}' for column '{column.name}' is not {read.wanted}"
        issues.append(Issue("error", "bad-value", cell.place, message, _mend(column, cell.text or "", timezone)))
    return frame[column.name], issues


def _mend(column: ColumnSpec, text: str, timezone: str) -> str:
    """In a test nothing is declared of how values are written."""
    if column.reads == "date":
        return "write it 2026-10-31"
    return "" if column.reads == "boolean" else mend_column(column, text, timezone)


def _repeated(given: Filled) -> Iterator[Issue]:
    """A look-up in two rows of one key would count what looks up twice."""
    if not given.looked_up or (key := given.dataset.names_rows_by) == "":
        return
    seen: set[str] = set()
    for row in given.rows:
        cell = dict(row.cells).get(key)
        if cell is None or cell.text is None:
            continue
        if cell.text in seen or row.times > 1:
            message = f"the key '{cell.text}' names more than one row of '{given.dataset.id}'"
            yield Issue("error", "repeated-key", cell.place, message, "others look up in it by this key: give it once")
        seen.add(cell.text)
