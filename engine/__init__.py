"""boardpack: KPI definitions and company objectives in YAML, in; the monthly report that executives trust, out."""

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
