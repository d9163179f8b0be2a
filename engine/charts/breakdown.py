"""A KPI by one dimension: bars from the largest down, last year lighter behind, targets as outlined ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.charts import notation, rows
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, Axis
from engine.charts.rows import Margins
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
    beside = rows.margins(((bar.label, bar.text) for bar in data.bars), look.width)
    values = [
        value
        for bar in data.bars
        for value in (bar.value, bar.year_ago, bar.target, *(bar.band or ()))
        if value is not None
    ]
    low, high = min([0.0, *values]), max([0.0, *values])
    # The bars end where the values end: their texts say how much, so there is no axis to be read.
    scale = Axis(low, high if high > low else low + 1, (), ())
    frame = Frame(data, scale, look.width - beside.left - beside.right)
    layers = [*_names(frame, beside), *_bars(frame), *_targets(frame), *_values(frame, beside), *_key(data, beside)]
    padding = beside.padding(KEY if _named(data) else 2.0)
    return svg(notation.chart(frame.width, frame.row * len(data.bars), layers, padding), id=id, alt=data.alt)


def _names(frame: Frame, beside: Margins) -> list[Spec]:
    return [
        rows.name(lines, frame.row * (index + 0.5), _ink(bar))
        for index, (bar, lines) in enumerate(zip(frame.data.bars, beside.names, strict=True))
    ]


def _ink(bar: Bar) -> str:
    return INK if bar.kind == "value" else MUTED


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


def _values(frame: Frame, beside: Margins) -> list[Spec]:
    end = frame.width + beside.right
    bars = enumerate(frame.data.bars)
    return [rows.figure(bar.text, end, frame.row * (index + 0.5), _ink(bar)) for index, bar in bars]


def _named(data: Breakdown) -> list[str]:
    present = {
        "last_year": any(bar.year_ago is not None for bar in data.bars),
        "target": any(bar.target is not None or bar.band for bar in data.bars),
        "provisional": any(bar.provisional for bar in data.bars),
    }
    return ["actual", *shown] if (shown := [name for name, there in present.items() if there]) else []


def _key(data: Breakdown, beside: Margins) -> list[Spec]:
    """What each series looks like."""
    swatches: dict[str, Spec] = {
        "actual": {"fill": ACTUAL},
        "last_year": {"fill": LAST_YEAR},
        "target": {"fill": PAPER, "stroke": INK, "strokeWidth": 1},
        "provisional": {"fill": PAPER, "stroke": ACTUAL, "strokeWidth": 1.2, "strokeDash": DASHES},
    }
    entries = [(data.words[name], 3.0 if name == "target" else 9.0, swatches[name]) for name in _named(data)]
    return rows.key(entries, beside.left, -KEY / 2 - 1)
