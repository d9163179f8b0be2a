"""Rules of retentions: rows that have a day and an entity, and nothing that would say otherwise what is counted."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.formula import RowScope
from engine.measures import RETURNED
from engine.model.datasets import DatasetSpec
from engine.model.formula import Aggregate, Call, Column, Formula, Type
from engine.model.kpis import KpiSpec
from engine.rules.datasets import column_type_issue


def check_retention(spec: KpiSpec, dataset: DatasetSpec) -> Iterator[Issue]:
    """What is wrong with a retention over a dataset that is there."""
    asked = spec.retention
    assert asked is not None
    written = {"formula": spec.formula.exact, "balance": spec.balance, "conversion": spec.conversion}
    for name, given in written.items():
        if given:
            message = f"a retention says itself what is counted: '{name}' means nothing beside it"
            yield Issue("error", "wrong-value", spec.keys.key(name, spec.place), message, "leave one of them out")
    yield from column_type_issue(
        asked.entity, RowScope(dataset, {}, own_only=True), ("string", "integer"), "the entity"
    )
    if spec.date is None and dataset.date is None:
        message = f"dataset '{dataset.id}' has no date, and a retention needs to know who came when"
        yield Issue("error", "no-date", asked.entity.place, message, f"give '{dataset.id}' a 'date'")


def share_of_returned(spec: KpiSpec, dataset: DatasetSpec) -> Formula:
    """Entities that came again over all, as a formula like any other: it has its numerator and denominator."""
    asked = spec.retention
    assert asked is not None
    column = dataset.column(asked.entity.text)
    entity = Column(asked.entity.text, column.type if column else Type("null", nullable=True))
    whole, returned = Type("integer"), Column(RETURNED, Type("boolean"))
    parts = (Aggregate("COUNT_DISTINCT", entity, whole, where) for where in (returned, None))
    return Formula(spec.formula.text, Call("/", tuple(parts), Type("number", nullable=True)))
