"""The Polars backend: one shared lazy frame per dataset feeds every grouping, all collected together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from engine.backends.amounts import too_large
from engine.backends.conversions import rows_of, when_as_old
from engine.backends.counting import Counting, counting
from engine.backends.derived import own_rows
from engine.backends.functions import lower
from engine.backends.groups import counted
from engine.backends.remarks import questions, refuse_undated
from engine.backends.rows import joined
from engine.backends.times import ORDINAL, at_their_time
from engine.backends.together import together
from engine.measures import age
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Job, Plan
from engine.model.results import Counted, Grouping, Measures
from engine.model.specs import Catalog
from engine.periods import Calendar


def condition(node: Any) -> pl.Expr:
    """A checked condition over a dataset's own columns, for a source to filter by."""
    return lower(node)


def measure(
    plan: Plan, catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar,
    ranked: Measures | None = None, known: Mapping[Grouping, Counted] | None = None,
) -> Measures:  # fmt: skip
    """Count what the plan asks for, for the report's period: first what needs nobody to be ranked.

    Then, with that `ranked`, what has a top: who is among the largest must be known before the others are one.
    What is `known` of a grouping is not counted again.
    Raises DataError where a stock has rows without an opening day and its KPI does not say what they are, and where
    amounts add up to more than can be exact.
    """
    jobs = [job for job in plan.jobs if bool(job.tops) == (ranked is not None)]
    bases = {job.population.dataset: None for job in jobs}
    events = {job.population.conversion.event: None for job in jobs if job.population.conversion}
    own, left_out = own_rows(plan, catalog, tables)
    frames = {id: joined(id, catalog, own) for id in bases | events}
    rankings = ranked.rankings if ranked is not None else {}
    counts = [
        counting(together(timed(rows, alike[0], tables, period, calendar), alike, catalog, rankings))
        for rows, alike in rows_by_job(lacking(jobs, known or {}), frames, catalog)
    ]
    asked = questions(frames, plan, catalog) if ranked is None else []
    try:
        groupings, answers = _counted(counts, [question.query for question in asked])
    except pl.exceptions.ComputeError as error:
        wrong = (one.together.jobs[0].population.dataset for one in counts if _overflows(one))
        raise too_large(error, wrong, catalog) from None
    groupings = {_grouping(job): _whole(job, groupings, known or {}) for job in jobs}
    if ranked is not None:
        return replace(ranked, groupings=ranked.groupings | groupings)
    found = zip(asked, answers, strict=True)
    remarks = tuple(dict.fromkeys(remark for question, frame in found for remark in question.read(frame)))
    refuse_undated(catalog, tables, remarks)
    return Measures(groupings, (*remarks, *left_out))


def _grouping(job: Job) -> Grouping:
    return job.population, job.slice, job.dimensions


def lacking(jobs: Sequence[Job], known: Mapping[Grouping, Counted]) -> list[Job]:
    """The jobs with those of their measures that are not known yet; none that lacks nothing."""
    left = []
    for job in jobs:
        have = known[_grouping(job)].positions if _grouping(job) in known else {}
        if measures := tuple(measure for measure in job.measures if measure not in have):
            left.append(replace(job, measures=measures))
    return left


def _whole(job: Job, found: Mapping[Grouping, Counted], known: Mapping[Grouping, Counted]) -> Counted:
    """A job's cells with all of its measures: a cell is there for each group of rows, whatever is counted in it."""
    parts = [part[_grouping(job)] for part in (found, known) if _grouping(job) in part]
    if len(parts) == 1 and tuple(parts[0].positions) == job.measures:
        return parts[0]
    at = [next((part.cells, part.positions[of]) for part in parts if of in part.positions) for of in job.measures]
    positions = {measure: position for position, measure in enumerate(job.measures)}
    return Counted(positions, {cell: tuple(cells[cell][n] for cells, n in at) for cell in parts[0].cells})


def timed(rows: pl.LazyFrame, job: Job, tables: dict[str, Table], period: Period, calendar: Calendar) -> pl.LazyFrame:
    """The rows with the period that they count in, and cohorts at the age that they are looked at."""
    rows = at_their_time(rows, job, period, calendar)
    reported = calendar.reported(job.slice.grain, period)
    conversion = job.population.conversion
    if not job.population.aged or conversion is None or (days := age(conversion, tables, reported)) is None:
        return rows
    spans = [calendar.before(reported, steps) for steps in range(-job.first + 1)]
    return when_as_old(rows, ORDINAL, days, spans)


def rows_by_job(
    jobs: Sequence[Job], frames: dict[str, pl.LazyFrame], catalog: Catalog
) -> Iterator[tuple[pl.LazyFrame, list[Job]]]:
    """The jobs over the same rows at the same times, with these rows."""
    found: dict[Any, list[Job]] = {}
    for job in jobs:
        found.setdefault((job.population, job.slice, job.first), []).append(job)
    for alike in found.values():
        yield rows_of(alike[0].population, frames, catalog), alike


def _counted(counts: list[Counting], more: list[pl.LazyFrame]) -> tuple[dict[Grouping, Counted], list[pl.DataFrame]]:
    """What all jobs count, and what else is asked."""
    counts = [one.seen(glance) for one, glance in zip(counts, _collected([c.glance() for c in counts]), strict=True)]
    counts = [one.knowing(found) for one, found in zip(counts, _collected([c.hashes() for c in counts]), strict=True)]
    *found, answers = _collected([*(one.queries() for one in counts), more])
    groupings = {
        _grouping(job): counted(job, frame)
        for one, of in zip(counts, found, strict=True)
        for job, frame in one.read(of)
    }
    return groupings, answers


def _collected(queries: list[list[pl.LazyFrame]]) -> list[list[pl.DataFrame]]:
    """All queries at once, so that they share what they read, and their frames as they were asked for."""
    frames = iter(pl.collect_all([query for several in queries for query in several], engine="streaming"))
    return [[next(frames) for _ in several] for several in queries]


def _overflows(counting: Counting) -> bool:
    try:
        _counted([counting], [])
    except pl.exceptions.ComputeError:
        return True
    return False
