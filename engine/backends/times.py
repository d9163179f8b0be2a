"""When rows count: on their day, in each window that holds it, while they are open, or in the last copy."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from engine.backends.functions import lower
from engine.measures import RETURNED
from engine.model.kpis import Balance, Retention, Snapshot
from engine.model.period import PERIOD, Grain, Period
from engine.model.plan import Job
from engine.periods import MONTHS_IN, PER_YEAR, Calendar

ORDINAL = "\0period"


def at_their_time(frame: pl.LazyFrame, job: Job, period: Period, calendar: Calendar) -> pl.LazyFrame:
    """The rows with the period that they count in; once for each whose window holds them.

    Of a retention also with the column `RETURNED`, which depends on the period.
    """
    if job.population.retention is not None:
        return _again(frame, job, job.population.retention, period, calendar)
    population = job.population
    grain = job.slice.grain
    reported = calendar.reported(grain, period).ordinal
    first, last = reported + job.first, reported + job.last
    spans = [calendar.at(grain, ordinal) for ordinal in range(first, last + 1)]
    if isinstance(population.balance, Balance):
        return _open(frame, population.balance, spans, calendar)
    if isinstance(population.balance, Snapshot):
        return _last_copies(frame, population.balance, spans, calendar)
    if not population.date:
        return frame.with_columns(pl.lit(reported, dtype=pl.Int64).alias(ORDINAL))
    day = pl.col(population.date).cast(pl.Date)  # a time counts on its day, in the report's time zone
    starts = [calendar.window_start(job.slice.window, span) for span in spans]
    rows = frame.filter((day >= starts[0]) & (day < spans[-1].end))
    own = ordinal_of(day, grain, calendar).cast(pl.Int64)
    if job.slice.window == PERIOD:
        return rows.with_columns(own.alias(ORDINAL))
    # Windows end with their periods and begin one after the other: those that hold a day stand in a row.
    begin = own.clip(lower_bound=first)
    stop = first + pl.lit(pl.Series(starts, dtype=pl.Date)).search_sorted(day, side="right").cast(pl.Int64)
    return _for_each_period(rows, begin, stop)


def _again(frame: pl.LazyFrame, job: Job, asked: Retention, period: Period, calendar: Calendar) -> pl.LazyFrame:
    """The rows years later, with whether their entity has a row in the period in which they then count."""
    job = replace(job, population=replace(job.population, retention=None))
    later = asked.years * PER_YEAR[job.slice.grain]
    earlier = replace(job, first=job.first - later, last=job.last - later)
    counted = frame if asked.where is None else frame.filter(lower(asked.where))
    again = at_their_time(counted, job, period, calendar).select(asked.entity, ORDINAL).unique()
    rows = at_their_time(frame, earlier, period, calendar).with_columns(pl.col(ORDINAL) + later)
    rows = rows.drop(RETURNED, strict=False).join(
        again.with_columns(pl.lit(True).alias(RETURNED)), on=[asked.entity, ORDINAL], how="left"
    )
    return rows.with_columns(pl.col(RETURNED).fill_null(False))


def _for_each_period(rows: pl.LazyFrame, begin: pl.Expr, stop: pl.Expr) -> pl.LazyFrame:
    """Each row once for each period from `begin` up to, not including, `stop`."""
    rows = rows.with_columns(begin.alias("\0begin"), stop.alias("\0stop"))
    rows = rows.filter(pl.col("\0begin") < pl.col("\0stop"))
    return rows.with_columns(pl.int_ranges("\0begin", "\0stop").alias(ORDINAL)).explode(ORDINAL)


def _last_copies(frame: pl.LazyFrame, snapshot: Snapshot, spans: list[Period], calendar: Calendar) -> pl.LazyFrame:
    """The rows of the last copy in each period: the last over all rows, whatever segment they are of."""
    day = pl.col(snapshot.day.text)
    rows = frame.filter((day >= spans[0].start) & (day < spans[-1].end))
    rows = rows.with_columns(ordinal_of(day, spans[0].grain, calendar).cast(pl.Int64).alias(ORDINAL))
    return rows.filter(day == day.max().over(ORDINAL))


def _open(frame: pl.LazyFrame, balance: Balance, spans: list[Period], calendar: Calendar) -> pl.LazyFrame:
    grain, first, last = spans[0].grain, spans[0].ordinal, spans[-1].ordinal
    opened, closed = (pl.col(name).cast(pl.Date) for name in (balance.opened.text, balance.closed.text))
    opening = ordinal_of(opened, grain, calendar)
    if balance.undated == "open":
        opening = opening.fill_null(first)
    # Open at a period's end: opened before it, and not closed before it.
    begin = opening.clip(lower_bound=first)
    stop = ordinal_of(closed, grain, calendar).fill_null(last + 1).clip(upper_bound=last + 1)
    return _for_each_period(frame, begin, stop)


def ordinal_of(day: pl.Expr, grain: Grain, calendar: Calendar) -> pl.Expr:
    """The calendar's number of the period of a day; the same arithmetic as `Calendar.ordinal`."""
    if grain == "week":
        first = calendar.at("week", 0).start
        return (day - pl.lit(first)).dt.total_days().floordiv(7)
    months = day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1
    return (months - (calendar.fiscal_year_start - 1)).floordiv(MONTHS_IN[grain])
