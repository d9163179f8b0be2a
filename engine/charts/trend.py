"""A KPI over time: columns for amounts, lines for rates; last year lighter, target dashed, the end named.

A target that is a band is the dashed outline of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import fonts
from engine.charts import events, notation, series
from engine.charts.boxes import Box
from engine.charts.drawing import Spec, svg
from engine.charts.frame import HEIGHT, Frame, grid
from engine.charts.notation import DASHES, DOTS, LABEL, LINE_HEIGHT, RATES, SMALL
from engine.colours import ACTUAL, INK, MUTED
from engine.model.pictures import Trend, TrendPoint
from engine.numbers import Numbers
from engine.protocols import Look

TOP: Final = 20.0  # room for the last value above its column, and for a row of events
BOTTOM: Final = 30.0  # two lines of month and year
MOST_COLUMNS: Final = 14


def draw(data: Trend, *, id: str, numbers: Numbers, look: Look) -> str:
    """The trend as SVG of `look.width` pixels."""
    if all(point.value is None for point in data.points):
        return notation.nothing(look.width, id=id, alt=data.alt)
    columns = len(data.points) <= MOST_COLUMNS and data.unit.kind not in RATES
    values = [
        value
        for point in data.points
        for value in (point.value, point.year_ago, point.target, point.benchmark, *_ranges(point))
    ]
    scale = notation.axis([v for v in values if v is not None], data.unit, numbers, from_zero=columns)
    accent = notation.emphasis(look.accent)
    ends = _ends(data, accent, columns=columns)
    left = scale.room + 8
    right = max((fonts.width(end.text, end.size, end.weight) + 10 for end in ends), default=8.0)
    frame = Frame(data, scale, look.width - left - right, accent, columns)
    flags = events.flags(data.events, frame.x, frame.width + right)
    labels = _last_value(frame)
    taken = [label.box for label in labels]
    base = events.base(flags, taken)
    # The marks lie beneath the series.
    layers = [*series.usual(frame), grid(data.points, scale, frame.step), *events.draw(flags, base, HEIGHT, taken)]
    layers += series.columns(frame) if columns else series.lines(frame)
    layers += series.level(frame, "benchmark", DOTS, MUTED, beneath="target")
    layers += [*series.level(frame, "target", DASHES, INK), *series.wanted(frame)]
    layers += [*_names(frame, ends), *(label.drawn for label in labels)]
    top = max([TOP, events.top(flags, base) + 1, *(1 - box.top for box in taken)])
    padding = {"left": left, "right": right, "top": top, "bottom": BOTTOM}
    return svg(notation.chart(frame.width, HEIGHT, layers, padding), id=id, alt=data.alt)


@dataclass(frozen=True)
class End:
    """What is named at the right end of a series: its text, the value where it stands, how it is written."""

    text: str
    value: float
    color: str
    size: float = SMALL
    weight: fonts.Weight = 400


def _ends(data: Trend, accent: str, *, columns: bool) -> list[End]:
    """The last value of a line and the names of the other series, where each of them ends."""
    if not data.points:
        return []
    last, ends = data.points[-1], []
    if last.value is not None and not columns:
        ends.append(End(last.text, last.value, ACTUAL if last.provisional else accent, LABEL, 600))
        if last.provisional:
            ends.append(End(data.words["provisional"], last.value, ACTUAL))
    together = last.benchmark is not None and last.target == last.benchmark
    if (aim := _aim(last)) is not None:
        ends.append(End(data.words["target_and_benchmark" if together else "target"], aim, INK))
    if last.benchmark is not None and not together:
        ends.append(End(data.words["benchmark"], last.benchmark, MUTED))
    if last.year_ago is not None:
        ends.append(End(data.words["last_year"], last.year_ago, MUTED))
    return ends


def _ranges(point: TrendPoint) -> tuple[float, ...]:
    """The ends of what is usual and of what is wanted."""
    return *(point.usual or ()), *(point.band or ())


def _aim(point: TrendPoint) -> float | None:
    """Where the target of a point is named: at its level, or in the middle of its band."""
    return sum(point.band) / 2 if point.band else point.target


def _names(frame: Frame, ends: list[End]) -> list[Spec]:
    places = notation.spread([frame.y(end.value) for end in ends], LABEL, 0.0, HEIGHT)
    return [
        notation.text(end.text, x=frame.width + 6, y=place, color=end.color, size=end.size, weight=end.weight)
        for end, place in zip(ends, places, strict=True)
    ]


@dataclass(frozen=True)
class Label:
    """A text inside the drawing area, and the place that it takes."""

    drawn: Spec
    box: Box


def _last_value(frame: Frame) -> list[Label]:
    """The last value above its column; a line whose last periods are unknown has it above its last point."""
    known = [(index, point) for index, point in enumerate(frame.data.points) if point.value is not None]
    if not known or (not frame.columns and known[-1][0] == len(frame.data.points) - 1):
        return []
    index, point = known[-1]
    words = [point.text] if not point.provisional else [frame.data.words["provisional"], point.text]
    middle = frame.x(index) + (frame.step * 0.175 if frame.columns else 0.0)
    # What would hang over the end stops there: the names of the other series begin behind it.
    broad = max(fonts.width(word, LABEL, 600) for word in words)
    hangs = middle + broad / 2 > frame.width
    left = frame.width - broad if hangs else middle - broad / 2
    place = frame.y(_highest_under(frame, index, left)) - 6 - (len(words) - 1) * LINE_HEIGHT
    drawn = notation.text(
        words,
        x=frame.width if hangs else middle,
        y=place,
        align="right" if hangs else "center",
        weight=600,
        baseline="bottom",
        color=ACTUAL if point.provisional else frame.accent,
    )
    box = Box(left, left + broad, place - LINE_HEIGHT, place + (len(words) - 1) * LINE_HEIGHT)
    return [Label(drawn, box)]


def _highest_under(frame: Frame, index: int, left: float) -> float:
    """The highest value that a label of the last column would cover if it stood lower; a line's is its own point."""
    points = frame.data.points
    if not frame.columns:
        return points[index].value or 0.0
    under = [point for at, point in enumerate(points) if at <= index and frame.x(at) + frame.step / 2 >= left]
    return max(value for p in under for value in (p.value, p.target, p.year_ago) if value is not None)
