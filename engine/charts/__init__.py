"""The kinds of charts, each drawn by one function in one file of this folder."""

from __future__ import annotations

from typing import Any, Final

from engine.charts import breakdown, bridge, funnel, multiples, own, scatter, share, trend
from engine.protocols import Chart

CHARTS: Final[dict[str, Chart[Any]]] = {
    "trend": trend.draw,
    "breakdown": breakdown.draw,
    "share": share.draw,
    "scatter": scatter.draw,
    "multiples": multiples.draw,
    "bridge": bridge.draw,
    "funnel": funnel.draw,
    "chart": own.draw,
}

__all__ = ["CHARTS"]
