"""The Polars backend: one shared lazy frame per dataset feeds every grouping, all collected together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from engine.backends.conversions import entities
from engine.backends.functions import lower
from engine.errors import DataError, Issue, Place
from engine.measures import beneath, population
from engine.model.data import Remark, Table
from engine.model.document import SegmentKind
from engine.model.formula import Column, Expression, walk
from engine.model.period import PERIOD, Period
from engine.model.plan import Job, Measure, Plan, Population
from engine.model.results import CellKey, Counted, Measures, Scalar, Segment
from engine.model.specs import Catalog, DatasetSpec
from engine.periods import MONTHS_IN, Calendar

# No text that a file holds: a source refuses a file with a NUL in it.
MISSING, UNMATCHED = "\0missing", "\0unmatched"
KINDS: dict[str, SegmentKind] = {MISSING: "missing", UNMATCHED: "unmatched"}
ORDINAL = "\0period"


def condition(node: Any) -> pl.Expr:
    """A checked condition over a dataset's own columns, for a source to filter by."""
    return lower(node)


def measure(plan: Plan, catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar) -> Measures:
    """Count everything that the plan asks for, for the report's period.

    Raises DataError where a stock has rows without an opening day and its KPI does not say what they are.
    """
    bases = {job.population.dataset: None for job in plan.jobs}
    events = {job.population.conversion.event: None for job in plan.jobs if job.population.conversion}
    frames = {id: _joined(id, catalog, tables) for id in bases | events}
    populations: dict[tuple[Population, Any], pl.LazyFrame] = {}
    queries: list[pl.LazyFrame] = []
    for job in plan.jobs:
        key = (job.population, (job.slice, job.first))
        if key not in populations:
            rows = frames[job.population.dataset]
            if job.population.conversion is not None:
                rows = entities(job.population, frames, catalog.specs.datasets[job.population.dataset])
            populations[key] = _at_their_time(rows, job, period, calendar)
        queries.append(_grouped(populations[key], job, catalog))
    remark_queries = [_remarks(id, frames[id], catalog, plan) for id in bases]
    collected = pl.collect_all([*queries, *remark_queries])
    counted = zip(bases, collected[len(queries) :], strict=True)
    remarks = tuple(remark for id, frame in counted for remark in _read_remarks(id, frame))
    _refuse_undated(plan, catalog, tables, remarks)
    groupings = {
        (job.population, job.slice, job.dimensions): _counted(job, frame)
        for job, frame in zip(plan.jobs, collected, strict=False)
    }
    return Measures(groupings, remarks)


def _joined(id: str, catalog: Catalog, tables: dict[str, Table]) -> pl.LazyFrame:
    """The dataset's rows with the columns that they look up, as `join.column`; `join found`: there was a match."""
    spec = catalog.specs.datasets[id]
    frame: pl.LazyFrame = tables[id].frame
    for join in spec.joins:
        other = catalog.specs.datasets[join.to.text]
        assert other.key is not None
        right: pl.LazyFrame = tables[other.id].frame
        right = right.select(
            pl.col(other.key.text).alias(f"{join.name} key"),
            pl.lit(True).alias(f"{join.name} found"),
            *(pl.col(column.name).alias(f"{join.name}.{column.name}") for column in other.columns),
        )
        frame = frame.join(right, left_on=join.on.text, right_on=f"{join.name} key", how="left", maintain_order="left")
    return frame


def _at_their_time(frame: pl.LazyFrame, job: Job, period: Period, calendar: Calendar) -> pl.LazyFrame:
    """The rows with the period that they count in; once for each whose window holds them."""
    population = job.population
    first, last = period.ordinal + job.first, period.ordinal + job.last
    if population.balance is not None:
        return _open(frame, population, first, last, period, calendar)
    if not population.date:
        return frame.with_columns(pl.lit(period.ordinal, dtype=pl.Int64).alias(ORDINAL))
    day = pl.col(population.date).cast(pl.Date)  # a time counts on its day, in the report's time zone
    spans = [calendar.at(job.slice.grain, ordinal) for ordinal in range(first, last + 1)]
    starts = [calendar.window_start(job.slice.window, span) for span in spans]
    rows = frame.filter((day >= starts[0]) & (day < spans[-1].end))
    own = _ordinal(day, period, calendar).cast(pl.Int64)
    if job.slice.window == PERIOD:
        return rows.with_columns(own.alias(ORDINAL))
    # Windows end with their periods and begin one after the other: those that hold a day stand in a row.
    begin = own.clip(lower_bound=first)
    stop = first + pl.lit(pl.Series(starts, dtype=pl.Date)).search_sorted(day, side="right").cast(pl.Int64)
    return _for_each_period(rows, begin, stop)


