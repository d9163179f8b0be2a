"""The segments of a dimension that there are: those that something declares, and those that any row has."""

from __future__ import annotations

import polars as pl

from engine.backends.conversions import Frames
from engine.backends.derived import own_rows
from engine.backends.groups import path_of
from engine.backends.rows import joined
from engine.backends.seen import values_there
from engine.model.data import Table
from engine.model.plan import Plan
from engine.model.results import Segment
from engine.model.segments import name_of
from engine.model.specs import Catalog


def known_segments(dimension: str, plan: Plan, own: Frames, frames: Frames, catalog: Catalog) -> list[Segment]:
    """Every segment that is declared, or that any row has which the plan counts by this dimension, at whatever time.

    Where it is looked up, also those that are there to be found, and that no row has yet. `own` are the rows of each
    dataset, `frames` those with what they look up.
    """
    datasets = _cut_by(dimension, plan)
    declared = catalog.specs.dimensions.get(dimension)
    known = [Segment(dimension, value) for value, _ in (declared.values if declared else ())]
    known += values_there(dimension, datasets, frames, catalog)
    for id in datasets:
        spec = catalog.specs.datasets[id]
        path = path_of(spec, dimension)
        join = spec.join(path.partition(".")[0]) if "." in path else None
        owner = catalog.specs.datasets[join.to.text] if join else spec
        column = owner.column(path.rpartition(".")[2])
        known += [Segment(dimension, value) for value in (column.values if column else ())]
        if join is not None:
            found = own[join.to.text].select(
                pl.col(path.rpartition(".")[2]).cast(pl.String).drop_nulls().unique().sort()
            )
            known += [Segment(dimension, value) for value in found.collect(engine="streaming").to_series()]
    return list(dict.fromkeys(known))


def segments_in(dimension: str, plan: Plan, catalog: Catalog, tables: dict[str, Table]) -> list[Segment]:
    """The same, of data as they were read."""
    own, _ = own_rows(plan, catalog, tables)
    frames = {id: joined(id, catalog, own) for id in _cut_by(dimension, plan)}
    return known_segments(dimension, plan, own, frames, catalog)


def _cut_by(dimension: str, plan: Plan) -> list[str]:
    return sorted({job.population.dataset for job in plan.jobs if dimension in map(name_of, job.dimensions)})
