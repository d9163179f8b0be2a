"""What is said of a figure in words: what it counts, why it is provisional, why it has no value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal, localcontext

from engine.document.desk import Desk
from engine.evaluate import Evaluation
from engine.evaluate.cells import Figure
from engine.exact import ROOMY
from engine.measures import base_of, populations
from engine.model.explained import Definition, KpiKind, Node
from engine.model.kpis import Balance, Conversion, Kpi, Snapshot, in_words
from engine.model.period import PERIOD, Period
from engine.model.plan import Slice
from engine.model.results import Scalar
from engine.model.unit import Unit
from engine.numbers import MISSING, Numbers, exactly
from engine.sql.rows import described

SHOWN = 4  # decimals, and of what is less than a tenth as many after its zeros


def kind_of(kpi: Kpi) -> KpiKind:
    """What a KPI is made from."""
    if kpi.typed is not None:
        return "typed"
    if kpi.conversion is not None:
        return "conversion"
    if kpi.spec.retention is not None:
        return "retention"
    if isinstance(kpi.spec.balance, Balance):
        return "stock"
    if isinstance(kpi.spec.balance, Snapshot):
        return "snapshot"
    return "rows" if kpi.spec.dataset is not None else "kpis"


def definition(kpi: Kpi, desk: Desk) -> Definition:
    """What a KPI is, in its author's words where there are any."""
    spec = kpi.spec
    ways = {"higher": "higher is better", "lower": "lower is better", "": ""}
    better = ways.get(words := in_words(spec.better), f"{words} is good")
    return Definition(
        spec.description.in_(desk.language) if spec.description else "", better, kpi.unit.kind,
        desk.catalog.owner(kpi.id, desk.language), spec.source.in_(desk.language) if spec.source else "",
        spec.written_in, tuple(_notes(kpi)),
    )  # fmt: skip


def _notes(kpi: Kpi) -> Iterator[str]:
    if kpi.as_of_end:
        yield "sees all rows up to the data's end: those after the period count too"
    if kpi.matures is not None:
        yield f"final {kpi.matures} days after the period's end"
    if kpi.spec.when_zero is not None:
        yield f"where there is nothing to divide by it is {kpi.spec.when_zero}"


def counted(kpi: Kpi, slice: Slice, period: Period, desk: Desk) -> Iterator[str]:
    """Which rows, or what else, a figure is made from, in a line each."""
    if kpi.typed is not None:
        over_time = {"sum": "added up over time", "last": "the last one counts", "none": "each for its own period"}
        yield f"typed by hand, {over_time[kpi.typed.over_time]}"
    if kpi.spec.dataset is not None:
        for rows in populations(kpi, desk.catalog):
            yield described(rows, slice.window, base_of(kpi, period, desk.calendar), desk.calendar)
            if rows.retention is not None:
                later = described(replace(rows, retention=None), slice.window, period, desk.calendar)
                yield f"came again: its {rows.retention.entity} has one of {later}"
    if kpi.conversion is not None:
        yield _reached(kpi.conversion)
    if slice.window != PERIOD:
        yield f"window: {slice.window.name.replace('_', ' ')}"


def _reached(asked: Conversion) -> str:
    within = f" within {asked.within} days" if asked.within is not None else ""
    return f"converted: has a row in {asked.event} (by {asked.event_entity}, on {asked.event_date}){within}"


def provisional(kpi: Kpi, slice: Slice, period: Period, evaluation: Evaluation) -> Iterator[str]:
    """Why a figure may still change, as far as the data beneath the KPI say."""
    start = evaluation.calendar.window_start(slice.window, base_of(kpi, period, evaluation.calendar))
    for id in sorted(kpi.datasets):
        coverage = evaluation.tables[id].coverage
        if coverage is None:
            continue
        if not coverage.reaches(period.last_day):
            yield f"the data of '{id}' end on {coverage.last}, before {period.last_day}"
        flows = kpi.spec.balance is None and slice.window.kind != "all_time"
        if flows and (coverage.first - start).days > coverage.fresh_within:
            yield f"the data of '{id}' begin on {coverage.first}, after {start}"
    if kpi.matures is not None and evaluation.young(kpi, period):
        final = period.last_day + timedelta(days=kpi.matures)
        yield f"it is final {kpi.matures} days after {period.last_day}, when the data reach {final}"


def no_value(
    kpi: Kpi, figure: Figure, slice: Slice, period: Period, parts: tuple[Node, ...], evaluation: Evaluation
) -> str:
    """Why a figure has no value; empty where it has one."""
    if figure.value is not None:
        return ""
    without = next((part for part in parts if part.reason == figure.reason and part.missing), None)
    if without is not None:
        return f"{without.role} has no value: {without.missing}"
    match figure.reason:
        case "not_covered":
            reach = ", ".join(_reach(id, evaluation) for id in sorted(kpi.datasets))
            return f"not covered by the data: {reach}"
        case "no_snapshot":
            return f"no copy of the data is dated in {period.id}"
        case "not_entered" if slice.window != PERIOD:
            start = evaluation.calendar.window_start(slice.window, period)
            return f"not every period from {start} to {period.last_day} is typed yet"
        case "not_entered":
            return f"nothing is typed for {period.id} yet"
        case "not_added":
            return "its typed figures are not added up over time"
        case "zero_denominator":
            return "nothing to divide by"
        case _ if parts:
            return "the formula has no value for these parts"
        case _ if figure.rows:
            return "the formula has no value for these rows"
        case _:
            return "no row has a value to make it from"


def _reach(dataset: str, evaluation: Evaluation) -> str:
    coverage = evaluation.tables[dataset].coverage
    return f"'{dataset}' {coverage.first} to {coverage.last}" if coverage else f"'{dataset}' has no dates"


def written_value(value: Scalar, numbers: Numbers) -> str:
    """A value as a person reads it in a sum: whole where it is exact, else cut short with "…"."""
    if value is None:
        return MISSING
    if isinstance(value, bool | str | date):
        return str(value)
    if isinstance(value, int):
        return numbers.figure(value, Unit("integer"))
    exact = exactly(value)
    decimals = max(0, -int(exact.as_tuple().exponent))
    most = SHOWN + max(0, -exact.adjusted() - 1) if exact else SHOWN
    if isinstance(value, Decimal) or decimals <= most:
        return numbers.figure(exact, Unit("number", decimals if exact != exact.to_integral_value() or isinstance(
            value, Decimal) else 0))  # fmt: skip
    with localcontext(ROOMY):
        cut = exact.quantize(Decimal(1).scaleb(-most), rounding=ROUND_DOWN)
    return numbers.figure(cut, Unit("number", most)) + "…"
