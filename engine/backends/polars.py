"""The Polars backend: one shared lazy frame per dataset feeds every grouping, all collected together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from engine.backends.amounts import overflows, too_large
from engine.backends.conversions import entities
from engine.backends.derived import own_rows
from engine.backends.functions import lower
from engine.backends.groups import counted, grouped
from engine.backends.remarks import questions, refuse_undated
from engine.backends.rows import joined
from engine.backends.times import at_their_time
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Job, Plan, Population
from engine.model.results import Counted, Grouping, Measures, Rankings
from engine.model.specs import Catalog
from engine.periods import Calendar


def condition(node: Any) -> pl.Expr:
    """A checked condition over a dataset's own columns, for a source to filter by."""
    return lower(node)


def measure(
    plan: Plan, catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar,
    ranked: Measures | None = None,
) -> Measures:  # fmt: skip
    """Count what the plan asks for, for the report's period: first what needs nobody to be ranked.

    Then, with that `ranked`, what has a top: who is among the largest must be known before the others are one.
    Raises DataError where a stock has rows without an opening day and its KPI does not say what they are, and where
    amounts add up to more than can be exact.
    """
    jobs = [job for job in plan.jobs if bool(job.tops) == (ranked is not None)]
    bases = {job.population.dataset: None for job in jobs}
    events = {job.population.conversion.event: None for job in jobs if job.population.conversion}
    own, left_out = own_rows(plan, catalog, tables)
    frames = {id: joined(id, catalog, own) for id in bases | events}
    if ranked is not None:
        queries = _queries(jobs, frames, catalog, period, calendar, ranked.rankings)
        return replace(ranked, groupings=ranked.groupings | _groupings(jobs, _collected(jobs, queries, [], catalog)))
    queries = _queries(jobs, frames, catalog, period, calendar, {})
    asked = questions(frames, plan, catalog)
    collected = _collected(jobs, queries, [question.query for question in asked], catalog)
    answers = zip(asked, collected[len(queries) :], strict=True)
    remarks = tuple(dict.fromkeys(remark for question, frame in answers for remark in question.read(frame)))
    refuse_undated(plan, catalog, tables, remarks)
    return Measures(_groupings(jobs, collected[: len(queries)]), (*remarks, *left_out))


def _queries(
    jobs: Sequence[Job], frames: dict[str, pl.LazyFrame], catalog: Catalog, period: Period, calendar: Calendar,
    rankings: Rankings,
) -> list[pl.LazyFrame]:  # fmt: skip
    """A query for each job; jobs over the same rows at the same times share them."""
    populations: dict[tuple[Population, Any], pl.LazyFrame] = {}
    queries: list[pl.LazyFrame] = []
    for job in jobs:
        key = (job.population, (job.slice, job.first))
        if key not in populations:
            rows = frames[job.population.dataset]
            if job.population.conversion is not None:
                rows = entities(job.population.conversion, frames, catalog.specs.datasets[job.population.dataset])
            populations[key] = at_their_time(rows, job, period, calendar)
        queries.append(grouped(populations[key], job, catalog, rankings))
    return queries


def _groupings(jobs: Sequence[Job], frames: Sequence[pl.DataFrame]) -> dict[Grouping, Counted]:
    return {
        (job.population, job.slice, job.dimensions): counted(job, frame)
        for job, frame in zip(jobs, frames, strict=True)
    }


def _collected(
    jobs: Sequence[Job], queries: list[pl.LazyFrame], more: list[pl.LazyFrame], catalog: Catalog
) -> list[pl.DataFrame]:
    """All of it at once: what the jobs count, and what else is asked."""
    try:
        return pl.collect_all([*queries, *more])
    except pl.exceptions.ComputeError as error:
        wrong = (job.population.dataset for job, query in zip(jobs, queries, strict=True) if overflows(query))
        raise too_large(error, wrong, catalog) from None
