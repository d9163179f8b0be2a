"""Two KPIs against each other: a point for each segment, named beside it, and lines where the totals are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

from engine import fonts
from engine.charts import notation
from engine.charts.boxes import Box
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DOTS, LINE_HEIGHT, SMALL, Axis
from engine.colours import ACTUAL, ASIDE, GRID, INK, MUTED, PAPER
from engine.model.pictures import Scatter, ScatterPoint
from engine.numbers import Numbers
from engine.protocols import Look

RADIUS: Final = 4.5
INSET: Final = 10.0  # between the outermost points and the axes
HEIGHTS: Final = (190.0, 240.0)  # at half a page's width, and at all of it
TOP, BOTTOM = 22.0, 38.0  # the name of the axis upwards, and the labels and name of the other
WIDEST: Final = 190.0  # of a segment's name
SHORT: Final = 0.45  # of the width, for a name that finds no place whole
BESIDE: Final = RADIUS + 3
RINGS: Final = (0, 1, 2, 3, 4)  # how far a name may go from its point, in lines


@dataclass
class Frame:
    """The drawing area, its two scales, and the places that are taken so far."""

    data: Scatter
    across: Axis
    up: Axis
    width: float
    height: float
    beside: float  # right of it, where the total is named
    taken: list[Box] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Where a value stands, from the left."""
        share = (value - self.across.low) / (self.across.high - self.across.low)
        return round(INSET + (self.width - 2 * INSET) * share, 2)

    def y(self, value: float) -> float:
        """Where a value stands, from the top."""
        share = (self.up.high - value) / (self.up.high - self.up.low)
        return round(INSET + (self.height - 2 * INSET) * share, 2)


def draw(data: Scatter, *, id: str, numbers: Numbers, look: Look) -> str:
    """The scatter as SVG of `look.width` pixels."""
    if not data.points:
        return notation.nothing(look.width, id=id, alt=data.alt)
    ends = [[point.x for point in data.points], [point.y for point in data.points]]
    across, up = (
        notation.axis(
            [*values, *([of.total] if of.total is not None else [])], of.unit, numbers, from_zero=False, parts=4
        )
        for values, of in zip(ends, (data.x, data.y), strict=True)
    )
    left = up.room + 8
    right = fonts.width(data.words["total"], SMALL) + 8 if data.y.total is not None else 4.0
    height = HEIGHTS[look.width > 400]
    frame = Frame(data, across, up, look.width - left - right, height, right)
    frame.taken += list(_written(frame, left))
    layers = [*_grid(frame), *_totals(frame), *_names(frame), *_points(frame)]
    padding = {"left": left, "right": right, "top": TOP, "bottom": BOTTOM}
    layers += [
        notation.text(data.y.title, x=-left, y=-TOP / 2 - 1, size=SMALL, color=MUTED),
        notation.text(data.x.title, x=frame.width, y=height + 30, size=SMALL, align="right", color=MUTED),
    ]
    return svg(notation.chart(frame.width, height, layers, padding), id=id, alt=data.alt)


def _grid(frame: Frame) -> list[Spec]:
    """A thin line at each round value of both scales, with its text; what has no room beneath is left out."""
    layers: list[Spec] = []
    for value, text in notation.pairs(frame.up):
        y = frame.y(value)
        layers.append(notation.line(0, frame.width, y, y, color=GRID))
        layers.append(notation.text(text, x=-5, y=y, align="right", size=SMALL, color=MUTED))
    free = -1e9
    for value, text in notation.pairs(frame.across):
        x, wide = frame.x(value), fonts.width(text, SMALL)
        layers.append(notation.line(x, x, 0, frame.height, color=GRID))
        if x - wide / 2 > free:
            layers.append(notation.text(text, x=x, y=frame.height + 12, align="center", size=SMALL, color=MUTED))
            free = x + wide / 2 + 6
    return layers


def _totals(frame: Frame) -> list[Spec]:
    """Where all segments together stand, of what is comparable with them."""
    layers: list[Spec] = []
    word = frame.data.words["total"]
    dotted = {"color": MUTED, "strokeWidth": 1.1, "strokeDash": DOTS}
    if frame.data.y.total is not None:
        y = frame.y(frame.data.y.total)
        layers += [
            notation.line(0, frame.width, y, y, **dotted),
            notation.text(word, x=frame.width + 5, y=y, size=SMALL, color=MUTED),
        ]
    if frame.data.x.total is not None:
        x = frame.x(frame.data.x.total)
        layers += [notation.line(x, x, 0, frame.height, **dotted)]
        layers += [notation.text(word, x=_over(frame), y=-6, align="center", size=SMALL, color=MUTED)]
    return layers


