"""Which KPIs stand on what changed, although their own text is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.measures import beneath
from engine.model.datasets import DatasetSpec
from engine.model.differences import DefinitionChange, SettingChange, Through
from engine.model.formula import Column, Expression, walk
from engine.model.kpis import Balance, Kpi, Snapshot
from engine.model.specs import Catalog

# What every KPI on a dataset stands on; of its columns and look-ups it stands on those that it uses.
ALWAYS = ("source", "from", "per", "csv", "xlsx", "where", "key", "key_repeats", "valid", "covers", "fresh_within",
          "date")  # fmt: skip


def through(before: Catalog, after: Catalog, changes: Iterable[DefinitionChange]) -> tuple[Through, ...]:
    """The KPIs of both sides whose own figures mean what they meant, with what changed beneath them."""
    roots = dict.fromkeys(_roots(changes))
    found = []
    for id in after.kpis:
        if id in before.kpis and id not in roots:
            used = {*_used(before.kpis[id], before), *_used(after.kpis[id], after)}
            causes = tuple(root for root in roots if root in used)
            if causes:
                found.append(Through(id, causes))
    return tuple(found)


def _roots(changes: Iterable[DefinitionChange]) -> Iterator[str]:
    """What changed in a way that changes figures: a KPI by its name, a part of a dataset as "leads.where"."""
    for change in changes:
        figures = [setting for setting in change.settings if setting.effect == "figures"]
        if change.kind == "kpi" and figures:
            yield change.id
        if change.kind == "dataset" and change.what == "changed":
            yield from (f"{change.id}.{_part(setting)}" for setting in figures)


def _part(setting: SettingChange) -> str:
    parts = setting.key.split(".")
    return ".".join(parts[:2]) if parts[0] in ("columns", "joins", "dimensions") else parts[0]


def _used(kpi: Kpi, catalog: Catalog) -> Iterator[str]:
    """Everything that a KPI stands on, at last the parts of its datasets."""
    for part in beneath(kpi, catalog):
        if part.id != kpi.id:
            yield part.id
        if part.spec.dataset is not None:
            yield from _of_rows(part, part.spec.dataset.text, catalog)


def _of_rows(kpi: Kpi, dataset: str, catalog: Catalog) -> Iterator[str]:
    roots = [kpi.formula.root, *([kpi.where.root] if kpi.where else [])]
    days = [kpi.spec.date] if kpi.spec.date else []
    match kpi.spec.balance:
        case Balance(opened, closed):
            days += [opened, closed]
        case Snapshot(day):
            days.append(day)
    paths = [*(day.text for day in days), *_paths(roots)]
    conversion = kpi.conversion
    if conversion is not None:
        paths += [conversion.base_entity, conversion.base_date, *_paths([conversion.base_where])]
        event = [conversion.event_entity, conversion.event_date, *_paths([conversion.event_where])]
        yield from _parts(conversion.event, event, catalog)
    yield from _parts(dataset, paths, catalog)


def _paths(roots: Iterable[Expression | None]) -> Iterator[str]:
    for root in roots:
        if root is not None:
            yield from (node.path for node in walk(root) if isinstance(node, Column))


def _parts(dataset: str, paths: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """The parts of a dataset that these columns of it stand on, and those of the datasets that they come from."""
    spec = catalog.specs.datasets[dataset]
    yield from (f"{dataset}.{name}" for name in ALWAYS)
    own = [*paths, *([spec.date.text] if spec.date else []), *_paths([_filter(dataset, catalog)])]
    for path in dict.fromkeys(own):
        join, _, column = path.rpartition(".")
        if join:
            yield from _looked_up(spec, join, column, catalog)
        else:
            yield f"{dataset}.columns.{path}"
    if made := catalog.derivations.get(dataset):
        columns = [formula.root for name, formula in made.columns if name in own]
        where = made.where.root if made.where else None
        yield from _parts(made.base, [*made.per, *_paths([*columns, where])], catalog)


def _filter(dataset: str, catalog: Catalog) -> Expression | None:
    condition = catalog.row_filters.get(dataset)
    return condition.root if condition else None


def _looked_up(spec: DatasetSpec, name: str, column: str, catalog: Catalog) -> Iterator[str]:
    join = spec.join(name)
    if join is None:
        return
    yield f"{spec.id}.joins.{name}"
    yield from (f"{spec.id}.columns.{asked}" for asked in join.asks_with)
    other = catalog.specs.datasets[join.to.text]
    key = [other.key.text] if other.key else []
    valid = [other.valid.start.text, other.valid.end.text] if other.valid else []
    yield from _parts(other.id, [column, *key, *valid], catalog)
