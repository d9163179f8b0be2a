"""The Polars backend: one shared lazy frame per dataset feeds every grouping, all collected together."""

from __future__ import annotations

from typing import Any

import polars as pl

from engine.backends.conversions import entities
from engine.backends.functions import lower
from engine.backends.groups import counted, grouped
from engine.backends.remarks import questions, refuse_undated
from engine.backends.rows import joined
from engine.backends.times import at_their_time
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Plan, Population
from engine.model.results import Measures
from engine.model.specs import Catalog
from engine.periods import Calendar


def condition(node: Any) -> pl.Expr:
    """A checked condition over a dataset's own columns, for a source to filter by."""
    return lower(node)


def measure(plan: Plan, catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar) -> Measures:
    """Count everything that the plan asks for, for the report's period.

    Raises DataError where a stock has rows without an opening day and its KPI does not say what they are.
    """
    bases = {job.population.dataset: None for job in plan.jobs}
    events = {job.population.conversion.event: None for job in plan.jobs if job.population.conversion}
    frames = {id: joined(id, catalog, tables) for id in bases | events}
    populations: dict[tuple[Population, Any], pl.LazyFrame] = {}
    queries: list[pl.LazyFrame] = []
    for job in plan.jobs:
        key = (job.population, (job.slice, job.first))
        if key not in populations:
            rows = frames[job.population.dataset]
            if job.population.conversion is not None:
                rows = entities(job.population.conversion, frames, catalog.specs.datasets[job.population.dataset])
            populations[key] = at_their_time(rows, job, period, calendar)
        queries.append(grouped(populations[key], job, catalog))
    asked = questions(frames, plan, catalog)
    collected = pl.collect_all([*queries, *(question.query for question in asked)])
    answers = zip(asked, collected[len(queries) :], strict=True)
    remarks = tuple(dict.fromkeys(remark for question, frame in answers for remark in question.read(frame)))
    refuse_undated(plan, catalog, tables, remarks)
    groupings = {
        (job.population, job.slice, job.dimensions): counted(job, frame)
        for job, frame in zip(plan.jobs, collected, strict=False)
    }
    return Measures(groupings, remarks)
