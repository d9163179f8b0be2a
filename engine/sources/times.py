"""Dates, times and durations from text: in ISO form or as declared, months by their names in a language."""

from __future__ import annotations

import polars as pl

from engine.model.datasets import ColumnSpec
from engine.months import month_names

ISO = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?$"
ZONE = r"(Z|[+-]\d\d(?::?\d\d)?)$"


def dates(column: ColumnSpec, text: pl.Expr) -> pl.Expr:
    """The days of a column of text; null where there is none."""
    text, format = _named(column, text.str.strip_chars(), "%Y-%m-%d")
    value = text.str.to_date(format, strict=False)
    return pl.when(value.dt.year().is_between(1000, 9999)).then(value)


def datetimes(column: ColumnSpec, text: pl.Expr, timezone: str) -> pl.Expr:
    """Dates and times as the clocks of the timezone show them, without a zone; null where there is none.

    With a zone or an offset in the text it is an instant, and is turned. Without one it is the clock's own time: of an
    hour that the clocks show twice it does not matter which is meant, and one that they leave out does not exist.
    """
    text = text.str.strip_chars()
    if column.format:
        text, format = _named(column, text, "")
        value = text.str.to_datetime(format, time_unit="us", strict=False)
        value = turned(value, timezone) if "%z" in format else existing(value, timezone)
    else:
        text = pl.when(text.str.contains(ISO)).then(text.str.replace(" ", "T").str.replace(",", "."))
        zone = text.str.slice(16).str.extract(ZONE)
        bare = text.str.replace(ZONE, "").str.slice(0, 26)  # to the microsecond
        bare = pl.when(zone.is_null()).then(text.str.slice(0, 26)).otherwise(bare)
        bare = pl.when(bare.str.len_chars() == 16).then(bare + ":00").otherwise(bare)
        naive = bare.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
        value = pl.when(zone.is_null()).then(existing(naive, timezone)).otherwise(
            turned((naive - _offset(zone)).dt.replace_time_zone("UTC"), timezone)
        )  # fmt: skip
    return pl.when(value.dt.year().is_between(1000, 9999)).then(value)


def turned(value: pl.Expr, timezone: str) -> pl.Expr:
    """Instants as the clocks of the timezone show them."""
    return value.dt.convert_time_zone(timezone).dt.replace_time_zone(None).dt.cast_time_unit("us")


def existing(value: pl.Expr, timezone: str) -> pl.Expr:
    """Times of the clock that the timezone has; null for one that its clocks leave out in spring."""
    value = value.dt.cast_time_unit("us")
    known = value.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return pl.when(known.is_not_null()).then(value)


def _offset(zone: pl.Expr) -> pl.Expr:
    """The offset of a zone's text: "+02:00", "-0530", "+02"; "Z" is none."""
    hours = zone.str.extract(r"^[+-](\d\d)").cast(pl.Int64).fill_null(0)
    minutes = zone.str.extract(r"^[+-]\d\d:?(\d\d)$").cast(pl.Int64).fill_null(0)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    real = (hours < 24) & (minutes < 60)
    return pl.when(real).then(pl.duration(minutes=sign * (hours * 60 + minutes)))


def duration(text: pl.Expr) -> pl.Expr:
    """Seconds of "H:MM:SS" or "M:SS"; null where the text is neither."""
    text = text.str.strip_chars()
    form = r"^(-?)(?:(\d{1,7}):([0-5]\d)|(\d{1,9})):([0-5]\d(?:\.\d{1,6})?)$"
    parts = [text.str.extract(form, group) for group in (2, 3, 4, 5)]
    hours, minutes, alone, seconds = (part.cast(pl.Float64).fill_null(0) for part in parts)
    total = hours * 3600 + (minutes + alone) * 60 + seconds
    return pl.when(text.str.contains(form)).then(pl.when(text.str.starts_with("-")).then(-total).otherwise(total))


def _named(column: ColumnSpec, text: pl.Expr, default: str) -> tuple[pl.Expr, str]:
    """Text and format with months as numbers where the format has them by name; null without a known name."""
    format = column.format or default
    mark = next((mark for mark in ("%B", "%b") if mark in format), None)
    if mark is None or not column.locale:
        return text, format
    names = month_names(column.locale, mark)
    text = text.str.to_lowercase()
    known = pl.when(text.str.contains_any(list(names)))
    return known.then(text.str.replace_many(names, leftmost=True)), format.replace(mark, "%m")


def written_time(column: ColumnSpec, timezone: str) -> str:
    """What a value must be, in words."""
    format = column.format + (f" (months in '{column.locale}')" if column.locale else "")
    match column.reads:
        case "duration":
            return "a duration written 0:01:17 (hours, minutes, seconds) or 1:17"
        case "date":
            return f"a date written {format or '%Y-%m-%d'}"
    return f"a date and time that the clocks of {timezone} show, written {format or '2026-10-31T18:05:00'}"