def _for_each_period(rows: pl.LazyFrame, begin: pl.Expr, stop: pl.Expr) -> pl.LazyFrame:
    """Each row once for each period from `begin` up to, not including, `stop`."""
    rows = rows.with_columns(begin.alias("\0begin"), stop.alias("\0stop"))
    rows = rows.filter(pl.col("\0begin") < pl.col("\0stop"))
    return rows.with_columns(pl.int_ranges("\0begin", "\0stop").alias(ORDINAL)).explode(ORDINAL)


def _open(
    frame: pl.LazyFrame, population: Population, first: int, last: int, period: Period, calendar: Calendar
) -> pl.LazyFrame:
    balance = population.balance
    assert balance is not None
    opened, closed = (pl.col(name).cast(pl.Date) for name in (balance.opened.text, balance.closed.text))
    opening = _ordinal(opened, period, calendar)
    if balance.undated == "open":
        opening = opening.fill_null(first)
    # Open at a period's end: opened before it, and not closed before it.
    begin = opening.clip(lower_bound=first)
    stop = _ordinal(closed, period, calendar).fill_null(last + 1).clip(upper_bound=last + 1)
    return _for_each_period(frame, begin, stop)


def _ordinal(day: pl.Expr, period: Period, calendar: Calendar) -> pl.Expr:
    """The calendar's number of the period of a day; the same arithmetic as `Calendar.ordinal`."""
    if period.grain == "week":
        first = calendar.at("week", 0).start
        return (day - pl.lit(first)).dt.total_days().floordiv(7)
    months = day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1
    return (months - (calendar.fiscal_year_start - 1)).floordiv(MONTHS_IN[period.grain])


def _grouped(rows: pl.LazyFrame, job: Job, catalog: Catalog) -> pl.LazyFrame:
    spec = catalog.specs.datasets[job.population.dataset]
    cuts = [_dimension(spec, name).alias(f"\0{name}") for name in job.dimensions]
    aggregates = [_aggregate(measure).alias(str(number)) for number, measure in enumerate(job.measures)]
    return rows.with_columns(cuts).group_by(ORDINAL, *(f"\0{name}" for name in job.dimensions)).agg(aggregates)


def _dimension(spec: DatasetSpec, name: str) -> pl.Expr:
    """The segment of each row: its value, or that it has none, or that its look-up found nothing."""
    path = {id: written.text for id, written in spec.dimensions}.get(name, name)
    value = pl.col(path).cast(pl.String)
    if "." not in path:
        return value.fill_null(MISSING)
    join = spec.join(path.split(".")[0])
    assert join is not None
    unmatched = pl.col(join.on.text).is_not_null() & pl.col(f"{join.name} found").is_null()
    return pl.when(unmatched).then(pl.lit(UNMATCHED)).otherwise(value.fill_null(MISSING))


def _aggregate(measure: Measure) -> pl.Expr:
    """One measure over the rows of a group."""
    keep = _by_row(measure.where).fill_null(False) if measure.where is not None else None
    if measure.base == "ROWS":
        return pl.len().cast(pl.Int64) if keep is None else keep.sum().cast(pl.Int64)
    assert measure.argument is not None
    value = _by_row(measure.argument)
    if keep is not None:
        value = pl.when(keep).then(value)
    match measure.base:
        case "VALUES":
            return value.is_not_null().sum().cast(pl.Int64)
        case "DISTINCT":
            return value.drop_nulls().n_unique().cast(pl.Int64)
        case "SUM":
            return _sum(value, measure.argument.type.kind)
        case "MIN":
            return value.min()
        case "MAX":
            return value.max()
        case "MEDIAN":
            # Of decimals too the middle of two is not rounded.
            return value.cast(pl.Float64).median()
        case "QUANTILE":
            assert measure.parameter is not None
            return value.cast(pl.Float64).quantile(float(measure.parameter), interpolation="linear")
        case "STDDEV":
            # In one order, so that the last digit does not depend on the order of the rows.
            return value.cast(pl.Float64).drop_nulls().sort().std(ddof=1)
        case other:
            raise AssertionError(f"no aggregate for {other}")


