"""Rules of objectives: for a KPI that exists and has a direction, each year once, segments that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue, did_you_mean
from engine.model.kpis import Kpi
from engine.model.specs import ObjectiveSpec, Specs
from engine.rules.kpis import KpiChecker


def check_objectives(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with the objectives."""
    seen: dict[tuple[str, str], ObjectiveSpec] = {}
    for spec in specs.objectives:
        kpi, issues = checker.used(spec.kpi)
        yield from issues
        first = seen.setdefault((spec.kpi.text, spec.period.text), spec)
        if first is not spec:
            message = f"'{spec.kpi.text}' has two objectives for {spec.period.text}"
            hint = f"the first is at {first.place.file}:{first.place.line}"
            yield Issue("error", "duplicate-objective", spec.place, message, hint)
        yield from _status(spec)
        if kpi is not None:
            yield from _fits(spec, kpi, specs)


def _status(spec: ObjectiveSpec) -> Iterator[Issue]:
    if spec.at_risk > spec.on_track:
        place = spec.keys.value("status.at_risk", spec.keys.value("status.on_track", spec.place))
        message = "'at_risk' must not be above 'on_track'"
        yield Issue("error", "wrong-value", place, message, "like status: {on_track: 100%, at_risk: 90%}")


def _fits(spec: ObjectiveSpec, kpi: Kpi, specs: Specs) -> Iterator[Issue]:
    if kpi.spec.better is None:
        message = f"'{kpi.id}' has an objective and does not say which way is good"
        hint = f"give '{kpi.id}' 'better: higher' or 'better: lower'"
        yield Issue("error", "no-direction", spec.place, message, hint)
    if kpi.spec.private:
        message = f"'{kpi.id}' is private: it is never shown, and cannot have an objective"
        yield Issue("error", "private-kpi", spec.place, message, "leave out its 'private: true', or the objective")
    if kpi.unit.kind == "percent" and spec.target > 1 and not spec.target_text.endswith("%"):
        message = f"a target of {spec.target_text} is {spec.target * 100:f}% for '{kpi.id}', which is a rate"
        yield Issue(
            "warning",
            "target-above-100",
            spec.keys.value("target", spec.place),
            message,
            f"did you mean {spec.target_text}%?",
        )
    if not spec.by:
        return
    dimension = spec.by[0][0]
    if dimension.text not in kpi.dimensions:
        message = f"'{kpi.id}' cannot be cut by '{dimension.text}'"
        yield Issue("error", "no-dimension", dimension.place, message, did_you_mean(dimension.text, kpi.dimensions))
        return
    declared = specs.dimensions.get(dimension.text)
    values = [value for value, _ in declared.values] if declared else []
    for _, segment, _ in spec.by:
        if values and segment.text not in values:
            message = f"'{dimension.text}' has no value '{segment.text}'"
            yield Issue("error", "unknown-segment", segment.place, message, did_you_mean(segment.text, values))
    total = sum((target for _, _, target in spec.by), Decimal(0))
    if kpi.adds_up and total != spec.target:
        message = f"the segments' targets add up to {total}, and the target is {spec.target}"
        yield Issue("error", "segments-do-not-add-up", dimension.place, message, "change one of them")
