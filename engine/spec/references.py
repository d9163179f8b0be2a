"""References to KPIs that cannot be ids: where the label of one stands there, its id is what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from engine.errors import Issue
from engine.model.kpis import KpiSpec
from engine.model.labels import by_label, labels_of
from engine.spec.keys import Path
from engine.spec.yaml import Scalar

KEYS = ("kpis", "cards", "kpi", "trend", "breakdown", "bridge", "funnel")  # what holds ids of KPIs
Misnamed: TypeAlias = tuple[tuple[Issue, str], ...]  # issues of such references, each with what is written


def misnamed(root: Any, found: Iterable[tuple[Path, Issue | None]]) -> Misnamed:
    """The references among what the schema found wrong with a file; its tree is still whole."""
    return tuple(
        (issue, str(node))
        for path, issue in found
        if issue is not None
        and issue.code == "wrong-form"
        and next((step for step in reversed(path) if isinstance(step, str)), "") in KEYS
        and isinstance(node := _at(root, path), Scalar)
    )


def with_ids(issues: Iterable[Issue], wrong: Misnamed, kpis: Mapping[str, KpiSpec]) -> list[Issue]:
    """The issues, with the id in the hint of those that are about a label."""
    labels = labels_of(kpis.values()) if wrong else {}
    hints = {issue: hint for issue, text in wrong if (hint := by_label(text, labels))}
    return [replace(issue, hint=hints[issue]) if issue in hints else issue for issue in issues]


def _at(root: Any, path: Path) -> Any:
    for step in path:
        try:
            root = root[step]
        except (KeyError, IndexError, TypeError):
            return None
    return root
