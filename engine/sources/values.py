"""Text to typed columns, strictly: what does not read as its type is a problem with its row, never a null."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.sources.times import dates, datetimes, duration, written_time

SPACES = " \u00a0\u202f"
LARGEST = 1e100  # of a number in the data


@dataclass(frozen=True)
class Reading:
    """How one column is read: `value` is typed, `bad` is true where it does not read, `wanted` says as what.

    `odd` is true where it reads and is yet likely to be a mistake.
    """

    value: pl.Expr
    bad: pl.Expr
    wanted: str
    odd: pl.Expr | None = None


def reading(column: ColumnSpec, text: pl.Expr, dialect: CsvDialect, timezone: str = "UTC") -> Reading:
    """The expressions that read a column of text as its declared type."""
    present: pl.Expr = pl.when(text.is_in(dialect.null_values).not_()).then(text)
    value: pl.Expr
    odd: pl.Expr | None = None
    match column.reads:
        case "string":
            value = mapped(column, present)
        case "integer":
            value = _matching(_plain(present, dialect), r"^[-+]?\d+$").cast(pl.Int64, strict=False)
        case "number":
            value = finite(_matching(_plain(present, dialect), r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"))
            odd = _thousands(present, dialect)
        case "percent":
            value, odd = _percent(present, dialect)
        case "duration":
            value = duration(present)
        case "money":
            digits = rf"(\.\d{{1,{column.type.scale}}})?" if column.type.scale else ""
            value = _matching(_plain(present, dialect), rf"^[-+]?\d{{1,{36 - column.type.scale}}}{digits}$")
            value = value.cast(pl.Decimal(38, column.type.scale), strict=False)
        case "boolean":
            present = _present_word(column, text, present)
            word = present.str.strip_chars().str.to_lowercase()
            yes, no = column.words
            value = pl.when(word.is_in(yes)).then(True).when(word.is_in(no)).then(False)
        case "date":
            value = dates(column, present)
        case "datetime":
            value = datetimes(column, present, timezone)
        case other:
            raise AssertionError(f"no reading for the type {other}")
    return Reading(value, present.is_not_null() & value.is_null(), wanted(column, dialect, timezone), odd)


def mapped(column: ColumnSpec, value: pl.Expr) -> pl.Expr:
    """A text, or what the column's `map` makes of it."""
    return value.replace(dict(column.map)) if column.map else value


def finite(value: pl.Expr) -> pl.Expr:
    """The number, or nothing where it is none, or so large that what is made of it might be infinite."""
    value = value.cast(pl.Float64, strict=False)
    return pl.when(value.abs() <= LARGEST).then(value)


def _percent(present: pl.Expr, dialect: CsvDialect) -> tuple[pl.Expr, pl.Expr]:
    """The hundredth of a number with a percent sign, the number itself without; and where that is above 1."""
    bare = present.str.strip_chars(SPACES + "\t")
    signed = bare.str.ends_with("%")
    plain = _matching(_plain(bare.str.strip_suffix("%"), dialect), r"^[-+]?(\d+\.?\d*|\.\d+)$")
    # The exponent is part of the text, so that 94.01 % is the number nearest to 0.9401.
    value = finite(pl.when(signed).then(plain + "e-2").otherwise(plain))
    return value, ~signed & (value.abs() > 1)


def _thousands(present: pl.Expr, dialect: CsvDialect) -> pl.Expr:
    """Where a point before three digits may be a thousands mark, because no value of the file has other decimals.

    Some have none at all; or all have three, of which the last is nothing.
    """
    if dialect.declared:
        return pl.lit(False)
    pointed = present.str.contains(".", literal=True)
    grouped = pointed & present.str.contains(r"^\s*[-+]?[1-9]\d{0,2}\.\d{3}\s*$")
    others = pointed & ~grouped
    return grouped & ~others.any() & (~pointed.all() | (~grouped | present.str.contains(r"0\s*$")).all())


def _present_word(column: ColumnSpec, text: pl.Expr, present: pl.Expr) -> pl.Expr:
    """A word that is declared to be true or false is one, also where it would else mean 'no value'."""
    declared = [word.strip().lower() for word in (*column.true_values, *column.false_values)]
    if not declared:
        return present
    return pl.when(text.str.strip_chars().str.to_lowercase().is_in(declared)).then(text).otherwise(present)


def _plain(text: pl.Expr, dialect: CsvDialect) -> pl.Expr:
    """Digits, a point and a sign: without spaces around, thousands marks and the dialect's decimal mark."""
    text = text.str.strip_chars(SPACES + "\t")
    if dialect.thousands:
        marks = f"[{re.escape(SPACES if dialect.thousands == ' ' else dialect.thousands)}]"
        # Only whole groups of three, so that a mark in another place does not read as a number.
        grouped = rf"^[-+\u2212]?\d{{1,3}}({marks}\d{{3}})+({re.escape(dialect.decimal)}\d*)?$"
        text = pl.when(text.str.contains(grouped)).then(text.str.replace_all(marks, "")).otherwise(text)
    if dialect.decimal != ".":
        # A point where the decimal mark is a comma does not read as a number.
        text = text.str.replace_all(".", "?", literal=True).str.replace(dialect.decimal, ".", literal=True)
    return text.str.replace("^\u2212", "-")


def _matching(text: pl.Expr, pattern: str) -> pl.Expr:
    return pl.when(text.str.contains(pattern)).then(text)


def wanted(column: ColumnSpec, dialect: CsvDialect, timezone: str) -> str:
    """What a value of the column must be, in words."""
    mark = f" (decimal mark '{dialect.decimal}')"
    match column.reads:
        case "boolean" if column.true_values or column.false_values:
            yes, no = (", ".join(f"'{word}'" for word in words) for words in column.words)
            return f"true ({yes}) or false ({no})"
        case "date" | "datetime" | "duration":
            return written_time(column, timezone)
    return {
        "string": "a text",
        "integer": "a whole number",
        "number": "a number" + mark,
        "percent": "a percentage like 94.01% or 0.9401" + mark,
        "money": f"an amount with at most {column.type.scale} decimals" + mark,
        "boolean": "true or false (also yes, no, 1, 0)",
    }[column.reads]
