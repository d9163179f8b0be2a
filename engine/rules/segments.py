"""Rules of segments that somebody names: of a dimension that the KPI has, with a value that there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.errors import Issue, did_you_mean, nearest
from engine.model.kpis import Kpi
from engine.model.labels import exactly, folded, ids_of
from engine.model.specs import Specs
from engine.model.written import Text, Written

SHOWN = 12  # dimensions that a hint names; more are no help


def check_segments(kpi: Kpi, segments: Sequence[tuple[Written, Written]], specs: Specs) -> Iterator[Issue]:
    """What is wrong with segments of one dimension; what the KPI cannot be cut by is said once."""
    for dimension, segment in segments:
        if dimension.text not in kpi.dimensions:
            yield no_dimension(dimension, kpi, specs)
            return
        declared = specs.dimensions.get(dimension.text)
        values = dict(declared.values) if declared else {}
        if values and segment.text not in values:
            message = f"'{dimension.text}' has no value '{segment.text}'"
            meant = labelled(segment.text, values)
            hint = f"did you mean '{meant}'?" if meant else did_you_mean(segment.text, values)
            if value := exactly(values.items()).get(segment.text):
                hint = f"write {value}: '{segment.text}' is its label"
            hint = hint or f"list it under 'dimensions', in the values of '{dimension.text}'"
            yield Issue("error", "unknown-segment", segment.place, message, hint)


def no_dimension(dimension: Written, kpi: Kpi, specs: Specs) -> Issue:
    """The issue of a dimension that a KPI has not, with those that it has."""
    message = f"'{kpi.id}' cannot be cut by '{dimension.text}'"
    known = sorted(kpi.dimensions)
    if not known:
        message += ": figures typed by hand have no rows" if not kpi.datasets else ": its datasets share no dimension"
        return Issue("error", "no-dimension", dimension.place, message, "leave its segments out")
    labels = {id: specs.dimensions[id].label for id in known if id in specs.dimensions}
    meant = labelled(dimension.text, labels) or nearest(dimension.text, known)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    there = f"'{kpi.id}' can be cut by {', '.join(known[:SHOWN])}{more}"
    hint = f"did you mean '{meant}'? {there}" if meant else there
    return Issue("error", "no-dimension", dimension.place, message, hint)


def labelled(text: str, labels: Mapping[str, Text]) -> str:
    """The one id, or value, that has this label in any language; empty where none has."""
    return ids_of(labels.items()).get(folded(text), "")
