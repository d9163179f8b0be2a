"""A test of a KPI made ready to be computed as any figure is: its period, its values of KPIs, its rows filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from engine.errors import Issue, Place
from engine.given import Day, beneath, computed, counted, deciding, filled
from engine.measures import timed
from engine.model.datasets import DatasetSpec, JoinSpec
from engine.model.formula import Column, Formula
from engine.model.kpis import Entry, Kpi, Typed
from engine.model.outcomes import Filled, FilledRow
from engine.model.period import Period
from engine.model.plan import Cut, Slice
from engine.model.results import Segment, Segments
from engine.model.specs import Catalog
from engine.model.tests import GivenCell, GivenFigure, GivenRow, KpiTest
from engine.model.unit import SegmentKind
from engine.model.written import Written
from engine.periods import Calendar
from engine.typed import GRAINS

# Where a test names no period, nothing depends on it; this day's is taken.
ANY_DAY = date(2024, 6, 15)
LONG_AGO = date(1900, 1, 1)
KINDS: dict[str, SegmentKind] = {"(missing)": "missing", "(unmatched)": "unmatched"}


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a test comes down to: the catalog with what it gives, the datasets to be read, and the value to look at."""

    catalog: Catalog
    datasets: tuple[Filled, ...]
    cut: Cut
    period: Period
    segments: Segments


def arranged(kpi: Kpi, test: KpiTest, catalog: Catalog, calendar: Calendar) -> Arranged:
    """A test that the rules found right."""
    period = _period(test.period, catalog, calendar)
    given = {one.kpi.text: one.figures for one in test.kpis}
    parts = computed(kpi, given.keys(), catalog)
    kpis = dict(catalog.kpis)
    for id, figures in given.items():
        kpis[id] = _as_given(kpis[id], figures, period, catalog, calendar)
    if test.typed is not None and kpi.typed is not None:
        kpis[kpi.id] = replace(kpi, typed=replace(kpi.typed, entries=_entries(kpi, test.typed, period, calendar)))
    specs = replace(catalog.specs, objectives=())
    rows = _Rows(test, catalog, parts, period).filled()
    dimensions = tuple(name.text for name, _ in test.segment)
    segments = tuple(Segment(name.text, *_segment(value.text)) for name, value in test.segment)
    made = {id: made for id, made in catalog.derivations.items() if id not in {one.dataset.id for one in rows}}
    cut = Cut(kpi.id, timed(kpis[kpi.id], Slice(period.grain)), dimensions)
    return Arranged(replace(catalog, specs=specs, kpis=kpis, derivations=made), rows, cut, period, segments)


def _period(written: Written | None, catalog: Catalog, calendar: Calendar) -> Period:
    if written is None:
        return calendar.period(catalog.report.every, ANY_DAY)
    found = (calendar.parse(grain, written.text) for grain in GRAINS)
    return next(period for period in found if period is not None)


def _segment(text: str) -> tuple[str, SegmentKind]:
    kind = KINDS.get(text, "value")
    return (text if kind == "value" else "", kind)


def _as_given(kpi: Kpi, figures: tuple[GivenFigure, ...], period: Period, catalog: Catalog, calendar: Calendar) -> Kpi:
    """A KPI whose value is given: as one that is typed by hand, and stands for whatever window is asked for."""
    entries = _entries(kpi, figures, period, calendar)
    spec = replace(kpi.spec, dataset=None, where=None, date=None, balance=None, window=None, conversion=None,
                   retention=None)  # fmt: skip
    return replace(
        kpi, spec=spec, formula=Formula("", Column("", replace(kpi.formula.root.type, nullable=True))), where=None,
        conversion=None, datasets=frozenset(), matures=None, dated=True, typed=Typed(entries, "last"),
    )  # fmt: skip


def _entries(kpi: Kpi, figures: tuple[GivenFigure, ...], period: Period, calendar: Calendar) -> tuple[Entry, ...]:
    """Figures in the periods for which they are given, without those that are given as having no value."""
    found = []
    for figure in figures:
        parts = tuple((name.text, _exact(value, kpi)) for name, value in figure.parts if value is not None)
        if parts:
            text = figure.period.text if figure.period else None
            at = period if text is None else next(p for g in GRAINS if (p := calendar.parse(g, text)) is not None)
            found.append(Entry(at, parts))
    return tuple(found)


