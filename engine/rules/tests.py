"""Rules of KPIs' tests: what they give is what the KPI is made of, all of it, and in a period where one matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.errors import Issue, Place, did_you_mean
from engine.formula import FormulaProblem, RowScope
from engine.given import Day, beneath, computed, counted, deciding, ending, read_days
from engine.measures import beneath as parts_beneath
from engine.measures import references
from engine.model.datasets import DatasetSpec
from engine.model.formula import Column, Expression, Span
from engine.model.kpis import Kpi
from engine.model.specs import Catalog
from engine.model.tests import GivenCell, GivenFigure, GivenRows, KpiTest
from engine.model.written import Written
from engine.periods import Calendar
from engine.rules.constants import declared
from engine.rules.periods import no_such_period
from engine.typed import GRAINS


def check_tests(kpi: Kpi, catalog: Catalog) -> Iterator[Issue]:
    """What is wrong with the tests of a KPI that is right itself."""
    seen: dict[str, KpiTest] = {}
    for test in kpi.spec.tests:
        first = seen.setdefault(test.name, test)
        if first is not test:
            message = f"'{kpi.id}' has a test '{test.name}' already"
            hint = f"the first is on line {first.place.line}: call it by what only it shows"
            yield Issue("error", "duplicate-test", test.place, message, hint)
        yield from _Checked(kpi, test, catalog).issues()


@dataclass(frozen=True)
class _Checked:
    """One test of a KPI, while it is checked."""

    kpi: Kpi
    test: KpiTest
    catalog: Catalog

    @cached_property
    def given(self) -> frozenset[str]:
        return frozenset(one.kpi.text for one in self.test.kpis)

    @cached_property
    def computed(self) -> tuple[Kpi, ...]:
        """The KPIs that must be computed from rows or typed figures."""
        return computed(self.kpi, self.given, self.catalog)

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """All datasets whose rows may be given."""
        return beneath(tuple(id for kpi in self.computed for id in counted(kpi)), self.catalog)

    @cached_property
    def count_themselves(self) -> frozenset[str]:
        """The datasets whose rows are counted, or made into others."""
        made = (self.catalog.derivations.get(id) for id in self.datasets)
        return frozenset(id for kpi in self.computed for id in counted(kpi)).union(one.base for one in made if one)

    def issues(self) -> Iterator[Issue]:
        wrong = [*self._period(), *self._kpis(), *self._typed(), *self._rows(), *self._segment()]
        yield from wrong
        if not wrong:
            yield from self._lacking()
            yield from self._without_period()

    def _period(self) -> Iterator[Issue]:
        report = self.catalog.report
        calendar = Calendar(report.week_start, report.fiscal_year_start)
        written = [self.test.period] if self.test.period else []
        figures = [figure for one in self.test.kpis for figure in one.figures]
        for period in [*written, *(f.period for f in (*figures, *(self.test.typed or ())) if f.period)]:
            if _grain(period, self.catalog) is None:
                yield no_such_period(period, calendar)

    def _kpis(self) -> Iterator[Issue]:
        known = {part.id for part in parts_beneath(self.kpi, self.catalog)} - {self.kpi.id}
        for one in self.test.kpis:
            if one.kpi.text in known:
                continue
            if one.kpi.text in self.catalog.specs.kpis:
                message, code = f"'{self.kpi.id}' is not made of '{one.kpi.text}'", "unused-in-test"
            else:
                message, code = f"no KPI named '{one.kpi.text}'", "unknown-kpi"
            hint = did_you_mean(one.kpi.text, known) if known else "its formula is over rows: give them by dataset"
            yield Issue("error", code, one.kpi.place, message, hint)

    def _typed(self) -> Iterator[Issue]:
        if self.test.typed is None:
            return
        if self.kpi.typed is None:
            message = f"'{self.kpi.id}' is not typed by hand"
            yield Issue("error", "unused-in-test", self.test.place, message, "leave 'typed' out of 'given'")
            return
        entries = self.kpi.typed.entries
        names = [name for name, _ in entries[0].parts]
        for figure in self.test.typed:
            yield from self._parts(figure, names)

    def _parts(self, figure: GivenFigure, names: list[str]) -> Iterator[Issue]:
        found = [name.text for name, _ in figure.parts]
        place = figure.period.place if figure.period else figure.parts[0][0].place
        if names == [""] or found == [""]:
            if names != found:
                wanted = "one number" if names == [""] else "in parts: " + ", ".join(names)
                message = f"the figures of '{self.kpi.id}' are {wanted}"
                yield Issue("error", "parts", place, message, "give them in a test as they are typed")
            return
        for name, _ in figure.parts:
            if name.text not in names:
                message = f"the figures of '{self.kpi.id}' have no part '{name.text}'"
                yield Issue("error", "parts", name.place, message, did_you_mean(name.text, names))
        for lacking in (name for name in names if name not in found):
            message = f"the part '{lacking}' is not given"
            yield Issue("error", "parts", place, message, "a part that is nothing is entered as 0")

    def _rows(self) -> Iterator[Issue]:
        for given in self.test.rows:
            id = given.dataset.text
            if id in self.datasets:
                yield from self._columns(given)
                yield from self._once(given)
            elif id in self.catalog.specs.datasets:
                message = f"'{self.kpi.id}' does not use the dataset '{id}'"
                hint = did_you_mean(id, self.datasets) or "its formula is over KPIs: give them under 'kpis'"
                yield Issue("error", "unused-in-test", given.dataset.place, message, hint)
            else:
                known = {*self.datasets, *(() if self.datasets else self.catalog.specs.datasets)}
                message, hint = f"no dataset named '{id}'", did_you_mean(id, known)
                yield Issue("error", "unknown-dataset", given.dataset.place, message, hint)

    def _columns(self, given: GivenRows) -> Iterator[Issue]:
        """Each unknown column once, and each value that its column can never hold, however many rows have it."""
        spec, datasets = self.catalog.specs.datasets[given.dataset.text], self.catalog.specs.datasets
        scope = RowScope(spec, datasets)
        known: dict[str, Expression | None] = {}
        seen: set[tuple[str, str]] = set()
        for cell in (cell for row in given.rows for cell in row.cells):
            name = cell.column.text
            if name not in known:
                whole = Span(0, max(1, len(name)))
                try:
                    known[name] = scope.name(name, whole)
                except FormulaProblem as problem:
                    known[name] = None
                    yield problem.issue(cell.column, whole)
            column = known[name]
            if isinstance(column, Column) and cell.text is not None and (name, cell.text) not in seen:
                seen.add((name, cell.text))
                yield from _value(cell, cell.text, column, spec, datasets)

    def _once(self, given: GivenRows) -> Iterator[Issue]:
        """What would say the same thing twice: rows and what is made of them, a look-up by its key and directly."""
        spec = self.catalog.specs.datasets[given.dataset.text]
        made = self.catalog.derivations.get(spec.id)
        if made and (base := self.test.rows_of(made.base)):
            message = f"'{spec.id}' is made of '{made.base}', whose rows are given too"
            yield Issue("error", "given-twice", given.dataset.place, message, f"leave out one: see {_line(base)}")
        for row in given.rows:
            for cell in row.cells:
                join = spec.join(cell.column.text.rpartition(".")[0])
                if join is None:
                    continue
                if (by := row.cell(join.on.text)) and by.text is not None:
                    message = f"'{cell.column.text}' is given, and '{join.on.text}', by which it is looked up"
                    hint = f"leave out '{join.on.text}', or give rows of '{join.to.text}'"
                    yield Issue("error", "given-twice", cell.column.place, message, hint)
                elif (made := self.catalog.derivations.get(join.to.text)) and self._both(made.base, spec.id):
                    message = f"'{cell.column.text}' is given, and the rows that '{join.to.text}' is made of"
                    yield Issue("error", "given-twice", cell.column.place, message, "leave out one of them")
                elif join.to.text in self.count_themselves:
                    # A row that is made for the look-up would count as one of these.
                    message = f"'{cell.column.text}' is of '{join.to.text}', whose rows count by themselves"
                    hint = f"give rows of '{join.to.text}', and '{join.on.text}' here"
                    yield Issue("error", "given-twice", cell.column.place, message, hint)

    def _both(self, base: str, own: str) -> bool:
        """Whether what is looked up would be made of given rows too; of the rows that look it up it need not be."""
        return base != own and self.test.rows_of(base) is not None

    def _segment(self) -> Iterator[Issue]:
        for name, _ in self.test.segment:
            if name.text not in self.kpi.dimensions:
                message = f"'{self.kpi.id}' cannot be cut by '{name.text}'"
                yield Issue("error", "no-dimension", name.place, message, did_you_mean(name.text, self.kpi.dimensions))
        if self.test.segment and not self.datasets:
            message = "values that are given for KPIs have no segments"
            hint = "leave 'segment' out, or give rows"
            yield Issue("error", "unused-in-test", self.test.segment[0][0].place, message, hint)
        totals = {part for part, _, total in references(self.kpi.formula.root) if total}
        for one in self.test.kpis:
            if self.test.segment and one.kpi.text in totals:
                message = f"the formula takes '{one.kpi.text}' in all segments together, and one value cannot be both"
                yield Issue("error", "lacks-in-test", one.kpi.place, message, "give rows instead")

    def _lacking(self) -> Iterator[Issue]:
        """Parts that are neither given nor have anything to be computed from: they would be 0 by mistake."""
        for kpi in self.computed:
            for id in counted(kpi):
                if not self._has_rows(id):
                    message = f"no rows of '{id}' are given, which '{kpi.id}' counts"
                    hint = f"where there are none, say so: {id}: []"
                    if kpi is not self.kpi:
                        hint = f"give them, or a value under 'kpis': {{{kpi.id}: …}}"
                    yield Issue("error", "lacks-in-test", self.test.place, message, hint)
            if kpi.typed is not None and kpi is not self.kpi:
                message = f"'{kpi.id}' is typed by hand, and no value is given"
                yield Issue("error", "lacks-in-test", self.test.place, message, f"under 'kpis': {{{kpi.id}: …}}")

    def _has_rows(self, id: str) -> bool:
        made = self.catalog.derivations.get(id)
        return self.test.rows_of(id) is not None or (made is not None and self._has_rows(made.base))

    def _without_period(self) -> Iterator[Issue]:
        """Where it matters which period is looked at, and none is said."""
        if self.test.period is not None:
            return
        for place, why, day in self._dated():
            hint = f"say which one is looked at: period: {day[:7]}" if day else "say which one with 'period'"
            yield Issue("error", "period-needed", place, f"the test needs a period: {why}", hint)
            return

    def _dated(self) -> Iterator[tuple[Place, str, str]]:
        """Every reason for which a period matters: its place, what it is, and a day that tells of it."""
        for figure in (*(f for one in self.test.kpis for f in one.figures), *(self.test.typed or ())):
            if figure.period is not None:
                yield figure.period.place, "figures are given by period", figure.period.text
        if self.kpi.typed is not None and self.test.typed is None:
            yield self.test.place, f"'{self.kpi.id}' is typed for some", ""
        for kpi in self.computed:
            if any(back for _, back, _ in references(kpi.formula.root)):
                yield self.test.place, f"'{kpi.id}' looks at an earlier one", ""
            days = deciding(kpi, self.catalog)
            yield from self._written(days | ending(kpi))
            yield from self._read(kpi, days)

    def _written(self, days: frozenset[Day]) -> Iterator[tuple[Place, str, str]]:
        for given in self.test.rows:
            for cell in (cell for row in given.rows for cell in row.cells):
                if Day(given.dataset.text, cell.column.text) in days and cell.text is not None:
                    yield cell.place, f"'{cell.column.text}' decides when a row counts", cell.text

    def _read(self, kpi: Kpi, days: frozenset[Day]) -> Iterator[tuple[Place, str, str]]:
        for column in sorted({day.column for day in days if day.dataset in counted(kpi)} & read_days(kpi)):
            yield self.test.place, f"the formula of '{kpi.id}' looks at '{column}'", ""


def _value(
    cell: GivenCell, text: str, column: Column, spec: DatasetSpec, datasets: Mapping[str, DatasetSpec]
) -> Iterator[Issue]:
    """A misspelt value would not count, and what a test shows would be another thing than what it says."""
    values = declared(column, spec, datasets)
    if values and text not in values:
        message = f"'{text}' is none of the values of '{cell.column.text}'"
        hint = did_you_mean(text, values) or "it can be: " + ", ".join(values)
        yield Issue("error", "unknown-value", cell.place, message, hint)


def _grain(period: Written, catalog: Catalog) -> str | None:
    report = catalog.report
    calendar = Calendar(report.week_start, report.fiscal_year_start)
    return next((grain for grain in GRAINS if calendar.parse(grain, period.text)), None)


def _line(given: GivenRows) -> str:
    return f"line {given.dataset.place.line}"
