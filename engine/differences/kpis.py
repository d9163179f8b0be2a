"""KPIs and objectives as sheets of settings."""

from __future__ import annotations

from engine.differences.sheet import Sheet, root_of
from engine.errors import plural
from engine.model.benchmarks import BenchmarkSpec
from engine.model.differences import Definition
from engine.model.kpis import Balance, Band, ConversionSpec, Kpi, KpiSpec, Snapshot
from engine.model.objectives import ObjectiveSpec, SegmentTarget, Spread


def of_kpi(kpi: Kpi) -> Definition:
    """A KPI."""
    spec = kpi.spec
    sheet = Sheet(spec.place)
    _counted(sheet, kpi)
    _over_time(sheet, spec)
    sheet.say("when_zero", spec.when_zero)
    for key in ("format", "precision", "private"):
        sheet.say(key, getattr(spec, key), "report")
    match spec.better:
        case Band(low, high):
            sheet.say("better.between", (low, high), "report")
        case better:
            sheet.say("better", better, "report")
    sheet.words("label", spec.label)
    sheet.words("description", spec.description)
    sheet.words("source", spec.source)
    if spec.benchmark is not None:
        benchmark(sheet, spec.benchmark, "benchmark.")
    sheet.words("owner", spec.owner)
    sheet.say("tags", spec.tags, "wording")
    for test in spec.tests:
        sheet.say(f"tests.{test.name}", test.text, "wording", place=test.place)
    note = "of the library" if spec.library else "in place of the library's" if spec.replaces else ""
    return sheet.definition("kpi", spec.id, note)


def _counted(sheet: Sheet, kpi: Kpi) -> None:
    """What it counts: a formula over the rows of a dataset or over KPIs, who converted, who came again."""
    spec = kpi.spec
    if spec.retention is not None:
        sheet.say("dataset", spec.dataset)
        sheet.say("retention.entity", spec.retention.entity)
        sheet.say("retention.after", plural(spec.retention.years, "year"))
    elif spec.conversion is None:
        sheet.say("dataset", spec.dataset)
        sheet.formula("formula", spec.formula, kpi.formula.root)
    else:
        _conversion(sheet, spec.conversion, kpi)
    sheet.formula("where", spec.where, root_of(kpi.where))


def _over_time(sheet: Sheet, spec: KpiSpec) -> None:
    """When it counts, what was typed for which period, and how its figures go together over time."""
    sheet.say("date", spec.date)
    match spec.balance:
        case Balance(opened, closed, undated):
            sheet.say("balance.opened", opened)
            sheet.say("balance.closed", closed)
            sheet.say("balance.undated", undated)
        case Snapshot(day):
            sheet.say("balance.snapshot", day)
    for figure in spec.typed or ():
        for part, value in figure.parts:
            key = f"typed.{figure.period.text}"
            sheet.say(f"{key}.{part.text}" if part.text else key, value, place=part.place)
    sheet.say("over_time", spec.over_time)
    sheet.say("hold_for", spec.hold_for and f"{spec.hold_for.count} {spec.hold_for.unit}")
    sheet.say("window", spec.window and spec.window.name)
    sheet.say("matures", spec.matures and f"{spec.matures} days")


def _conversion(sheet: Sheet, spec: ConversionSpec, kpi: Kpi) -> None:
    checked = kpi.conversion
    sheet.say("conversion.from", spec.base)
    sheet.formula("conversion.from.where", spec.base_where, checked.base_where if checked else None)
    sheet.say("conversion.from.date", spec.base_date)
    sheet.say("conversion.from.entity", spec.base_entity)
    sheet.say("conversion.to", spec.event)
    sheet.formula("conversion.to.where", spec.event_where, checked.event_where if checked else None)
    sheet.say("conversion.to.date", spec.event_date)
    sheet.say("conversion.to.entity", spec.event_entity)
    sheet.say("conversion.within", f"{spec.within} days" if spec.within is not None else None)
    sheet.say("conversion.count_by", spec.count_by)


def of_objective(spec: ObjectiveSpec) -> Definition:
    """An objective, named by its KPI and period."""
    sheet = Sheet(spec.place)
    sheet.say("target", spec.target, "report", text=spec.target_text)
    _spread(sheet, "spread", spec.spread)
    _by(sheet, "by", spec.by)
    for revision in spec.revisions:
        key = f"revisions.{revision.start.text}"
        sheet.say(f"{key}.target", revision.target, "report", text=revision.text, place=revision.place)
        sheet.say(f"{key}.decided", revision.decided, "wording", place=revision.start.place)
        sheet.words(f"{key}.reason", revision.reason)
        _by(sheet, f"{key}.by", revision.by)
    sheet.say("status.on_track", spec.on_track, "report", text=f"{(spec.on_track * 100).normalize():f}%")
    sheet.say("status.at_risk", spec.at_risk, "report", text=f"{(spec.at_risk * 100).normalize():f}%")
    sheet.say("tolerance", spec.tolerance, "report")
    sheet.say("weight", spec.weight, "report")
    sheet.say("owner", spec.owner, "wording")
    return sheet.definition("objective", f"{spec.kpi.text} {spec.period.text}", f"of {spec.file}" if spec.file else "")


def _by(sheet: Sheet, key: str, by: tuple[SegmentTarget, ...]) -> None:
    for one in by:
        name = f"{key}.{one.dimension.text}.{one.segment.text}"
        sheet.say(name, one.target, "report", place=one.segment.place)
        if one.spread is not None:
            _spread(sheet, f"{name}.spread", one.spread)


def _spread(sheet: Sheet, key: str, spread: Spread) -> None:
    """How a target is spread; evenly where nothing is said, which is no setting."""
    if not spread.parts:
        sheet.say(key, spread.form if spread.form != "even" else None, "report", place=spread.place)
    elif spread.form == "months":
        sheet.say(key, tuple(part for _, part in spread.parts), "report", place=spread.place)
    else:
        for period, part in spread.parts:
            sheet.say(f"{key}.{period.text}", part, "report", place=period.place)


def of_benchmark(spec: BenchmarkSpec) -> Definition:
    """A benchmark that stands apart from its KPI."""
    sheet = Sheet(spec.place)
    benchmark(sheet, spec, "")
    return sheet.definition("benchmark", spec.kpi.text)


def benchmark(sheet: Sheet, spec: BenchmarkSpec, prefix: str) -> None:
    """What a benchmark says, under its keys."""
    sheet.say(f"{prefix}value", spec.value, "report", place=spec.place, text=spec.value_text)
    for (dimension, segment, value), text in zip(spec.by, spec.by_texts, strict=True):
        sheet.say(f"{prefix}by.{dimension.text}.{segment.text}", value, "report", place=segment.place, text=text)
    sheet.words(f"{prefix}source", spec.source)
    sheet.say(f"{prefix}as_of", spec.as_of, "wording")
