"""Reads charts of people's own: Vega-Lite in the report, or in a JSON file beside it; refused where it has a URL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.errors import Issue, Place, did_you_mean, nearest
from engine.model.labels import folded
from engine.model.own_charts import COLUMNS, EVERYTHING, OwnChart
from engine.model.specs import ChartSpec, ReportSpec
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.kinds import KINDS
from engine.spec.yaml import Mapping, Scalar, Sequence

Steps = tuple[str | int, ...]
LINKS = ("url", "href")
MAKING = frozenset({"transform", "datasets", "values", "params"})
CHANCE = re.compile(r"\b(?:now|random|sample\w+)\s*\(")
MARKS = frozenset({
    "arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape", "line", "point", "rect", "rule",
    "square", "text", "tick", "trail",
})  # fmt: skip
VIEWS = frozenset({"mark", "layer", "concat", "hconcat", "vconcat", "repeat", "facet", "spec"})
TYPES = frozenset({"quantitative", "nominal", "ordinal", "temporal", "geojson"})
CHANNELS = frozenset({
    "angle", "color", "column", "description", "detail", "facet", "fill", "fillOpacity", "href", "key", "latitude",
    "latitude2", "longitude", "longitude2", "opacity", "order", "radius", "radius2", "row", "shape", "size", "stroke",
    "strokeDash", "strokeOpacity", "strokeWidth", "text", "theta", "theta2", "time", "tooltip", "url", "x", "x2",
    "xError", "xError2", "xOffset", "y", "y2", "yError", "yError2", "yOffset",
})  # fmt: skip
COMMON = ("x", "y", "color", "size", "text", "column", "row")
# What people call them who have not read Vega-Lite's pages.
MEANT = {
    "barre": "bar", "barres": "bar", "column": "bar", "columns": "bar", "histogram": "bar", "ligne": "line",
    "courbe": "line", "pie": "arc", "donut": "arc", "camembert": "arc", "scatter": "point", "dot": "point",
    "heatmap": "rect", "number": "quantitative", "numeric": "quantitative", "integer": "quantitative",
    "date": "temporal", "datetime": "temporal", "time": "temporal", "string": "nominal", "category": "nominal",
    "categorical": "nominal", "colour": "color", "couleur": "color", "label": "text",
}  # fmt: skip
NEEDS = {
    "data": ("the KPIs whose values it draws", "data: [signed_revenue]"),
    "title": ("the title that the reader gets", "title: {en: Revenue by day}"),
    "alt": ("what it shows, in words, for who does not see it", "alt: {en: Revenue of each day, highest on Fridays.}"),
}


def read_own(node: Mapping, issues: list[Issue]) -> OwnChart | None:
    """A chart of one's own; None where it lacks what it needs, or asks for something from elsewhere."""
    before = len(issues)
    for key, (what, like) in NEEDS.items():
        if key not in node:
            message = f"a chart of one's own needs '{key}': {what}"
            issues.append(Issue("error", "missing-key", node.key("chart").place, message, f"like {like}"))
    if len(issues) > before:
        return None
    drawn, title, alt = node["chart"], nodes.text(node["title"]), nodes.text(node["alt"])
    if isinstance(drawn, Scalar):
        return OwnChart("", title, alt, nodes.written(drawn), drawn.place)
    spec, place = plain(drawn), node.key("chart").place
    known = [str(kpi) for kpi in node["data"]]
    issues += _wrong(spec, known, lambda path: _place(drawn, path))
    return OwnChart(_written(spec), title, alt, None, place) if len(issues) == before else None


def with_files(report: ReportSpec, text_of: Callable[[Written, Path], str | None], issues: list[Issue]) -> ReportSpec:
    """The report with the charts that stand in files; one that cannot be read is left out, and has an issue."""

    def read(chart: ChartSpec) -> ChartSpec | None:
        if chart.own is None or chart.own.file is None:
            return chart
        text = text_of(chart.own.file, report.path.parent)
        spec = _parsed(text, chart.own.file, issues) if text is not None else None
        if spec is None:
            return None
        place = chart.own.file.place
        wrong = list(_wrong(spec, [kpi.text for kpi in chart.kpis], lambda path: place))
        issues.extend(wrong)
        return None if wrong else replace(chart, own=replace(chart.own, spec=_written(spec)))

    sections = []
    for section in report.sections:
        charts = tuple(chart for one in section.charts if (chart := read(one)) is not None)
        sections.append(replace(section, charts=charts))
    return replace(report, sections=tuple(sections))


