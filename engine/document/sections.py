"""The themes: trends and breakdowns drawn, and KPIs in a table by segment."""

from __future__ import annotations

from engine.document.axis import axis_labels, begun, names
from engine.document.desk import Desk
from engine.model.document import (
    Bar,
    Breakdown,
    Change,
    ChartFigure,
    Section,
    SegmentCell,
    SegmentRow,
    SegmentTable,
    Trend,
    TrendPoint,
)
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.results import Segments, Value
from engine.model.specs import ChartSpec, SectionSpec
from engine.protocols import HALF_WIDTH, WHOLE_WIDTH, Charts, Look


def make_section(desk: Desk, spec: SectionSpec, number: int, charts: Charts) -> Section:
    """One theme with its charts and its table."""
    id = f"s{number}"
    figures = tuple(
        _chart(desk, chart, f"{id}c{n}", charts, width)
        for n, (chart, width) in enumerate(zip(spec.charts, _widths(len(spec.charts)), strict=True), start=1)
    )
    kpis = [desk.kpi(reference.text) for reference in spec.kpis]
    tables = (_table(desk, kpis, spec.by.text, f"{id}t"),) if spec.by else ()
    return Section(id, spec.title.in_(desk.language), (), figures, tables)


def _widths(count: int) -> list[int]:
    """Charts stand in pairs; where their number is odd, the first has the page's width to itself."""
    return [WHOLE_WIDTH if count % 2 and n == 0 else HALF_WIDTH for n in range(count)]


def _chart(desk: Desk, spec: ChartSpec, id: str, charts: Charts, width: int) -> ChartFigure:
    kpi = desk.kpi(spec.kpi.text)
    data = _trend(desk, kpi, spec) if spec.by is None else _breakdown(desk, kpi, spec.by.text)

    def drawn(id: str, width: int) -> str:
        return charts[spec.kind](data, id=id, numbers=desk.numbers, look=Look(desk.catalog.report.accent, width))

    narrow = drawn(f"{id}n", HALF_WIDTH) if width > HALF_WIDTH else ""
    return ChartFigure(id, data.title, data.subtitle, drawn(id, width), data.alt, narrow=narrow)


def _words(desk: Desk) -> dict[str, str]:
    return {
        "actual": desk.say("Actual"),
        "last_year": desk.say("Last year"),
        "target": desk.say("Target"),
        "provisional": desk.say("Provisional"),
    }


def _trend(desk: Desk, kpi: Kpi, spec: ChartSpec) -> Trend:
    periods = begun(desk, kpi, desk.earlier(spec.periods, spec.grain))
    labels = axis_labels(desk.numbers, periods)
    points = tuple(_point(desk, kpi, period, *label) for period, label in zip(periods, labels, strict=True))
    judged = desk.judged(kpi, spec.grain)
    value = desk.value(kpi, judged)
    title = f"{desk.label(kpi)}{desk.colon}{_message(desk, kpi, value, judged)}"
    unit = desk.unit_word(kpi.unit)
    subtitle = ", ".join(part for part in (unit, desk.grain_word(judged.grain), desk.span(periods)) if part)
    return Trend(kpi.id, title, subtitle, kpi.unit, points, _words(desk), _said(desk, title, points, periods))


def _point(desk: Desk, kpi: Kpi, period: Period, label: str, year: str) -> TrendPoint:
    value = desk.value(kpi, period)
    # The year before a year is the point beside it.
    ago = desk.value(kpi, desk.calendar.year_ago(period)) if period.grain != "year" else None
    return TrendPoint(
        label=label,
        year=year,
        value=_number(value),
        text=desk.figure(value, kpi).text,
        year_ago=_number(ago) if ago and not ago.provisional else None,
        target=float(value.target) if value and value.target is not None else None,
        provisional=bool(value and value.provisional),
    )


def _number(value: Value | None) -> float | None:
    return float(value.value) if value and value.value is not None else None


def _message(desk: Desk, kpi: Kpi, value: Value | None, period: Period) -> str:
    """What a chart has to say: the figure, its distance to the target, the change on the year."""
    if value is None or value.value is None:
        return desk.figure(value, kpi).reason
    parts = [f"{desk.numbers.figure(value.value, kpi.unit)} ({desk.numbers.short_period(period)})"]
    if distance := desk.distance(kpi, value):
        parts.append(distance)
    if change := desk.year_ago_change(kpi, value, period):
        parts.append(desk.say("%(change)s on the year", change=change.text))
    return ", ".join(parts)


def _said(desk: Desk, title: str, points: tuple[TrendPoint, ...], periods: list[Period]) -> str:
    """The picture in words: its message and every point."""
    mark = desk.say("provisional")
    series = desk.semicolon.join(
        f"{name} {point.text}" + (f" ({mark})" if point.provisional else "")
        for name, point in zip(names(desk.numbers, periods), points, strict=True)
    )
    return f"{title}. {series}."


def _breakdown(desk: Desk, kpi: Kpi, dimension: str) -> Breakdown:
    period = desk.judged(kpi)
    values = _in_order(desk, kpi, dimension, period)
    bars = tuple(_bar(desk, kpi, segments, value) for segments, value in values)
    title = f"{desk.label(kpi)}{desk.colon}{_breakdown_message(desk, kpi, values, period)}"
    parts = (desk.unit_word(kpi.unit), desk.by(dimension), desk.numbers.short_period(period))
    subtitle = ", ".join(part for part in parts if part)
    series = desk.semicolon.join(f"{bar.label} {bar.text}" for bar in bars)
    return Breakdown(kpi.id, title, subtitle, kpi.unit, bars, _words(desk), f"{title}. {series}.")


