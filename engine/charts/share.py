"""Shares over time: columns of 100 %, the largest segment at the bottom, each named where the last column ends."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec, svg
from engine.charts.frame import HEIGHT, across, grid
from engine.charts.notation import DASHES, LINE_HEIGHT, SMALL, Axis
from engine.colours import ASIDE, INK, LACKING, MUTED, PAPER, SHARES
from engine.model.pictures import SharePicture
from engine.model.unit import Unit
from engine.numbers import Numbers
from engine.protocols import Look

THICK: Final = 0.7  # of a period's step
WIDEST: Final = 30.0  # of a column, in pixels
SWATCH, AWAY = 7.0, 16.0  # a label's colour, and how far it stands from the last column
GAP: Final = 3.0  # between labels
TOP, BOTTOM = 10.0, 30.0
RATE: Final = Unit("percent", 0)


@dataclass(frozen=True)
class Frame:
    """The drawing area of shares."""

    data: SharePicture
    width: float
    height: float
    colours: tuple[str, ...]

    @property
    def step(self) -> float:
        """The width of one period."""
        return self.width / max(1, len(self.data.points))

    @property
    def thick(self) -> float:
        """The width of a column."""
        return round(min(WIDEST, self.step * THICK), 1)

    def y(self, share: float) -> float:
        """The height of a share, from the top."""
        return self.height * (1 - share)


def draw(data: SharePicture, *, id: str, numbers: Numbers, look: Look) -> str:
    """The shares as SVG of `look.width` pixels."""
    last = _last(data)
    if last is None:
        return notation.nothing(look.width, id=id, alt=data.alt)
    names = [fonts.wrapped(f"{one.text} {one.label}", SMALL, min(look.width * 0.34, 190.0)) for one in data.layers]
    heights = [len(lines) * LINE_HEIGHT + GAP for lines in names]
    scale = Axis(0.0, 1.0, ticks := (0.0, 0.5, 1.0), tuple(numbers.compact(tick, RATE) for tick in ticks))
    left = scale.room + 8
    right = max(fonts.width(line, SMALL) for lines in names for line in lines) + AWAY + SWATCH + 4
    height = max(HEIGHT, sum(heights))
    frame = Frame(data, look.width - left - right, height, _colours(data))
    layers = [grid(data.points, scale, frame.step), *_columns(frame), *_names(frame, names, heights, last)]
    padding = {"left": left, "right": right, "top": TOP, "bottom": BOTTOM}
    return svg(notation.chart(frame.width, height, layers, padding), id=id, alt=data.alt)


def _last(data: SharePicture) -> int | None:
    """The last period that has shares: there the segments are named."""
    return max((index for index, point in enumerate(data.points) if point.shares), default=None)


def _colours(data: SharePicture) -> tuple[str, ...]:
    """A colour for each segment proper, from dark to light; the greys are for what is none."""
    proper = iter(SHARES)
    aside = {"other": ASIDE, "missing": LACKING, "unmatched": PAPER}
    return tuple(next(proper) if one.kind == "value" else aside[one.kind] for one in data.layers)


def _columns(frame: Frame) -> list[Spec]:
    """Segment by segment through all periods; what is provisional is hollow, in dashes of its colour."""
    layers: list[Spec] = []
    for number, colour in enumerate(frame.colours):
        edge = MUTED if colour in (LACKING, PAPER) else PAPER
        mark = {"color": colour, "stroke": edge, "strokeWidth": 0.8, "opacity": 1}
        hollow = {"color": PAPER, "stroke": MUTED if edge == MUTED else colour, "strokeWidth": 1.2}
        layers += _layer(frame, number, mark, provisional=False)
        layers += _layer(frame, number, hollow | {"strokeDash": DASHES, "opacity": 1}, provisional=True)
    return layers


def _layer(frame: Frame, number: int, mark: Spec, *, provisional: bool) -> list[Spec]:
    rows = []
    for index, point in enumerate(frame.data.points):
        if point.shares and point.shares[number] and point.provisional == provisional:
            low = sum(point.shares[:number])
            rows.append({"i": index, "low": low, "high": low + point.shares[number]})
    if not rows:
        return []
    encoding = {
        "x": across(len(frame.data.points)),
        "y": {"field": "low", "type": "quantitative"},
        "y2": {"field": "high"},
    }
    return [{"data": {"values": rows}, "mark": {"type": "bar", "width": frame.thick, **mark}, "encoding": encoding}]


def _names(frame: Frame, names: list[list[str]], heights: list[float], last: int) -> list[Spec]:
    """Each segment's name and newest share at the height of its part, with its colour and a line to it."""
    ends = list(accumulate(frame.data.points[last].shares, initial=0.0))
    middles = [frame.y((low + high) / 2) for low, high in pairwise(ends)]
    places = notation.spread(middles, heights, heights[-1] / 2, frame.height - heights[0] / 2)
    edge, x = frame.step * (last + 0.5) + frame.thick / 2, frame.width + AWAY
    layers: list[Spec] = []
    for lines, colour, middle, place in zip(names, frame.colours, middles, places, strict=True):
        outlined = {"stroke": MUTED, "strokeWidth": 0.8} if colour in (LACKING, PAPER) else {}
        layers += [
            notation.line(edge + 1, x - 2, middle, place, color=MUTED, strokeWidth=0.6),
            notation.rectangle(
                x, x + SWATCH, place - SWATCH / 2, place + SWATCH / 2, fill=colour, opacity=1, **outlined
            ),
            notation.text(lines, x=x + SWATCH + 4, y=place - LINE_HEIGHT * (len(lines) - 1) / 2, size=SMALL, color=INK),
        ]
    return layers
