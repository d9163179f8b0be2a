"""KPIs by one dimension: the picture of one of them, and several in a table."""

from __future__ import annotations

from collections.abc import Iterable

from engine.document import aims
from engine.document.benchmarks import benchmark
from engine.document.desk import Desk
from engine.document.phrases import opening
from engine.document.signs import few_note, marked, marked_note
from engine.exact import added
from engine.model.figures import Change
from engine.model.formula import Aggregate
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.pictures import Bar, Breakdown
from engine.model.results import ORDINARY, Segment, Value
from engine.model.segments import Dimension, Top, name_of
from engine.model.tables import SegmentCell, SegmentRow, SegmentTable
from engine.model.unit import Number
from engine.numbers import NO_BREAK

MOST_BARS, MOST_ROWS = 12, 20  # unless a `top` is given: more than that nobody reads


def as_float(value: Value | None) -> float | None:
    """A value for a picture."""
    return float(value.value) if value and value.value is not None else None


def in_order(desk: Desk, kpi: Kpi, dimension: Dimension, period: Period) -> list[tuple[Segment, Value]]:
    """The segments that have rows or a declared name, the largest first; what is no segment proper last."""
    values = desk.results.along(kpi.id, (kpi.spec.window or PERIOD).name, period.id, dimension)
    found = [(value.segments[0], value) for value in values if not _idle(desk, value)]

    def largest(item: tuple[Segment, Value]) -> tuple[int, bool, float, str]:
        segment, value = item
        size = as_float(value)
        return ORDINARY.index(segment.kind), size is None, -(size or 0), desk.segment(segment)

    return sorted(found, key=largest)


def _idle(desk: Desk, value: Value) -> bool:
    """A segment that nobody declared and that has nothing in this period nor the year before is not worth a row."""
    segment = value.segments[0]
    dimension = desk.catalog.specs.dimensions.get(segment.dimension)
    declared = {name for name, _ in dimension.values} if dimension else set()
    something = value.value or value.year_ago or value.rows or value.denominator
    return segment.value not in declared and not something


def breakdown(desk: Desk, kpi: Kpi, dimension: Dimension) -> tuple[Breakdown, str]:
    """A KPI by one dimension, and what the picture leaves out."""
    period = desk.judged(kpi)
    found = in_order(desk, kpi, dimension, period)
    segments = _capped([segment for segment, _ in found], MOST_BARS, dimension)
    values = [(segment, value) for segment, value in found if segment in segments]
    bars = tuple(_bar(desk, kpi, segment, value) for segment, value in values)
    title = f"{desk.label(kpi)}{desk.colon}{moved_most(desk, kpi, values, period)}"
    parts = (desk.unit_word(kpi.unit), desk.by(name_of(dimension)), desk.numbers.short_period(period))
    subtitle = ", ".join(part for part in parts if part)
    series = desk.semicolon.join(f"{bar.label} {bar.text}" for bar in bars)
    alt = f"{title}. {series}."
    few = any(desk.figure(value, kpi).few for _, value in values)
    notes = (left_out(desk, dimension, [segment for segment, _ in found], segments), of_the_rest(desk, segments),
             dashes(desk, (value for _, value in values)), marked_note(desk) if few else "")  # fmt: skip
    drawn = Breakdown(kpi.id, title, subtitle, kpi.unit, bars, desk.series_words(), alt)
    return drawn, " ".join(filter(None, notes))


def capped(number: int, most: int) -> int:
    """How many of a number are shown: one more than most, too, for a note on a single one would take its room."""
    return number if number <= most + 1 else most


def _capped(segments: list[Segment], most: int, dimension: Dimension) -> list[Segment]:
    """So many segments as are shown without a top; who is missing or unmatched always is."""
    named = [segment for segment in segments if segment.kind == "value"]
    return segments if isinstance(dimension, Top) else [*named[: capped(len(named), most)], *segments[len(named) :]]