def _written(frame: Frame, left: float) -> Iterator[Box]:
    """What is written at the edges: the name of the axis upwards, and of the totals."""
    yield Box(-left, fonts.width(frame.data.y.title, SMALL) - left + 4, -TOP, -LINE_HEIGHT / 2)
    if frame.data.y.total is not None:
        y = frame.y(frame.data.y.total)
        yield Box(frame.width, frame.width + frame.beside, y - LINE_HEIGHT / 2, y + LINE_HEIGHT / 2)
    if frame.data.x.total is not None:
        x, half = _over(frame), fonts.width(frame.data.words["total"], SMALL) / 2
        yield Box(x - half, x + half, -LINE_HEIGHT, 0)


def _over(frame: Frame) -> float:
    """Where the total of the axis across is named: behind the name of the axis upwards, that it would cover."""
    half = fonts.width(frame.data.words["total"], SMALL) / 2
    behind = fonts.width(frame.data.y.title, SMALL) - frame.up.room + half
    return max(frame.x(frame.data.x.total or 0.0), behind)


def _points(frame: Frame) -> list[Spec]:
    """A disc for each segment; hollow where it says little, grey where it is none."""
    layers: list[Spec] = []
    for hollow, aside in product((False, True), (False, True)):
        chosen = [p for p in frame.data.points if p.open == hollow and (p.kind != "value") == aside]
        colour = ASIDE if aside else ACTUAL
        if chosen:
            rows = [{"x": frame.x(point.x), "y": frame.y(point.y)} for point in chosen]
            mark = {"type": "point", "filled": True, "size": 4 * RADIUS**2, "opacity": 1, "strokeWidth": 1.4}
            mark |= {"fill": PAPER if hollow else colour, "stroke": colour if hollow else PAPER}
            encoding = notation.in_pixels(frame.width, frame.height)
            layers.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})
    return layers


def _names(frame: Frame) -> list[Spec]:
    """Each point's name where it covers no other name and no point; with a line to it where it stands away."""
    spots = [(frame.x(point.x), frame.y(point.y)) for point in frame.data.points]
    frame.taken += [Box(x - RADIUS, x + RADIUS, y - RADIUS, y + RADIUS) for x, y in spots]
    layers: list[Spec] = []
    for (x, y), point in _together(frame.data.points, spots):
        words, box, away = _placed(frame, x, y, point.label)
        frame.taken.append(box)
        middle = (box.top + box.bottom) / 2
        if away:
            near = min(max(x, box.left), box.right)
            layers.append(notation.line(x, near, y, middle, color=MUTED, strokeWidth=0.6))
        layers.append(_name(point, words, box.left, middle))
    return layers


def _together(
    points: Sequence[ScatterPoint], spots: Sequence[tuple[float, float]]
) -> list[tuple[tuple[float, float], ScatterPoint]]:
    """The points, those that cover each other under one name: that of all of them."""
    found: dict[tuple[float, float], ScatterPoint] = {}
    for point, (x, y) in zip(points, spots, strict=True):
        at = next((one for one in found if abs(one[0] - x) < RADIUS and abs(one[1] - y) < RADIUS), None)
        if at is None:
            found[x, y] = point
        else:
            found[at] = replace(found[at], label=f"{found[at].label}, {point.label}")
    return list(found.items())


def _name(point: ScatterPoint, words: str, x: float, y: float) -> Spec:
    return notation.text(words, x=x, y=y, size=SMALL, color=INK if point.kind == "value" else MUTED)


def _placed(frame: Frame, x: float, y: float, label: str) -> tuple[str, Box, bool]:
    """A point's name, whole if there is a place for it near by; where it stands, and whether away from its point."""
    tried = []
    for limit, rings in ((WIDEST, RINGS[:2]), (min(WIDEST, SHORT * frame.width), RINGS)):
        (words,) = fonts.wrapped(label, SMALL, limit, lines=1)
        places = list(_places(x, y, fonts.width(words, SMALL), frame.width + frame.beside, rings))
        within = [(words, box, ring > 0) for box, ring in places if _inside(box, frame)]
        for place in within:
            if not any(place[1].meets(other) for other in frame.taken):
                return place
        tried += within[:1] or [(words, places[0][0], False)]
    return tried[-1]  # nowhere is free: it stands beside its point, over something


def _inside(box: Box, frame: Frame) -> bool:
    return box.left >= 0 and box.right <= frame.width + frame.beside and box.top >= -TOP and box.bottom <= frame.height


def _places(x: float, y: float, wide: float, room: float, rings: Sequence[int]) -> Iterator[tuple[Box, int]]:
    """Beside, above and beneath a point, there also moved in from the edges; then the same further away."""
    half = LINE_HEIGHT / 2
    middle_of = max(min(x - wide / 2, room - wide), 0.0)
    for ring in rings:
        off = ring * LINE_HEIGHT
        beside: Sequence[tuple[float, float]] = [(x + BESIDE + off, y), (x - BESIDE - off - wide, y)]
        over = [(middle_of, y - BESIDE - half - off), (middle_of, y + BESIDE + half + off)]
        slanted = [(left, y + up) for left in (x + BESIDE, x - BESIDE - wide) for up in (-half - off, half + off)]
        for left, middle in (*beside, *over, *slanted):
            yield Box(left, left + wide, middle - half, middle + half), ring
