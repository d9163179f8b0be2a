"""The rows that a KPI counts, and when: one function for each kind of population, and no statement for any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from engine.measures import CONVERTED
from engine.model.datasets import DatasetSpec, JoinSpec
from engine.model.formula import Aggregate, Column, Expression, walk
from engine.model.kpis import Balance, Kpi
from engine.model.period import Period, Window
from engine.model.plan import Population
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.sql import words
from engine.sql.functions import Scope, both, lower, only_columns
from engine.sql.problem import NoStatement
from engine.sql.words import column

# Names inside a query that no look-up may take.
SEGMENTS, FIGURE, EVENTS = "segments", "figure", "events"


@dataclass(frozen=True)
class Sources:
    """Where the statement has the datasets: `of` gives the name of a dataset's query and writes it where it is new."""

    catalog: Catalog
    of: Callable[[str], str]


@dataclass
class Rows:
    """The rows of one query: `query` is its name, and the look-ups that anything in it asked for join themselves."""

    sources: Sources
    dataset: DatasetSpec
    query: str
    joined: dict[str, str] = field(default_factory=dict)  # look-up: its alias
    reached: str = ""  # the column that says whether an entity reached the event

    @property
    def alias(self) -> str:
        """What the query is called inside itself."""
        return self.query

    @property
    def names(self) -> set[str]:
        """What a name by itself may mean here, in small letters."""
        datasets = self.sources.catalog.specs.datasets
        owners = [self.dataset, *(datasets[self._join(id).to.text] for id in self.joined)]
        return {item.name.lower() for owner in owners for item in owner.columns}

    def scope(self, kpi: Callable[[str, int, bool], exp.Expr]) -> Scope:
        """What a formula's names are here."""
        return Scope(self.column, kpi)

    def own(self, name: str) -> exp.Column:
        """A column of the rows themselves."""
        return column(name, self.alias if self.joined else "")

    def column(self, node: Column) -> exp.Expr:
        """A column, looked up where it belongs to a join."""
        if node.name == CONVERTED:
            return self.own(self.reached)
        return column(node.name, self._alias_of(node.join)) if node.join else self.own(node.name)

    def at(self, path: str) -> exp.Expr:
        """A column by its path: `amount`, `owner.team`."""
        join, _, name = path.rpartition(".")
        return column(name, self._alias_of(join)) if join else self.own(name)

    def use(self, nodes: Iterable[Expression | None], paths: Iterable[str] = ()) -> None:
        """Join what these formulas and paths look up, before any of their columns is named."""
        for node in nodes:
            for part in walk(node) if node is not None else ():
                if isinstance(part, Column) and part.join:
                    self._alias_of(part.join)
        for path in paths:
            if "." in path:
                self._alias_of(path.partition(".")[0])

    def _alias_of(self, join: str) -> str:
        if join not in self.joined:
            taken = words.Names((self.alias, SEGMENTS, FIGURE, EVENTS, *self.joined.values()))
            self.joined[join] = taken.new(join, f"{join}_looked_up")
        return self.joined[join]

    def from_(self, query: exp.Select) -> exp.Select:
        """The query over these rows and their look-ups, of which each finds one row at most."""
        query = query.from_(exp.Table(this=words.name(self.query)))
        for id, alias in self.joined.items():
            join = self._join(id)
            table = exp.Table(this=words.name(self.sources.of(join.to.text)))
            if table.name != alias:
                table.set("alias", exp.TableAlias(this=words.name(alias)))
            match = exp.EQ(this=column(join.on.text, self.alias), expression=self._key(id))
            query = query.join(exp.Join(this=table, on=match, side="LEFT"))
        return query

    def _join(self, id: str) -> JoinSpec:
        join = self.dataset.join(id)
        assert join is not None
        return join

    def _key(self, id: str) -> exp.Expr:
        join = self._join(id)
        if join.at is not None:
            raise NoStatement(join.to.place, "there is no statement for a look-up in what holds for a time yet")
        key = self.sources.catalog.specs.datasets[join.to.text].key
        assert key is not None
        return column(key.text, self.joined[id])

    def path(self, dimension: str) -> str:
        """The column of a dimension."""
        return {name: written.text for name, written in self.dataset.dimensions}.get(dimension, dimension)

    def segment(self, dimension: str) -> tuple[exp.Expr, exp.Expr]:
        """The segment of a row, and whether it is a value, missing, or its look-up found nothing."""
        path = self.path(dimension)
        value = self.at(path)
        if self._type_of(path) == "boolean":
            value = words.cast(value, "VARCHAR")
        missing = (words.is_null(value.copy()), words.text("missing"))
        if "." not in path:
            return value, words.case(missing, default=words.text("value"))
        id = path.partition(".")[0]
        asked = words.is_not_null(column(self._join(id).on.text, self.alias))
        found = words.is_null(self._key(id))
        unmatched = (exp.And(this=asked, expression=found), words.text("unmatched"))
        return value, words.case(unmatched, missing, default=words.text("value"))

    def _type_of(self, path: str) -> str:
        join, _, name = path.rpartition(".")
        owner = self.sources.catalog.specs.datasets[self._join(join).to.text] if join else self.dataset
        spec = owner.column(name)
        assert spec is not None
        return spec.type.kind


def looks_up(kpi: Kpi) -> Iterator[Expression]:
    """What a KPI's own aggregates and its `where` say of rows."""
    if kpi.where is not None:
        yield kpi.where.root
    for node in walk(kpi.formula.root):
        if isinstance(node, Aggregate):
            yield from (part for part in (node.argument, node.where) if part is not None)


def refuse_typed(kpi: Kpi) -> None:
    """Raise for figures that were typed by hand: no file holds them."""
    if kpi.typed is not None:
        message = f"the figures of '{kpi.id}' are typed by hand: there are no data to ask"
        raise NoStatement(kpi.spec.place, message)


