"""Rules of shares: of a KPI that adds up over its segments, by one dimension, with no more segments than colours."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.measures import ratio
from engine.model.formula import Aggregate, walk
from engine.model.kpis import Kpi
from engine.model.segments import MOST_SHARES
from engine.model.specs import ChartSpec
from engine.rules.cuts import at_most, by_one

INSTEAD = {
    "ratio": "share out what it is a ratio of, a count or a sum; for the figure of each segment take a breakdown",
    "distinct": "count rows instead: COUNT(*), COUNT_IF(…); for the figure of each segment take a breakdown",
    "other": "a count or a sum, like COUNT(*) or SUM(amount), has shares; for the figures take a breakdown",
}


def check_share(chart: ChartSpec, kpi: Kpi | None) -> Iterator[Issue]:
    """What is wrong with a chart of shares; a KPI that is not there is somebody else's to name."""
    without = "shares need 'by': the dimension whose segments have them"
    by_two = "shares are of the segments of one dimension"
    yield from by_one(chart, without, by_two, f"{{share: {chart.kpi.text}, by: source}}")
    too_many = f"shares are told apart by their colours, and there are {MOST_SHARES}, not {chart.top}"
    yield from at_most(chart, MOST_SHARES, too_many)
    if kpi is not None and not kpi.adds_up:
        why, instead = _why(kpi)
        message = f"'{kpi.id}' has no shares by segment: {why}"
        yield Issue("error", "no-shares", chart.kpi.place, message, INSTEAD[instead])


def _why(kpi: Kpi) -> tuple[str, str]:
    """Why the segments of a KPI do not make up the whole, and which hint mends it."""
    root = kpi.formula.root
    if ratio(root) is not None or kpi.unit.kind in ("percent", "points"):
        return "it is a ratio, and those of the segments do not add up to that of the whole", "ratio"
    functions = {node.function for node in walk(root) if isinstance(node, Aggregate)}
    if functions == {"COUNT_DISTINCT"}:
        return "who is in two segments is counted in both, and once in the whole", "distinct"
    return "its segments do not add up to the whole", "other"
