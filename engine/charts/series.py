"""The series of a trend, each as layers of its drawing: columns or lines, the usual range, levels in dashes."""

from __future__ import annotations

from collections.abc import Callable

from engine.charts.drawing import Spec
from engine.charts.frame import Frame
from engine.charts.notation import DASHES
from engine.colours import ACTUAL, INK, LAST_YEAR, PAPER, USUAL
from engine.model.pictures import TrendPoint


def usual(frame: Frame) -> list[Spec]:
    """Between what the figures usually lie: a light area, as wide as the periods that it holds for."""
    return _areas(frame, "usual", color=USUAL, opacity=1)


def wanted(frame: Frame) -> list[Spec]:
    """Between what the figures are to lie: an outline in the dashes of a target."""
    return _areas(frame, "band", filled=False, stroke=INK, strokeWidth=1.1, strokeDash=DASHES)


def _areas(frame: Frame, name: str, **mark: object) -> list[Spec]:
    """What lies between two values, each as wide as its period, joined where they are the same."""
    bands = [
        {"from": index - 0.5, "to": index + 0.5, "low": ends[0], "high": ends[1]}
        for index, point in enumerate(frame.data.points)
        if (ends := getattr(point, name))
    ]
    joined: list[dict[str, float]] = []
    for band in bands:
        if joined and joined[-1] == {**band, "from": joined[-1]["from"], "to": band["from"]}:
            joined[-1]["to"] = band["to"]
        else:
            joined.append(band)
    if not joined:
        return []
    encoding = {"x": frame.across | {"field": "from"}, "x2": {"field": "to"}, "y": _y("low"), "y2": {"field": "high"}}
    return [{"data": {"values": joined}, "mark": {"type": "rect", **mark}, "encoding": encoding}]


def columns(frame: Frame) -> list[Spec]:
    """Amounts: last year lighter behind, the last period in the accent, what is provisional hollow."""
    points = list(enumerate(frame.data.points))
    last = len(points) - 1
    wide = min(22.0, frame.step * 0.5)
    shift = round(wide * 0.35, 2)

    def bars(chosen: list[tuple[int, TrendPoint]], name: str, **mark: object) -> Spec:
        rows = [row for row in _rows(chosen, name) if row["v"] is not None]
        return {
            "data": {"values": rows},
            "mark": {"type": "bar", "width": wide, **mark},
            "encoding": {"x": frame.across, "y": _y("v")},
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


def lines(frame: Frame) -> list[Spec]:
    """Rates, and many periods: last year lighter, what is provisional dashed."""
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
            "encoding": {"x": frame.across, "y": _y("v"), "order": {"field": "i"}},
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
            "encoding": {"x": frame.across, "y": _y("v"), "fill": raw["fill"], "stroke": raw["edge"]},
        }
    ]


def level(frame: Frame, name: str, dashes: list[int], color: str, beneath: str = "") -> list[Spec]:
    """The target, or the benchmark, as thin dashes, each as wide as its period, joined where they are level.

    Where it lies on the series that it is `beneath`, that one alone is drawn: both at once are neither's dashes.
    """
    runs: list[dict[str, float]] = []
    for index, point in enumerate(frame.data.points):
        value, over = getattr(point, name), getattr(point, beneath) if beneath else None
        if value is None or (over is not None and _level(frame, value, over)):
            continue
        if runs and _level(frame, runs[-1]["v"], value) and runs[-1]["to"] == index - 0.5:
            runs[-1]["to"] = index + 0.5
        else:
            runs.append({"from": index - 0.5, "to": index + 0.5, "v": value})
    if not runs:
        return []
    mark = {"type": "rule", "color": color, "strokeWidth": 1.1, "strokeDash": dashes}
    x = frame.across | {"field": "from"}
    return [{"data": {"values": runs}, "mark": mark, "encoding": {"x": x, "x2": {"field": "to"}, "y": _y("v")}}]


def _level(frame: Frame, one: float, other: float) -> bool:
    """Whether nobody sees a difference: a cent more or less is what a spread leaves over."""
    return abs(frame.y(one) - frame.y(other)) < 0.25


def _rows(points: list[tuple[int, TrendPoint]], name: str) -> list[dict[str, float | None]]:
    return [{"i": index, "v": getattr(point, name)} for index, point in points]


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}
