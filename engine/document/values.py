"""Every figure of the report as a row of one table: the words of what the JSON holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import cast

from engine.document.benchmarks import figure as benchmark
from engine.document.desk import Desk
from engine.model.figures import Figure
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE, Grain, Period, Window
from engine.model.results import Value
from engine.model.unit import Number, Unit
from engine.model.values import ValueRow, ValueTable

LAST = re.compile(r"last (\d+) (day|week|month|quarter|year)s?")


def value_table(desk: Desk) -> ValueTable:
    """All values in the order of the JSON; a dimension is a column."""
    values = sorted(desk.results.values.values(), key=lambda v: (v.kpi, v.window, v.segments, v.grain, v.period))
    dimensions = sorted({segment.dimension for value in values for segment in value.segments})
    rows = _Rows(desk, tuple(dimensions))
    return ValueTable(tuple(desk.dimension(id) for id in dimensions), tuple(map(rows.row, values)))


class _Rows:
    """Makes the rows; what many of them share is worded once."""

    def __init__(self, desk: Desk, dimensions: tuple[str, ...]) -> None:
        self.desk, self.dimensions = desk, dimensions
        self.stretches: dict[tuple[Grain, str, str], tuple[str, date | None, date]] = {}
        self.kpis = {id: _in_seconds(kpi) for id, kpi in desk.catalog.kpis.items()}
        self.units = {id: self.unit(kpi.unit) for id, kpi in desk.catalog.kpis.items()}

    def unit(self, unit: Unit) -> str:
        """What a figure is counted in."""
        return (
            self.desk.say("seconds")
            if unit.kind == "duration"
            else self.desk.unit_word(unit) or self.desk.say("number")
        )

    def row(self, value: Value) -> ValueRow:
        """One figure."""
        desk, kpi = self.desk, self.kpis[value.kpi]
        stretch, first, last = self.stretch(value)
        names = {segment.dimension: desk.segment(segment) for segment in value.segments}
        return ValueRow(
            kpi=kpi.id,
            label=desk.label(kpi),
            period=value.period,
            stretch=stretch,
            first=first,
            last=last,
            segments=tuple(names.get(dimension, "") for dimension in self.dimensions),
            figure=desk.figure(value, kpi),
            provisional=value.provisional,
            unit=self.units[kpi.id],
            target=self.amount(value.target, kpi),
            attainment=desk.attainment(value),
            state=desk.state(value.state),
            previous=self.amount(value.previous, kpi),
            year_ago=self.amount(value.year_ago, kpi),
            benchmark=benchmark(desk, kpi, value.benchmark) if value.benchmark is not None else None,
            numerator=value.numerator,
            denominator=value.denominator,
            rows=value.rows,
        )

    def amount(self, value: Number | None, kpi: Kpi) -> Figure | None:
        """A figure in the KPI's unit; of a part of something that is counted in whole things, with its decimals."""
        return None if value is None else benchmark(self.desk, kpi, value)

    def stretch(self, value: Value) -> tuple[str, date | None, date]:
        """What a figure looks at, in words, with its first day and its last."""
        key = value.grain, value.period, value.window
        if key not in self.stretches:
            period = self.desk.calendar.parse(value.grain, value.period)
            assert period is not None, "it was computed for it"
            self.stretches[key] = self._stretch(period, _window(value.window))
        return self.stretches[key]

    def _stretch(self, period: Period, window: Window) -> tuple[str, date | None, date]:
        desk, last = self.desk, period.last_day
        first = desk.calendar.window_start(window, period)
        if window == PERIOD:
            words = {"week": desk.say("week"), "month": desk.say("month"),
                     "quarter": desk.say("quarter"), "year": desk.say("year")}  # fmt: skip
            return words[period.grain], first, last
        if window == YEAR_TO_DATE:
            return desk.say("Year to date"), first, last
        if window.kind == "all_time":
            return desk.say("until %(day)s", day=desk.numbers.short_day(last)), None, last
        return desk.numbers.days(first, last), first, last


def _in_seconds(kpi: Kpi) -> Kpi:
    """A duration as a number: a column of which some are stretches of time is none that other programs can read."""
    return replace(kpi, unit=Unit("number", 0)) if kpi.unit.kind == "duration" else kpi


def _window(name: str) -> Window:
    """A window by its name."""
    found = LAST.fullmatch(name)
    if found is None:
        return Window(cast("object", name))  # type: ignore[arg-type]
    return Window("last", int(found[1]), cast("object", found[2]))  # type: ignore[arg-type]
