"""The rows behind a figure: how many each filter leaves, and the very rows that its aggregates are made of.

The filters are those by which figures are counted (`rows`, `times`, `conversions`, `groups`); here they are looked at
one after the other. Which rows count in a period is asked of `at_their_time` and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import polars as pl

from engine.backends.conversions import Frames, base_rows, rows_of
from engine.backends.derived import own_rows, rows_beneath
from engine.backends.functions import lower
from engine.backends.groups import NOWHERE, segment_of
from engine.backends.rows import joined
from engine.backends.seen import ROW, Asked, needed, shown
from engine.backends.times import at_their_time
from engine.formula.written import bare, written
from engine.measures import RETURNED, base_of, composition, populations
from engine.model.data import Table
from engine.model.datasets import DatasetSpec
from engine.model.explained import Counting, Funnel, Step
from engine.model.formula import Aggregate, walk
from engine.model.kpis import Balance, Kpi, Snapshot
from engine.model.period import Period
from engine.model.plan import Job, Plan, Population
from engine.model.specs import Catalog
from engine.periods import Calendar

TIMED = "\0timed"


@dataclass(frozen=True)
class Data:
    """What is counted: each dataset's own rows and those with what they look up, in the report's period."""

    catalog: Catalog
    own: Mapping[str, pl.LazyFrame]
    frames: Frames
    tables: Mapping[str, Table]
    reported: Period
    calendar: Calendar


def data_behind(
    plan: Plan, catalog: Catalog, tables: Mapping[str, Table], reported: Period, calendar: Calendar
) -> Data:
    """What is behind the figures of a plan."""
    counted = {job.population.dataset for job in plan.jobs}
    counted |= {job.population.conversion.event for job in plan.jobs if job.population.conversion}
    own, _ = own_rows(plan, catalog, tables)
    frames = {id: joined(id, catalog, own) for id in sorted(counted)}
    return Data(catalog, own, frames, tables, reported, calendar)


def rows_behind(asked: Asked, data: Data) -> tuple[tuple[Funnel, ...], pl.DataFrame]:
    """The rows of each population that a figure counts, filter by filter; and all rows that its aggregates saw."""
    kpi, catalog = asked.kpi, data.catalog
    own = populations(kpi, catalog)
    population = next(iter(own))
    spec = catalog.specs.datasets[population.dataset]
    rows = _held(asked, population, data)
    funnels, seen = [], []
    nodes = aggregates(kpi)
    for counted in own:
        of = [node for node in nodes if composition(kpi, node)[0] in own[counted]]
        first = [*_read(population.dataset, data), *_entities(asked, counted, data, rows.height)]
        time, marked = in_time(asked, counted, rows, data)
        if counted.retention is not None:
            rows = marked.drop(TIMED)  # of each row it is known now whether somebody came again
        left, steps = _filtered([*time, *kept(asked, spec)], marked)
        countings = tuple(_counting(node, kpi, left) for node in of)
        funnels.append(Funnel(counted, (*first, *steps), countings))
        conditions = [counts(node, kpi) for node in of] or [pl.lit(True)]
        flags = [condition.alias(text) for text, condition in _flags(of, kpi)]
        seen.append(left.filter(reduce(or_, conditions)).select(ROW, *flags))
    return tuple(funnels), shown(asked, catalog, rows, seen)


# --- The filters, one after the other ------------------------------------------------------------------------------

Filter = tuple[Step, pl.Expr]  # a step whose rows are not counted yet, and its condition


def _held(asked: Asked, population: Population, data: Data) -> pl.DataFrame:
    """The rows that a population counts, whenever they count, with the columns that matter and a number for each."""
    rows = rows_of(population, data.frames, data.catalog)
    return rows.select(needed(asked, data.catalog)).collect(engine="streaming").with_row_index(ROW)


def _read(dataset: str, data: Data) -> Iterator[Step]:
    """From the files to the rows of a dataset; one that is made of another begins with that one's."""
    catalog = data.catalog
    made = catalog.derivations.get(dataset)
    if made is None:
        table, where = data.tables[dataset], catalog.row_filters.get(dataset)
        if table.left_out or where is not None:
            yield Step("files", f"rows in the files of {dataset}", table.in_files)
            kept = f"where {where.text}" if where is not None else "one row for each key"
            yield Step("dataset_where", kept, table.rows)
        else:
            yield Step("files", f"rows of {dataset}", table.rows)
        return
    yield from _read(made.base, data)
    if made.where is not None:
        yield Step("base_where", f"where {made.where.text}", _height(rows_beneath(made, catalog, data.own)))
    yield Step("made", f"{dataset}: one for each {', '.join(made.per)}", _height(data.own[dataset]))


