"""The format of a column of dates; where day and month could be either, what speaks for which."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.model.formula import Type
from engine.proposal.texts import Values, typed_values, unread

LOCALES = ("en", "fr", "ru", "de", "es", "it")
NUMERIC = (
    "", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y",
)  # fmt: skip
NAMED = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d %b %y", "%d. %B %Y")
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
LOOKS = re.compile(
    r"^\s*\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|^\s*\d{8}\s*$|^\s*\d{1,2}[-/. ]+[^\W\d]|^\s*[^\W\d]{3,}\.? \d"
)
EARLIEST, LATEST = 1900, 2200


def date_spec(
    spec: ColumnSpec, values: Values, dialect: CsvDialect, *, day_first: bool
) -> tuple[ColumnSpec | None, str]:
    """The column as dates, or dates and times, and what is to be checked about it; None where it holds none."""
    sample = values.sample()
    if values.is_text and not (sample and LOOKS.match(sample[0])):
        return None, ""
    tried = _typed(spec) if not values.is_text else _formats(spec, sample)
    for found in tried:
        bad = unread(found, values, dialect)
        if bad is None or bad.height or not _ordinary(found, values, dialect):
            continue
        other = _swapped(found)
        if other is None or (wrong := unread(other, values, dialect)) is None or wrong.height:
            return found, ""
        return _either(found, other, values, dialect, day_first=day_first)
    return None, ""


def _typed(spec: ColumnSpec) -> list[ColumnSpec]:
    return [replace(spec, type=Type("date")), replace(spec, type=Type("datetime"))]


def _formats(spec: ColumnSpec, sample: list[str]) -> list[ColumnSpec]:
    """The column in each format that its values might have, the likeliest first."""
    clock = ":" in sample[0]
    named = bool(re.search(r"[^\W\d_]{3,}", sample[0].replace("T", ""))) and not re.match(r"\s*\d{4}-", sample[0])
    formats = [(format, "") for format in NUMERIC]
    if named:
        formats = [(format, locale) for locale in LOCALES for format in NAMED]
    if not clock:
        return [replace(spec, type=Type("date"), format=format, locale=locale) for format, locale in formats]
    found = [replace(spec, type=Type("datetime"))] if not named else []
    for format, locale in formats:
        for time in CLOCKS:
            whole = f"{format or '%Y-%m-%d'} {time}"
            found.append(replace(spec, type=Type("datetime"), format=whole, locale=locale))
    return found


def _ordinary(spec: ColumnSpec, values: Values, dialect: CsvDialect) -> bool:
    """Whether the days are of years in which things happen: eight digits are a date only then."""
    if spec.format != "%Y%m%d":
        return True
    years = typed_values(spec, values, dialect).dt.year()
    return bool(years.is_between(1950, 2100).all())


def _swapped(spec: ColumnSpec) -> ColumnSpec | None:
    """The same format with day and month the other way round."""
    marks = ("%d", "%m") if "%d" in spec.format and "%m" in spec.format else None
    if marks is None or spec.format.startswith("%Y"):
        return None
    return replace(spec, format=spec.format.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m"))


def _either(
    one: ColumnSpec, other: ColumnSpec, values: Values, dialect: CsvDialect, *, day_first: bool
) -> tuple[ColumnSpec, str]:
    """Of two readings the one for which the data speak: whole months, then a shorter time, then what is usual."""
    days, months = (one, other) if one.format.index("%d") < one.format.index("%m") else (other, one)
    read = [typed_values(spec, values, dialect) for spec in (days, months)]
    monthly = [series.dt.day().n_unique() == 1 and series.dt.month().n_unique() > 1 for series in read]
    if monthly[0] != monthly[1]:
        chosen = days if monthly[0] else months
        return chosen, _check(chosen, "so read, all dates are of the same day of the month")
    if values.counted.height > 4:
        spans = [_span(series) for series in read]
        if min(spans) * 3 < max(spans):
            chosen = days if spans[0] < spans[1] else months
            return chosen, _check(chosen, f"so read, the dates span {min(spans)} days, and else {max(spans)}")
    chosen = days if day_first else months
    return chosen, _check(chosen, "every date reads either way; chosen as is usual where the file seems to come from")


def _span(series: pl.Series) -> int:
    days: list[date] = series.dt.date().drop_nulls().to_list()
    return (max(days) - min(days)).days + 1


def _check(spec: ColumnSpec, why: str) -> str:
    order = "day/month" if spec.format.index("%d") < spec.format.index("%m") else "month/day"
    return f"check: is this {order}? {why}"
