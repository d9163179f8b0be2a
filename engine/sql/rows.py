"""The rows that a KPI counts, and when: one function for each kind of population, and no statement for any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from engine.model.datasets import DatasetSpec, JoinSpec
from engine.model.formula import Aggregate, Column, Expression, walk
from engine.model.kpis import Balance, Kpi, Snapshot
from engine.model.period import Period, Window
from engine.model.plan import Population
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.sql import words
from engine.sql.binding import both
from engine.sql.problem import NoStatement
from engine.sql.scope import Scope
from engine.sql.words import column

# Names inside a query that no look-up may take.
SEGMENTS, FIGURE, EVENTS = "segments", "figure", "events"
LAST_COPY = "last_copy"


@dataclass(frozen=True)
class Query:
    """One named query of the statement, with what it is in words."""

    name: str
    remarks: tuple[str, ...]
    select: exp.Query


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
    flags: Mapping[str, str] = field(default_factory=dict)  # what the columns are called that no dataset has
    qualified: bool = False  # say of every column whose it is

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
        return column(self.flags.get(name, name), self.alias if self.joined or self.qualified else "")

    def column(self, node: Column) -> exp.Expr:
        """A column, looked up where it belongs to a join."""
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
            query = query.join(exp.Join(this=table, on=self._match(join), side="LEFT"))
        return query

    def _match(self, join: JoinSpec) -> exp.Expr | None:
        """By the key; and where a row of the other holds for a time, on the day of the row that looks up."""
        valid = self._to(join).valid
        same = exp.EQ(this=column(join.on.text, self.alias), expression=self._key(join))
        if valid is None:
            return same
        assert join.at is not None
        start, end = (column(written.text, self.joined[join.name]) for written in (valid.start, valid.end))
        # A time counts on its day.
        day = words.cast(column(join.at.text, self.alias), "DATE")
        still = exp.Or(this=words.is_null(end), expression=exp.LT(this=day.copy(), expression=end.copy()))
        return both(same, exp.GTE(this=day, expression=start), still)

    def _join(self, id: str) -> JoinSpec:
        join = self.dataset.join(id)
        assert join is not None
        return join

    def _to(self, join: JoinSpec) -> DatasetSpec:
        return self.sources.catalog.specs.datasets[join.to.text]

    def _key(self, join: JoinSpec) -> exp.Expr:
        key = self._to(join).key
        assert key is not None
        return column(key.text, self.joined[join.name])

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
        join = self._join(id)
        asked = (words.is_not_null(column(name, self.alias)) for name in join.asks_with)
        unmatched = (exp.and_(*asked, words.is_null(self._key(join)), copy=False), words.text("unmatched"))
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


def last_copy(rows: Rows, snapshot: Snapshot, period: Period) -> exp.Select:
    """The day of the last dated copy in a period; empty where there is none."""
    day = rows.own(snapshot.day.text)
    within = both(
        exp.GTE(this=day, expression=words.day(period.start)), exp.LT(this=day.copy(), expression=words.day(period.end))
    )
    return rows.from_(exp.select(words.aliased(words.call("MAX", day.copy()), LAST_COPY))).where(within)


def when(
    rows: Rows, population: Population, window: Window, period: Period, calendar: Calendar, copies: str = ""
) -> exp.Expr | None:
    """The condition of time; None where every row counts always. `copies` is the query of the last copy's day."""
    if isinstance(population.balance, Snapshot):
        last = exp.select(column(LAST_COPY)).from_(exp.Table(this=words.name(copies)))
        return exp.EQ(this=rows.own(population.balance.day.text), expression=last.subquery())
    if population.balance is not None:
        return open_at_end(rows, population, period)
    if population.date:
        return in_window(rows, population.date, window, period, calendar)
    return None


def days_of(population: Population) -> tuple[str, ...]:
    """The paths of the columns that say when a row counts."""
    if isinstance(population.balance, Balance):
        return population.balance.opened.text, population.balance.closed.text
    if isinstance(population.balance, Snapshot):
        return (population.balance.day.text,)
    return (population.date,) if population.date else ()


def described(population: Population, window: Window, period: Period, calendar: Calendar) -> str:
    """Which rows are counted, in words."""
    what = population.dataset
    if population.conversion is not None:
        what = f"the entities of {what} by their first row"
    if isinstance(population.balance, Balance):
        opened, closed = population.balance.opened.text, population.balance.closed.text
        return f"{what} open at the end of {period.last_day}, by {opened} and {closed}"
    if isinstance(population.balance, Snapshot):
        return f"{what} in its last copy of {period.id}, by {population.balance.day.text}"
    if not population.date:
        return f"{what}, every row, for it has no date"
    start = calendar.window_start(window, period)
    first = "the beginning" if start == date.min else str(start)
    return f"{what} by {population.date}, {first} to {period.last_day}"
