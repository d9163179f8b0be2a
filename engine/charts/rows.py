"""What charts of one row beneath the other share: names on the left, figures on the right, a key above the bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec
from engine.charts.notation import LABEL, LINE_HEIGHT, SMALL
from engine.colours import INK, MUTED


@dataclass(frozen=True)
class Margins:
    """The names in lines, and how wide they and the figures are."""

    names: tuple[list[str], ...]
    left: float
    right: float

    def padding(self, top: float) -> dict[str, float]:
        """The room around the bars."""
        return {"left": self.left, "right": self.right, "top": top, "bottom": 2.0}


def margins(rows: Iterable[tuple[str, str]], width: int) -> Margins:
    """What the name and the figure of each row take of the width."""
    rows = list(rows)
    names = tuple(fonts.wrapped(name, SMALL, min(width * 0.37, 180.0)) for name, _ in rows)
    left = max((fonts.width(line, SMALL) for name in names for line in name), default=0.0) + 8
    right = max((fonts.width(figure, LABEL, 600) for _, figure in rows), default=0.0) + 10
    return Margins(names, left, right)


def name(lines: list[str], middle: float, color: str = INK) -> Spec:
    """A name beside its row: an axis would hang the second line of it too low."""
    return notation.text(
        lines, x=-8.0, y=middle - LINE_HEIGHT * (len(lines) - 1) / 2, align="right", size=SMALL, color=color
    )


def figure(text: str, end: float, middle: float, color: str = INK) -> Spec:
    """A figure at the end of its row, in a column of its own: at the end of a bar it might seem to be another's."""
    return notation.text(text, x=end - 1, y=middle, align="right", weight=600, color=color)


def key(entries: Sequence[tuple[str, float, Spec]], left: float, middle: float) -> list[Spec]:
    """One line above the bars: a swatch of its width and a word for each kind of bar."""
    x = -left
    layers: list[Spec] = []
    for word, wide, look in entries:
        layers += [
            notation.rectangle(x, x + wide, middle - 4.5, middle + 4.5, **look),
            notation.text(word, x=x + wide + 4, y=middle, size=SMALL, color=MUTED),
        ]
        x += wide + 4 + fonts.width(word, SMALL) + 14
    return layers