def left_out(desk: Desk, dimension: Dimension, found: list[Segment], shown: list[Segment]) -> str:
    """What is not shown by itself: "20 of 312", or who is not together under "Other"; empty where everything is."""
    named, of = (sum(segment.kind == "value" for segment in segments) for segments in (shown, found))
    if named < of:
        numbers = {"shown": desk.numbers.count(named), "number": desk.numbers.count(of)}
        return desk.say("%(shown)s of %(number)s shown, the largest first.", **numbers)
    if not isinstance(dimension, Top) or not _with_rest(shown):
        return ""
    ranking, kpi = desk.results.rankings[dimension], desk.kpi(dimension.by)
    values = {
        "dimension": desk.dimension(dimension.dimension), "label": desk.label(kpi),
        "period": desk.numbers.short_period(desk.period),
        "shown": desk.numbers.count(len(ranking.members)), "number": desk.numbers.count(ranking.of),
    }  # fmt: skip
    if kpi.adds_up:
        return desk.say("%(dimension)s: the %(shown)s largest of %(number)s by “%(label)s” in %(period)s.", **values)
    return desk.say(
        "%(dimension)s: the %(shown)s of %(number)s with the most behind “%(label)s” in %(period)s.", **values
    )


def dashes(desk: Desk, values: Iterable[Value]) -> str:
    """Why dashes stand where they do, each reason once; empty where there is none."""
    return dash_note(desk, (desk.reason(one, desk.kpi(one.kpi)) for one in values if one.value is None))


def dash_note(desk: Desk, why: Iterable[str]) -> str:
    """The same for reasons in words."""
    reasons = dict.fromkeys(why)
    if not reasons:
        return ""
    if list(reasons) == [desk.why("zero_denominator")]:
        return desk.say("A dash stands where there is nothing to divide by.")
    return desk.say("A dash stands for: %(reasons)s.", reasons=desk.numbers.either(reasons))


def of_the_rest(desk: Desk, *shown: list[Segment]) -> str:
    """What "Other" is, where it stands."""
    return desk.say("“Other” is computed from the rows of all the rest.") if any(map(_with_rest, shown)) else ""


def _with_rest(segments: list[Segment]) -> bool:
    return any(segment.kind == "other" for segment in segments)


def _bar(desk: Desk, kpi: Kpi, segment: Segment, value: Value) -> Bar:
    ago = float(value.year_ago) if value.year_ago is not None else None
    text = marked(desk.figure(value, kpi))
    target, band = aims.level(kpi, value), aims.band(kpi, value)
    return Bar(desk.segment(segment), segment.kind, as_float(value), text, ago, target, value.provisional, band)


def moved_most(desk: Desk, kpi: Kpi, values: list[tuple[Segment, Value]], period: Period) -> str:
    """The segment that moved most on the year, and how."""
    moved: list[tuple[float, Segment, Change]] = []
    for segment, value in values:
        change = desk.year_ago_change(kpi, value, period)
        few = desk.figure(value, kpi).few  # how much a share of few cases moved is no message
        proper = segment.kind == "value" and not few
        if change and proper and value.value is not None and value.year_ago is not None:
            moved.append((abs(float(value.value) - float(value.year_ago)), segment, change))
    if not moved:
        return desk.by(dimension=values[0][0].dimension) if values else desk.say("no rows in the period")
    _, segment, change = max(moved, key=lambda item: (item[0], item[1]))
    return desk.say("%(segment)s %(change)s on the year", segment=desk.quoted(segment), change=change.text)