def _bar(desk: Desk, kpi: Kpi, segments: Segments, value: Value) -> Bar:
    target = float(value.target) if value.target is not None else None
    ago = float(value.year_ago) if value.year_ago is not None else None
    return Bar(desk.segment(segments[0]), segments[0].kind, _number(value), desk.figure(value, kpi).text, ago, target,
               value.provisional)  # fmt: skip


def _in_order(desk: Desk, kpi: Kpi, dimension: str, period: Period) -> list[tuple[Segments, Value]]:
    """The segments that have rows or a declared name, the largest first; what has no value or no match last."""
    found = []
    for (id, window, at, segments), value in desk.results.values.items():
        own = (id, window, at) == (kpi.id, (kpi.spec.window or PERIOD).name, period.id)
        if own and len(segments) == 1 and segments[0].dimension == dimension and not _idle(desk, value):
            found.append((segments, value))

    def largest(item: tuple[Segments, Value]) -> tuple[bool, bool, float, str]:
        segments, value = item
        number = _number(value)
        return segments[0].kind != "value", number is None, -(number or 0), desk.segment(segments[0])

    return sorted(found, key=largest)


def _idle(desk: Desk, value: Value) -> bool:
    """A segment that nobody declared and that has nothing in this period nor the year before is not worth a row."""
    segment = value.segments[0]
    dimension = desk.catalog.specs.dimensions.get(segment.dimension)
    declared = {name for name, _ in dimension.values} if dimension else set()
    return segment.value not in declared and not value.value and not value.year_ago


def _breakdown_message(desk: Desk, kpi: Kpi, values: list[tuple[Segments, Value]], period: Period) -> str:
    """The segment that moved most on the year, and how."""
    moved: list[tuple[float, Segments, Change]] = []
    for segments, value in values:
        change = desk.year_ago_change(kpi, value, period)
        if change and segments[0].kind == "value" and value.value is not None and value.year_ago is not None:
            moved.append((abs(float(value.value) - float(value.year_ago)), segments, change))
    if not moved:
        return desk.by(dimension=values[0][0][0].dimension) if values else desk.say("no rows in the period")
    _, segments, change = max(moved, key=lambda item: (item[0], item[1]))
    return desk.say("%(segment)s %(change)s on the year", segment=desk.segment(segments[0]), change=change.text)


def _table(desk: Desk, kpis: list[Kpi], dimension: str, id: str) -> SegmentTable:
    """KPIs by one dimension, each in the period that its verdict is passed on."""
    periods = {kpi.id: desk.judged(kpi) for kpi in kpis}
    ordered: dict[Segments, None] = {}
    for kpi in kpis:
        ordered.update(dict.fromkeys(segments for segments, _ in _in_order(desk, kpi, dimension, periods[kpi.id])))
    named = sorted(ordered, key=lambda segments: segments[0].kind != "value")  # stable: the first KPI's order
    rows = [
        SegmentRow(desk.segment(segments[0]), segments[0].kind, _cells(desk, kpis, periods, segments, named))
        for segments in named
    ]
    total = SegmentRow(desk.say("Total"), "total", _cells(desk, kpis, periods, (), named))
    return SegmentTable(id, desk.by(dimension).capitalize(), desk.dimension(dimension),
                        tuple(_column(desk, kpi, periods[kpi.id]) for kpi in kpis), (*rows, total),
                        _table_note(desk, kpis, periods))  # fmt: skip


def _cells(
    desk: Desk, kpis: list[Kpi], periods: dict[str, Period], segments: Segments, all_segments: list[Segments]
) -> tuple[SegmentCell, ...]:
    return tuple(_cell(desk, kpi, periods[kpi.id], segments, all_segments) for kpi in kpis)


def _cell(desk: Desk, kpi: Kpi, period: Period, segments: Segments, all_segments: list[Segments]) -> SegmentCell:
    value = desk.value(kpi, period, segments)
    figure = desk.figure(value, kpi)
    state = desk.state(value.state) if value and value.state not in ("no_target", "not_measurable") else None
    share = None
    number = _number(value)
    if segments and number is not None and number >= 0:
        others = [_number(desk.value(kpi, period, other)) or 0 for other in all_segments]
        share = number / max(others) if max(others) > 0 else None
    return SegmentCell(figure, desk.year_ago_change(kpi, value, period), state, share)


def _column(desk: Desk, kpi: Kpi, period: Period) -> str:
    label = desk.label(kpi)
    return label if period == desk.period else f"{label} ({desk.numbers.short_period(period)})"


def _table_note(desk: Desk, kpis: list[Kpi], periods: dict[str, Period]) -> str:
    notes = []
    if any(period != desk.period for period in periods.values()):
        notes.append(desk.say("A period in brackets is the last one whose figure is final."))
    reasons = {
        value.reason for kpi in kpis for (id, _, at, segments), value in desk.results.values.items()
        if id == kpi.id and at == periods[kpi.id].id and segments and value.reason == "zero_denominator"
    }  # fmt: skip
    if reasons:
        notes.append(desk.say("A dash stands where there is nothing to divide by."))
    return " ".join(notes)
