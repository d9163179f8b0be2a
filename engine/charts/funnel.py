"""A funnel: bars from the first step down, each step's share between them, the period before as an outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.charts import notation, rows
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, SMALL
from engine.charts.rows import Margins
from engine.colours import ACTUAL, INK, LAST_YEAR, MUTED, PAPER
from engine.model.pictures import FunnelBar, FunnelPicture
from engine.numbers import Numbers
from engine.protocols import Look

BAR: Final = 18.0
BETWEEN: Final = 20.0  # from a bar to the next
BEYOND: Final = 3.0  # the outline stands around the bar
KEY: Final = 22.0


@dataclass(frozen=True)
class Frame:
    """The drawing area of one funnel and its scale."""

    data: FunnelPicture
    highest: float
    width: float

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
    beside = rows.margins(((bar.label, bar.text) for bar in data.bars), look.width)
    counts = [count for bar in data.bars for count in (bar.value, bar.previous) if count is not None]
    frame = Frame(data, max(counts, default=0.0) or 1.0, look.width - beside.left - beside.right)
    layers = [
        *(rows.name(lines, frame.top(n) + BAR / 2) for n, lines in enumerate(beside.names)),
        *(layer for n, bar in enumerate(data.bars) for layer in _bar(frame, n, bar, beside)),
        *_between(frame),
        *_key(data, beside),
    ]
    padding = beside.padding(KEY if _named(data) else 2.0)
    return svg(notation.chart(frame.width, frame.height, layers, padding), id=id, alt=data.alt)


OUTLINE: Final[Spec] = {"fill": LAST_YEAR, "fillOpacity": 0.25, "stroke": MUTED, "strokeWidth": 1}
SOLID: Final[Spec] = {"fill": ACTUAL}
HOLLOW: Final[Spec] = {"fill": PAPER, "stroke": ACTUAL, "strokeWidth": 1.2, "strokeDash": DASHES}


def _bar(frame: Frame, n: int, bar: FunnelBar, beside: Margins) -> list[Spec]:
    """A step: the period before around it, its value in a column of its own."""
    top = frame.top(n)
    layers = []
    if bar.previous is not None:
        layers.append(notation.rectangle(0, frame.x(bar.previous), top - BEYOND, top + BAR + BEYOND, **OUTLINE))
    if bar.value is not None:
        look = HOLLOW if bar.provisional else SOLID
        layers.append(notation.rectangle(0, frame.x(bar.value), top, top + BAR, **look))
    layers.append(rows.figure(bar.text, frame.width + beside.right, top + BAR / 2))
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


def _key(data: FunnelPicture, beside: Margins) -> list[Spec]:
    """What each kind of bar looks like."""
    swatches = {"actual": SOLID, "previous": OUTLINE, "provisional": HOLLOW}
    return rows.key([(data.words[name], 9.0, swatches[name]) for name in _named(data)], beside.left, -KEY / 2 - 1)
