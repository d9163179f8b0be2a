"""Rules of benchmarks: of a KPI that exists and may be shown, in its unit, each once, for segments that there are."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.benchmarks import BenchmarkSpec
from engine.model.kpis import Kpi
from engine.model.specs import Specs
from engine.rules.decimals import check_decimals
from engine.rules.kpis import KpiChecker
from engine.rules.rates import above_100
from engine.rules.segments import check_segments


def check_benchmarks(specs: Specs, checker: KpiChecker, issues: list[Issue]) -> dict[str, BenchmarkSpec]:
    """The benchmark of each KPI that has one; what a report says of a KPI of the library comes before its own."""
    found: dict[str, BenchmarkSpec] = {}
    for spec in specs.benchmarks:
        kpi, wrong = checker.used(spec.kpi)
        issues += wrong
        own = specs.kpis[kpi.id].benchmark if kpi is not None and not kpi.spec.library else None
        first = found.setdefault(spec.kpi.text, own or spec)
        if first is not spec:
            message = f"'{spec.kpi.text}' has two benchmarks"
            hint = f"the first is at {first.place.file}:{first.place.line}: one figure has one benchmark"
            issues.append(Issue("error", "duplicate-benchmark", spec.place, message, hint))
        if kpi is not None:
            issues += _fits(spec, kpi, specs)
    for kpi in checker.checked.values():
        if kpi.spec.benchmark is not None and found.setdefault(kpi.id, kpi.spec.benchmark) is kpi.spec.benchmark:
            issues += _fits(kpi.spec.benchmark, kpi, specs)
    return found


def _fits(spec: BenchmarkSpec, kpi: Kpi, specs: Specs) -> Iterator[Issue]:
    if kpi.spec.private:
        message = f"'{kpi.id}' is private: it is never shown, and has nothing to stand beside"
        yield Issue("error", "private-kpi", spec.place, message, "leave out its 'private: true', or the benchmark")
    for value, text, place in spec.values:
        if text.endswith("%") and kpi.unit.kind not in ("percent", "points"):
            message = f"a benchmark of {text} is a rate, and '{kpi.id}' is none"
            yield Issue("error", "benchmark-unit", place, message, "write it in the KPI's unit, like 1200.50")
        yield from above_100("a benchmark", kpi.id, kpi.unit.kind, (value, text, place), "benchmark-unit")
        yield from check_decimals("a benchmark", kpi, (value, text, place))
    for dimension in dict.fromkeys(dimension.text for dimension, _, _ in spec.by):
        yield from check_segments(kpi, [(of, segment) for of, segment, _ in spec.by if of.text == dimension], specs)
