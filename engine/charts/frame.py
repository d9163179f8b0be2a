"""The drawing area of what goes over time: its scales, and the grid with its labels that the series stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec
from engine.charts.notation import SMALL, Axis
from engine.colours import GRID, MUTED
from engine.model.pictures import Trend

HEIGHT: Final = 130.0  # three rows of trends stand on a page


class Labelled(Protocol):
    """A period on an axis: its label, and the year under the first of it."""

    @property
    def label(self) -> str:
        """What stands under it."""

    @property
    def year(self) -> str:
        """What stands under that."""


@dataclass(frozen=True)
class Frame:
    """The drawing area of one trend and its scales."""

    data: Trend
    scale: Axis
    width: float
    accent: str
    columns: bool

    @property
    def step(self) -> float:
        """The width of one period."""
        return self.width / max(1, len(self.data.points))

    def x(self, index: int) -> float:
        """The middle of a period."""
        return (index + 0.5) * self.step

    def y(self, value: float) -> float:
        """The height of a value, from the top."""
        return HEIGHT * (self.scale.high - value) / (self.scale.high - self.scale.low)

    @property
    def across(self) -> Spec:
        """The periods as Vega's x, each in the middle of its step."""
        return across(len(self.data.points))


def across(count: int) -> Spec:
    """So many periods as Vega's x, each in the middle of its step."""
    scale = {"domain": [-0.5, count - 0.5], "nice": False, "zero": False}
    return {"field": "i", "type": "quantitative", "scale": scale}


def grid(points: Sequence[Labelled], scale: Axis, step: float) -> Spec:
    """The lines behind the series, with the values on the left and the periods below, each `step` pixels wide."""
    labels, shown = _axis_labels(points, step)
    # Which labels have room is known here, in the report's own font: Vega leaves out none of them.
    axis = {"labelExpr": notation.texts(labels), "values": shown, "tickCount": len(shown), "labelOverlap": False}
    return {
        "data": {"values": [{"i": index} for index in range(len(labels))]},
        # A mark that paints nothing carries both axes.
        "mark": {"type": "rule", "opacity": 0, "strokeWidth": 0},
        "encoding": {
            "x": across(len(points)) | {"axis": axis},
            "y": {
                "datum": scale.low,
                "type": "quantitative",
                "scale": {"domain": [scale.low, scale.high], "nice": False, "zero": False},
                "axis": {
                    "grid": True,
                    "values": list(scale.ticks),
                    "labelExpr": notation.tick_texts(scale),
                    "gridColor": {"condition": {"test": "datum.value == 0", "value": MUTED}, "value": GRID},
                },
            },
        },
    }


def _axis_labels(points: Sequence[Labelled], step: float) -> tuple[list[list[str]], list[int]]:
    """The labels as lines, and which have room: every one, or every second … counted back from the last.

    A year stands under the first label that is shown of it.
    """
    labelled = [index for index, point in enumerate(points) if point.label]
    # "10 août" and "24 août" have a space of their own: between them there must be more.
    between = 8 if any(" " in point.label for point in points) else 3
    widest = max((fonts.width(point.label, SMALL) for point in points), default=0.0) + between
    apart = min((later - index for index, later in pairwise(labelled)), default=1) * step
    every = max(1, -int(-widest // apart))
    shown = labelled[::-1][::every][::-1]
    labels: list[list[str]] = []
    pending = ""
    for index, point in enumerate(points):
        pending = point.year or pending
        labels.append([point.label, pending] if pending and index in shown else [point.label])
        pending = "" if index in shown else pending
    return labels, shown