def _height(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def _entities(asked: Asked, population: Population, data: Data, height: int) -> Iterator[Step]:
    """Of a conversion: the rows of its base, and the entities that they are."""
    conversion = population.conversion
    if conversion is None:
        return
    dataset = data.catalog.specs.datasets[population.dataset]
    if conversion.base_where is not None:
        kept = data.frames[dataset.id].filter(lower(conversion.base_where))
        yield Step("base_where", f"where {bare(conversion.base_where)}", _height(kept))
    named = _height(base_rows(conversion, data.frames, dataset))
    yield Step("dated", f"with {conversion.base_entity} and {conversion.base_date}", named)
    yield Step("entities", f"each {conversion.base_entity} once, by its first row", height)


def in_time(asked: Asked, population: Population, rows: pl.DataFrame, data: Data) -> tuple[list[Filter], pl.DataFrame]:
    """What it takes to count in the period, and the rows with a column that says which of them do."""
    reported = data.calendar.reported(asked.slice.grain, data.reported)
    back = asked.period.ordinal - reported.ordinal
    job = Job(population, asked.slice, (), back, back, ())
    again = [RETURNED] if population.retention is not None else []
    timed = at_their_time(rows.lazy(), job, data.reported, data.calendar).select(ROW, pl.lit(True).alias(TIMED), *again)
    marked = rows.drop(again).join(timed.collect(), on=ROW, how="left", maintain_order="left")
    marked = marked.with_columns(pl.col(TIMED, *again).fill_null(False))
    return list(_untilin_time(asked, population, data.calendar)), marked


def _untilin_time(asked: Asked, population: Population, calendar: Calendar) -> Iterator[Filter]:
    """The conditions of time; the last of them is what was counted in the period."""
    period, balance = asked.period, population.balance
    if isinstance(balance, Balance):
        day = pl.col(balance.opened.text)
        begun = day.cast(pl.Date) < period.end
        if balance.undated == "open":
            yield Step("dated", f"with {balance.opened.text}, or open without it", 0), pl.lit(True)
            begun |= day.is_null()
        else:
            yield Step("dated", f"with {balance.opened.text}", 0), day.is_not_null()
        yield Step("begun", f"{balance.opened.text} before {period.end}", 0), begun
        yield Step("in_time", f"{balance.closed.text} empty, or not before {period.end}", 0), pl.col(TIMED)
    elif isinstance(balance, Snapshot):
        day = pl.col(balance.day.text)
        yield Step("dated", f"with {balance.day.text}", 0), day.is_not_null()
        within = (day.cast(pl.Date) >= period.start) & (day.cast(pl.Date) < period.end)
        yield Step("begun", f"{balance.day.text} in {period.id}", 0), within
        yield Step("in_time", "of the last copy in it", 0), pl.col(TIMED)
    elif population.date:
        if population.conversion is None:
            yield Step("dated", f"with {population.date}", 0), pl.col(population.date).is_not_null()
        yield Step("in_time", _stretch(asked, population, calendar), 0), pl.col(TIMED)
    else:
        yield Step("in_time", "at any time: it has no date", 0), pl.col(TIMED)


def _stretch(asked: Asked, population: Population, calendar: Calendar) -> str:
    base = base_of(asked.kpi, asked.period, calendar)
    start = calendar.window_start(asked.slice.window, base)
    first = f"{start} to " if start.year > 1 else "up to "
    return f"{population.date} {first}{base.last_day}"


def kept(asked: Asked, spec: DatasetSpec) -> Iterator[Filter]:
    """Segment by segment, then the KPI's own `where`."""
    for segment in asked.segments:
        wanted = NOWHERE.get(segment.kind, segment.value)
        what = f"{segment.dimension} = {segment.value}" if segment.kind == "value" else (
            f"{segment.dimension} ({segment.kind})"
        )  # fmt: skip
        yield Step("segment", what, 0), segment_of(spec, segment.dimension, {}) == wanted
    if asked.kpi.where is not None:
        yield Step("where", f"where {asked.kpi.where.text}", 0), lower(asked.kpi.where.root)


def _filtered(filters: list[Filter], rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Step, ...]]:
    """The rows that are left, and after each filter how many."""
    steps = []
    for step, condition in filters:
        rows = rows.filter(condition)
        steps.append(replace(step, rows=rows.height))
    return rows, tuple(steps)


# --- Aggregates ----------------------------------------------------------------------------------------------------


def aggregates(kpi: Kpi) -> list[Aggregate]:
    """The aggregates of a formula, each once."""
    return list(dict.fromkeys(node for node in walk(kpi.formula.root) if isinstance(node, Aggregate)))


def counts(node: Aggregate, kpi: Kpi) -> pl.Expr:
    """Whether an aggregate sees a row."""
    where = composition(kpi, node)[0].where
    return pl.lit(True) if where is None else lower(where).cast(pl.Boolean).fill_null(False)


def filters_of(node: Aggregate, kpi: Kpi) -> list[Filter]:
    """An aggregate's own filters, of which the last one leaves what it is counted over."""
    filters: list[Filter] = []
    if node.where is not None:
        filters.append((Step("filter", f"where {bare(node.where)}", 0), lower(node.where)))
    value = node.argument
    if value is not None and node.function == "COUNT_IF":
        filters.append((Step("filter", f"where {bare(value)}", 0), counts(node, kpi)))
    elif value is not None and value.type.nullable:
        filters.append((Step("values", f"with a value of {bare(value)}", 0), lower(value).is_not_null()))
    return filters


def _counting(node: Aggregate, kpi: Kpi, rows: pl.DataFrame) -> Counting:
    """What an aggregate's own filters leave of the rows."""
    value = node.argument
    left, steps = _filtered(filters_of(node, kpi), rows)
    if value is not None and node.function == "COUNT_DISTINCT":
        different = left.select(lower(value).n_unique()).item() if left.height else 0
        steps = (*steps, Step("distinct", f"different values of {bare(value)}", different))
    return Counting(node, written(node), steps)


def _flags(nodes: list[Aggregate], kpi: Kpi) -> list[tuple[str, pl.Expr]]:
    return [(written(node), counts(node, kpi)) for node in nodes]
