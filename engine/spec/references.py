"""References that cannot be ids: where the label of a KPI or a dimension stands there, its id is what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from engine.errors import Issue
from engine.model.datasets import DimensionSpec
from engine.model.kpis import KpiSpec
from engine.model.labels import by_label, labels_of
from engine.spec.keys import Path
from engine.spec.yaml import Scalar

OF_KPIS = ("kpis", "cards", "kpi", "trend", "breakdown", "bridge", "funnel")  # keys that hold ids of KPIs
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
    issues: Iterable[Issue], wrong: Misnamed, kpis: Mapping[str, KpiSpec], dimensions: Mapping[str, DimensionSpec]
) -> list[Issue]:
    """The issues, with the id in the hint of those that are about a label."""
    if not wrong:
        return list(issues)
    of_kpis, of_dimensions = labels_of(kpis.values()), labels_of(dimensions.values())
    hints = {
        issue: hint
        for issue, key, text in wrong
        if (hint := by_label(text, of_kpis if key in OF_KPIS else of_dimensions))
    }
    return [replace(issue, hint=hints[issue]) if issue in hints else issue for issue in issues]


def _at(root: Any, path: Path) -> Any:
    for step in path:
        try:
            root = root[step]
        except (KeyError, IndexError, TypeError):
            return None
    return root
