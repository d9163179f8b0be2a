"""Small multiples: a trend for each segment, all on one scale; columns for amounts, lines for rates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, RATES, SMALL, Axis
from engine.charts.trend import MOST_COLUMNS
from engine.colours import ACTUAL, ASIDE, GRID, INK, LAST_YEAR, MUTED, PAPER
from engine.model.pictures import Multiples, Panel
from engine.numbers import Numbers
from engine.protocols import Look

ABREAST: Final = (2, 4)  # panels in a row at most, at half a page's width and at all of it
BETWEEN: Final = 18.0  # panels
HEAD: Final = 20.0  # above each, its name and figure
HEIGHT: Final = 52.0
FOOT: Final = 8.0
BOTTOM: Final = 16.0  # beneath the lowest, the first and the last period
THICK: Final = 0.62  # of a period's step
DOT: Final = 30.0


@dataclass(frozen=True)
class Frame:
    """The drawing area of all panels, and the scale that they share."""

    data: Multiples
    scale: Axis
    width: float
    abreast: int
    accent: str
    columns: bool

    @property
    def panel(self) -> float:
        """The width of one panel."""
        return (self.width - BETWEEN * (self.abreast - 1)) / self.abreast

    @property
    def step(self) -> float:
        """The width of one period."""
        return self.panel / max(1, len(self.data.panels[0].points))

    @property
    def height(self) -> float:
        """Of all rows."""
        return -(-len(self.data.panels) // self.abreast) * (HEAD + HEIGHT + FOOT)

    def left(self, number: int) -> float:
        """Where a panel begins."""
        return (number % self.abreast) * (self.panel + BETWEEN)

    def top(self, number: int) -> float:
        """Where the plot of a panel begins, beneath its head."""
        return (number // self.abreast) * (HEAD + HEIGHT + FOOT) + HEAD

    def x(self, number: int, index: int) -> float:
        """The middle of a period."""
        return round(self.left(number) + (index + 0.5) * self.step, 2)

    def y(self, number: int, value: float) -> float:
        """The height of a value, from the top."""
        share = (self.scale.high - value) / (self.scale.high - self.scale.low)
        return round(self.top(number) + HEIGHT * share, 2)


def draw(data: Multiples, *, id: str, numbers: Numbers, look: Look) -> str:
    """The panels as SVG of `look.width` pixels, in as many rows as they take."""
    values = [value for points in (*(one.points for one in data.panels), data.total) for value in points]
    known = [value for value in values if value is not None]
    if not known or not data.panels:
        return notation.nothing(look.width, id=id, alt=data.alt)
    columns = len(data.panels[0].points) <= MOST_COLUMNS and data.unit.kind not in RATES
    scale = notation.axis(known, data.unit, numbers, from_zero=columns)
    left, accent = scale.room + 6, notation.emphasis(look.accent)
    frame = Frame(data, scale, look.width - left - 2, _abreast(len(data.panels), look.width), accent, columns)
    layers = [*_grid(frame), *_totals(frame), *(_bars(frame) if columns else _lines(frame)), *_dots(frame)]
    layers += [*_heads(frame), *_ends(frame)]
    padding = {"left": left, "right": 2.0, "top": 2.0, "bottom": BOTTOM}
    return svg(notation.chart(frame.width, frame.height, layers, padding), id=id, alt=data.alt)


def _abreast(panels: int, width: int) -> int:
    """How many panels stand in a row, so that the rows are about as long."""
    rows = -(-panels // ABREAST[width > 400])
    return -(-panels // rows)


def _layer(frame: Frame, rows: list[dict[str, object]], more: Spec | None = None, **mark: object) -> list[Spec]:
    if not rows:
        return []
    encoding = notation.in_pixels(frame.width, frame.height) | (more or {})
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


def _grid(frame: Frame) -> list[Spec]:
    """A thin line at each round value of the scale in every panel, with its text at the left of each row."""
    ends = (frame.scale.low, *(tick for tick in frame.scale.ticks if tick > frame.scale.low))
    rows: list[dict[str, object]] = [
        {"x": frame.left(n), "x2": frame.left(n) + frame.panel, "y": frame.y(n, tick)}
        for n in range(len(frame.data.panels))
        for tick in ends
    ]
    layers = _layer(frame, rows, {"x2": {"field": "x2"}}, type="rule", color=GRID)
    for n in range(0, len(frame.data.panels), frame.abreast):
        free = 1e9
        for tick, text in notation.pairs(frame.scale):
            if (y := frame.y(n, tick)) < free:
                layers.append(notation.text(text, x=-5, y=y, align="right", size=SMALL, color=MUTED))
                free = y - SMALL
    return layers


def _totals(frame: Frame) -> list[Spec]:
    """The total behind each line, where it is comparable with it."""
    if not any(value is not None for value in frame.data.total):
        return []
    aside = {"color": LAST_YEAR, "strokeWidth": 1.0}
    return _paths(frame, lambda panel: frame.data.total, lambda panel, index: True, **aside)


def _paths(
    frame: Frame,
    values: Callable[[Panel], tuple[float | None, ...]],
    within: Callable[[Panel, int], bool],
    **mark: object,
) -> list[Spec]:
    """A line in each panel through those of its values that are to be in it; it breaks where one is missing."""
    rows: list[dict[str, object]] = []
    for n, panel in enumerate(frame.data.panels):
        run = 0
        for index, value in enumerate(values(panel)):
            if value is None or not within(panel, index):
                run += 1
                continue
            rows.append({"x": frame.x(n, index), "y": frame.y(n, value), "of": f"{n}.{run}", "i": index})
    more = {"detail": {"field": "of", "type": "nominal"}, "order": {"field": "i"}}
    return _layer(frame, rows, more, type="line", strokeCap="round", **mark)


def _lines(frame: Frame) -> list[Spec]:
    """Rates: solid where they are final, dashed from there on; what is no segment proper is grey."""
    layers: list[Spec] = []
    for colour, aside in ((ACTUAL, False), (ASIDE, True)):

        def firm(panel: Panel, index: int, aside: bool = aside) -> bool:
            return (panel.kind != "value") == aside and not panel.provisional[index]

        def young(panel: Panel, index: int, aside: bool = aside) -> bool:
            near = panel.provisional[max(0, index - 1) : index + 2]
            return (panel.kind != "value") == aside and any(near)

        layers += _paths(frame, lambda panel: panel.points, firm, color=colour, strokeWidth=1.7)
        layers += _paths(frame, lambda panel: panel.points, young, color=colour, strokeWidth=1.3, strokeDash=DASHES)
    return layers


def _bars(frame: Frame) -> list[Spec]:
    """Amounts: columns from zero, the last final one in the accent, what is provisional hollow."""
    layers: list[Spec] = []
    wide = frame.step * THICK
    rows = list(_columns(frame, wide))
    for colour in dict.fromkeys(colour for colour, _, _ in rows):
        solid = [row for of, young, row in rows if of == colour and not young]
        hollow = [row for of, young, row in rows if of == colour and young]
        more = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        layers += _layer(frame, solid, more, type="rect", color=colour, opacity=1)
        edge = {"stroke": colour, "strokeWidth": 1.1, "strokeDash": DASHES, "opacity": 1}
        layers += _layer(frame, hollow, more, type="rect", color=PAPER, **edge)
    return layers


def _columns(frame: Frame, wide: float) -> Iterator[tuple[str, bool, dict[str, object]]]:
    """Each column with its colour and whether it is provisional."""
    for n, panel in enumerate(frame.data.panels):
        for index, value in enumerate(panel.points):
            if value:
                x = frame.x(n, index)
                place = {"x": x - wide / 2, "x2": x + wide / 2, "y": frame.y(n, 0.0), "y2": frame.y(n, value)}
                colour = ASIDE if panel.kind != "value" else frame.accent if index == panel.at else ACTUAL
                yield colour, panel.provisional[index], dict(place)


def _dots(frame: Frame) -> list[Spec]:
    """The point of a line whose figure stands above it, and points that stand alone between two gaps."""
    rows: dict[str, list[dict[str, object]]] = {}
    for n, panel in enumerate(frame.data.panels):
        known = [value is not None for value in panel.points]
        for index, value in enumerate(panel.points):
            alone = not any(known[max(0, index - 1) : index] + known[index + 1 : index + 2])
            if value is not None and not frame.columns and (index == panel.at or alone):
                colour = ASIDE if panel.kind != "value" else frame.accent if index == panel.at else ACTUAL
                rows.setdefault(colour, []).append({"x": frame.x(n, index), "y": frame.y(n, value)})
    mark: Spec = {"type": "point", "filled": True, "size": DOT, "opacity": 1}
    return [layer for colour, found in rows.items() for layer in _layer(frame, found, **mark, color=colour)]


def _heads(frame: Frame) -> list[Spec]:
    """The name of each segment, and its last final figure."""
    layers: list[Spec] = []
    for n, panel in enumerate(frame.data.panels):
        left, y = frame.left(n), frame.top(n) - HEAD / 2 - 1
        room = frame.panel - fonts.width(panel.text, SMALL, 600) - 6
        (words,) = fonts.wrapped(panel.label, SMALL, room, lines=1)
        colour = INK if panel.kind == "value" else MUTED
        layers.append(notation.text(words, x=left, y=y, size=SMALL, color=colour))
        end = left + frame.panel
        layers.append(notation.text(panel.text, x=end, y=y, align="right", size=SMALL, weight=600, color=colour))
    return layers


def _ends(frame: Frame) -> list[Spec]:
    """The first and the last period beneath the lowest panel of each column."""
    layers: list[Spec] = []
    for n in range(max(0, len(frame.data.panels) - frame.abreast), len(frame.data.panels)):
        left, y = frame.left(n), frame.top(n) + HEIGHT + 9
        layers.append(notation.text(frame.data.first, x=left, y=y, size=SMALL, color=MUTED))
        end = left + frame.panel
        layers.append(notation.text(frame.data.last, x=end, y=y, align="right", size=SMALL, color=MUTED))
    return layers
