"""References that cannot be ids: where the label of a KPI or a dimension stands there, its id is what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from engine.errors import Issue
from engine.model.datasets import DatasetSpec, DimensionSpec
from engine.model.kpis import KpiSpec
from engine.model.labels import by_label, labels_of
from engine.spec.keys import Path
from engine.spec.meant import id_of
from engine.spec.yaml import Scalar

# Keys that hold ids of KPIs.
OF_KPIS = ("kpis", "cards", "kpi", "trend", "breakdown", "share", "scatter", "multiples", "bridge", "funnel",
           "data")  # fmt: skip
OF_DIMENSIONS = ("by",)
# Issues of such references, each with the key in which it stands and with what is written.
Misnamed: TypeAlias = tuple[tuple[Issue, str, str], ...]


def misnamed(root: Any, found: Iterable[tuple[Path, Issue | None]]) -> Misnamed:
    """The references among what the schema found wrong with a file; its tree is still whole."""
    return tuple(
        (issue, key, str(node))
        for path, issue in found
        if issue is not None
        and issue.code == "wrong-form"
        and (key := next((step for step in reversed(path) if isinstance(step, str)), "")) in OF_KPIS + OF_DIMENSIONS
        and isinstance(node := _at(root, path), Scalar)
    )


def with_ids(
    issues: Iterable[Issue],
    wrong: Misnamed,
    kpis: Mapping[str, KpiSpec],
    dimensions: Mapping[str, DimensionSpec],
    datasets: Mapping[str, DatasetSpec] | None,
) -> list[Issue]:
    """The issues with an id in the hint of those about a label; `datasets` is None where some are not known."""
    if not wrong:
        return list(issues)
    of_kpis, of_dimensions = labels_of(kpis.values()), labels_of(dimensions.values())
    hints = {}
    for issue, key, text in wrong:
        hint = by_label(text, of_kpis if key in OF_KPIS else of_dimensions)
        if not hint and key in OF_DIMENSIONS and datasets is not None:
            hint = _column(text, datasets)
        if hint:
            hints[issue] = hint
    return [replace(issue, hint=hints[issue]) if issue in hints else issue for issue in issues]


def _column(text: str, datasets: Mapping[str, DatasetSpec]) -> str:
    """What to write for a dimension by the header of a column, or by a name that no dataset has; else nothing."""
    columns = [(spec, column) for spec in datasets.values() for column in spec.columns]
    known = {column.name for _, column in columns} | {name for spec in datasets.values() for name, _ in spec.dimensions}
    for spec, column in columns:
        if text in column.headers:
            return f"write {column.name}: that is what '{spec.id}' calls the column headed '{text}'"
    id = id_of(text)
    if not id or id in known:
        return ""
    return (
        f"no dataset has it: under 'columns' of one declare {id}: {{type: string, from: {text}}}, and write {id} here"
    )


def _at(root: Any, path: Path) -> Any:
    for step in path:
        try:
            root = root[step]
        except (KeyError, IndexError, TypeError):
            return None
    return root
