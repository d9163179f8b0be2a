"""What a dataset and a KPI can be cut by."""

from __future__ import annotations

from engine.measures import references
from engine.model.datasets import DatasetSpec
from engine.model.formula import Formula
from engine.model.kpis import Kpi
from engine.model.specs import Specs


def dimensions_of(dataset: DatasetSpec) -> frozenset[str]:
    """What a dataset can be cut by: its text and yes-or-no columns, and the dimensions that it names."""
    own = {column.name for column in dataset.columns if column.type.kind in ("string", "boolean", "null")}
    return frozenset(own | {name for name, _ in dataset.dimensions})


def all_dimensions(specs: Specs) -> frozenset[str]:
    """What any dataset can be cut by."""
    return frozenset(name for dataset in specs.datasets.values() for name in dimensions_of(dataset))


def through_join(name: str, dataset: DatasetSpec, specs: Specs) -> str:
    """How a dataset gets a dimension that a dataset has to which it has a join; empty where none has it."""
    for join in dataset.joins:
        to = specs.datasets.get(join.to.text)
        if to is not None and name in dimensions_of(to) and to.column(name) is not None:
            return f"'{to.id}' has it: give '{dataset.id}' dimensions: {{{name}: {join.name}.{name}}}"
    return ""


def cut_by(formula: Formula, parts: list[Kpi], dataset: DatasetSpec | None) -> frozenset[str]:
    """What a KPI can be cut by: what its dataset can, and all parts of which it needs the segments."""
    cut = {part for part, _, total in references(formula.root) if not total}
    cuts = [part.dimensions for part in parts if part.id in cut] + ([dimensions_of(dataset)] if dataset else [])
    return frozenset.intersection(*cuts) if cuts else frozenset()
