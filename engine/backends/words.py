"""The words that columns of text hold, of those that somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from engine.model.data import Table

SHOWN = 5  # of the words that there are instead


@dataclass(frozen=True, slots=True)
class Absent:
    """Words that no row has in a column, and the most frequent ones of those that rows have."""

    column: str
    words: tuple[str, ...]
    held: tuple[str, ...]


def absent_words(table: Table, asked: Mapping[str, Sequence[str]]) -> list[Absent]:
    """Of the words that are asked for by column, those that no row has.

    A column without any value has none to compare with, and is left out.
    """
    frame: pl.LazyFrame = table.frame
    looks = [
        (pl.col(column) == word).any().alias(f"{number} {at}")
        for number, (column, words) in enumerate(asked.items())
        for at, word in enumerate(words)
    ]
    there: dict[str, Any] = frame.select(looks).collect(engine="streaming").row(0, named=True)
    found = []
    for number, (column, words) in enumerate(asked.items()):
        absent = tuple(word for at, word in enumerate(words) if not there[f"{number} {at}"])
        held = _most_frequent(frame, column) if absent else ()
        if held:
            found.append(Absent(column, absent, held))
    return found


def _most_frequent(frame: pl.LazyFrame, column: str) -> tuple[str, ...]:
    counted = frame.filter(pl.col(column).is_not_null()).group_by(column).len()
    first = counted.sort(["len", column], descending=[True, False]).head(SHOWN)
    return tuple(first.collect(engine="streaming").get_column(column))
