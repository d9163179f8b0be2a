"""A funnel: bars from the first step down, each step's share between them, the period before as an outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, LABEL, LINE_HEIGHT, SMALL
from engine.colours import ACTUAL, INK, LAST_YEAR, MUTED, PAPER
from engine.model.pictures import FunnelBar, FunnelPicture
from engine.numbers import Numbers
from engine.protocols import Look

BAR: Final = 20.0
BETWEEN: Final = 24.0  # from a bar to the next
BEYOND: Final = 3.0  # the outline stands around the bar
KEY: Final = 22.0


@dataclass(frozen=True)
class Frame:
    """The drawing area of one funnel and its scale."""

    data: FunnelPicture
    highest: float
    width: float
    left: float
    right: float

    def top(self, step: int) -> float:
        """The upper edge of a bar."""
        return step * (BAR + BETWEEN) + BEYOND

    @property
    def height(self) -> float:
        """All bars, and the lines between them."""
        return self.top(len(self.data.bars) - 1) + BAR + BEYOND

    def x(self, value: float) -> float:
        """The end of a bar, from the left."""
        return self.width * value / self.highest


def draw(data: FunnelPicture, *, id: str, numbers: Numbers, look: Look) -> str:
    """The funnel as SVG of `look.width` pixels, as high as it has steps."""
    names = [fonts.wrapped(bar.label, SMALL, min(look.width * 0.37, 180.0)) for bar in data.bars]
    left = max((fonts.width(line, SMALL) for name in names for line in name), default=0.0) + 8
    right = max((fonts.width(bar.text, LABEL, 600) for bar in data.bars), default=0.0) + 10
    counts = [count for bar in data.bars for count in (bar.value, bar.previous) if count is not None]
    frame = Frame(data, max(counts, default=0.0) or 1.0, look.width - left - right, left, right)
    layers = [
        *_names(frame, names),
        *(layer for n, bar in enumerate(data.bars) for layer in _bar(frame, n, bar)),
        *_between(frame),
        *_key(frame),
    ]
    padding = {"left": left, "right": right, "top": KEY if _named(data) else 2.0, "bottom": 2.0}
    return svg(notation.chart(frame.width, frame.height, layers, padding), id=id, alt=data.alt)


def _names(frame: Frame, names: list[list[str]]) -> list[Spec]:
    return [
        notation.text(
            lines,
            x=-8.0,
            y=frame.top(n) + BAR / 2 - LINE_HEIGHT * (len(lines) - 1) / 2,
            align="right",
            size=SMALL,
            color=INK,
        )
        for n, lines in enumerate(names)
    ]


OUTLINE: Final[Spec] = {"fill": LAST_YEAR, "fillOpacity": 0.25, "stroke": MUTED, "strokeWidth": 1}
SOLID: Final[Spec] = {"fill": ACTUAL}
HOLLOW: Final[Spec] = {"fill": PAPER, "stroke": ACTUAL, "strokeWidth": 1.2, "strokeDash": DASHES}


def _bar(frame: Frame, n: int, bar: FunnelBar) -> list[Spec]:
    """A step: the period before around it, its value in a column of its own."""
    top = frame.top(n)
    layers = []
    if bar.previous is not None:
        layers.append(notation.rectangle(0, frame.x(bar.previous), top - BEYOND, top + BAR + BEYOND, **OUTLINE))
    if bar.value is not None:
        look = HOLLOW if bar.provisional else SOLID
        layers.append(notation.rectangle(0, frame.x(bar.value), top, top + BAR, **look))
    place = frame.width + frame.right - 1
    layers.append(notation.text(bar.text, x=place, y=top + BAR / 2, align="right", weight=600, color=INK))
    return layers


def _between(frame: Frame) -> list[Spec]:
    """What a step is of the one above it; the narrowest in bold."""
    return [
        notation.text(
            f"↓ {bar.between}",
            x=6.0,
            y=frame.top(n) - BETWEEN / 2,
            weight=600 if bar.narrowest else 400,
            color=INK if bar.narrowest else MUTED,
            size=SMALL,
        )
        for n, bar in enumerate(frame.data.bars)
        if bar.between
    ]


def _named(data: FunnelPicture) -> list[str]:
    present = {
        "previous": any(bar.previous is not None for bar in data.bars),
        "provisional": any(bar.provisional for bar in data.bars),
    }
    return ["actual", *shown] if (shown := [name for name, there in present.items() if there]) else []


def _key(frame: Frame) -> list[Spec]:
    """One line above the bars: a swatch and a word for each kind of bar."""
    swatches = {"actual": SOLID, "previous": OUTLINE, "provisional": HOLLOW}
    x, y = -frame.left, -KEY / 2 - 1
    layers: list[Spec] = []
    for name in _named(frame.data):
        word = frame.data.words[name]
        layers += [
            notation.rectangle(x, x + 9, y - 4.5, y + 4.5, **swatches[name]),
            notation.text(word, x=x + 13, y=y, size=SMALL, color=MUTED),
        ]
        x += 13 + fonts.width(word, SMALL) + 14
    return layers
