"""The notation of all charts, after IBCS: actual dark, last year lighter, target dashed, provisional hollow.

Everything is drawn in the report's own font and sizes, and labelled directly where the eye is.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts.drawing import Spec, svg
from engine.colours import GRID, INK, MUTED, USUAL, readable
from engine.model.unit import Unit
from engine.numbers import Numbers

SMALL: Final = 10.0  # axis labels, in pixels: 7.5 points in print
LABEL: Final = 11.0  # values
LINE_HEIGHT: Final = 12.0
DASHES: Final = [3, 2]
DOTS: Final = [1, 3]
RATES: Final = frozenset({"percent", "points"})


@dataclass(frozen=True)
class Axis:
    """A numeric axis: where it starts and ends, its ticks, and their texts."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    @property
    def room(self) -> float:
        """The width of its widest text."""
        return max((fonts.width(text, SMALL) for text in self.texts), default=0.0)


def axis(values: Sequence[float], unit: Unit, numbers: Numbers, *, from_zero: bool, parts: int = 3) -> Axis:
    """A few round ticks from below the lowest value up to the highest, with four `parts` at least three of them.

    `from_zero` is for what is drawn as bars.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if from_zero or not (low > 0 and low > 0.6 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        low, high = (low, high + (abs(high) or 1.0)) if low >= 0 else (low - abs(low), 0.0)
    # Whole things are not counted in halves.
    step = max(_round_step((high - low) / parts), 1.0 if unit.kind == "integer" else 0.0)
    first, last = math.floor(low / step + 1e-9), math.floor(high / step + 1e-9)
    ticks = tuple(round(number * step, 12) for number in range(first, last + 1))
    return Axis(ticks[0], high, ticks, tuple(numbers.compact(tick, unit, max(map(abs, ticks))) for tick in ticks))


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= step * 0.999)


def texts(labels: Sequence[str] | Sequence[list[str]]) -> str:
    """The Vega expression that writes an axis label by its number: `labels[datum.value]`."""
    return f"{json.dumps(list(labels))}[datum.value]"


def tick_texts(scale: Axis) -> str:
    """The Vega expression that writes the ticks of a numeric axis in the reader's language."""
    numbered = [f"abs(datum.value - ({tick!r})) < 1e-9 ? {json.dumps(text)} : " for tick, text in pairs(scale)]
    return "".join(numbered) + "''"


def pairs(scale: Axis) -> list[tuple[float, str]]:
    """Each tick with its text."""
    return list(zip(scale.ticks, scale.texts, strict=True))


def emphasis(accent: str) -> str:
    """The accent as a chart may use it: dark enough to be read, also where figures usually lie."""
    return readable(accent, USUAL)


def text(
    words: str | list[str],
    *,
    x: float,
    y: float,
    color: str,
    align: str = "left",
    size: float = LABEL,
    weight: fonts.Weight = 400,
    baseline: str = "middle",
) -> Spec:
    """A layer with one text at a place in pixels."""
    mark: Spec = {"type": "text", "text": words, "align": align, "baseline": baseline, "color": color}
    mark |= {"fontSize": size} if size != LABEL else {}
    mark |= {"fontWeight": weight} if weight != 400 else {}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": x}, "y": {"value": y}}}


def rectangle(x: float, x2: float, y: float, y2: float, **mark: object) -> Spec:
    """A layer with one rectangle at a place in pixels."""
    return _placed("rect", x, x2, y, y2, mark)


def line(x: float, x2: float, y: float, y2: float, **mark: object) -> Spec:
    """A layer with one straight line from place to place in pixels."""
    return _placed("rule", x, x2, y, y2, mark)


def _placed(kind: str, x: float, x2: float, y: float, y2: float, mark: dict[str, object]) -> Spec:
    places = {"x": x, "x2": x2, "y": y, "y2": y2}
    encoding = {channel: {"value": place} for channel, place in places.items()}
    return {"data": {"values": [{}]}, "mark": {"type": kind, **mark}, "encoding": encoding}


def in_pixels(width: float, height: float) -> Spec:
    """Vega's x and y for rows that say their places in pixels, from the left and from the top."""
    scales = (("x", [0, width]), ("y", [height, 0]))
    return {
        name: {"field": name, "type": "quantitative", "axis": None,
               "scale": {"domain": domain, "nice": False, "zero": False}}
        for name, domain in scales
    }  # fmt: skip


def chart(width: float, height: float, layers: list[Spec], padding: dict[str, float]) -> Spec:
    """A whole spec of so many pixels inside its padding, in the report's font."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": padding,
        "autosize": {"type": "none"},
        "background": None,
        "layer": layers,
        "resolve": {"scale": {"color": "independent"}},
        "config": config(),
    }


def nothing(width: float, *, id: str, alt: str) -> str:
    """The picture of what has no figure: a dash, for the title says why, and axes would promise something."""
    padding = {"left": 0.0, "right": 0.0, "top": 2.0, "bottom": 2.0}
    return svg(chart(width, LINE_HEIGHT * 2, [text("—", x=0, y=LINE_HEIGHT, color=MUTED)], padding), id=id, alt=alt)


def config() -> Spec:
    """What holds for every chart: font, sizes, hardly any lines."""
    return {
        "font": fonts.FAMILY,
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": False,
            "title": None,
            "gridColor": GRID,
            "gridWidth": 1,
            "labelColor": MUTED,
            "labelFontSize": SMALL,
            "labelLineHeight": LINE_HEIGHT,
            "labelPadding": 5,
            "labelLimit": 0,
        },
        "text": {"fontSize": LABEL, "color": INK, "lineHeight": LINE_HEIGHT},
    }


def spread(places: Sequence[float], sizes: float | Sequence[float], low: float, high: float) -> list[float]:
    """The places moved apart by half the sizes of both, each as near to where it was as the order allows."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = [max(place, low) for place in places]
    half = [size / 2 for size in sizes] if isinstance(sizes, Sequence) else [sizes / 2] * len(moved)
    for earlier, later in itertools.pairwise(order):
        moved[later] = max(moved[later], moved[earlier] + half[earlier] + half[later])
    if max(moved, default=low) > high:
        moved[order[-1]] = high
        for later, earlier in itertools.pairwise(reversed(order)):
            moved[earlier] = min(moved[earlier], moved[later] - half[earlier] - half[later])
    return [max(place, low) for place in moved]
