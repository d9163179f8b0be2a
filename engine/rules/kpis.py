"""Rules of KPIs: formulas that can be read, types that fit, no KPI that needs itself; and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.errors import Issue, Place, several
from engine.formula import FormulaProblem, KpiScope, RowScope, described, read_formula
from engine.model.datasets import DatasetSpec
from engine.model.formula import Formula, KpiRef, Type, walk
from engine.model.kpis import Balance, Conversion, Kpi, KpiSpec, Typed
from engine.model.specs import Specs
from engine.model.unit import Unit
from engine.model.written import Written
from engine.rules.bands import check_band
from engine.rules.broken import Broken
from engine.rules.constants import check_constants, check_nulls
from engine.rules.conversions import read_conversion, share_of_converted
from engine.rules.datasets import read_condition
from engine.rules.derived import sees_the_end
from engine.rules.dimensions import cut_by
from engine.rules.names import in_library, unknown_dataset, unknown_kpi
from engine.rules.needs import in_words, lacking
from engine.rules.rates import check_compared
from engine.rules.retentions import check_retention, share_of_returned
from engine.rules.stocks import check_times
from engine.rules.sums import linear
from engine.rules.typed import check_use, check_without, read_typed

DEEPEST = 30  # KPIs that stand on one another; more than anybody follows
FORMAT_OF_TYPE = {"integer": "integer", "money": "currency"}


class KpiChecker:
    """Checks KPIs on demand, each once, parts before wholes."""

    def __init__(self, specs: Specs, broken: Broken) -> None:
        self.specs, self.broken = specs, broken
        self.checked: dict[str, Kpi] = {}
        self.failed: dict[str, list[Issue]] = {}
        self.under_way: list[str] = []
        self.warnings: list[Issue] = []
        self.not_used: dict[str, list[tuple[Place, str]]] = {}  # a file of the library, and where which KPI is used
        self.dormant: dict[tuple[object, ...], list[tuple[Place, str]]] = {}  # what lacks, and where which KPI is used

    def checked_in_order(self) -> dict[str, Kpi]:
        """Every KPI that is right and was asked for, parts before wholes."""
        return self.checked

    def check_own(self) -> Iterator[Issue]:
        """Check every KPI that the report's own files define; the library's wait until something uses them."""
        for spec in self.specs.kpis.values():
            if not spec.library:
                self.kpi(spec.id)
                yield from self.failed.get(spec.id, ())

    def wake(self) -> None:
        """Check the library's KPIs that nothing uses; one that lacks something lies dormant still."""
        for id in self.specs.kpis:
            self.kpi(id)

    def used(self, reference: Written) -> tuple[Kpi | None, list[Issue]]:
        """The KPI that a report or an objective names, or why it cannot be used there."""
        spec = self.specs.kpis.get(reference.text)
        if spec is None:
            if reference.text in self.broken:
                return None, []
            if library := in_library(reference.text):
                self.not_used.setdefault(library, []).append((reference.place, reference.text))
                return None, []
            shown = [id for id, kpi in self.specs.kpis.items() if not kpi.private]
            said = unknown_kpi(reference.text, shown, self.specs, self.broken)
            return None, [Issue("error", "unknown-kpi", reference.place, *said)]
        kpi = self.kpi(spec.id)
        if kpi is not None:
            return kpi, []
        if not spec.library:
            return None, []  # said at its definition
        return None, self._dormant(reference.text, reference.place, self.failed[spec.id])

    def _dormant(self, id: str, place: Place, issues: list[Issue]) -> list[Issue]:
        """Keep in mind that a library's KPI cannot be used; nothing where what it lacks has issues of its own."""
        if issues:
            absent, reasons = lacking(id, issues, self.specs, self.broken)
            datasets = tuple(sorted(need.dataset for need in absent))
            if datasets or reasons:
                self.dormant.setdefault((datasets, reasons), []).append((place, id))
        return []

    def why(self, *ids: str) -> str:
        """What keeps KPIs of the library from being used that lack the same datasets and the same of others."""
        found = [lacking(id, self.failed.get(id, ()), self.specs, self.broken) for id in ids]
        absent = [need for needs, _ in found for need in needs]
        return in_words(absent, found[0][1], self.specs, self.broken)

    def dormant_kpis(self) -> Iterator[Issue]:
        """The library's KPIs that cannot be used: one issue for those that lack the same, where the first is named."""
        for library, uses in self.not_used.items():
            message = f"the report does not use the library's file that has {_named(uses)}"
            hint = f"add 'boardpack:{library}' to 'uses'"
            yield Issue("error", "unknown-kpi", min(place for place, _ in uses), message, hint)
        for uses in self.dormant.values():
            why = self.why(*dict.fromkeys(id for _, id in uses))
            message = f"{_named(uses)} of the library cannot be used here: {why}"
            hint = "declare what is needed, or define the KPI yourself with 'replaces: true'"
            yield Issue("error", "dormant-kpi", min(place for place, _ in uses), message, hint)

    def kpi(self, id: str) -> Kpi | None:
        """The checked KPI; None where it has issues, which then stand in `failed`."""
        if id in self.checked or id in self.failed:
            return self.checked.get(id)
        spec = self.specs.kpis[id]
        self.under_way.append(id)
        issues: list[Issue] = []
        issues += [*check_without(spec), *check_band(spec)]
        if spec.typed is not None:
            kpi = self._typed(spec, issues)
        else:
            kpi = self._over_rows(spec, issues) if spec.dataset else self._over_kpis(spec, issues)
        self.under_way.pop()
        if kpi is None or issues:
            self.failed[id] = issues
            return None
        self.checked[id] = kpi
        return kpi

    def _over_rows(self, spec: KpiSpec, issues: list[Issue]) -> Kpi | None:
        assert spec.dataset is not None
        dataset = self.specs.datasets.get(spec.dataset.text)
        if dataset is None:
            if spec.dataset.text not in self.broken:
                issues.append(unknown_dataset(spec.dataset, self.specs, self.broken))
            return None
        if spec.conversion is not None and spec.retention is None:
            conversion = read_conversion(spec, dataset, self.specs, self.broken, issues)
            share = share_of_converted(spec.formula.text)
            return self._made(spec, share, None, dataset, issues, conversion) if conversion else None
        scope = RowScope(dataset, self.specs.datasets)
        formula: Formula | None
        if spec.retention is not None:
            formula, found = share_of_returned(spec, dataset), list(check_retention(spec, dataset))
        else:
            formula, found = read_formula(spec.formula, scope, self.scope())
        issues += found
        where = None
        if spec.where is not None:
            where, found = read_condition(spec.where, scope)
            issues += found
        for read, text in ((formula, spec.formula), (where, spec.where)):
            if read is not None and text is not None and not (read is formula and spec.retention):
                issues += check_constants(read, text, dataset, self.specs.datasets)
                self.warnings += check_nulls(read, text)
        issues += check_times(spec, dataset, scope)
        return self._made(spec, formula, where, dataset, issues) if formula else None

    def _typed(self, spec: KpiSpec, issues: list[Issue]) -> Kpi | None:
        read = read_typed(spec, self.specs, issues)
        if read is None:
            return None
        typed, formula = read
        self.warnings += check_use(spec, typed, self.specs.report.every)
        return self._made(spec, formula, None, None, issues, typed=typed)

    def _over_kpis(self, spec: KpiSpec, issues: list[Issue]) -> Kpi | None:
        stock = spec.balance.day if spec.balance else None
        if spec.retention is not None:
            message = f"a retention counts the rows of a dataset, and '{spec.id}' has none"
            place = spec.keys.key("retention", spec.place)
            issues.append(Issue("error", "needs-dataset", place, message, "give the KPI a 'dataset'"))
            return None
        for name, given in (("where", spec.where), ("date", spec.date), ("balance", stock)):
            if given is not None:
                message = f"'{name}' needs a dataset, and '{spec.id}' is a formula over other KPIs"
                issues.append(Issue("error", "needs-dataset", given.place, message, "give the KPI a 'dataset'"))
        formula, found = read_formula(spec.formula, self.scope(), self.scope())
        issues += found
        issues += check_compared(formula, spec.formula, self.checked) if formula else ()
        return self._made(spec, formula, None, None, issues) if formula else None

    def scope(self) -> KpiScope:
        """What names mean in a formula between KPIs."""
        return KpiScope(
            self._type_of,
            lambda: [id for id in self.specs.kpis if id not in self.under_way],
            lambda name, known: unknown_kpi(name, known, self.specs, self.broken),
        )

    def _type_of(self, id: str) -> Type | None:
        if id not in self.checked and len(self.under_way) >= DEEPEST:
            raise FormulaProblem("formula-too-deep", f"more than {DEEPEST} KPIs stand on one another")
        if id in self.under_way:
            raise _cycle([*self.under_way[self.under_way.index(id) :], id])
        if id in self.broken and id not in self.specs.kpis:
            return Type("null", nullable=True)
        if id not in self.specs.kpis:
            return None
        kpi = self.kpi(id)
        return replace(kpi.formula.root.type, nullable=True) if kpi else Type("null", nullable=True)

    def _made(
        self,
        spec: KpiSpec,
        formula: Formula,
        where: Formula | None,
        dataset: DatasetSpec | None,
        issues: list[Issue],
        conversion: Conversion | None = None,
        typed: Typed | None = None,
    ) -> Kpi | None:
        parts = self._parts(spec, formula, issues)
        if parts is None:
            return None
        unit = self._unit(spec, formula.root.type, issues)
        counted = [dataset.id] if dataset else []
        if conversion is not None:
            counted.append(conversion.event)
        files = frozenset(map(self.specs.in_files, counted)).union(*(part.datasets for part in parts))
        adds_up = linear(formula.root, self.checked, over_time=False)
        own = dataset is not None and bool(spec.balance or spec.date or dataset.date)
        dated = own or typed is not None or any(part.dated for part in parts)
        return Kpi(
            spec, formula, where, unit, files,
            dimensions=cut_by(formula, parts, dataset),
            adds_up=adds_up,
            adds_up_over_time=adds_up
            and dated
            and not (spec.balance or spec.window)
            and (typed is None or typed.over_time == "sum")
            and linear(formula.root, self.checked, over_time=True),
            matures=spec.matures if spec.matures is not None else _matures(parts, conversion),
            conversion=conversion,
            typed=typed,
            dated=dated,
            as_of_end=any(part.as_of_end for part in parts)
            or self._sees_the_end(spec, counted, formula, where, conversion),
        )  # fmt: skip

    def _parts(self, spec: KpiSpec, formula: Formula, issues: list[Issue]) -> list[Kpi] | None:
        """The KPIs that a formula is made of; None, and why, where one of them cannot be used."""
        references = [node for node in walk(formula.root) if isinstance(node, KpiRef)]
        parts = [kpi for node in references if (kpi := self.checked.get(node.kpi))]
        if len(parts) == len(references):
            return parts
        for node in references:
            issues += self._of_part(spec, node)
        return None

    def _sees_the_end(
        self, spec: KpiSpec, counted: list[str], formula: Formula, where: Formula | None, conversion: Conversion | None
    ) -> bool:
        """Whether it sees all rows up to the data's end: by a dataset that is made of another, or a look-up in one."""
        days = (spec.date, *((spec.balance.opened, spec.balance.closed) if isinstance(spec.balance, Balance) else ()))
        named = [day.text for day in days if day is not None]
        read = [formula.root, *((where.root,) if where else ())]
        if conversion is not None:
            read += [root for root in (conversion.base_where, conversion.event_where) if root is not None]
        return any(sees_the_end(self.specs.datasets[id], named, read, self.specs) for id in counted)

    def _of_part(self, spec: KpiSpec, node: KpiRef) -> list[Issue]:
        """Why a part of a formula cannot be used: its own issues, or that it lies dormant in the library."""
        issues = self.failed.get(node.kpi, [])
        part = self.specs.kpis.get(node.kpi)
        if part is None or not part.library or spec.library:
            return issues
        return self._dormant(node.kpi, spec.formula.at(node.span.start, node.span.length), issues)

    def _unit(self, spec: KpiSpec, kind: Type, issues: list[Issue]) -> Unit:
        if kind.kind not in ("integer", "number", "money", "null"):
            message = f"a KPI is a number, and this formula gives {described(kind)}"
            hint = "count or add up what is meant: COUNT(*), SUM(amount), AVG(days)"
            issues.append(Issue("error", "types", spec.formula.place, message, hint))
        known = "report.currency" not in self.broken
        if known and kind.currency and kind.currency != self.specs.report.currency:
            message = f"'{spec.id}' is in {kind.currency}, and the report in {self.specs.report.currency or 'none'}"
            issues.append(Issue("error", "two-currencies", spec.formula.place, message, "rates are not built yet"))
        name = spec.format or ("currency" if kind.currency else FORMAT_OF_TYPE.get(kind.kind, "number"))
        if known and name == "currency" and not self.specs.report.currency:
            message = f"'{spec.id}' is an amount, and the report has no currency"
            issues.append(Issue("error", "no-currency", spec.place, message, "add 'currency: EUR' to the report"))
        currency = self.specs.report.currency if name == "currency" else None
        return Unit(name, spec.precision, currency)  # type: ignore[arg-type]  # the schema's enum


def _named(uses: list[tuple[Place, str]]) -> str:
    """The KPIs of some uses, in words."""
    return several(id for _, id in uses)


def _matures(parts: list[Kpi], conversion: Conversion | None) -> int | None:
    """How many days pass before its figures are final: as many as for the slowest of what it is made of."""
    matures = [part.matures for part in parts if part.matures is not None]
    if conversion is not None and conversion.within is not None and conversion.count_by == "cohort":
        matures.append(conversion.within)
    return max(matures, default=None)


def _cycle(path: list[str]) -> FormulaProblem:
    message = "a KPI cannot need itself: " + " → ".join(path)
    return FormulaProblem("cycle", message, "let one of them count rows instead: give it a 'dataset'")
