"""A KPI in one period as a query of one row, or of one row for each segment, and the queries that it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from engine.measures import RETURNED, base_of, composition, population, populations, ratio, references, timed
from engine.model.formula import Aggregate, Expression
from engine.model.kpis import Conversion, Kpi, Retention
from engine.model.period import PERIOD, Period, Window
from engine.model.plan import Measure, Population, Slice
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.sql import conversions, datasets, made, retentions, rows, words
from engine.sql.binding import both
from engine.sql.coverage import Coverage
from engine.sql.datasets import Files
from engine.sql.formulas import lower, values_of
from engine.sql.rows import FIGURE, SEGMENTS, Query, Rows, Sources
from engine.sql.scope import Scope
from engine.sql.segments import SEGMENT, SEGMENT_KIND, beside, every_segment, in_segment
from engine.sql.words import Names, aliased, column

INNER_NAMES = (SEGMENTS, FIGURE, rows.EVENTS, "declared", "typed")
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Figure:
    """A KPI through a window, in a period by its number; in all segments together with `total`."""

    kpi: str
    window: Window
    ordinal: int
    total: bool


class Figures:
    """Writes the queries that a figure needs, each once, what is beneath first."""

    def __init__(
        self, catalog: Catalog, calendar: Calendar, period: Period, files: Callable[[str], Files], by: str | None
    ) -> None:
        self.catalog, self.calendar, self.period, self.files, self.by = catalog, calendar, period, files, by
        self.names = Names(INNER_NAMES)
        self.sources = Sources(catalog, self.dataset)
        self.coverage = Coverage(self.sources, calendar, self.names)
        self.read: dict[str, Query] = {}
        self.figures: dict[Figure, Query] = {}
        self.bases: dict[str, str] = {}  # of a conversion: the query of its entities
        self.returned: dict[Figure, tuple[str, str]] = {}  # of a retention: the query of its rows, and their flag
        self.beside: list[Query] = []
        self.cut: dict[str, None] = {}  # the datasets whose rows have the segments

    @property
    def queries(self) -> list[Query]:
        """All queries, in an order in which each comes after those that it names."""
        segments = [every_segment(self.by, self.cut, self.sources)] if self.by is not None else []
        return [*self.read.values(), *self.coverage.queries, *segments, *self.beside]

    def figure(self, kpi: Kpi, window: Window, ordinal: int, *, total: bool) -> Query:
        """The query of a KPI's figure."""
        window = timed(kpi, Slice(self.period.grain, window)).window
        key = Figure(kpi.id, window, ordinal, total)
        if key not in self.figures:
            query = self._named(kpi, key)
            self.figures[key] = query
            self.beside.append(query)
        return self.figures[key]

    def dataset(self, id: str) -> str:
        """The name of a dataset's query."""
        if id not in self.read:
            remarks, select = self._rows_of(id)
            name = self.names.new(id, f"{id}_rows") if id not in self.catalog.kpis else self.names.new(f"{id}_rows")
            self.read[id] = Query(name, remarks, select)
        return self.read[id].name

    def _rows_of(self, id: str) -> tuple[tuple[str, ...], exp.Select]:
        """A dataset's query: it reads files, or stands on the query of the dataset that it is made of."""
        if (derivation := self.catalog.derivations.get(id)) is not None:
            spec = self.catalog.specs.datasets[id]
            datasets.distinct_names(spec)
            return (made.described(derivation),), made.made(self.sources, derivation, spec)
        files = self.files(id)
        return datasets.described(files), datasets.dataset(files)

    # --- One figure ------------------------------------------------------------------------------------------

    def _named(self, kpi: Kpi, key: Figure) -> Query:
        period = self.calendar.at(self.period.grain, key.ordinal)
        rows.refuse_typed(kpi)
        parts = {
            reference: self.figure(
                self.catalog.kpis[reference[0]], key.window, key.ordinal - reference[1], total=key.total or reference[2]
            )
            for reference in references(kpi.formula.root)
        }
        own_rows = kpi.spec.dataset is not None
        select = self._of_rows(kpi, key, period, parts) if own_rows else self._of_kpis(kpi, key, period, parts)
        back = self.period.ordinal - key.ordinal
        window = "" if key.window in (PERIOD, kpi.spec.window) else "_" + key.window.name.replace(" ", "_")
        before = f"_{back}_{self.period.grain}{'s' if back > 1 else ''}_before" if back else ""
        whole = "_total" if key.total and self.by is not None else ""
        return Query(self.names.new(kpi.id + window + before + whole), self._remarks(kpi, key, period), select)

    def _remarks(self, kpi: Kpi, key: Figure, period: Period) -> tuple[str, ...]:
        label = kpi.spec.label.in_("en")
        window = f", {key.window.name.replace('_', ' ')}" if key.window != PERIOD else ""
        formula = "" if kpi.conversion or kpi.spec.retention else kpi.formula.text
        found = [f"{kpi.id}: {label}, {period.id}{window}"]
        if kpi.spec.dataset is not None:
            when = population(kpi, self.catalog)
            where = f", where {kpi.where.text}" if kpi.where else ""
            base = base_of(kpi, period, self.calendar)
            found.append("of " + rows.described(when, key.window, base, self.calendar) + where)
        return (*found, formula) if formula else tuple(found)

    def _of_rows(self, kpi: Kpi, key: Figure, period: Period, parts: Parts) -> exp.Select:
        when = population(kpi, self.catalog)
        counted = self._rows(kpi, when, key)
        by = None if key.total else self.by
        counted.use(rows.looks_up(kpi), rows.days_of(when))
        if by is not None:
            self.cut.setdefault(when.dataset)
            counted.use([], [counted.path(by)])
        scope = counted.scope(lambda *part: _subquery(parts[part], by))
        scope, time = self._in_time(kpi, when, key, period, counted, scope)
        values = self._values(kpi, key, period, scope, parts, reuse=counted.names.isdisjoint(PARTS))
        within = replace(scope, rows=True)
        condition = both(
            lower(kpi.where.root, within) if kpi.where is not None else None,
            time,
            in_segment(*counted.segment(by)) if by is not None else None,
        )
        select = counted.from_(exp.select(*(aliased(value, name) for name, value in values.items())))
        select = select.where(condition) if condition is not None else select
        if not any(value.find(exp.AggFunc) for value in values.values()):
            # What is nothing whatever the rows say is said once, not for each (DuckDB 1.4 passes over a mere TRUE).
            counted_once = exp.Count(this=exp.Star(), big_int=True)
            select = select.having(exp.GTE(this=counted_once, expression=words.number(0)))
        return select if by is None else _in_each_segment(select, values)

    def _in_time(
        self, kpi: Kpi, when: Population, key: Figure, period: Period, counted: Rows, scope: Scope
    ) -> tuple[Scope, exp.Expr | None]:
        """Which rows count by their time: for the whole figure; in the scope where its aggregates differ in that."""
        own = populations(kpi, self.catalog)
        if len(own) == 1:
            base, copies = base_of(kpi, period, self.calendar), self.coverage.last_copy(when, period)
            return scope, rows.when(counted, when, key.window, base, self.calendar, copies)

        def during(node: Aggregate) -> exp.Expr | None:
            return rows.when(counted, _population_of(node, kpi, own), key.window, period, self.calendar)

        return replace(scope, during=during), None

    def _of_kpis(self, kpi: Kpi, key: Figure, period: Period, parts: Parts) -> exp.Select:
        by = None if key.total else self.by
        scope = Scope(lambda node: column(node.name), lambda *part: column("value", parts[part].name))
        values = self._values(kpi, key, period, scope, parts, reuse=False)
        select = exp.select(*(aliased(value, name) for name, value in values.items()))
        if by is not None:
            select = exp.select(column(SEGMENT, SEGMENTS), column(SEGMENT_KIND, SEGMENTS), *select.expressions)
            select = select.from_(SEGMENTS)
        different = dict.fromkeys((query.name, by is None or total) for (_, _, total), query in parts.items())
        for name, whole in different:
            table = exp.Table(this=words.name(name))
            if by is not None and not whole:
                select = select.join(exp.Join(this=table, on=beside(name)))
            elif select.args.get("from_") is None:
                select = select.from_(table)
            else:
                select = select.join(exp.Join(this=table, kind="CROSS"))
        return select

    def _values(
        self, kpi: Kpi, key: Figure, period: Period, scope: Scope, parts: Parts, *, reuse: bool
    ) -> dict[str, exp.Expr]:
        """A figure's columns; with `reuse` the value is made of its numerator and denominator by their names."""
        root = kpi.formula.root
        covered = self.coverage.condition(kpi, key.window, period)
        found: dict[str, exp.Expr] = {}
        divided = ratio(root)
        if isinstance(root, Aggregate) and root.function == "AVG":
            total, count = values_of(root, scope)
            found = {"numerator": _only(covered, total), "denominator": _only(covered, count)}
        elif divided is not None:
            found = {name: _only(covered, lower(part, scope)) for name, part in zip(PARTS, divided, strict=True)}
            # An alias with a query in it DuckDB does not let stand for itself.
            if reuse and not any(part.find(exp.Subquery) for part in found.values()):
                scope = replace(scope, known={part: column(name) for name, part in zip(PARTS, divided, strict=True)})
                covered = None
        value = lower(root, scope)
        if kpi.spec.when_zero is not None and divided is not None:
            value = words.case((_is_zero(divided[1], scope, parts), words.number(kpi.spec.when_zero)), default=value)
        found["value"] = _only(covered, value)
        return found

    # --- Rows, days and segments -----------------------------------------------------------------------------

    def _rows(self, kpi: Kpi, when: Population, key: Figure) -> Rows:
        """The rows of a population, under the name that their query has."""
        dataset = self.catalog.specs.datasets[when.dataset]
        query = self.dataset(dataset.id)
        if when.retention is not None:
            query, flag = self._again(kpi, when, when.retention, key)
            return Rows(self.sources, dataset, query, flags={RETURNED: flag})
        if when.conversion is None:
            return Rows(self.sources, dataset, query)
        flags = conversions.flags(self.sources, when)
        if kpi.id not in self.bases:
            self.bases[kpi.id] = self._entities(kpi, when, when.conversion, flags)
        return Rows(self.sources, dataset, self.bases[kpi.id], flags=flags)

    def _again(self, kpi: Kpi, when: Population, asked: Retention, key: Figure) -> tuple[str, str]:
        """The name of the query of a retention's rows, and of their flag; it stands on that of those who came again."""
        key = replace(key, total=True)  # who came again is the same in every segment
        if key not in self.returned:
            calendar, period = self.calendar, self.calendar.at(self.period.grain, key.ordinal)
            again, name = self.names.new(f"{kpi.id}_again"), self.names.new(f"{kpi.id}_rows")
            later = rows.described(replace(when, retention=None), key.window, period, calendar)
            where = f", where {kpi.where.text}" if kpi.where else ""
            remark = f"each {asked.entity} of {later}{where}"
            select = retentions.again(self.sources, when, key.window, period, calendar)
            self.beside.append(Query(again, (remark,), select))
            flag, select = retentions.flagged(self.sources, when, again)
            self.beside.append(Query(name, (f"{when.dataset}; {flag}: its {asked.entity} came again",), select))
            self.returned[key] = name, flag
        return self.returned[key]

    def _entities(self, kpi: Kpi, when: Population, asked: Conversion, flags: dict[str, str]) -> str:
        """The name of the query of a conversion's entities, which stands on that of its events."""
        events = self.names.new(f"{kpi.id}_events")
        remark = f"who in {asked.event} did it, and when"
        self.beside.append(Query(events, (remark,), conversions.events(self.sources, asked)))
        name = self.names.new(f"{kpi.id}_entities")
        within = f" within {asked.within} days" if asked.within is not None else ""
        told = [
            f"{flag}: {what}" for flag, what in zip(flags.values(), (f"it did it{within}", "when first"), strict=False)
        ]
        remark = f"each {asked.base_entity} of {when.dataset} once, by its first row; {', '.join(told)}"
        self.beside.append(Query(name, (remark,), conversions.entities(self.sources, when, events, flags)))
        return name


