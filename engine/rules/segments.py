"""Rules of segments that a target or an action names: of a dimension that the KPI has, with a value that there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import Issue, did_you_mean
from engine.model.kpis import Kpi
from engine.model.specs import Specs
from engine.model.written import Written


def check_segments(kpi: Kpi, segments: Sequence[tuple[Written, Written]], specs: Specs) -> Iterator[Issue]:
    """What is wrong with segments of one dimension; what the KPI cannot be cut by is said once."""
    for dimension, segment in segments:
        if dimension.text not in kpi.dimensions:
            message = f"'{kpi.id}' cannot be cut by '{dimension.text}'"
            yield Issue("error", "no-dimension", dimension.place, message, did_you_mean(dimension.text, kpi.dimensions))
            return
        declared = specs.dimensions.get(dimension.text)
        values = [value for value, _ in declared.values] if declared else []
        if values and segment.text not in values:
            message = f"'{dimension.text}' has no value '{segment.text}'"
            yield Issue("error", "unknown-segment", segment.place, message, did_you_mean(segment.text, values))
