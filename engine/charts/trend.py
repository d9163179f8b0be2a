"""A KPI over time: columns for amounts, lines for rates; last year lighter, target dashed, the end named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from engine import fonts
from engine.charts import events, notation
from engine.charts.drawing import Spec, svg
from engine.charts.notation import DASHES, DOTS, LABEL, LINE_HEIGHT, RATES, SMALL, Axis
from engine.colours import ACTUAL, GRID, INK, LAST_YEAR, MUTED, PAPER, USUAL
from engine.model.pictures import Trend, TrendPoint
from engine.numbers import Numbers
from engine.protocols import Look

HEIGHT: Final = 150.0
TOP: Final = 30.0  # room for the last value above its column
BOTTOM: Final = 30.0  # two lines of month and year
MOST_COLUMNS: Final = 14


@dataclass(frozen=True)
class Frame:
    """The drawing area of one trend and its scales."""

    data: Trend
    scale: Axis
    width: float
    accent: str
    columns: bool

    @property
    def step(self) -> float:
        """The width of one period."""
        return self.width / max(1, len(self.data.points))

    def x(self, index: int) -> float:
        """The middle of a period."""
        return (index + 0.5) * self.step

    def y(self, value: float) -> float:
        """The height of a value, from the top."""
        return HEIGHT * (self.scale.high - value) / (self.scale.high - self.scale.low)


def draw(data: Trend, *, id: str, numbers: Numbers, look: Look) -> str:
    """The trend as SVG of `look.width` pixels."""
    columns = len(data.points) <= MOST_COLUMNS and data.unit.kind not in RATES
    values = [
        value
        for point in data.points
        for value in (point.value, point.year_ago, point.target, point.benchmark, *(point.usual or ()))
    ]
    scale = notation.axis([v for v in values if v is not None], data.unit, numbers, from_zero=columns)
    accent = notation.emphasis(look.accent)
    ends = _ends(data, accent, columns=columns)
    left = scale.room + 8
    right = max((fonts.width(end.text, end.size, end.weight) + 10 for end in ends), default=8.0)
    frame = Frame(data, scale, look.width - left - right, accent, columns)
    flags = events.flags(data.events, frame.x, frame.width + right)
    taken = [label.box for label in _last_value(frame)]
    base = events.base(flags, taken)
    # The marks lie beneath the series.
    layers = [*_usual(frame), _grid(frame), *events.draw(flags, base, HEIGHT, taken)]
    layers += _columns(frame) if columns else _lines(frame)
    layers += [*_level(frame, "target", DASHES, INK), *_level(frame, "benchmark", DOTS, MUTED)]
    layers += [*_names(frame, ends), *(label.drawn for label in _last_value(frame))]
    padding = {"left": left, "right": right, "top": max(TOP, events.top(flags, base) + 1), "bottom": BOTTOM}
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
    if last.target is not None:
        ends.append(End(data.words["target"], last.target, INK))
    if last.benchmark is not None:
        ends.append(End(data.words["benchmark"], last.benchmark, MUTED))
    if last.year_ago is not None:
        ends.append(End(data.words["last_year"], last.year_ago, MUTED))
    return ends


def _grid(frame: Frame) -> Spec:
    labels, shown = _axis_labels(frame)
    # Which labels have room is known here, in the report's own font: Vega leaves out none of them.
    axis = {"labelExpr": notation.texts(labels), "values": shown, "tickCount": len(shown), "labelOverlap": False}
    return {
        "data": {"values": [{"i": index} for index in range(len(labels))]},
        # A mark that paints nothing carries both axes.
        "mark": {"type": "rule", "opacity": 0, "strokeWidth": 0},
        "encoding": {
            "x": _x(frame) | {"axis": axis},
            "y": {
                "datum": frame.scale.low,
                "type": "quantitative",
                "scale": {"domain": [frame.scale.low, frame.scale.high], "nice": False, "zero": False},
                "axis": {
                    "grid": True,
                    "values": list(frame.scale.ticks),
                    "labelExpr": notation.tick_texts(frame.scale),
                    "gridColor": {"condition": {"test": "datum.value == 0", "value": MUTED}, "value": GRID},
                },
            },
        },
    }


def _axis_labels(frame: Frame) -> tuple[list[list[str]], list[int]]:
    """The labels as lines, and which have room: every one, or every second … counted back from the last.

    A year stands under the first label that is shown of it.
    """
    points = frame.data.points
    labelled = [index for index, point in enumerate(points) if point.label]
    # "10 août" and "24 août" have a space of their own: between them there must be more.
    between = 8 if any(" " in point.label for point in points) else 3
    widest = max((fonts.width(point.label, SMALL) for point in points), default=0.0) + between
    apart = min((later - index for index, later in pairwise(labelled)), default=1) * frame.step
    every = max(1, -int(-widest // apart))
    shown = labelled[::-1][::every][::-1]
    labels: list[list[str]] = []
    pending = ""
    for index, point in enumerate(points):
        pending = point.year or pending
        labels.append([point.label, pending] if pending and index in shown else [point.label])
        pending = "" if index in shown else pending
    return labels, shown


def _x(frame: Frame) -> Spec:
    last = len(frame.data.points) - 0.5
    return {
        "field": "i",
        "type": "quantitative",
        "scale": {"domain": [-0.5, last], "nice": False, "zero": False},
    }


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _rows(points: list[tuple[int, TrendPoint]], name: str) -> list[dict[str, float | None]]:
    return [{"i": index, "v": getattr(point, name)} for index, point in points]


def _usual(frame: Frame) -> list[Spec]:
    """Between what the figures usually lie: a light band, as wide as the periods that it holds for."""
    bands = [
        {"from": index - 0.5, "to": index + 0.5, "low": point.usual[0], "high": point.usual[1]}
        for index, point in enumerate(frame.data.points)
        if point.usual
    ]
    joined: list[dict[str, float]] = []
    for band in bands:
        if joined and joined[-1] == {**band, "from": joined[-1]["from"], "to": band["from"]}:
            joined[-1]["to"] = band["to"]
        else:
            joined.append(band)
    if not joined:
        return []
    encoding = {"x": _x(frame) | {"field": "from"}, "x2": {"field": "to"}, "y": _y("low"), "y2": {"field": "high"}}
    return [{"data": {"values": joined}, "mark": {"type": "rect", "color": USUAL, "opacity": 1}, "encoding": encoding}]


def _columns(frame: Frame) -> list[Spec]:
    points = list(enumerate(frame.data.points))
    last = len(points) - 1
    wide = min(22.0, frame.step * 0.5)
    shift = round(wide * 0.35, 2)

    def bars(chosen: list[tuple[int, TrendPoint]], name: str, **mark: object) -> Spec:
        rows = [row for row in _rows(chosen, name) if row["v"] is not None]
        return {
            "data": {"values": rows},
            "mark": {"type": "bar", "width": wide, **mark},
            "encoding": {"x": _x(frame), "y": _y("v")},
        }

    firm = [(index, point) for index, point in points if not point.provisional]
    provisional = [(index, point) for index, point in points if point.provisional]
    hollow = {"color": PAPER, "stroke": ACTUAL, "strokeWidth": 1.2, "strokeDash": DASHES}
    layers = [
        bars(points, "year_ago", color=LAST_YEAR, xOffset=-shift),
        bars([pair for pair in firm if pair[0] != last], "value", color=ACTUAL, xOffset=shift),
        bars([pair for pair in firm if pair[0] == last], "value", color=frame.accent, xOffset=shift),
        bars(provisional, "value", xOffset=shift, **hollow),
    ]
    return [layer for layer in layers if layer["data"]["values"]]


def _lines(frame: Frame) -> list[Spec]:
    points = list(enumerate(frame.data.points))
    young = {index for index, point in points if point.provisional}
    # The dashes begin at the firm point before and end at the one behind, so that the line has no hole.
    dashed = {near for index in young for near in (index - 1, index, index + 1)}

    def line(name: str, within: Callable[[int], bool] = lambda index: True, **mark: object) -> Spec:
        rows = [row if within(index) else {**row, "v": None} for index, row in enumerate(_rows(points, name))]
        return {
            "data": {"values": rows},
            "mark": {
                "type": "line",
                "invalid": "break-paths-show-path-domains",
                "strokeCap": "round",
                **mark,
            },
            "encoding": {"x": _x(frame), "y": _y("v"), "order": {"field": "i"}},
        }

    layers = [
        line("year_ago", color=LAST_YEAR, strokeWidth=1.8),
        line("value", lambda index: index not in young, color=ACTUAL, strokeWidth=2.2),
        line(
            "value",
            dashed.__contains__ if young else lambda index: False,
            color=ACTUAL,
            strokeWidth=1.6,
            strokeDash=DASHES,
        ),
    ]
    return [layer for layer in layers if any(row["v"] is not None for row in layer["data"]["values"])] + _dots(frame)


def _dots(frame: Frame) -> list[Spec]:
    """Points that a line alone would not show: the last, the provisional ones, those between two gaps."""
    points = frame.data.points
    known = [point.value is not None for point in points]
    dots: list[dict[str, object]] = []
    for index, point in enumerate(points):
        alone = not any(known[max(0, index - 1) : index] + known[index + 1 : index + 2])
        if point.value is None or not (index == len(points) - 1 or point.provisional or alone):
            continue
        colour = ACTUAL if point.provisional or index < len(points) - 1 else frame.accent
        dots.append({"i": index, "v": point.value, "fill": PAPER if point.provisional else colour, "edge": colour})
    if not dots:
        return []
    raw: dict[str, Spec] = {name: {"field": name, "type": "nominal", "scale": None} for name in ("fill", "edge")}
    return [
        {
            "data": {"values": dots},
            "mark": {"type": "point", "filled": True, "size": 46, "strokeWidth": 1.4, "opacity": 1},
            "encoding": {"x": _x(frame), "y": _y("v"), "fill": raw["fill"], "stroke": raw["edge"]},
        }
    ]


def _level(frame: Frame, name: str, dashes: list[int], color: str) -> list[Spec]:
    """The target, or the benchmark, as thin dashes, each as wide as its period, joined where they are level."""
    runs: list[dict[str, float]] = []
    for index, point in enumerate(frame.data.points):
        value = getattr(point, name)
        if value is None:
            continue
        # A cent more or less is what a spread leaves over: nobody sees it.
        level = bool(runs) and abs(frame.y(runs[-1]["v"]) - frame.y(value)) < 0.25
        if level and runs[-1]["to"] == index - 0.5:
            runs[-1]["to"] = index + 0.5
        else:
            runs.append({"from": index - 0.5, "to": index + 0.5, "v": value})
    if not runs:
        return []
    mark = {"type": "rule", "color": color, "strokeWidth": 1.1, "strokeDash": dashes}
    x = _x(frame) | {"field": "from"}
    return [{"data": {"values": runs}, "mark": mark, "encoding": {"x": x, "x2": {"field": "to"}, "y": _y("v")}}]


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
    box: events.Box


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
    box = events.Box(left, left + broad, place - LINE_HEIGHT, place + (len(words) - 1) * LINE_HEIGHT)
    return [Label(drawn, box)]


def _highest_under(frame: Frame, index: int, left: float) -> float:
    """The highest value that a label of the last column would cover if it stood lower; a line's is its own point."""
    points = frame.data.points
    if not frame.columns:
        return points[index].value or 0.0
    under = [point for at, point in enumerate(points) if at <= index and frame.x(at) + frame.step / 2 >= left]
    return max(value for p in under for value in (p.value, p.target, p.year_ago) if value is not None)
