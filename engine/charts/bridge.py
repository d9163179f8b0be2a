"""A bridge: from one figure to another, a bar for each step, better and worse told by colour, shape and sign."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec, svg
from engine.charts.notation import LABEL, LINE_HEIGHT, SMALL
from engine.colours import ACTUAL, BAD, GOOD, INK, LAST_YEAR, MUTED, PAPER
from engine.model.bridge import Bridge, BridgeStep
from engine.numbers import Numbers
from engine.protocols import Look

ROW, THICK = 24.0, 13.0
KEY: Final = 20.0
CUT_AT: Final = 12.0  # pixels from the left, where both ends are cut
COLOURS: Final = {"good": GOOD, "bad": BAD, "neutral": MUTED}


@dataclass(frozen=True)
class Frame:
    """The drawing area and its scale: values from `low` to `high` over `width` pixels."""

    data: Bridge
    low: float
    high: float
    width: float

    def x(self, value: float) -> float:
        """Where a value stands, from the left."""
        return round(self.width * (value - self.low) / (self.high - self.low), 2)

    def y(self, index: int) -> float:
        """The middle of a row, from the top."""
        return ROW * (index + 0.5)


def draw(data: Bridge, *, id: str, numbers: Numbers, look: Look) -> str:
    """The bridge as SVG of `look.width` pixels, as high as it has steps."""
    if not data.steps:
        return notation.nothing(look.width, id=id, alt=data.alt)
    names = [fonts.wrapped(step.label, SMALL, min(look.width * 0.37, 180.0)) for step in data.steps]
    left = max(fonts.width(line, SMALL) for name in names for line in name) + 8
    right = max(fonts.width(step.text, LABEL, 600) for step in data.steps) + 10
    spans = _spans(data)
    ends = [end for span in spans for end in span]
    low, high = (min(ends), max(ends)) if not data.cut else (_lowest(spans), max(ends))
    frame = Frame(data, low, high if high > low else low + 1, look.width - left - right)
    layers = [*_names(frame, names), *_bars(frame, spans), *_links(frame, spans), *_values(frame, right)]
    layers += _key(frame, left)
    top = KEY if _tones(data) else 2.0
    return svg(notation.chart(frame.width, ROW * len(data.steps), layers, _padding(left, right, top)),
               id=id, alt=data.alt)  # fmt: skip


def _padding(left: float, right: float, top: float = 2.0) -> dict[str, float]:
    return {"left": left, "right": right, "top": top, "bottom": 2.0}


def _spans(data: Bridge) -> list[tuple[float, float]]:
    """From where to where each bar reaches: both ends from zero, a step from the level before it."""
    first, *between, last = data.steps
    levels = list(accumulate([first.value, *(step.value for step in between)]))
    steps = list(pairwise(levels))
    return [(0.0, first.value), *steps, (0.0, last.value)]


def _lowest(spans: list[tuple[float, float]]) -> float:
    """The left end of a cut scale: a quarter of the steps' reach below the lowest level."""
    levels = [spans[0][1], *(end for span in spans[1:-1] for end in span), spans[-1][1]]
    low, high = min(levels), max(levels)
    return low - ((high - low) or abs(high) or 1.0) / 3


def _rect(x: float, x2: float, y: float, **mark: object) -> Spec:
    box = {"x": min(x, x2), "x2": max(x, x2), "y": y - THICK / 2, "y2": y + THICK / 2}
    encoding = {channel: {"value": place} for channel, place in box.items()}
    return {"data": {"values": [{}]}, "mark": {"type": "rect", "opacity": 1, **mark}, "encoding": encoding}


def _bars(frame: Frame, spans: list[tuple[float, float]]) -> list[Spec]:
    layers: list[Spec] = []
    for index, (step, (start, end)) in enumerate(zip(frame.data.steps, spans, strict=True)):
        y = frame.y(index)
        left = max(frame.x(start), 0.0)
        layers.append(_rect(left, frame.x(end), y, **_look(step)))
        if frame.data.cut and step.kind in ("start", "end"):
            layers += _break(y)
    return layers


def _look(step: BridgeStep) -> dict[str, object]:
    """Worse is hollow: it is told from better without colour, too."""
    if step.kind == "start":
        return {"color": LAST_YEAR}
    if step.kind == "end":
        return {"color": ACTUAL}
    colour = COLOURS[step.tone]
    return {"color": PAPER, "stroke": colour, "strokeWidth": 1.4} if step.tone == "bad" else {"color": colour}


def _break(y: float) -> list[Spec]:
    """Two slanted gaps: the bar does not begin where the picture does."""
    gap = {"type": "rule", "color": PAPER, "strokeWidth": 2.2}
    return [
        {
            "data": {"values": [{}]},
            "mark": gap,
            "encoding": {
                "x": {"value": at - 2.5},
                "x2": {"value": at + 2.5},
                "y": {"value": y + THICK / 2 + 1},
                "y2": {"value": y - THICK / 2 - 1},
            },
        }
        for at in (CUT_AT - 3, CUT_AT + 3)
    ]


def _links(frame: Frame, spans: list[tuple[float, float]]) -> list[Spec]:
    """A thin line from the end of each bar to the row beneath, where the next one begins."""
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.8},
            "encoding": {
                "x": {"value": frame.x(end)},
                "y": {"value": frame.y(index) + THICK / 2},
                "y2": {"value": frame.y(index + 1) - THICK / 2},
            },
        }
        for index, (_, end) in enumerate(spans[:-1])
    ]


def _names(frame: Frame, names: list[list[str]]) -> list[Spec]:
    return [
        notation.text(
            lines,
            x=-8.0,
            y=frame.y(index) - LINE_HEIGHT * (len(lines) - 1) / 2,
            align="right",
            size=SMALL,
            color=MUTED if step.kind == "rest" else INK,
        )
        for index, (step, lines) in enumerate(zip(frame.data.steps, names, strict=True))
    ]


def _values(frame: Frame, right: float) -> list[Spec]:
    return [
        notation.text(
            step.text,
            x=frame.width + right - 1,
            y=frame.y(index),
            align="right",
            weight=600,
            color=INK if step.kind in ("start", "end") else COLOURS[step.tone],
        )
        for index, step in enumerate(frame.data.steps)
    ]


def _tones(data: Bridge) -> list[str]:
    present = {step.tone for step in data.steps}
    return [tone for tone in ("good", "bad") if tone in present]


def _key(frame: Frame, left: float) -> list[Spec]:
    """One line above the bars: what is better, what is worse."""
    x, y = -left, -KEY / 2 - 1
    layers: list[Spec] = []
    for tone in _tones(frame.data):
        word, colour = frame.data.words[tone], COLOURS[tone]
        box = {"x": x, "x2": x + 9, "y": y - 4.5, "y2": y + 4.5}
        mark = {"fill": PAPER, "stroke": colour, "strokeWidth": 1.4} if tone == "bad" else {"fill": colour}
        encoding = {channel: {"value": place} for channel, place in box.items()}
        layers += [
            {"data": {"values": [{}]}, "mark": {"type": "rect", "opacity": 1, **mark}, "encoding": encoding},
            notation.text(word, x=x + 13, y=y, size=SMALL, color=MUTED),
        ]
        x += 13 + fonts.width(word, SMALL) + 14
    return layers
