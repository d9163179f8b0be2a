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
from engine.rules.broken import Broken
from engine.rules.constants import check_constants
from engine.rules.datasets import column_type_issue, read_condition
from engine.rules.names import unknown_dataset

# What a KPI over rows has and a conversion says in another way.
INSTEAD = {
    "where": "give 'from' or 'to' its 'where': from: {dataset: …, where: …}",
    "date": "give 'from' or 'to' its 'date': to: {dataset: …, date: …}",
    "balance": "leave it out",
    "matures": "leave it out: a cohort is final when its 'within' is over",
}


def read_conversion(
    spec: KpiSpec, base: DatasetSpec, specs: Specs, broken: Broken, issues: list[Issue]
) -> Conversion | None:
    """The checked conversion of a KPI whose base is a dataset that is there; None with its issues."""
    asked = spec.conversion
    assert asked is not None
    event = specs.datasets.get(asked.event.text)
    if event is None:
        issues.append(unknown_dataset(asked.event, specs, broken))
        return None
    before = len(issues)
    issues += _own_keys(spec)
    issues += _entities(asked, base, event)
    base_date, found = _day(base, asked.base, asked.base_date)
    issues += found
    event_date, found = _day(event, asked.event, asked.event_date)
    issues += found
    base_where = _condition(asked.base_where, base, specs, issues)
    event_where = _condition(asked.event_where, event, specs, issues)
    if len(issues) == before and base.id == event.id and base_date == event_date:
        issues += _one_row(asked, base, base_date)
    if len(issues) > before:
        return None
    return Conversion(
        asked.base_entity.text,
        base_date,
        event.id,
        asked.event_entity.text,
        event_date,
        base_where,
        event_where,
        asked.within,
        asked.count_by,
    )


def _day(dataset: DatasetSpec, side: Written, own: Written | None) -> tuple[str, list[Issue]]:
    """The day of the base or the event: its own, or else the dataset's."""
    if own is not None:
        issues = column_type_issue(own, RowScope(dataset, {}, own_only=True), ("date", "datetime"), "the day")
        return own.text, issues
    if dataset.date is not None:
        return dataset.date.text, []
    message = f"dataset '{dataset.id}' has no date, and a conversion needs to know what came first"
    return "", [Issue("error", "no-date", side.place, message, f"give '{dataset.id}' a 'date'")]


def _one_row(asked: ConversionSpec, dataset: DatasetSpec, day: str) -> Iterator[Issue]:
    """An event that is the row of its base, on the same day: no time could ever pass between them."""
    one_row_each = dataset.key is not None and dataset.key.text == asked.base_entity.text == asked.event_entity.text
    if one_row_each and (asked.within is not None or asked.count_by == "event"):
        message = f"base and event are the same row of '{dataset.id}' and have the same day, '{day}'"
        hint = f"say the event's own: to: {{dataset: {dataset.id}, where: …, date: …}}"
        yield Issue("error", "same-day", asked.event.place, message, hint)


def share_of_converted(text: str) -> Formula:
    """Converted entities over all, as a formula like any other: it has its numerator and denominator."""
    converted = Aggregate("COUNT_IF", Column(CONVERTED, Type("boolean")), Type("integer"))
    return Formula(
        text, Call("/", (converted, Aggregate("COUNT", None, Type("integer"))), Type("number", nullable=True))
    )


def _own_keys(spec: KpiSpec) -> Iterator[Issue]:
    for name in INSTEAD:
        if getattr(spec, name) is not None:
            message = f"a conversion has its own conditions and days: '{name}' means nothing beside it"
            yield Issue("error", "wrong-value", spec.keys.key(name, spec.place), message, INSTEAD[name])


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
