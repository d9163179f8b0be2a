"""Benchmarks on the pages: what others reach, and who says so."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.model.benchmarks import BenchmarkSpec
from engine.model.figures import Figure
from engine.model.kpis import Kpi
from engine.model.results import Segment
from engine.model.unit import Number, Unit


def benchmark(desk: Desk, kpi: Kpi, value: Number | None) -> str:
    """A benchmark beside a figure: "Benchmark 12%"; empty where there is none."""
    return desk.say("Benchmark %(figure)s", figure=written(desk, kpi, value)) if value is not None else ""


def source(desk: Desk, kpi: Kpi) -> str:
    """Who says so; empty where there is no benchmark."""
    spec = desk.catalog.benchmarks.get(kpi.id)
    return spec.source.in_(desk.language) if spec else ""


def in_full(desk: Desk, kpi: Kpi, spec: BenchmarkSpec) -> str:
    """All that a benchmark says: the whole, the segments, who says so and of when."""
    parts = [written(desk, kpi, spec.value)]
    parts += [
        f"{desk.segment(Segment(dimension.text, segment.text))} {written(desk, kpi, value)}"
        for dimension, segment, value in spec.by
    ]
    source = ", ".join(filter(None, (spec.source.in_(desk.language), spec.as_of)))
    return f"{desk.semicolon.join(parts)} ({source})"


def written(desk: Desk, kpi: Kpi, value: Number) -> str:
    """A benchmark with its unit; a decimal of what is counted in whole things is kept."""
    return figure(desk, kpi, value).text


def figure(desk: Desk, kpi: Kpi, value: Number) -> Figure:
    """The same as a figure."""
    whole = kpi.unit.kind != "integer" or value == int(value)
    unit = kpi.unit if whole else Unit("number", 1)
    return Figure(value, desk.numbers.figure(value, unit), unit=unit)
