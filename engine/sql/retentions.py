"""Retentions as queries: who came in the later period, and all rows with whether theirs did."""

from __future__ import annotations

from sqlglot import exp

from engine.model.period import Period, Window
from engine.model.plan import Population
from engine.periods import Calendar
from engine.sql import words
from engine.sql.binding import both
from engine.sql.formulas import lower
from engine.sql.rows import Rows, Sources, in_window
from engine.sql.scope import only_columns
from engine.sql.words import Names, aliased, column


def again(sources: Sources, population: Population, window: Window, period: Period, calendar: Calendar) -> exp.Select:
    """Each entity with a row in the window that ends with the later period."""
    asked = population.retention
    assert asked is not None
    rows = Rows(sources, sources.catalog.specs.datasets[population.dataset], sources.of(population.dataset))
    rows.use([asked.where])
    condition = both(
        lower(asked.where, only_columns(rows.column)) if asked.where is not None else None,
        in_window(rows, population.date, window, period, calendar),
        words.is_not_null(rows.own(asked.entity)),
    )
    return rows.from_(exp.select(aliased(rows.own(asked.entity), "entity")).distinct()).where(condition)


def flagged(sources: Sources, population: Population, again_query: str) -> tuple[str, exp.Select]:
    """A name for the flag that no column has, and all rows with it."""
    asked = population.retention
    assert asked is not None
    dataset = sources.catalog.specs.datasets[population.dataset]
    flag = Names(item.name for item in dataset.columns).new("again")
    rows = Rows(sources, dataset, sources.of(dataset.id))
    same = exp.EQ(this=column("entity", again_query), expression=column(asked.entity, rows.alias))
    those = exp.select(words.number(1)).from_(exp.Table(this=words.name(again_query))).where(same)
    every = exp.Column(this=exp.Star(), table=words.name(rows.alias))
    return flag, rows.from_(exp.select(every, aliased(exp.Exists(this=those), flag)))
