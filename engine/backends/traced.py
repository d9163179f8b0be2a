"""Which rows are behind a figure: those that count in the period and segment that is looked at."""

from __future__ import annotations

from functools import reduce

import polars as pl

from engine.backends.derived import own_rows
from engine.backends.functions import lower
from engine.backends.groups import KINDS, segment_of
from engine.backends.polars import rows_by_job, timed
from engine.backends.rows import joined
from engine.backends.times import ORDINAL
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Job, Plan
from engine.model.results import Segments
from engine.model.specs import Catalog
from engine.periods import Calendar


def counted_rows(
    plan: Plan, catalog: Catalog, tables: dict[str, Table], period: Period, calendar: Calendar, segments: Segments,
    mark: str,
) -> dict[str, frozenset[int]]:  # fmt: skip
    """For each dataset whose rows are counted, the values of its column `mark` in those that count.

    A dataset without that column, because it is made of another, is left out.
    """
    jobs = [job for job in plan.jobs if not job.population.aged]
    own, _ = own_rows(plan, catalog, tables)
    counted = dict.fromkeys(job.population.dataset for job in jobs)
    events = dict.fromkeys(job.population.conversion.event for job in jobs if job.population.conversion)
    frames = {id: joined(id, catalog, own) for id in counted | events}
    found: dict[str, frozenset[int]] = {}
    for rows, several in rows_by_job(jobs, frames, catalog):
        for job in several:
            id = job.population.dataset
            if mark in own[id].collect_schema():
                here = _behind(timed(rows, job, tables, period, calendar), job, catalog, segments).filter(
                    pl.col(ORDINAL) == calendar.reported(job.slice.grain, period).ordinal
                )
                marks = here.select(pl.col(mark).drop_nulls().unique()).collect()[mark]
                found[id] = found.get(id, frozenset()) | frozenset(marks)
    return found


def _behind(rows: pl.LazyFrame, job: Job, catalog: Catalog, segments: Segments) -> pl.LazyFrame:
    """The rows that any of the measures counts, in the segment."""
    counts = [
        lower(measure.where).fill_null(False) if measure.where is not None else pl.lit(True) for measure in job.measures
    ]
    rows = rows.filter(reduce(lambda left, right: left | right, counts))
    spec = catalog.specs.datasets[job.population.dataset]
    texts = {kind: text for text, kind in KINDS.items()}
    for segment in segments if job.dimensions else ():
        own = segment_of(spec, segment.dimension, {})
        rows = rows.filter(own == pl.lit(texts.get(segment.kind, segment.value)))
    return rows