def refuse_unknown(kpi: Kpi, population: Population) -> None:
    """Raise for a population that statements do not know yet: better none than one that counts other rows."""
    unknown = ""
    if population.balance is not None and not isinstance(population.balance, Balance):
        unknown = "a stock in dated copies"
    elif population.conversion is not None and population.conversion.count_by != "cohort":
        unknown = "a conversion that is counted by its event"
    if unknown:
        raise NoStatement(kpi.spec.place, f"there is no statement for {unknown} yet")


# --- When rows count -----------------------------------------------------------------------------------------


def in_window(rows: Rows, path: str, window: Window, period: Period, calendar: Calendar) -> exp.Expr | None:
    """The rows whose day lies in the window that ends with a period."""
    start = calendar.window_start(window, period)
    before = exp.LT(this=rows.at(path), expression=words.day(period.end))
    if start == date.min:
        return before
    return both(exp.GTE(this=rows.at(path), expression=words.day(start)), before)


def open_at_end(rows: Rows, population: Population, period: Period) -> exp.Expr | None:
    """The rows that were opened before a period's end, and not closed before it."""
    balance = population.balance
    assert isinstance(balance, Balance)
    end = words.day(period.end)
    opened: exp.Expr = exp.LT(this=rows.at(balance.opened.text), expression=end)
    if balance.undated == "open":
        opened = exp.Or(this=words.is_null(rows.at(balance.opened.text)), expression=opened)
    closed = rows.at(balance.closed.text)
    still = exp.Or(this=words.is_null(closed), expression=exp.GTE(this=closed.copy(), expression=end.copy()))
    return both(opened, still)


def when(rows: Rows, population: Population, window: Window, period: Period, calendar: Calendar) -> exp.Expr | None:
    """The condition of time; None where every row counts always."""
    if population.balance is not None:
        return open_at_end(rows, population, period)
    if population.date:
        return in_window(rows, population.date, window, period, calendar)
    return None


def days_of(population: Population) -> tuple[str, ...]:
    """The paths of the columns that say when a row counts."""
    if isinstance(population.balance, Balance):
        return population.balance.opened.text, population.balance.closed.text
    return (population.date,) if population.date else ()


def described(population: Population, window: Window, period: Period, calendar: Calendar) -> str:
    """Which rows are counted, in words."""
    what = population.dataset
    if population.conversion is not None:
        what = f"the entities of {what} by their first row"
    if isinstance(population.balance, Balance):
        opened, closed = population.balance.opened.text, population.balance.closed.text
        return f"{what} open at the end of {period.last_day}, by {opened} and {closed}"
    if not population.date:
        return f"{what}, every row, for it has no date"
    start = calendar.window_start(window, period)
    first = "the beginning" if start == date.min else str(start)
    return f"{what} by {population.date}, {first} to {period.last_day}"


# --- Conversions ---------------------------------------------------------------------------------------------


def events(sources: Sources, population: Population) -> exp.Select:
    """The events that entities may reach: who, and when."""
    asked = population.conversion
    assert asked is not None
    rows = Rows(sources, sources.catalog.specs.datasets[asked.event], sources.of(asked.event))
    rows.use([asked.event_where])
    entity, happened = rows.own(asked.event_entity), rows.own(asked.event_date)
    condition = both(
        lower(asked.event_where, only_columns(rows.column)) if asked.event_where is not None else None,
        words.is_not_null(entity.copy()),
        words.is_not_null(happened.copy()),
    )
    found = exp.select(words.aliased(entity, "entity"), words.aliased(happened, "happened"))
    return rows.from_(found).where(condition)


def entities(sources: Sources, population: Population, event_query: str, reached: str) -> exp.Select:
    """The base's first row of each entity, and whether the entity reached the event."""
    asked = population.conversion
    assert asked is not None
    dataset = sources.catalog.specs.datasets[population.dataset]
    rows = Rows(sources, dataset, sources.of(dataset.id))
    rows.use([asked.base_where])
    entity, day = column(asked.base_entity, rows.alias), column(population.date, rows.alias)
    event = exp.Table(this=words.name(event_query), alias=exp.TableAlias(this=words.name(EVENTS)))
    happened = column("happened", EVENTS)
    soon = None
    if asked.within is not None:
        # Elapsed time, not days of a calendar: a date is its midnight.
        latest = words.later(words.cast(day.copy(), "TIMESTAMP"), asked.within, "day")
        soon = both(exp.GTE(this=happened, expression=day.copy()), exp.LTE(this=happened.copy(), expression=latest))
    same = exp.EQ(this=column("entity", EVENTS), expression=entity.copy())
    flag = exp.Exists(this=exp.select(words.number(1)).from_(event).where(both(same, soon)))
    condition = both(
        lower(asked.base_where, only_columns(rows.column)) if asked.base_where is not None else None,
        words.is_not_null(entity.copy()),
        words.is_not_null(day.copy()),
    )
    all_columns = exp.Column(this=exp.Star(), table=words.name(rows.alias))
    query = rows.from_(exp.select(all_columns, words.aliased(flag, reached))).where(condition)
    # Of several rows on an entity's first day the key decides, or else all columns: never the order of the file.
    ties = [dataset.names_rows_by] if dataset.names_rows_by else [item.name for item in dataset.columns]
    order = [
        exp.Ordered(this=column(name, rows.alias), nulls_first=False)
        for name in dict.fromkeys((population.date, *ties))
    ]
    number = exp.Window(this=exp.RowNumber(), partition_by=[entity.copy()], order=exp.Order(expressions=order))
    return query.qualify(exp.EQ(this=number, expression=words.number(1)))
