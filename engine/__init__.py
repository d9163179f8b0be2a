"""boardpack: KPI definitions and company objectives in YAML, in; the monthly report that executives trust, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import (
    ArgumentError,
    BoardpackError,
    DataError,
    Issue,
    MachineError,
    Place,
    ReportRefused,
    SpecError,
)

if TYPE_CHECKING:
    from engine.pipeline import Rendered, check, explain, render

__all__ = [
    "ArgumentError",
    "BoardpackError",
    "DataError",
    "Issue",
    "MachineError",
    "Place",
    "Rendered",
    "ReportRefused",
    "SpecError",
    "check",
    "explain",
    "render",
]


def __getattr__(name: str) -> Any:
    """The doors of the pipeline, imported when somebody asks for one: pytest imports this package for its plugin."""
    if name in __all__:
        from engine import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'engine' has no attribute '{name}'")