def _exact(value: Decimal, kpi: Kpi) -> Decimal:
    """An amount with the decimals of its kind, so that sums of amounts have theirs."""
    kind = kpi.formula.root.type
    decimals = -int(value.as_tuple().exponent)
    return value + Decimal(0).scaleb(-kind.scale) if kind.kind == "money" and decimals < kind.scale else value


@dataclass(frozen=True)
class _Rows:
    """The rows of a test with what they leave out and must not be empty."""

    test: KpiTest
    catalog: Catalog
    computed: tuple[Kpi, ...]
    period: Period

    def filled(self) -> tuple[Filled, ...]:
        """Every dataset beneath the KPI that has rows of its own, be they none."""
        specs = self.catalog.specs.datasets
        ids = beneath(tuple(id for kpi in self.computed for id in counted(kpi)), self.catalog)
        rows: dict[str, list[FilledRow]] = defaultdict(list)
        for id in ids:
            given = self.test.rows_of(id)
            for number, row in enumerate(given.rows if given else ()):
                rows[id].append(self._row(specs[id], row, number, rows))
        joined = {join.to.text for id in ids for join in specs[id].joins}
        own = [id for id in ids if id in rows or self.test.rows_of(id) or id not in self.catalog.derivations]
        files = {file for kpi in self.catalog.kpis.values() for file in kpi.datasets}
        return tuple(Filled(specs[id], tuple(rows[id]), id in joined) for id in dict.fromkeys([*own, *sorted(files)]))

    @cached_property
    def days(self) -> frozenset[Day]:
        """The days that decide when rows count."""
        return frozenset(day for kpi in self.computed for day in deciding(kpi, self.catalog))

    def _row(self, spec: DatasetSpec, row: GivenRow, number: int, rows: dict[str, list[FilledRow]]) -> FilledRow:
        cells = {cell.column.text: cell for cell in row.cells if "." not in cell.column.text}
        for join in spec.joins:
            looked_up = [cell for cell in row.cells if cell.column.text.startswith(f"{join.name}.")]
            if looked_up:
                self._look_up(spec, join, row, cells, looked_up, rows)
        return FilledRow(self._with_days(spec, cells, row.place), row.times, number)

    def _with_days(
        self, spec: DatasetSpec, cells: dict[str, GivenCell], place: Place
    ) -> tuple[tuple[str, GivenCell], ...]:
        """A row with the days that it leaves out: in the period, and of what holds for a time from long ago."""
        in_period = [*filled(spec, self.days), *(join.at.text for join in spec.joins if join.at)]
        days = dict.fromkeys(in_period, self.period.start)
        if spec.valid is not None:
            days[spec.valid.start.text] = LONG_AGO
        for name, day in days.items():
            cells.setdefault(name, _cell(place, name, self._day(spec, name, day)))
        return tuple(cells.items())

    def _look_up(
        self, spec: DatasetSpec, join: JoinSpec, row: GivenRow, cells: dict[str, GivenCell],
        looked_up: list[GivenCell], rows: dict[str, list[FilledRow]],
    ) -> None:  # fmt: skip
        """A row of its own for what is given of a look-up, under a key that nobody else has."""
        other = self.catalog.specs.datasets[join.to.text]
        assert other.key is not None
        on = spec.column(join.on.text)
        assert on is not None
        number = sum(map(len, rows.values())) + 1
        text = str(-(10**15) - number) if on.type.kind == "integer" else f"\0{number}"
        cells.setdefault(join.on.text, _cell(row.place, join.on.text, text))
        found = {cell.column.text.rpartition(".")[2]: cell for cell in looked_up}
        found[other.key.text] = cells[join.on.text]
        rows[other.id].append(FilledRow(self._with_days(other, found, row.place), 1, None))

    def _day(self, spec: DatasetSpec, name: str, day: date) -> str:
        column = spec.column(name)
        time = column is not None and column.type.kind == "datetime"
        return f"{day.isoformat()}T00:00:00" if time else day.isoformat()


def _cell(place: Place, column: str, text: str) -> GivenCell:
    return GivenCell(Written(column, place), text, place)


def at_places(issues: Iterable[Issue], place: Place) -> tuple[Issue, ...]:
    """Issues of data that are no file's, at the place of the test that gives them."""
    return tuple(replace(issue, place=place) for issue in issues)
