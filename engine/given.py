"""What a test of a KPI may and must give: the datasets beneath it, and the days that decide when their rows count."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from engine.measures import population, references
from engine.model.datasets import DatasetSpec
from engine.model.formula import Call, Column, Expression, children, walk
from engine.model.kpis import Balance, Kpi
from engine.model.specs import Catalog


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A column of days, as a row of a dataset writes it: `closed_at`, or `lead.created_at` of what is looked up."""

    dataset: str
    column: str


def computed(kpi: Kpi, given: Set[str], catalog: Catalog) -> tuple[Kpi, ...]:
    """The KPIs that are computed for one, itself last, each once: what is given is not, nor what that is made of."""
    found: dict[str, Kpi] = {}
    for part, _, _ in references(kpi.formula.root):
        if part not in given:
            found.update((one.id, one) for one in computed(catalog.kpis[part], given, catalog))
    found[kpi.id] = kpi
    return tuple(found.values())


def counted(kpi: Kpi) -> tuple[str, ...]:
    """The datasets whose rows a KPI counts by itself."""
    own = (kpi.spec.dataset.text,) if kpi.spec.dataset else ()
    return (*own, kpi.conversion.event) if kpi.conversion else own


def beneath(datasets: Iterator[str] | tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """These datasets, what they look up, and what they and those are made of; each once."""
    specs = catalog.specs.datasets
    found: dict[str, None] = {}
    wanted = list(datasets)
    while wanted:
        id = wanted.pop(0)
        if id in specs and id not in found:  # what is not there has an issue of its own
            found[id] = None
            wanted += [join.to.text for join in specs[id].joins]
            if made := catalog.derivations.get(id):
                wanted.append(made.base)
    return tuple(found)


def deciding(kpi: Kpi, catalog: Catalog) -> frozenset[Day]:
    """The days that decide in which period a row counts for a KPI over a dataset, but for the end of a stock."""
    if kpi.spec.dataset is None:
        return frozenset()
    if kpi.conversion is not None:
        asked = kpi.conversion
        days = [Day(kpi.spec.dataset.text, asked.base_date), Day(asked.event, asked.event_date)]
    else:
        rows = population(kpi, catalog)
        name = rows.balance.day.text if rows.balance else rows.date
        days = [Day(rows.dataset, name)] if name else []
    return frozenset(other for day in days for other in _sources(day, catalog))


def ending(kpi: Kpi) -> frozenset[Day]:
    """The day from which a row of a stock no longer counts."""
    stock = kpi.spec.balance
    if kpi.spec.dataset is None or not isinstance(stock, Balance):
        return frozenset()
    return frozenset({Day(kpi.spec.dataset.text, stock.closed.text)})


def _sources(day: Day, catalog: Catalog) -> Iterator[Day]:
    """A day, and where it comes from: the dataset that is looked up, and the columns that a formula makes it of."""
    yield day
    join, _, name = day.column.rpartition(".")
    spec = catalog.specs.datasets.get(day.dataset)
    if spec and join and (found := spec.join(join)):
        yield from _sources(Day(found.to.text, name), catalog)
        return
    made = catalog.derivations.get(day.dataset)
    formula = dict(made.columns).get(day.column) if made else None
    if made and formula:
        for node in walk(formula.root):
            if isinstance(node, Column):
                yield from _sources(Day(made.base, node.path), catalog)
    elif made and day.column in made.per:
        yield from _sources(Day(made.base, day.column), catalog)


def read_days(kpi: Kpi) -> frozenset[str]:
    """The columns whose values a KPI's formula and condition look at, other than to see whether they are empty."""
    roots = [kpi.formula.root, *((kpi.where.root,) if kpi.where else ())]
    return frozenset(node.path for root in roots for node in _looked_at(root) if isinstance(node, Column))


def _looked_at(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Call) and node.function == "IS NULL" and isinstance(node.arguments[0], Column):
        return
    yield node
    for child in children(node):
        yield from _looked_at(child)


def filled(dataset: DatasetSpec, days: frozenset[Day]) -> tuple[str, ...]:
    """The columns of days of a dataset that lie in the period where a row leaves them out."""
    own = {dataset.date.text} if dataset.date else set()
    own |= {day.column for day in days if day.dataset == dataset.id and "." not in day.column}
    kinds = {column.name: column.type.kind for column in dataset.columns}
    return tuple(name for name in kinds if name in own and kinds[name] in ("date", "datetime"))
