"""Whether the data cover a period, and which dated copy is its last: conditions, and the queries that they ask."""

from __future__ import annotations

from datetime import timedelta

from sqlglot import exp

from engine.measures import base_of, population
from engine.model.kpis import Kpi, Snapshot
from engine.model.period import PERIOD, Period, Window
from engine.model.plan import Population
from engine.periods import Calendar
from engine.sql import rows, words
from engine.sql.binding import both
from engine.sql.rows import Query, Rows, Sources
from engine.sql.words import Names, aliased, column


class Coverage:
    """Writes the queries of the days that datasets cover and of their last copies, each once."""

    def __init__(self, sources: Sources, calendar: Calendar, names: Names) -> None:
        self.sources, self.calendar, self.names = sources, calendar, names
        self.days: dict[str, Query] = {}
        self.copies: dict[tuple[str, int], Query] = {}  # of a dataset and a period: the day of its last copy

    @property
    def queries(self) -> list[Query]:
        """All of them, in any order: they stand on the datasets only."""
        return [*self.days.values(), *self.copies.values()]

    def condition(self, kpi: Kpi, window: Window, period: Period) -> exp.Expr | None:
        """The condition that the data cover a period; None where they do, as their declaration says."""
        found: list[exp.Expr | None] = []
        if kpi.spec.dataset is not None and (copies := self.last_copy(population(kpi, self.sources.catalog), period)):
            there = exp.select(words.is_not_null(column(rows.LAST_COPY))).from_(exp.Table(this=words.name(copies)))
            found.append(there.subquery())
        for id in sorted(kpi.datasets):
            spec = self.sources.catalog.specs.datasets[id]
            if spec.date is None and not (spec.covers_from and spec.covers_to):
                continue
            latest = period.last_day
            whole = window != PERIOD or kpi.spec.retention is not None
            if whole and window.kind != "all_time" and kpi.spec.balance is None:
                # A window that begins before the data has no value: ten months are not called twelve.
                start = self.calendar.window_start(window, base_of(kpi, period, self.calendar))
                latest = min(latest, start + timedelta(days=spec.fresh_within))
            last: exp.Expr | None = exp.GTE(this=column("last_day"), expression=words.day(period.start))
            first: exp.Expr | None = exp.LTE(this=column("first_day"), expression=words.day(latest))
            if spec.covers_to:
                last = None if spec.covers_to >= period.start else exp.false()
            if spec.covers_from:
                first = None if spec.covers_from <= latest else exp.false()
            condition = both(first, last)
            if condition is not None and condition.find(exp.Column):
                condition = exp.select(condition).from_(exp.Table(this=words.name(self._days(id)))).subquery()
            found.append(condition)
        return both(*found)

    def _days(self, id: str) -> str:
        """The name of the query of a dataset's first and last day."""
        if id not in self.days:
            spec = self.sources.catalog.specs.datasets[id]
            assert spec.date is not None
            ends = [
                aliased(words.call(function, words.cast(column(spec.date.text), "DATE")), name)
                for function, name in (("MIN", "first_day"), ("MAX", "last_day"))
            ]
            select = exp.select(*ends).from_(exp.Table(this=words.name(self.sources.of(id))))
            self.days[id] = Query(self.names.new(f"{id}_days"), (f"the days that {id} covers",), select)
        return self.days[id].name

    def last_copy(self, when: Population, period: Period) -> str:
        """The name of the query of the last dated copy in a period; empty where the rows are none of a copy."""
        if not isinstance(when.balance, Snapshot):
            return ""
        key = (when.dataset, period.ordinal)
        if key not in self.copies:
            spec = self.sources.catalog.specs.datasets[when.dataset]
            of = Rows(self.sources, spec, self.sources.of(spec.id))
            name = self.names.new(f"{spec.id}_last_copy")
            remark = f"the last copy of {spec.id} in {period.id}"
            self.copies[key] = Query(name, (remark,), rows.last_copy(of, when.balance, period))
        return self.copies[key].name