def plain(node: Any) -> Any:
    """A node as JSON has it: what was quoted is a text, what was not may be a number, true, false or nothing."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.pairs()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    for kind, read in (("null", None), ("boolean", "true".__eq__), ("integer", int), ("number", float)):
        if KINDS[kind](node):
            return read(str(node)) if read is not None else None
    return str(node)


def _written(spec: Any) -> str:
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


def _parsed(text: str, file: Written, issues: list[Issue]) -> Any:
    """The JSON of a file; None where it is none, or no mapping."""
    try:
        spec = json.loads(text)
    except ValueError as error:
        said = f"'{file.text}' is no JSON: {error}"
        issues.append(Issue("error", "no-vega-lite", file.place, said, "a chart's file holds Vega-Lite as JSON"))
        return None
    if not isinstance(spec, dict):
        hint = 'a chart\'s file holds one Vega-Lite specification: {"mark": …}'
        issues.append(Issue("error", "no-vega-lite", file.place, f"'{file.text}' holds no mapping", hint))
        return None
    return spec


def _wrong(spec: dict[str, Any], known: list[str], place_of: Callable[[Steps], Place]) -> Iterator[Issue]:
    """What a chart may not have: an address, a picture, data that have no name here."""
    own = spec.get("datasets")
    names = [*known, EVERYTHING, *(own if isinstance(own, dict) else ())]
    if VIEWS.isdisjoint(spec):
        near = nearest("mark", spec)
        hint = f"did you mean 'mark' by '{near}'?" if near else "like mark: bar"
        yield Issue(
            "error", "missing-key", place_of((near,) if near else ()), "the chart has no 'mark': nothing is drawn", hint
        )
    elif "encoding" not in spec and "mark" in spec and (near := nearest("encoding", spec, 0.7)):
        message = f"the chart has no 'encoding', and Vega-Lite no '{near}'"
        yield Issue("error", "unknown-key", place_of((near,)), message, "did you mean 'encoding'?")
    closed = MAKING.isdisjoint(_keys(spec))  # no column is made in it, and no rows are written into it
    for path, value in _walked(spec, ()):
        key, at = path[-1], ".".join(map(str, path))
        if key in LINKS:
            message = f"a report asks nothing of anywhere, and this chart has '{at}'"
            hint = f"name the report's own data: data: {{name: {names[0]}}}" if "data" in path else "leave it out"
            yield Issue("error", "chart-with-url", place_of(path), message, hint)
        elif key == "mark" and "image" in (value, value.get("type") if isinstance(value, dict) else None):
            message = f"a report asks nothing of anywhere, and '{at}' draws pictures from addresses"
            yield Issue("error", "chart-with-url", place_of(path), message, "draw points, bars, lines or texts")
        elif key == "sample" or (isinstance(value, str) and CHANCE.search(value)):
            message = f"this chart would be another one each time it is drawn: '{at}'"
            hint = "leave chance and the present moment out: the same figures make the same report"
            yield Issue("error", "chart-by-chance", place_of(path), message, hint)
        elif key == "data" and isinstance(value, dict) and set(value) == {"name"} and value["name"] not in names:
            message = f"'{at}' names data that this chart does not have: '{value['name']}'"
            hint = did_you_mean(str(value["name"]), names) or f"known here: {', '.join(names)}"
            yield Issue("error", "unknown-value", place_of((*path, "name")), message, hint)
        elif (vocabulary := _vocabulary(path, value)) is not None:
            what, word, words = vocabulary
            message = f"'{at}': Vega-Lite has no {what} '{word}'"
            yield Issue("error", "unknown-value", place_of(path), message, _nearest(str(word), words))
        elif closed and key == "field" and "encoding" in path and isinstance(value, str) and value not in COLUMNS:
            message = f"'{at}' names a column that the data of a chart do not have: '{value}'"
            near = did_you_mean(value, COLUMNS) or f"known here: {', '.join(COLUMNS)}"
            hint = f"the figures of '{value}' stand in the column 'value'" if value in known else near
            yield Issue("error", "unknown-value", place_of(path), message, hint)


def _vocabulary(path: Steps, value: Any) -> tuple[str, Any, Collection[str]] | None:
    """A word where Vega-Lite knows only some, and not this one: what it is for, itself, and those that are known."""
    if "data" in path[:-1] or "config" in path:
        return None
    if path[-1] == "mark" or (path[-1] == "type" and path[-2:-1] == ("mark",)):
        return ("mark", value, MARKS) if value not in (*MARKS, "image") and not isinstance(value, dict) else None
    if path[-2:-1] == ("encoding",):
        return ("channel", path[-1], CHANNELS) if path[-1] not in CHANNELS else None
    if path[-1] == "type" and path[-3:-2] == ("encoding",):
        return ("type of field", value, TYPES) if value not in TYPES else None
    return None


def _nearest(word: str, words: Collection[str]) -> str:
    near = next((meant for known, meant in MEANT.items() if folded(word) == known and meant in words), "")
    near = near or nearest(word, words)
    known = f"among others {', '.join(COMMON)}" if words is CHANNELS else ", ".join(sorted(words))
    return f"did you mean '{near}'?" if near else f"there are: {known}"


def _keys(value: Any) -> Iterator[str]:
    """Every key of a specification."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _walked(value: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    """Every value of a specification that has a key, with its path; rows that are written into it are data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("values", "datasets"):
                yield (*path, key), inner
                yield from _walked(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walked(inner, (*path, number))


def _place(node: Any, path: Steps) -> Place:
    """Where a key of an inline chart stands."""
    place: Place = node.place
    for step in path:
        if isinstance(node, Mapping):
            place = node.key(str(step)).place
        node = node[step]
    return place
