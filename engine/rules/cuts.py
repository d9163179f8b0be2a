"""Rules of charts that are cut by one dimension, and have room for so many of its segments."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.specs import ChartSpec


def by_one(chart: ChartSpec, without: str, by_two: str, like: str) -> Iterator[Issue]:
    """A chart without a dimension or with two, and what is said of either; `like` it is with one."""
    if not chart.by:
        yield Issue("error", "missing-key", chart.kpi.place, without, f"like {like}")
    if len(chart.by) > 1:
        yield Issue("error", "wrong-value", chart.by[1].place, by_two, "make a chart for each")


def at_most(chart: ChartSpec, most: int, too_many: str) -> Iterator[Issue]:
    """A chart with more segments than it has room for, and what is said of it."""
    if chart.top is not None and chart.top > most:
        hint = f"top: {most}, or less; all others are counted together"
        yield Issue("error", "wrong-value", chart.keys.key("top", chart.kpi.place), too_many, hint)
