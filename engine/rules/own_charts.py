"""Rules of charts of people's own: each KPI once, by one dimension at most."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.specs import ChartSpec


def check_own(chart: ChartSpec) -> Iterator[Issue]:
    """What is wrong with the data of a chart of one's own."""
    for number, kpi in enumerate(chart.together):
        if kpi.text in [other.text for other in chart.together[:number]]:
            message = f"'{kpi.text}' is among the data of this chart already"
            yield Issue("error", "wrong-value", kpi.place, message, "leave it out, or name another KPI")
    if len(chart.by) > 1:
        message = "the data of a chart are cut by one dimension at most"
        yield Issue("error", "wrong-value", chart.by[1].place, message, "make a chart for each")
