"""What a reader should know of the data: rows without a key, a match or a day, and entities out of order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from engine.backends.conversions import odd_entities
from engine.backends.functions import lower
from engine.errors import DataError, Issue
from engine.measures import beneath, population
from engine.model.data import Remark, Table
from engine.model.datasets import Derivation, JoinSpec
from engine.model.formula import Expression
from engine.model.kpis import Balance, Conversion, Kpi
from engine.model.plan import Plan
from engine.model.specs import Catalog


@dataclass(frozen=True)
class Question:
    """One query about the data, and what its answer says to a reader."""

    query: pl.LazyFrame
    read: Callable[[pl.DataFrame], Iterable[Remark]]


def questions(frames: Mapping[str, pl.LazyFrame], plan: Plan, catalog: Catalog) -> list[Question]:
    """What is asked of each dataset, and of each conversion."""
    asked = [Question(remarks_of(id, rows, catalog, plan), partial(read_remarks, id)) for id, rows in frames.items()]
    for id, conversion in dict.fromkeys((job.population.dataset, job.population.conversion) for job in plan.jobs):
        if conversion is not None:
            odd = odd_entities(conversion, frames, catalog.specs.datasets[id])
            asked.append(Question(odd, partial(read_odd, id, conversion)))
    return asked


def remarks_of(id: str, frame: pl.LazyFrame, catalog: Catalog, plan: Plan) -> pl.LazyFrame:
    """For each look-up the rows without a key and without a match; for each day that counts the rows without it."""
    found = _looked_up(catalog.specs.datasets[id].joins)
    for day, where in dict.fromkeys(_counted_on(id, catalog, plan)):
        counts = lower(where) if where is not None else pl.lit(True)
        found.setdefault(f"undated {day}", []).append(counts & pl.col(day).is_null())
    for day, where in dict.fromkeys(_opened_on(id, catalog, plan)):
        counts = lower(where) if where is not None else pl.lit(True)
        found.setdefault(f"unopened {day}", []).append(counts & pl.col(day).is_null())
    return _count(frame, found)


def remarks_beneath(made: Derivation, rows: pl.LazyFrame, catalog: Catalog) -> pl.LazyFrame:
    """Of the rows that a dataset is made of: those without what makes a row, and without what its formulas look up."""
    joins = catalog.specs.datasets[made.base].joins
    found = _looked_up(tuple(join for join in joins if join.name in made.joins))
    for name in made.per:
        found.setdefault(f"missing {name}", []).append(pl.col(name).is_null())
    return _count(rows, found)


def _looked_up(joins: tuple[JoinSpec, ...]) -> dict[str, list[pl.Expr]]:
    found: dict[str, list[pl.Expr]] = {}  # a name stands once, for whatever look-ups or KPIs share it
    for join in joins:
        for column in join.asks_with:
            found.setdefault(f"missing {column}", []).append(pl.col(column).is_null())
        asked = pl.all_horizontal(pl.col(*join.asks_with).is_not_null())
        found.setdefault(f"unmatched {' '.join(join.asks_with)}", []).append(
            asked & pl.col(f"{join.name} found").is_null()
        )
    return found


def _count(frame: pl.LazyFrame, found: dict[str, list[pl.Expr]]) -> pl.LazyFrame:
    counts_of = [pl.any_horizontal(rows).sum().cast(pl.Int64).alias(name) for name, rows in found.items()]
    return frame.select(pl.len().cast(pl.Int64).alias("rows"), *counts_of)


def _counted_on(id: str, catalog: Catalog, plan: Plan) -> Iterator[tuple[str, Expression | None]]:
    """The days on which KPIs count the rows of a dataset, and which rows each of them counts."""
    for cut in plan.cuts:
        for kpi in beneath(catalog.kpis[cut.kpi], catalog):
            if kpi.spec.dataset is not None and kpi.spec.dataset.text == id:
                when = population(kpi, catalog)
                day = when.balance.day.text if when.balance else when.date
                if day:
                    yield day, kpi.where.root if kpi.where else None
            if kpi.conversion is not None and kpi.conversion.event == id:
                yield kpi.conversion.event_date, kpi.conversion.event_where


def _opened_on(id: str, catalog: Catalog, plan: Plan) -> Iterator[tuple[str, Expression | None]]:
    """The opening days that no row of a stock may lack, and which rows each of these KPIs counts."""
    for cut in plan.cuts:
        for kpi in beneath(catalog.kpis[cut.kpi], catalog):
            stock = kpi.spec.balance
            own = kpi.spec.dataset is not None and kpi.spec.dataset.text == id
            if own and isinstance(stock, Balance) and stock.undated == "fail":
                yield stock.opened.text, kpi.where.root if kpi.where else None


def read_remarks(id: str, frame: pl.DataFrame) -> Sequence[Remark]:
    """The remarks of one dataset, of those that any row is concerned by."""
    row = frame.row(0, named=True)
    remarks = []
    for name, rows in row.items():
        code, _, looked_at = name.partition(" ")
        column, _, day = looked_at.partition(" ")
        if column and rows:
            remarks.append(Remark(id, code, column, rows, row["rows"], day=day))
    return remarks


def read_odd(base: str, asked: Conversion, frame: pl.DataFrame) -> Iterator[Remark]:
    """The remarks of one conversion: entities whose event comes before their base, and those without a base."""
    row = frame.row(0, named=True)
    if row["before"]:
        yield Remark(base, "before_base", asked.base_entity, row["before"], row["bases"], asked.event)
    if row["baseless"]:
        yield Remark(asked.event, "baseless", asked.event_entity, row["baseless"], row["reached"], base)


def refuse_undated(catalog: Catalog, tables: dict[str, Table], remarks: tuple[Remark, ...]) -> None:
    """Raise DataError where a stock has rows without an opening day and its KPI does not say what they are."""
    issues = []
    for remark in remarks:
        if remark.code == "unopened":
            file = tables[catalog.specs.in_files(remark.dataset)].path
            issues += [_undated(remark, kpi, file) for kpi in catalog.kpis.values() if _opens_on(remark, kpi)]
    if issues:
        raise DataError(issues)


def _opens_on(remark: Remark, kpi: Kpi) -> bool:
    """Whether a KPI is a stock that opens on the day that rows lack, and says nothing of them."""
    stock, of = kpi.spec.balance, kpi.spec.dataset
    fails = isinstance(stock, Balance) and stock.undated == "fail" and stock.opened.text == remark.column
    return fails and of is not None and of.text == remark.dataset


def _undated(remark: Remark, kpi: Kpi, file: str) -> Issue:
    spec = kpi.spec
    message = f"{remark.rows} rows have no '{remark.column}', the day from which they are open for '{spec.id}'"
    hint = f"fill it in ({file}), or say 'undated: open' or 'undated: drop' in this balance"
    return Issue("error", "undated", spec.keys.key("balance", spec.place), message, hint)
