"""Typed columns of a file as the declared types, exactly: what a cast would change is a problem with its row."""

from __future__ import annotations

import polars as pl

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.sources.times import existing, turned
from engine.sources.values import Reading, finite, mapped, reading, wanted

DIALECT = CsvDialect(declared=True)  # a number has its marks, also as a text
EXACT = float(2**53)  # beyond it a float does not hold every whole number

# Kinds of the file's columns in words, with the types that they can be declared as.
FITS = {
    "texts": ("string", "integer", "number", "money", "percent", "boolean", "date", "datetime", "duration"),
    "whole numbers": ("string", "integer", "number", "money", "percent", "boolean"),
    "numbers": ("integer", "number", "money", "percent"),
    "true and false": ("boolean",),
    "days": ("date", "datetime"),
    "dates and times": ("date", "datetime"),
    "durations": ("duration",),
}


def held(dtype: pl.DataType) -> str:
    """What a column of this type holds, in words; the type's own name where it can be declared as nothing."""
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return "texts"
    if dtype.is_integer():
        return "whole numbers"
    if dtype.is_numeric():
        return "numbers"
    known = {pl.Boolean: "true and false", pl.Date: "days", pl.Datetime: "dates and times",
             pl.Duration: "durations", pl.Time: "durations"}  # fmt: skip
    return known.get(dtype.base_type(), str(dtype))


def exactly(column: ColumnSpec, raw: pl.Expr, dtype: pl.DataType, timezone: str) -> Reading | None:
    """How a column of the file's type is read as declared; None where that type can never be it."""
    words = wanted(column, DIALECT, timezone)
    if dtype == pl.Null:
        odd = pl.lit(False) if column.reads in ("percent", "number") else None
        return Reading(raw.cast(target(column)), pl.lit(False), words, odd)
    what = held(dtype)
    if column.reads not in FITS.get(what, ()):
        return None
    if what == "texts":
        return reading(column, raw.cast(pl.String), DIALECT, timezone)
    value = _value(column, raw, dtype, timezone)
    odd = value > 1 if column.reads == "percent" else pl.lit(False) if column.reads == "number" else None
    return Reading(value, raw.is_not_null() & value.is_null(), words, odd)


def target(column: ColumnSpec) -> pl.DataType:
    """The type that a column has once it is read."""
    return {
        "string": pl.String(), "integer": pl.Int64(), "number": pl.Float64(), "boolean": pl.Boolean(),
        "money": pl.Decimal(38, column.type.scale), "date": pl.Date(), "datetime": pl.Datetime("us"),
    }[column.type.kind]  # fmt: skip


def _value(column: ColumnSpec, raw: pl.Expr, dtype: pl.DataType, timezone: str) -> pl.Expr:
    match column.reads:
        case "string":
            return mapped(column, raw.cast(pl.String))
        case "number" | "percent":
            return finite(raw)
        case "integer" | "money":
            return _whole_or_money(raw, dtype, target(column))
        case "boolean":
            return raw if dtype == pl.Boolean else pl.when(raw.is_in([0, 1])).then(raw == 1)
        case "duration":
            if dtype == pl.Time:
                return raw.cast(pl.Int64) / 1e9
            return raw.dt.total_microseconds() / 1e6
    return _day_or_time(column, raw, dtype, timezone)


def _whole_or_money(raw: pl.Expr, dtype: pl.DataType, target: pl.DataType) -> pl.Expr:
    """The number without any change: a float if it is the one nearest to an amount, a decimal to its last digit."""
    if dtype.is_integer():
        return raw.cast(target, strict=False)
    if dtype.is_float():
        raw = raw.cast(pl.Float64)
        scale = target.scale if isinstance(target, pl.Decimal) else 0
        near = raw.round(scale)
        return pl.when((near == raw) & (raw.abs() < EXACT / 10**scale)).then(near).cast(target, strict=False)
    value = raw.cast(target, strict=False)
    return pl.when(value.cast(dtype, strict=False) == raw).then(value)


def _day_or_time(column: ColumnSpec, raw: pl.Expr, dtype: pl.DataType, timezone: str) -> pl.Expr:
    """A time as the timezone's clocks show it; as a day only at midnight."""
    value: pl.Expr = raw
    if isinstance(dtype, pl.Datetime):
        value = turned(raw, timezone) if dtype.time_zone else existing(raw, timezone)
        if column.reads == "date":
            value = pl.when(value.dt.truncate("1d") == value).then(value.dt.date())
    elif column.reads == "datetime":
        value = raw.cast(pl.Datetime("us"))
    return pl.when(value.dt.year().is_between(1000, 9999)).then(value)
