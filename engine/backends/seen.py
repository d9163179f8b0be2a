"""The rows that a figure's aggregates saw, as a table of their own: which columns it has, and its text as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl

from engine.backends.conversions import Frames
from engine.backends.groups import NOWHERE, path_of, segment_of
from engine.measures import CONVERTED, CONVERTED_ON, RETURNED, population, populations
from engine.model.formula import Aggregate, Column, Expression, walk
from engine.model.kpis import Balance, Kpi, Snapshot
from engine.model.period import Period
from engine.model.plan import Population, Slice
from engine.model.results import Segment, Segments
from engine.model.specs import Catalog

ROW = "\0row"
NUMBER = "row"
# What the rows of a conversion say of each entity, where no column of its own is called so.
CSV_NAMES = {CONVERTED: "converted", CONVERTED_ON: "converted on", RETURNED: "again"}


@dataclass(frozen=True)
class Asked:
    """A figure of a KPI over a dataset: through which window, in which period and segments."""

    kpi: Kpi
    slice: Slice
    period: Period
    segments: Segments = ()


def needed(asked: Asked, catalog: Catalog) -> list[str]:
    """The columns of `shown`, and those that tell whether a look-up found anything."""
    spec = catalog.specs.datasets[population(asked.kpi, catalog).dataset]
    paths = [path_of(spec, segment.dimension) for segment in asked.segments]
    found = [f"{path.partition('.')[0]} found" for path in paths if "." in path]
    return list(dict.fromkeys([*columns_of(asked, catalog), *found]))


def datasets_of(asked: Asked, catalog: Catalog) -> set[str]:
    """The datasets of files that a figure's rows come from: counted, looked up in, or converted to."""
    counted = population(asked.kpi, catalog)
    spec = catalog.specs.datasets[counted.dataset]
    joins = {path.partition(".")[0] for path in needed(asked, catalog) if "." in path}
    used = [spec.id, *(join.to.text for join in spec.joins if join.name in joins)]
    used += [counted.conversion.event] if counted.conversion else []
    found: set[str] = set()
    while used:
        id = used.pop()
        if (made := catalog.derivations.get(id)) is None:
            found.add(id)
        else:
            joined = catalog.specs.datasets[made.base].joins
            used += [made.base, *(join.to.text for join in joined if join.name in made.joins)]
    return found


def columns_of(asked: Asked, catalog: Catalog) -> list[str]:
    """The columns that say which row it is, when it counts, in which segment, and what is counted of it; each once."""
    kpi = asked.kpi
    counted = populations(kpi, catalog)
    spec = catalog.specs.datasets[next(iter(counted)).dataset]
    names = [spec.key.text] if spec.key else [name.text for name in spec.making.per] if spec.making else []
    for rows in counted:
        names += _days(rows)
    for segment in asked.segments:
        path = path_of(spec, segment.dimension)
        join = spec.join(path.partition(".")[0]) if "." in path else None
        names += [*(join.asks_with if join else ()), path]
    names += [node.path for root in _looked_at(kpi) for node in walk(root) if isinstance(node, Column)]
    return list(dict.fromkeys(names))


def _days(rows: Population) -> list[str]:
    """When a row counts; of a conversion, who it is too, and whether and when it reached the event."""
    asked, balance = rows.conversion, rows.balance
    if asked is not None:
        return [asked.base_entity, asked.base_date, CONVERTED_ON, CONVERTED]
    if isinstance(balance, Balance):
        return [balance.opened.text, balance.closed.text]
    if isinstance(balance, Snapshot):
        return [balance.day.text]
    return [rows.date] if rows.date else []


def _looked_at(kpi: Kpi) -> Iterator[Expression]:
    """What a KPI says of rows."""
    if kpi.where is not None:
        yield kpi.where.root
    if kpi.conversion is not None and kpi.conversion.base_where is not None:
        yield kpi.conversion.base_where
    yield from (node for node in walk(kpi.formula.root) if isinstance(node, Aggregate))


def shown(asked: Asked, catalog: Catalog, rows: pl.DataFrame, seen: list[pl.DataFrame]) -> pl.DataFrame:
    """The rows that any aggregate saw; where not all of them saw the same, with a column for each that says so.

    Rows without a key have their number among those of the dataset, as they were read. `seen` has the rows of each
    population by their numbers, with the columns of its aggregates.
    """
    for number, frame in enumerate(seen):
        marked = frame.with_columns(pl.lit(True).alias(f"\0{number}"))
        rows = rows.join(marked, on=ROW, how="left", maintain_order="left")
    rows = rows.filter(pl.any_horizontal(f"\0{number}" for number in range(len(seen))))
    flags = [name for frame in seen for name in frame.columns if name != ROW]
    rows = rows.with_columns(pl.col(name).fill_null(False) for name in flags)
    columns = columns_of(asked, catalog)
    names = {name: new for name, new in CSV_NAMES.items() if name in columns and new not in columns}
    differ = len(seen) > 1 or any(not rows[name].all() for name in flags)
    spec = catalog.specs.datasets[population(asked.kpi, catalog).dataset]
    nameless = not spec.key and not spec.making and NUMBER not in columns
    counted = [(pl.col(ROW) + 1).alias(NUMBER)] if nameless else []
    return rows.select(*counted, *columns, *(flags if differ else ())).rename(names)


def as_csv(frame: pl.DataFrame) -> bytes:
    """Rows as CSV that reads back to the same values: amounts with their decimals, days as ISO, nothing for empty."""
    times = [
        pl.col(name).dt.to_string("iso:strict").str.replace(r"\.0+$", "").alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.Datetime
    ]
    file = BytesIO()
    frame.with_columns(times).write_csv(file)
    return file.getvalue()


def values_there(dimension: str, datasets: Iterable[str], frames: Frames, catalog: Catalog) -> list[Segment]:
    """The segments of a dimension that any row of these datasets has, at whatever time."""
    texts: set[str] = set()
    for id in datasets:
        segment = segment_of(catalog.specs.datasets[id], dimension, {}).alias("segment")
        texts |= set(frames[id].select(segment).unique().collect(engine="streaming").to_series())
    nowhere = [Segment(dimension, "", kind) for kind, text in NOWHERE.items() if text in texts]
    return [*(Segment(dimension, text) for text in sorted(texts - set(NOWHERE.values()))), *nowhere]


def table_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows that are there already, for `as_csv`."""
    return pl.DataFrame(rows)
