"""A KPI by one dimension: bars from the largest down, last year lighter behind, targets as outlined ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, LABEL, LINE_HEIGHT, SMALL, Axis
from engine.colours import ACTUAL, ASIDE, INK, LAST_YEAR, MUTED, PAPER
from engine.model.pictures import Bar, Breakdown
from engine.numbers import Numbers
from engine.protocols import Look

LOWEST, HIGHEST, ALL_ROWS = 28.0, 40.0, 180.0  # a row's height, and what rows share while they are few
THICK: Final = 0.46  # of a row
KEY: Final = 20.0  # the line that names last year and target


@dataclass(frozen=True)
class Frame:
    """The drawing area of one breakdown and its scale."""

    data: Breakdown
    scale: Axis
    width: float
    right: float  # beside the bars, for their values

    @property
    def row(self) -> float:
        """The height of a bar's row: few bars stand wider apart, so that charts abreast are about as high."""
        return min(HIGHEST, max(LOWEST, ALL_ROWS / max(1, len(self.data.bars))))

    @property
    def thick(self) -> float:
        """The thickness of a bar."""
        return round(self.row * THICK, 1)

    def x(self, value: float) -> float:
        """The end of a bar, from the left."""
        return self.width * (value - self.scale.low) / (self.scale.high - self.scale.low)


def draw(data: Breakdown, *, id: str, numbers: Numbers, look: Look) -> str:
    """The breakdown as SVG of `look.width` pixels, as high as it has bars."""
    names = [fonts.wrapped(bar.label, SMALL, min(look.width * 0.37, 180.0)) for bar in data.bars]
    left = max((fonts.width(line, SMALL) for name in names for line in name), default=0.0) + 8
    right = max((fonts.width(bar.text, LABEL, 600) for bar in data.bars), default=0.0) + 10
    values = [
        value
        for bar in data.bars
        for value in (bar.value, bar.year_ago, bar.target, *(bar.band or ()))
        if value is not None
    ]
    low, high = min([0.0, *values]), max([0.0, *values])
    # The bars end where the values end: their texts say how much, so there is no axis to be read.
    frame = Frame(data, Axis(low, high if high > low else low + 1, (), ()), look.width - left - right, right)
    layers = [*_names(frame, names), *_bars(frame), *_targets(frame), *_values(frame), *_key(frame, left)]
    padding = {"left": left, "right": right, "top": KEY if _named(data) else 2.0, "bottom": 2.0}
    return svg(notation.chart(frame.width, frame.row * len(data.bars), layers, padding), id=id, alt=data.alt)


def _names(frame: Frame, names: list[list[str]]) -> list[Spec]:
    """The segments' names beside their bars: an axis would hang the second line of a name too low."""
    return [
        notation.text(
            lines,
            x=-8.0,
            y=frame.row * (index + 0.5) - LINE_HEIGHT * (len(lines) - 1) / 2,
            align="right",
            size=SMALL,
            color=INK if bar.kind == "value" else MUTED,
        )
        for index, (bar, lines) in enumerate(zip(frame.data.bars, names, strict=True))
    ]


def _y(frame: Frame) -> Spec:
    rows = list(range(len(frame.data.bars)))
    return {"field": "i", "type": "ordinal", "axis": None, "scale": {"domain": rows, "padding": 0}}


def _x(frame: Frame) -> Spec:
    scale: Spec = {"domain": [frame.scale.low, frame.scale.high], "nice": False, "zero": True}
    return {"field": "v", "type": "quantitative", "axis": None, "scale": scale}


def _layer(frame: Frame, rows: list[tuple[int, float | None]], **mark: object) -> list[Spec]:
    values = [{"i": index, "v": value} for index, value in rows if value is not None]
    if not values:
        return []
    encoding = {"x": _x(frame), "y": _y(frame)}
    drawn = {"type": "bar", "orient": "horizontal", **mark}
    return [{"data": {"values": values}, "mark": drawn, "encoding": encoding}]


def _bars(frame: Frame) -> list[Spec]:
    def chosen(*, aside: bool, provisional: bool) -> list[tuple[int, float | None]]:
        return [
            (index, bar.value)
            for index, bar in enumerate(frame.data.bars)
            if (bar.kind != "value") == aside and bar.provisional == provisional
        ]

    past = [(index, bar.year_ago) for index, bar in enumerate(frame.data.bars)]
    shift = frame.thick / 5 if any(value is not None for _, value in past) else 0.0
    hollow = {"size": frame.thick, "yOffset": shift, "color": PAPER, "strokeWidth": 1.2, "strokeDash": DASHES}
    return [
        *_layer(frame, past, size=frame.thick, yOffset=-shift, color=LAST_YEAR),
        *_layer(frame, chosen(aside=False, provisional=False), size=frame.thick, yOffset=shift, color=ACTUAL),
        *_layer(frame, chosen(aside=True, provisional=False), size=frame.thick, yOffset=shift, color=ASIDE),
        *_layer(frame, chosen(aside=False, provisional=True), stroke=ACTUAL, **hollow),
        *_layer(frame, chosen(aside=True, provisional=True), stroke=ASIDE, **hollow),
    ]


def _targets(frame: Frame) -> list[Spec]:
    """A tick at each target; at both ends of a band."""
    bars = enumerate(frame.data.bars)
    rows = [{"i": index, "v": end} for index, bar in bars for end in bar.band or (bar.target,) if end is not None]
    if not rows:
        return []
    mark = {
        "type": "tick",
        "orient": "vertical",
        "size": frame.thick + 9,
        "thickness": 3,
        "color": PAPER,
        "stroke": INK,
    }
    encoding = {"x": _x(frame), "y": _y(frame)}
    return [{"data": {"values": rows}, "mark": mark | {"strokeWidth": 1, "opacity": 1}, "encoding": encoding}]


def _values(frame: Frame) -> list[Spec]:
    return [_value(frame, index, bar) for index, bar in enumerate(frame.data.bars)]


def _value(frame: Frame, index: int, bar: Bar) -> Spec:
    """The value in a column of its own: at the end of a longer bar of last year it would seem to be that one's."""
    place = frame.width + frame.right - 1
    colour = INK if bar.kind == "value" else MUTED
    return notation.text(bar.text, x=place, y=frame.row * (index + 0.5), align="right", weight=600, color=colour)


def _named(data: Breakdown) -> list[str]:
    present = {
        "last_year": any(bar.year_ago is not None for bar in data.bars),
        "target": any(bar.target is not None or bar.band for bar in data.bars),
        "provisional": any(bar.provisional for bar in data.bars),
    }
    return ["actual", *shown] if (shown := [name for name, there in present.items() if there]) else []


def _key(frame: Frame, left: float) -> list[Spec]:
    """One line above the bars: a swatch and a word for each series."""
    swatches: dict[str, Spec] = {
        "actual": {"fill": ACTUAL},
        "last_year": {"fill": LAST_YEAR},
        "target": {"fill": PAPER, "stroke": INK, "strokeWidth": 1},
        "provisional": {"fill": PAPER, "stroke": ACTUAL, "strokeWidth": 1.2, "strokeDash": DASHES},
    }
    x, y = -left, -KEY / 2 - 1
    layers: list[Spec] = []
    for name in _named(frame.data):
        word, wide = frame.data.words[name], 3.0 if name == "target" else 9.0
        layers += [
            notation.rectangle(x, x + wide, y - 4.5, y + 4.5, **swatches[name]),
            notation.text(word, x=x + wide + 4, y=y, size=SMALL, color=MUTED),
        ]
        x += wide + 4 + fonts.width(word, SMALL) + 14
    return layers
