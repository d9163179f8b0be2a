"""What others reach, beside a figure of the same kind: a month's amount beside a month's, a rate beside any."""

from __future__ import annotations

from decimal import Decimal

from engine.measures import timed
from engine.model.kpis import Kpi
from engine.model.plan import Cut, Slice
from engine.model.results import Segments
from engine.model.specs import Catalog


def benchmark(kpi: Kpi, cut: Cut, segments: Segments, catalog: Catalog) -> Decimal | None:
    """The benchmark of a KPI in a segment; of what adds up over time only for a period of the report."""
    spec = catalog.benchmarks.get(kpi.id)
    if spec is None:
        return None
    own = Slice(catalog.report.every)
    if kpi.adds_up_over_time and cut.slice != own:
        return None
    if kpi.spec.window is not None and cut.slice.window != timed(kpi, own).window:
        return None
    if any(segment.kind != "value" for segment in segments):
        return None
    return spec.of(tuple((segment.dimension, segment.value) for segment in segments))