def _by_row(node: Expression) -> pl.Expr:
    """The expression with one value for each row of a group, where it is a constant too: COUNT(1), SUM(1)."""
    value = lower(node)
    if node.type.kind == "null":
        value = value.cast(pl.Float64)
    if any(isinstance(part, Column) for part in walk(node)):
        return value
    return pl.when(pl.int_range(pl.len()) >= 0).then(value)


def _sum(value: pl.Expr, kind: str) -> pl.Expr:
    if kind == "integer":
        return value.cast(pl.Int128).sum()  # 64 bits would wrap around in silence
    if kind == "number":
        # One after the other in one order, whatever the order of the rows; before a plain sum Polars drops the sort.
        return value.drop_nulls().sort().cum_sum().last().fill_null(0.0)
    return value.sum()


def _counted(job: Job, frame: pl.DataFrame) -> Counted:
    width = 1 + len(job.dimensions)
    cells: dict[CellKey, tuple[Scalar, ...]] = {}
    for row in frame.iter_rows():
        segments = tuple(_segment(name, value) for name, value in zip(job.dimensions, row[1:width], strict=True))
        cells[row[0], segments] = tuple(map(_finite, row[width:]))
    return Counted({measure: position for position, measure in enumerate(job.measures)}, cells)


def _finite(value: Scalar) -> Scalar:
    """A sum or a product past what a number can hold has no value."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _segment(dimension: str, value: str) -> Segment:
    kind = KINDS.get(value, "value")
    return Segment(dimension, value if kind == "value" else "", kind)


def _remarks(id: str, frame: pl.LazyFrame, catalog: Catalog, plan: Plan) -> pl.LazyFrame:
    """For each look-up the rows without a key and without a match; for each day that counts the rows without it."""
    spec = catalog.specs.datasets[id]
    found: dict[str, list[pl.Expr]] = {}  # a name stands once, for whatever look-ups or KPIs share it
    for join in spec.joins:
        key, match = pl.col(join.on.text), pl.col(f"{join.name} found")
        found.setdefault(f"missing {join.on.text}", []).append(key.is_null())
        found.setdefault(f"unmatched {join.on.text}", []).append(key.is_not_null() & match.is_null())
    for day, where in dict.fromkeys(_counted_on(id, catalog, plan)):
        counts = lower(where) if where is not None else pl.lit(True)
        found.setdefault(f"undated {day}", []).append(counts & pl.col(day).is_null())
    counts_of = [pl.any_horizontal(rows).sum().cast(pl.Int64).alias(name) for name, rows in found.items()]
    return frame.select(pl.len().cast(pl.Int64).alias("rows"), *counts_of)


def _counted_on(id: str, catalog: Catalog, plan: Plan) -> Iterator[tuple[str, Expression | None]]:
    """The days on which KPIs count the rows of a dataset, and which rows each of them counts."""
    for cut in plan.cuts:
        for kpi in beneath(catalog.kpis[cut.kpi], catalog):
            if kpi.spec.dataset is not None and kpi.spec.dataset.text == id:
                when = population(kpi, catalog)
                day = when.balance.opened.text if when.balance else when.date
                if day:
                    yield day, kpi.where.root if kpi.where else None


def _read_remarks(id: str, frame: pl.DataFrame) -> Sequence[Remark]:
    row = frame.row(0, named=True)
    remarks = []
    for name, rows in row.items():
        code, _, column = name.partition(" ")
        if column and rows:
            remarks.append(Remark(id, code, column, rows, row["rows"]))
    return remarks


def _refuse_undated(plan: Plan, catalog: Catalog, tables: dict[str, Table], remarks: tuple[Remark, ...]) -> None:
    undated = {(remark.dataset, remark.column): remark.rows for remark in remarks if remark.code == "undated"}
    issues = []
    for job in plan.jobs:
        balance = job.population.balance
        if balance is None or balance.undated != "fail":
            continue
        rows = undated.get((job.population.dataset, balance.opened.text), 0)
        if rows:
            place = Place(tables[job.population.dataset].path)
            message = f"{rows} rows have no '{balance.opened.text}', the day from which they are open"
            hint = "fill it in, or say 'undated: open' or 'undated: drop' in the KPI's balance"
            issues.append(Issue("error", "undated", place, message, hint))
    if issues:
        raise DataError(issues)
