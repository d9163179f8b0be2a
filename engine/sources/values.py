"""Text to typed columns, strictly: what does not read as its type is a problem with its row, never a null."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from engine.model.specs import ColumnSpec, CsvDialect

SPACES = " \u00a0\u202f"
TRUE = ("true", "yes", "1")
FALSE = ("false", "no", "0")


@dataclass(frozen=True)
class Reading:
    """How one column is read: `value` is typed, `bad` is true where the text does not read, `wanted` says as what."""

    value: pl.Expr
    bad: pl.Expr
    wanted: str


def reading(column: ColumnSpec, text: pl.Expr, dialect: CsvDialect) -> Reading:
    """The expressions that read a column of text as its declared type."""
    present: pl.Expr = pl.when(text.is_in(dialect.null_values).not_()).then(text)
    value: pl.Expr
    match column.type.kind:
        case "string":
            value = present
        case "integer":
            value = _matching(_plain(present, dialect), r"^[-+]?\d+$").cast(pl.Int64, strict=False)
        case "number":
            value = _matching(_plain(present, dialect), r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
            value = value.cast(pl.Float64, strict=False)
            value = pl.when(value.is_finite()).then(value)
        case "money":
            digits = rf"(\.\d{{1,{column.type.scale}}})?" if column.type.scale else ""
            value = _matching(_plain(present, dialect), rf"^[-+]?\d{{1,{36 - column.type.scale}}}{digits}$")
            value = value.cast(pl.Decimal(38, column.type.scale), strict=False)
        case "boolean":
            word = present.str.strip_chars().str.to_lowercase()
            value = pl.when(word.is_in(TRUE)).then(True).when(word.is_in(FALSE)).then(False)
        case "date":
            value = present.str.strip_chars().str.to_date(column.format or "%Y-%m-%d", strict=False)
            value = pl.when(value.dt.year().is_between(1000, 9999)).then(value)
        case other:
            raise AssertionError(f"no reading for the type {other}")
    return Reading(value, present.is_not_null() & value.is_null(), _wanted(column, dialect))


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


def _wanted(column: ColumnSpec, dialect: CsvDialect) -> str:
    mark = f" (decimal mark '{dialect.decimal}')"
    return {
        "string": "a text",
        "integer": "a whole number",
        "number": "a number" + mark,
        "money": f"an amount with at most {column.type.scale} decimals" + mark,
        "boolean": "true or false (also yes, no, 1, 0)",
        "date": f"a date written {column.format or '%Y-%m-%d'}",
    }[column.type.kind]


def mend(column: ColumnSpec, text: str, dialect: CsvDialect) -> str:
    """The setting that was forgotten where a text does not read; empty where nothing suggests itself."""
    if column.type.kind == "date" and not column.format:
        return "if all dates are written so, give the column a 'format': '%d/%m/%Y' (day, month, year)"
    if column.type.kind not in ("integer", "number", "money"):
        return ""
    settings = []
    if not dialect.thousands and re.search(rf"\d[{SPACES}]\d{{3}}", text):
        settings.append("thousands: ' '")
    if dialect.decimal == "." and re.search(r"\d,\d", text):
        settings.append("decimal: ','")
    return f"if numbers are written so, give the dataset csv: {{{', '.join(settings)}}}" if settings else ""
