"""Conversions as queries: the events that entities may reach, and each entity once, by its first row."""

from __future__ import annotations

from sqlglot import exp

from engine.measures import CONVERTED, CONVERTED_ON
from engine.model.kpis import Conversion
from engine.model.plan import Population
from engine.sql import words
from engine.sql.binding import both
from engine.sql.formulas import lower
from engine.sql.rows import EVENTS, Rows, Sources
from engine.sql.scope import only_columns
from engine.sql.words import Names, aliased, column


def flags(sources: Sources, population: Population) -> dict[str, str]:
    """The columns that say whether, and where it matters when, an entity reached the event: by names of their own."""
    asked = population.conversion
    assert asked is not None
    taken = Names(item.name for item in sources.catalog.specs.datasets[population.dataset].columns)
    found = {CONVERTED: taken.new("reached")}
    if asked.count_by == "event":
        found[CONVERTED_ON] = taken.new("reached_on")
    return found


def events(sources: Sources, asked: Conversion) -> exp.Select:
    """The events that entities may reach: who, and when."""
    rows = Rows(sources, sources.catalog.specs.datasets[asked.event], sources.of(asked.event))
    rows.use([asked.event_where])
    entity, happened = rows.own(asked.event_entity), rows.own(asked.event_date)
    condition = both(
        lower(asked.event_where, only_columns(rows.column)) if asked.event_where is not None else None,
        words.is_not_null(entity.copy()),
        words.is_not_null(happened.copy()),
    )
    return rows.from_(exp.select(aliased(entity, "entity"), aliased(happened, "happened"))).where(condition)


def entities(sources: Sources, population: Population, event_query: str, named: dict[str, str]) -> exp.Select:
    """The base's first row of each entity, with the flags of the event."""
    asked = population.conversion
    assert asked is not None
    dataset = sources.catalog.specs.datasets[population.dataset]
    rows = Rows(sources, dataset, sources.of(dataset.id))
    rows.use([asked.base_where])
    entity, day = column(asked.base_entity, rows.alias), column(population.date, rows.alias)
    condition = both(
        lower(asked.base_where, only_columns(rows.column)) if asked.base_where is not None else None,
        words.is_not_null(entity.copy()),
        words.is_not_null(day.copy()),
    )
    all_columns = exp.Column(this=exp.Star(), table=words.name(rows.alias))
    values: dict[str, exp.Expr] = {
        CONVERTED: exp.Exists(this=_reached(words.number(1), asked, event_query, entity, day))
    }
    if CONVERTED_ON in named:
        earliest = words.call("MIN", column("happened", EVENTS))
        values[CONVERTED_ON] = _reached(earliest, asked, event_query, entity, day).subquery()
    query = exp.select(all_columns, *(aliased(values[flag], name) for flag, name in named.items()))
    query = rows.from_(query).where(condition)
    # Of several rows on an entity's first day the key decides, or else all columns: never the order of the file.
    ties = [dataset.names_rows_by] if dataset.names_rows_by else [item.name for item in dataset.columns]
    order = [
        exp.Ordered(this=column(name, rows.alias), nulls_first=False)
        for name in dict.fromkeys((population.date, *ties))
    ]
    number = exp.Window(this=exp.RowNumber(), partition_by=[entity.copy()], order=exp.Order(expressions=order))
    return query.qualify(exp.EQ(this=number, expression=words.number(1)))


def _reached(what: exp.Expr, asked: Conversion, query: str, entity: exp.Expr, day: exp.Expr) -> exp.Select:
    """Something of an entity's events, of those that come soon enough where that matters."""
    happened = column("happened", EVENTS)
    soon = None
    if asked.within is not None:
        # Elapsed time, not days of a calendar: a date is its midnight.
        latest = words.later(words.cast(day.copy(), "TIMESTAMP"), asked.within, "day")
        soon = both(exp.GTE(this=happened, expression=day.copy()), exp.LTE(this=happened.copy(), expression=latest))
    same = exp.EQ(this=column("entity", EVENTS), expression=entity.copy())
    event = exp.Table(this=words.name(query), alias=exp.TableAlias(this=words.name(EVENTS)))
    return exp.select(what).from_(event).where(both(same, soon))
