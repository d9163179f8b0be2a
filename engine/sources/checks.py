"""What must hold of a dataset's values: types, emptiness, allowed values, unique keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from engine.errors import did_you_mean
from engine.model.specs import ColumnSpec, DatasetSpec

RECORD = "record number"  # a column's name has no space


@dataclass(frozen=True)
class Bad:
    """One kind of problem in one column: the first records that have it, with a message for each, and their number."""

    code: str
    column: str
    records: tuple[int, ...]  # counted from 0 after the header
    messages: tuple[str, ...]
    count: int
    hint: str = ""


def find_bad(
    typed: pl.DataFrame,
    spec: DatasetSpec,
    columns: tuple[ColumnSpec, ...],
    wants: dict[str, str],
    mend: Callable[[ColumnSpec, str], str],
    shown: int,
) -> list[Bad]:
    """Everything in the rows that their declaration does not allow.

    `typed` has, for each column, its value, `<name> bad` and `<name> text`, and the number of the record; `wants` says
    as what each column must read, and `mend` how a text that does not might be made to.
    """
    found: list[Bad] = []
    for column in columns:
        name = column.name
        template = f"'{{}}' in column '{name}' is not {wants[name]}"
        unread = typed.filter(pl.col(f"{name} bad"))
        hint = mend(column, unread[f"{name} text"][0]) if unread.height else ""
        found += _rows(typed, pl.col(f"{name} bad"), "bad-value", column, template, shown, hint)
        if not column.type.nullable:
            empty = pl.col(name).is_null() & ~pl.col(f"{name} bad")
            message = f"column '{name}' is empty"
            found += _rows(typed, empty, "empty-value", column, message, shown, "or declare it 'nullable: true'")
        if column.values:
            other = pl.col(name).is_in(column.values).not_() & pl.col(name).is_not_null()
            template = f"'{{}}' is none of the values of column '{name}'"
            found += _rows(typed, other, "unknown-data-value", column, template, shown, _near(typed, other, column))
    if spec.key is not None:
        found += _repeated_keys(typed, spec.key.text, shown)
    return found


def _rows(
    typed: pl.DataFrame, bad: pl.Expr, code: str, column: ColumnSpec, template: str, shown: int, hint: str
) -> list[Bad]:
    rows = typed.lazy().filter(bad).select(RECORD, f"{column.name} text").collect()
    if rows.height == 0:
        return []
    first = rows.head(shown)
    messages = tuple(template.replace("{}", _short(text)) for text in first[f"{column.name} text"])
    return [Bad(code, column.name, tuple(first[RECORD]), messages, rows.height, hint)]


def _repeated_keys(typed: pl.DataFrame, key: str, shown: int) -> list[Bad]:
    repeated = typed.select(RECORD, key).filter(pl.col(key).is_not_null() & ~pl.col(key).is_first_distinct())
    if repeated.height == 0:
        return []
    first = repeated.head(shown)
    messages = tuple(f"the key '{value}' stands on an earlier line too" for value in first[key])
    hint = "a key names one row; remove the copy"
    return [Bad("repeated-key", key, tuple(first[RECORD]), messages, repeated.height, hint)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _near(typed: pl.DataFrame, other: pl.Expr, column: ColumnSpec) -> str:
    first = typed.filter(other)[column.name].head(1).to_list()
    return did_you_mean(str(first[0]), column.values) if first else ""
