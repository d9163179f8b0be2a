"""The kinds of charts, each drawn by one function in one file of this folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from engine.charts import breakdown, bridge, funnel, multiples, own, scatter, share, trend
from engine.numbers import Numbers
from engine.protocols import Chart, Look

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


def draw(kind: str, data: Any, *, id: str, numbers: Numbers, look: Look) -> Callable[[], str]:
    """A chart that is drawn, in this process, when its SVG is asked for."""
    return partial(CHARTS[kind], data, id=id, numbers=numbers, look=look)


__all__ = ["CHARTS", "draw"]
