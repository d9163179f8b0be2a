"""What a KPI needs of the data: datasets with their columns, its own and those of the KPIs that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.errors import Issue
from engine.formula import FormulaProblem, RowScope, names_in
from engine.model.formula import Span
from engine.model.kpis import Balance, KpiSpec, Need, Snapshot
from engine.model.specs import Specs
from engine.model.written import Written
from engine.rules.broken import Broken
from engine.rules.names import unknown_dataset

ABSENT = ("unknown-dataset", "unknown-column", "unknown-join")  # issues that say one thing of what is lacking


def needs_of(id: str, kpis: Mapping[str, KpiSpec]) -> tuple[Need, ...]:
    """The datasets of a KPI with the columns that it reads, in the order in which they are named."""
    found: dict[str, dict[str, None]] = {}
    _gather(id, kpis, found, set())
    return tuple(Need(dataset, tuple(columns)) for dataset, columns in found.items())


def _gather(id: str, kpis: Mapping[str, KpiSpec], found: dict[str, dict[str, None]], seen: set[str]) -> None:
    spec = kpis.get(id)
    if spec is None or spec.typed is not None or id in seen:
        return
    seen.add(id)
    counted = spec.conversion is None and spec.retention is None
    inside, outside = names_in(spec.formula.text) if counted else ((), ())
    if spec.dataset is not None:
        days = [spec.date, *_of_stock(spec)]
        columns = [*inside, *_columns(days, [spec.where])]
        if spec.retention is not None:
            columns.append(spec.retention.entity.text)
        asked = spec.conversion
        if asked is not None:
            columns += _columns([asked.base_entity, asked.base_date], [asked.base_where])
        found.setdefault(spec.dataset.text, {}).update(dict.fromkeys(columns))
        if asked is not None:
            of_event = _columns([asked.event_entity, asked.event_date], [asked.event_where])
            found.setdefault(asked.event.text, {}).update(dict.fromkeys(of_event))
    for part in outside:
        _gather(part, kpis, found, seen)


def _of_stock(spec: KpiSpec) -> Iterator[Written]:
    if isinstance(spec.balance, Balance):
        yield from (spec.balance.opened, spec.balance.closed)
    if isinstance(spec.balance, Snapshot):
        yield spec.balance.day


def _columns(named: Iterable[Written | None], conditions: Iterable[Written | None]) -> list[str]:
    """The columns that are named, and those in conditions over rows."""
    found = [written.text for written in named if written is not None]
    for condition in conditions:
        inside, outside = names_in(condition.text) if condition is not None else ((), ())
        found += [*inside, *outside]
    return found


def lacking(id: str, issues: Iterable[Issue], specs: Specs, broken: Broken) -> tuple[tuple[Need, ...], tuple[str, ...]]:
    """The datasets that a KPI needs and nobody declares, and whatever else keeps it from being used, in words."""
    needs = needs_of(id, specs.kpis)
    absent = tuple(need for need in needs if need.dataset not in specs.datasets and need.dataset not in broken)
    reasons = [reason for need in needs if need.dataset in specs.datasets for reason in _columns_lacking(need, specs)]
    others = [issue for issue in issues if issue.code not in ABSENT]
    if absent or reasons:  # what has no columns yet has no types either
        others = [issue for issue in others if issue.code == "unknown-kpi"]
    return absent, tuple(dict.fromkeys([*reasons, *(_reason(issue.message, issue.hint) for issue in others)]))


def _columns_lacking(need: Need, specs: Specs) -> list[str]:
    """What a dataset that is there lacks: columns one by one, a join with all that is looked up by it."""
    scope = RowScope(specs.datasets[need.dataset], specs.datasets)
    found: dict[tuple[str, str], list[str]] = {}
    for column in need.columns:
        try:
            scope.name(column, Span(0, 1))
        except FormulaProblem as problem:
            behind = [column] if problem.code == "unknown-join" else []
            found.setdefault((problem.message, problem.hint), []).extend(behind)
    return [
        _reason(message + (f" for {', '.join(behind)}" if behind else ""), hint)
        for (message, hint), behind in found.items()
    ]


def in_words(absent: Iterable[Need], reasons: Iterable[str], specs: Specs, broken: Broken) -> str:
    """What is lacking as one sentence; of several KPIs' needs of one dataset the columns stand together."""
    columns: dict[str, dict[str, None]] = {}
    for need in absent:
        columns.setdefault(need.dataset, {}).update(dict.fromkeys(need.columns))
    said = []
    for dataset, named in columns.items():
        issue = unknown_dataset(Written(dataset, specs.report.place), specs, broken)
        columns_of = f", with the column{'s' if len(named) > 1 else ''} {', '.join(named)}" if named else ""
        said.append(_reason(issue.message, issue.hint) + columns_of)
    return "; ".join([*said, *reasons])


def _reason(message: str, hint: str) -> str:
    near = hint.partition(" (")[0]
    return f"{message} ({near})" if near.startswith("did you mean") else message
