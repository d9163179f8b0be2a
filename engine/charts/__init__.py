"""The kinds of charts, each drawn by one function in one file of this folder."""

from __future__ import annotations

from typing import Any, Final

from engine.charts import breakdown, trend
from engine.protocols import Chart

# Two charts stand abreast at HALF; a single one takes the page's WIDTH.
WIDTH: Final = 680
HALF: Final = 328

CHARTS: Final[dict[str, Chart[Any]]] = {"trend": trend.draw, "breakdown": breakdown.draw}


def widths(count: int) -> list[int]:
    """The width of each of a section's charts: two abreast, and an odd last one over the whole page."""
    return [HALF] * (count - count % 2) + [WIDTH] * (count % 2)


__all__ = ["CHARTS", "HALF", "WIDTH", "widths"]
