"""The plan as text: datasets, and the measures of each grouping."""

from __future__ import annotations

import click

from engine.errors import plural
from engine.formula.written import written
from engine.measures import CONVERTED_ON
from engine.model.datasets import Derivation
from engine.model.kpis import Balance, Snapshot
from engine.model.period import PERIOD
from engine.model.plan import Job, Measure, Plan
from engine.model.segments import Dimension, Top
from engine.model.specs import Catalog


def print_plan(catalog: Catalog, plan: Plan) -> None:
    """Print a plan on standard output."""
    for read in plan.reads:
        columns = ", ".join(column.name for column in read.columns)
        click.echo(f"read {read.dataset.id} from {read.dataset.source.text}: {columns}")
    for kpi in catalog.kpis.values():
        if kpi.typed is not None:
            days = sorted((entry.period.end, entry.period.id) for entry in kpi.typed.entries)
            click.echo(f"typed {kpi.id}: {plural(len(days), 'figure')}, the last for {days[-1][1]}")
    for made in plan.derivations:
        click.echo(f"make {made.dataset} from {made.base}{_of(made)}")
    for job in plan.jobs:
        click.echo(f"\n{_heading(job)}")
        for measure in job.measures:
            click.echo(f"  {_measure(measure)}")
    measures = sum(len(job.measures) for job in plan.jobs)
    many = ((len(catalog.kpis), "KPI"), (len(plan.jobs), "grouping"), (measures, "measure"))
    click.echo("\n" + ", ".join(plural(number, thing) for number, thing in many))


def _of(made: Derivation) -> str:
    """What a dataset that is made of another has in each row."""
    where = f" where {made.where.text}" if made.where else ""
    columns = ", ".join(f"{name} = {formula.text}" for name, formula in made.columns)
    return f"{where}, a row for each {', '.join(made.per)}: {columns}"


def _heading(job: Job) -> str:
    population = job.population
    if population.conversion is not None:
        by = "by the day of that" if population.date == CONVERTED_ON else f"by {population.date}"
        reach = f"{population.dataset} that reach {population.conversion.event}"
        age = ", at the age of the report's own" if population.aged else ""
        return f"count entities of {reach}, {by}, {_when(job)}{age}:"
    match population.balance:
        case Balance(opened, closed):
            day = f"open from {opened.text} to {closed.text}"
        case Snapshot(taken):
            day = f"the last copy by {taken.text}"
        case None:
            day = f"by {population.date}" if population.date else "undated"
    if (asked := population.retention) is not None:
        day += f" {plural(asked.years, 'year')} later, with whether their {asked.entity} came again"
    return f"count {population.dataset}, {day}, {_when(job)}:"


def _when(job: Job) -> str:
    count = job.last - job.first + 1
    when = f"{count} {job.slice.grain}{'s' if count > 1 else ''}"
    if job.slice.window != PERIOD:
        when += f", {job.slice.window.name}"
    return when + (f" by {', '.join(map(_dimension, job.dimensions))}" if job.dimensions else "")


def _dimension(dimension: Dimension) -> str:
    if isinstance(dimension, Top):
        return f"{dimension.dimension} (top {dimension.number} by {dimension.by}, and the rest)"
    return dimension


def _measure(measure: Measure) -> str:
    what = "*" if measure.argument is None else written(measure.argument)
    what += f", {measure.parameter}" if measure.parameter is not None else ""
    where = f" where {written(measure.where)}" if measure.where is not None else ""
    return f"{measure.base.lower()}({what}){where}"