Parts = dict[tuple[str, int, bool], Query]


def _population_of(node: Aggregate, kpi: Kpi, own: Mapping[Population, tuple[Measure, ...]]) -> Population:
    """The rows that one aggregate of a KPI counts."""
    measure = composition(kpi, node)[0]
    return next(rows for rows, measures in own.items() if measure in measures)


def _only(covered: exp.Expr | None, value: exp.Expr) -> exp.Expr:
    return value if covered is None else words.case((covered.copy(), value))


def _in_each_segment(select: exp.Select, values: Iterable[str]) -> exp.Select:
    """A query of one row as one of a row for each segment."""
    lateral = exp.Lateral(this=select.subquery(), alias=exp.TableAlias(this=words.name(FIGURE)))
    outer = exp.select(
        column(SEGMENT, SEGMENTS), column(SEGMENT_KIND, SEGMENTS), *(column(name, FIGURE) for name in values)
    )
    return outer.from_(SEGMENTS).join(exp.Join(this=lateral, kind="CROSS"))


def _subquery(query: Query, by: str | None) -> exp.Expr:
    """Another KPI's value beside aggregates over rows."""
    select = exp.select(column("value", query.name)).from_(exp.Table(this=words.name(query.name)))
    if by is not None and any(item.alias_or_name == SEGMENT for item in query.select.selects):
        select = select.where(beside(query.name))
    return select.subquery()


def _is_zero(bottom: Expression, scope: Scope, parts: Parts) -> exp.Expr:
    """Where a division is by zero, and not for want of another KPI's value."""
    zero = exp.EQ(this=lower(bottom, scope), expression=words.number(0))
    present = [words.is_not_null(scope.kpi(*part)) for part in parts]
    return both(zero, *present) or zero