def table(desk: Desk, kpis: list[Kpi], dimension: Dimension, id: str) -> SegmentTable:
    """KPIs by one dimension, each in the period that its verdict is passed on."""
    periods = {kpi.id: desk.judged(kpi) for kpi in kpis}
    ordered: dict[Segment, None] = {}
    for kpi in kpis:
        ordered.update(dict.fromkeys(segment for segment, _ in in_order(desk, kpi, dimension, periods[kpi.id])))
    found = sorted(ordered, key=lambda segment: ORDINARY.index(segment.kind))  # stable: the first KPI's order
    shown = _capped(found, MOST_ROWS, dimension)
    largest = {kpi.id: _largest(desk, kpi, periods[kpi.id], shown) for kpi in kpis}
    rows = [
        SegmentRow(desk.segment(segment), segment.kind, _cells(desk, kpis, periods, segment, largest))
        for segment in shown
    ]
    total = SegmentRow(desk.say("Total"), "total", _cells(desk, kpis, periods, None, largest))
    cells = [desk.value(kpi, periods[kpi.id], (segment,)) for kpi in kpis for segment in shown]
    dashed = dashes(desk, filter(None, cells))
    notes = (left_out(desk, dimension, found, shown), of_the_rest(desk, shown), _final(desk, periods), dashed,
             few_note(desk, [desk.figure(value, desk.kpi(value.kpi)) for value in cells if value is not None]),
             *_intervals(desk, kpis, periods))  # fmt: skip
    return SegmentTable(id, opening(desk.by(name_of(dimension))), desk.dimension(name_of(dimension)),
                        tuple(_column(desk, kpi, periods[kpi.id]) for kpi in kpis), (*rows, total),
                        " ".join(filter(None, notes)),
                        tuple(_left(desk, kpi, periods[kpi.id], found, shown) for kpi in kpis), dashed)  # fmt: skip


def _left(desk: Desk, kpi: Kpi, period: Period, found: list[Segment], shown: list[Segment]) -> Number | None:
    """What the segments without a row of their own come to; None where a KPI does not add up.

    A sum over nothing is nothing; a formula around it has no value, though its rows are in the total's.
    """
    values = {segment: value for segment in found if (value := desk.value(kpi, period, (segment,))) is not None}
    plain = isinstance(kpi.formula.root, Aggregate)
    if not kpi.adds_up or not (plain or all(value.value is not None for value in values.values())):
        return None
    left = [value.value for segment, value in values.items() if segment not in shown and value.value]
    return added(left)


def _cells(
    desk: Desk, kpis: list[Kpi], periods: dict[str, Period], segment: Segment | None, largest: dict[str, float]
) -> tuple[SegmentCell, ...]:
    return tuple(_cell(desk, kpi, periods[kpi.id], segment, largest[kpi.id]) for kpi in kpis)


def _cell(desk: Desk, kpi: Kpi, period: Period, segment: Segment | None, largest: float) -> SegmentCell:
    value = desk.value(kpi, period, (segment,) if segment else ())
    figure = desk.figure(value, kpi)
    state = desk.state(value.state) if value and value.state not in ("no_target", "not_measurable") else None
    share = None
    size = as_float(value)
    if segment and size is not None and size >= 0:
        share = size / largest if largest > 0 else None
    beside = benchmark(desk, kpi, value.benchmark if value and segment else None)
    return SegmentCell(figure, desk.year_ago_change(kpi, value, period), state, share, beside)


def _largest(desk: Desk, kpi: Kpi, period: Period, segments: list[Segment]) -> float:
    """What the bar of a whole cell stands for; 0 where no segment has more."""
    return max((as_float(desk.value(kpi, period, (segment,))) or 0 for segment in segments), default=0)


def _column(desk: Desk, kpi: Kpi, period: Period) -> str:
    label = desk.label(kpi)
    # Narrow columns break their heads: not within the period.
    when = desk.numbers.short_period(period).replace(" ", NO_BREAK)
    return label if period == desk.period else f"{label} ({when})"


def _final(desk: Desk, periods: dict[str, Period]) -> str:
    if all(period == desk.period for period in periods.values()):
        return ""
    return desk.say("A period in brackets is the last one whose figure is final.")


def _intervals(desk: Desk, kpis: list[Kpi], periods: dict[str, Period]) -> list[str]:
    """How sure the totals of shares are."""
    totals = {kpi.id: desk.figure(desk.value(kpi, periods[kpi.id]), kpi).interval for kpi in kpis}
    return [
        desk.say("%(label)s, 95%% interval of the total: %(interval)s.", label=desk.label(kpi), interval=totals[kpi.id])
        for kpi in kpis
        if totals[kpi.id]
    ]
