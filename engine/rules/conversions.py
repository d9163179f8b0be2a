"""Rules of conversions: both sides have a day, and name their entities with columns of the same type."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue, did_you_mean
from engine.formula import RowScope
from engine.measures import CONVERTED
from engine.model.datasets import DatasetSpec
from engine.model.formula import Aggregate, Call, Column, Expression, Formula, Type
from engine.model.kpis import Conversion, ConversionSpec, KpiSpec
from engine.model.specs import Specs
from engine.model.written import Written
from engine.rules.constants import check_constants
from engine.rules.datasets import read_condition


def read_conversion(spec: KpiSpec, base: DatasetSpec, specs: Specs, issues: list[Issue]) -> Conversion | None:
    """The checked conversion of a KPI whose base is a dataset that is there; None with its issues."""
    asked = spec.conversion
    assert asked is not None
    event = specs.datasets.get(asked.event.text)
    if event is None:
        hint = did_you_mean(asked.event.text, specs.datasets)
        issues.append(
            Issue("error", "unknown-dataset", asked.event.place, f"no dataset named '{asked.event.text}'", hint)
        )
        return None
    before = len(issues)
    issues += _own_keys(spec)
    issues += _entities(asked, base, event)
    for dataset, written in ((base, asked.base), (event, asked.event)):
        if dataset.date is None:
            message = f"dataset '{dataset.id}' has no date, and a conversion needs to know what came first"
            issues.append(Issue("error", "no-date", written.place, message, f"give '{dataset.id}' a 'date'"))
    base_where = _condition(asked.base_where, base, specs, issues)
    event_where = _condition(asked.event_where, event, specs, issues)
    if len(issues) > before or base.date is None or event.date is None:
        return None
    return Conversion(
        asked.base_entity.text,
        base.date.text,
        event.id,
        asked.event_entity.text,
        event.date.text,
        base_where,
        event_where,
        asked.within,
        asked.count_by,
    )


def share_of_converted(text: str) -> Formula:
    """Converted entities over all, as a formula like any other: it has its numerator and denominator."""
    converted = Aggregate("COUNT_IF", Column(CONVERTED, Type("boolean")), Type("integer"))
    return Formula(
        text, Call("/", (converted, Aggregate("COUNT", None, Type("integer"))), Type("number", nullable=True))
    )


def _own_keys(spec: KpiSpec) -> Iterator[Issue]:
    for name in ("where", "date", "balance", "matures"):
        if getattr(spec, name) is not None:
            message = f"a conversion has its own conditions and days: '{name}' means nothing beside it"
            yield Issue("error", "wrong-value", spec.place, message, "leave it out, or give 'from' a 'where'")


def _entities(asked: ConversionSpec, base: DatasetSpec, event: DatasetSpec) -> Iterator[Issue]:
    kinds = []
    for dataset, written in ((base, asked.base_entity), (event, asked.event_entity)):
        column = dataset.column(written.text)
        if column is None:
            hint = did_you_mean(written.text, (column.name for column in dataset.columns))
            message = f"dataset '{dataset.id}' has no column '{written.text}'"
            yield Issue("error", "unknown-column", written.place, message, hint)
        else:
            kinds.append(column.type.kind)
    if len(set(kinds)) == 2:
        message = f"an entity is {kinds[0]} in '{base.id}' and {kinds[1]} in '{event.id}'"
        yield Issue("error", "types", asked.base_entity.place, message, "declare both with the same type")


def _condition(written: Written | None, dataset: DatasetSpec, specs: Specs, issues: list[Issue]) -> Expression | None:
    if written is None:
        return None
    formula, found = read_condition(written, RowScope(dataset, specs.datasets))
    issues += found
    if formula is None:
        return None
    issues += check_constants(formula, written, dataset, specs.datasets)
    return formula.root
