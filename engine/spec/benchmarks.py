"""Reads benchmarks: a KPI's own, and those of the key `benchmarks:`."""

from __future__ import annotations

from engine.model.benchmarks import BenchmarkSpec
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.yaml import Mapping, Scalar


def read_benchmark(node: Mapping, kpi: Scalar | None = None) -> BenchmarkSpec:
    """One benchmark; that of a KPI's definition names none, and is of `kpi`."""
    by = [
        (nodes.written(dimension), nodes.written(segment), value)
        for dimension, values in node.get("by", Mapping()).pairs()
        for segment, value in values.pairs()
    ]
    own = kpi if kpi is not None else node["kpi"]
    return BenchmarkSpec(
        kpi=Written(str(own), own.place) if kpi is not None else nodes.written(own),
        place=node.place if kpi is not None else own.place,
        value=nodes.number(node["value"]),
        value_text=str(node["value"]),
        source=nodes.text(node["source"]),
        as_of=str(node.get("as_of", "")),
        by=tuple((dimension, segment, nodes.number(value)) for dimension, segment, value in by),
        by_texts=tuple(str(value) for _, _, value in by),
        keys=nodes.keys(node),
    )
