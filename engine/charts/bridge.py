"""A bridge: from one figure to another, a bar for each step, better and worse told by colour, shape and sign."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from engine.charts import notation, rows
from engine.charts.drawing import Spec, svg
from engine.charts.rows import Margins
from engine.colours import ACTUAL, BAD, GOOD, INK, LAST_YEAR, MUTED, PAPER
from engine.model.bridge import Bridge, BridgeStep
from engine.model.figures import Tone
from engine.numbers import Numbers
from engine.protocols import Look

ROW, THICK = 22.0, 13.0
KEY: Final = 20.0
CUT_AT: Final = 12.0  # pixels from the left, where both ends are cut
COLOURS: Final[dict[Tone, str]] = {"good": GOOD, "bad": BAD, "neutral": MUTED}


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
    beside = rows.margins(((step.label, step.text) for step in data.steps), look.width)
    spans = _spans(data)
    ends = [end for span in spans for end in span]
    low, high = (min(ends), max(ends)) if not data.cut else (_lowest(spans), max(ends))
    frame = Frame(data, low, high if high > low else low + 1, look.width - beside.left - beside.right)
    layers = [*_names(frame, beside), *_bars(frame, spans), *_links(frame, spans), *_values(frame, beside)]
    layers += _key(data, beside)
    padding = beside.padding(KEY if _tones(data) else 2.0)
    return svg(notation.chart(frame.width, ROW * len(data.steps), layers, padding), id=id, alt=data.alt)


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


def _bars(frame: Frame, spans: list[tuple[float, float]]) -> list[Spec]:
    layers: list[Spec] = []
    for index, (step, (start, end)) in enumerate(zip(frame.data.steps, spans, strict=True)):
        y = frame.y(index)
        left, right = sorted((max(frame.x(start), 0.0), frame.x(end)))
        layers.append(notation.rectangle(left, right, y - THICK / 2, y + THICK / 2, **_look(step)))
        if frame.data.cut and step.kind in ("start", "end"):
            layers += _break(y)
    return layers


def _look(step: BridgeStep) -> Spec:
    ends = {"start": LAST_YEAR, "end": ACTUAL}
    return {"color": ends[step.kind], "opacity": 1} if step.kind in ends else _toned(step.tone)


def _toned(tone: Tone) -> Spec:
    """Worse is hollow: it is told from better without colour, too."""
    colour = COLOURS[tone]
    hollow = {"color": PAPER, "stroke": colour, "strokeWidth": 1.4}
    return {**(hollow if tone == "bad" else {"color": colour}), "opacity": 1}


def _break(y: float) -> list[Spec]:
    """Two slanted gaps: the bar does not begin where the picture does."""
    beneath, above = y + THICK / 2 + 1, y - THICK / 2 - 1
    return [
        notation.line(at - 2.5, at + 2.5, beneath, above, color=PAPER, strokeWidth=2.2)
        for at in (CUT_AT - 3, CUT_AT + 3)
    ]


def _links(frame: Frame, spans: list[tuple[float, float]]) -> list[Spec]:
    """A thin line from the end of each bar to the row beneath, where the next one begins."""
    return [
        notation.line(
            at := frame.x(end), at, frame.y(index) + THICK / 2, frame.y(index + 1) - THICK / 2,
            color=MUTED, strokeWidth=0.8,
        )
        for index, (_, end) in enumerate(spans[:-1])
    ]  # fmt: skip


def _names(frame: Frame, beside: Margins) -> list[Spec]:
    return [
        rows.name(lines, frame.y(index), MUTED if step.kind == "rest" else INK)
        for index, (step, lines) in enumerate(zip(frame.data.steps, beside.names, strict=True))
    ]


def _values(frame: Frame, beside: Margins) -> list[Spec]:
    end = frame.width + beside.right
    return [
        rows.figure(step.text, end, frame.y(index), INK if step.kind in ("start", "end") else COLOURS[step.tone])
        for index, step in enumerate(frame.data.steps)
    ]


def _tones(data: Bridge) -> list[Tone]:
    present = {step.tone for step in data.steps}
    tones: tuple[Tone, ...] = ("good", "bad")
    return [tone for tone in tones if tone in present]


def _key(data: Bridge, beside: Margins) -> list[Spec]:
    """What is better, what is worse."""
    entries = [(data.words[tone], 9.0, _toned(tone)) for tone in _tones(data)]
    return rows.key(entries, beside.left, -KEY / 2 - 1)
