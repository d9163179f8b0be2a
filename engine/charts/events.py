"""What happened, as flags on a trend: a thin mark at its period, its text beside its top, none over another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.boxes import Box
from engine.charts.drawing import Spec
from engine.charts.notation import LINE_HEIGHT, SMALL
from engine.colours import MUTED
from engine.model.pictures import TrendEvent

BESIDE: Final = 3.0  # between a mark and its text
APART: Final = 6.0  # between two texts in a row
LOWEST: Final = -12.0  # the middle of the lowest row, from the top of the drawing area
HALF_LINE: Final = 6.0


@dataclass(frozen=True)
class Flag:
    """The texts of one period with the place of their mark; `row` counts from the lowest."""

    at: float
    left: float
    right: float
    row: int
    lines: tuple[str, ...]

    @property
    def top_row(self) -> int:
        """The row of its first line."""
        return self.row + len(self.lines) - 1

    def box(self, base: float) -> Box:
        """What its texts cover, where the lowest row stands at `base`."""
        top, bottom = base - self.top_row * LINE_HEIGHT - HALF_LINE, base - self.row * LINE_HEIGHT + HALF_LINE
        return Box(self.left, self.right, top, bottom)


def flags(events: Sequence[TrendEvent], x: Callable[[int], float], width: float) -> list[Flag]:
    """The events of each period behind their mark, before it where the width ends; in the lowest row that is free.

    From the last period back, so that a text never reaches over the mark of a later one.
    """
    lines: dict[int, list[str]] = {}
    for event in events:
        lines.setdefault(event.index, []).append(event.text)
    found: list[Flag] = []
    for index in sorted(lines, reverse=True):
        at, broad = x(index), max(fonts.width(text, SMALL) for text in lines[index])
        left = at + BESIDE if at + BESIDE + broad <= width else max(0.0, at - BESIDE - broad)
        found.append(Flag(at, left, left + broad, 0, tuple(lines[index])))
        while any(_covers(found[-1], other) for other in found[:-1]):
            found[-1] = Flag(at, left, left + broad, found[-1].row + 1, found[-1].lines)
    return found


def _covers(flag: Flag, other: Flag) -> bool:
    """Whether the texts of one lie over those of another, or too near to them."""
    rows = flag.row <= other.top_row and other.row <= flag.top_row
    return rows and flag.left < other.right + APART and other.left < flag.right + APART


def base(placed: Sequence[Flag], taken: Sequence[Box]) -> float:
    """Where the lowest row stands: above all that it would lie over."""
    met = [box.top for box in taken for flag in placed if box.reaches(flag.left - APART, flag.right + APART)]
    return min([LOWEST, *(top - HALF_LINE - 1 for top in met)])


def top(placed: Sequence[Flag], base: float) -> float:
    """How much room the flags need above the drawing area."""
    return max((-flag.box(base).top for flag in placed), default=0.0)


def draw(placed: Sequence[Flag], base: float, height: float, taken: Sequence[Box]) -> list[Spec]:
    """The marks down to the axis, with gaps where they would cross a text, and the texts."""
    layers = []
    for flag in placed:
        others = [*taken, *(other.box(base) for other in placed if other is not flag)]
        for start, end in _gaps(flag, base, height, others):
            layers.append(notation.line(flag.at, flag.at, start, end, color=MUTED, strokeWidth=0.7))
    for flag in placed:
        words = list(flag.lines)
        y = base - flag.top_row * LINE_HEIGHT
        layers.append(notation.text(words, x=flag.left, y=y, color=MUTED, size=SMALL))
    return layers


def _gaps(flag: Flag, base: float, height: float, others: Sequence[Box]) -> list[tuple[float, float]]:
    """The stretches of a mark, from its top to the axis, that cross nothing."""
    start, found = flag.box(base).top + 1, []
    for box in sorted((box for box in others if box.reaches(flag.at - 1, flag.at + 1)), key=lambda box: box.top):
        if box.bottom > start and box.top < height:
            found.append((start, box.top))
            start = max(start, box.bottom)
    return [(first, last) for first, last in [*found, (start, height)] if last - first > 2]
