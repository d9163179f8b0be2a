"""Rules of stocks: the days that rows are open between, and datasets that hold dated copies of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import Issue
from engine.formula import RowScope
from engine.model.datasets import DatasetSpec, Making
from engine.model.kpis import Balance, Kpi, KpiSpec, Snapshot
from engine.model.specs import Specs
from engine.rules.datasets import column_type_issue


def check_times(spec: KpiSpec, dataset: DatasetSpec, scope: RowScope) -> Iterator[Issue]:
    """Whether the days on which a KPI counts rows are days, and go together."""
    if spec.date is not None:
        yield from column_type_issue(spec.date, scope, ("date", "datetime"), "the date")
    if isinstance(spec.balance, Balance):
        yield from column_type_issue(spec.balance.opened, scope, ("date", "datetime"), "the opening")
        yield from column_type_issue(spec.balance.closed, scope, ("date", "datetime"), "the closing")
    if isinstance(spec.balance, Snapshot):
        yield from _snapshot(spec.balance, dataset)
    if spec.balance is not None and (spec.date is not None or spec.matures is not None):
        message = "a stock is counted at the period's end: it has no 'date' and does not mature"
        name = "date" if spec.date is not None else "matures"
        yield Issue("error", "wrong-value", spec.keys.key(name, spec.place), message, f"leave '{name}' out")


def _snapshot(snapshot: Snapshot, dataset: DatasetSpec) -> Iterator[Issue]:
    # Rows of one copy may carry different times, and two copies of one day would add up: a copy is named by its day.
    found = column_type_issue(snapshot.day, RowScope(dataset, {}, own_only=True), ("date",), "the day of a copy")
    yield from found
    column = dataset.column(snapshot.day.text)
    if not found and column is not None and column.type.nullable:
        message = f"'{column.name}' may be empty, and a row without it is in no copy"
        yield Issue("error", "wrong-value", snapshot.day.place, message, "declare it without 'nullable'")


def check_copies(specs: Specs, kpis: Iterable[Kpi]) -> Iterator[Issue]:
    """What cannot be done with a dataset that holds dated copies: look up in it, or tell its copies apart by two days.

    A KPI that counts its rows without saying that they are copies gets a warning: it counts each copy.
    """
    counted = [kpi for kpi in kpis if kpi.spec.dataset is not None]
    days: dict[str, Snapshot] = {}
    for kpi in counted:
        own = kpi.spec.balance
        if not isinstance(own, Snapshot) or kpi.spec.dataset is None:
            continue
        first = days.setdefault(kpi.spec.dataset.text, own)
        if first.day.text != own.day.text:
            message = f"the copies in '{kpi.spec.dataset.text}' are told apart by '{first.day.text}' already"
            yield Issue("error", "two-snapshots", own.day.place, message, "a dataset's copies have one day each")
    for dataset in specs.datasets.values():
        for join in dataset.joins:
            if join.to.text in days:
                message = f"'{join.to.text}' holds dated copies: a look-up in it would find a row in each"
                yield Issue("error", "copies", join.to.place, message, "look up in a dataset with one row for each key")
        if dataset.making is not None and dataset.making.base.text in days:
            yield from _made_of_copies(dataset.id, dataset.making, days[dataset.making.base.text].day.text)
    for kpi in counted:
        if kpi.spec.dataset is not None and kpi.spec.dataset.text in days and kpi.spec.balance is None:
            day = days[kpi.spec.dataset.text].day.text
            message = f"'{kpi.id}' counts the rows of every copy in '{kpi.spec.dataset.text}'"
            hint = f"of the last one only: 'balance: {{snapshot: {day}}}'"
            yield Issue("warning", "copies", kpi.spec.place, message, hint)


def _made_of_copies(id: str, making: Making, day: str) -> Iterator[Issue]:
    if day not in [written.text for written in making.per]:
        message = f"'{id}' is made of the rows of every copy in '{making.base.text}'"
        yield Issue("warning", "copies", making.base.place, message, f"keep the copies apart: add '{day}' to 'per'")
