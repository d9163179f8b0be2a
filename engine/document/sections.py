"""The themes: trends, breakdowns and funnels drawn, and KPIs in tables by one dimension or two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TypeAlias

from engine.document import aims
from engine.document.axis import axis_labels, begun, names
from engine.document.bridge import bridge
from engine.document.comparisons import comparison_table
from engine.document.desk import Desk
from engine.document.drivers import drivers_table
from engine.document.events import events_in, marks, note, said
from engine.document.funnels import funnel, funnel_table
from engine.document.heat import heat_map
from engine.document.multiples import multiples
from engine.document.own_charts import own_chart
from engine.document.parts import Parts, tried
from engine.document.scatter import scatter
from engine.document.segments import as_float, breakdown, table
from engine.document.sentences import commentary, filled
from engine.document.shares import share, share_table
from engine.document.signs import band_note, usual_in
from engine.model.bridge import Bridge
from engine.model.commentary import Block, length
from engine.model.commentary import filled as with_words
from engine.model.document import Section
from engine.model.kpis import Kpi
from engine.model.own_charts import OwnPicture
from engine.model.period import Period
from engine.model.pictures import (
    Breakdown,
    ChartFigure,
    FunnelPicture,
    Multiples,
    Scatter,
    SharePicture,
    Trend,
    TrendPoint,
)
from engine.model.results import Value
from engine.model.segments import Dimensions
from engine.model.specs import ChartSpec, SectionSpec
from engine.model.tables import FunnelTable, HeatMap, SegmentTable
from engine.model.written import Written
from engine.protocols import HALF_WIDTH, WHOLE_WIDTH, Draw, Look

Picture: TypeAlias = Trend | Breakdown | SharePicture | Scatter | Multiples | Bridge | FunnelPicture | OwnPicture

MOST_BESIDE = 900  # characters of a commentary that stand beside a chart; a longer one stands above all of them


def begin_section(desk: Desk, spec: SectionSpec, number: int, draw: Draw) -> Callable[[], Section]:
    """One theme, whose charts are begun: what it gives makes its tables, and waits for the pictures."""
    id, text = f"s{number}", _text(desk, spec)
    drawn = [chart for chart in spec.charts if len(chart.by) < 2]
    beside = bool(text and drawn) and length(text) <= MOST_BESIDE
    widths = _widths([chart.kind for chart in drawn], beside=beside)
    charts = [
        _Chart(chart, f"{id}c{n}", width, tried(partial(_begin, desk, chart, f"{id}c{n}", draw, width)))
        for n, (chart, width) in enumerate(zip(drawn, widths, strict=True), start=1)
    ]
    return partial(_section, desk, spec, id, charts, text, beside)


def _section(
    desk: Desk, spec: SectionSpec, id: str, charts: list[_Chart], text: tuple[Block, ...], beside: bool
) -> Section:
    """One theme with its charts and its table; what of them cannot be made is kept as a gap."""
    parts = Parts(desk, spare=spec.spare)
    steps, tabled = _beneath(desk, [chart.spec for chart in charts], id, parts)
    beneath = {*(one.id for one in steps), *(one.id for one in tabled)}
    figures = tuple(
        _figure(chart, f"{id}f{n}" if f"{id}f{n}" in beneath else "", parts) for n, chart in enumerate(charts, start=1)
    )
    kpis = [desk.kpi(reference.text) for reference in spec.kpis]
    one = None
    if len(spec.by) == 1:
        make = partial(table, desk, kpis, spec.dimensions[0], f"{id}t")
        one = parts.table(f"{id}t", spec.kpis, spec.place, make)
    heat_maps = _heat_maps(desk, spec, id, parts)
    compared = parts.table(f"{id}v", spec.kpis, spec.place, lambda: comparison_table(desk, spec, f"{id}v"))
    return Section(
        id, spec.title.in_(desk.language), (), figures, (one,) if one else (), heat_maps, steps, tabled, text,
        compared, beside, tuple(parts.gaps), spec.spare,
    )  # fmt: skip


def _beneath(
    desk: Desk, drawn: list[ChartSpec], id: str, parts: Parts
) -> tuple[tuple[FunnelTable, ...], tuple[SegmentTable, ...]]:
    """The tables of the numbers of charts that do not write all of them into their pictures."""
    found = [
        parts.table(f"{id}f{n}", chart.kpis, chart.kpi.place, partial(_figured, desk, chart, f"{id}f{n}"))
        for n, chart in enumerate(drawn, start=1)
    ]
    steps = tuple(one for one in found if isinstance(one, FunnelTable))
    return steps, tuple(one for one in found if isinstance(one, SegmentTable))


def has_text(desk: Desk, spec: SectionSpec) -> bool:
    """Whether somebody wrote about a section in this period and language."""
    return any(one.blocks for one in commentary(desk, spec))


def _text(desk: Desk, spec: SectionSpec) -> tuple[Block, ...]:
    """What somebody wrote about a section, with its figures."""
    found = commentary(desk, spec)
    return tuple(block for one in found for block in with_words(one.blocks, lambda said: filled(desk, said)))


def _heat_maps(desk: Desk, spec: SectionSpec, id: str, parts: Parts) -> tuple[HeatMap, ...]:
    """What is cut by two dimensions: the charts of the section, then its KPIs."""
    wanted = [(chart.kpi, chart.dimensions) for chart in spec.charts if chart.by]
    wanted += [(kpi, spec.dimensions) for kpi in spec.kpis]
    two: dict[tuple[str, Dimensions], Written] = {}
    for kpi, by in wanted:
        if len(by) == 2:
            two.setdefault((kpi.text, by), kpi)
    made = (
        parts.table(f"{id}h{n}", (kpi,), kpi.place, partial(heat_map, desk, desk.kpi(kpi.text), by, f"{id}h{n}"))
        for n, ((_, by), kpi) in enumerate(two.items(), start=1)
    )
    return tuple(filter(None, made))


def _widths(kinds: list[str], *, beside: bool = False) -> list[int]:
    """Charts stand in pairs; where their number is odd, the first has the page's width to itself, as multiples have.

    With a commentary `beside` the first one, it is those after it that are counted.
    """
    if beside:
        return [HALF_WIDTH, *_widths(kinds[1:])]
    widths: list[int] = []
    for wide, run in groupby(kind == "multiples" for kind in kinds):
        count = len(list(run))
        widths += [WHOLE_WIDTH if wide or (count % 2 and n == 0) else HALF_WIDTH for n in range(count)]
    return widths


@dataclass(frozen=True)
class _Chart:
    """A chart that is begun: `made` waits for its picture."""

    spec: ChartSpec
    id: str
    width: int
    made: Callable[[], ChartFigure]


def _begin(desk: Desk, spec: ChartSpec, id: str, draw: Draw, width: int) -> Callable[[], ChartFigure]:
    """Have a chart drawn; one of a page's width for narrow screens too."""
    data, beneath = _pictured(desk, spec)
    drawn, *narrow = (
        draw(spec.kind, data, id=name, numbers=desk.numbers, look=Look(desk.catalog.report.accent, wide))
        for name, wide in ((id, width), (f"{id}n", HALF_WIDTH))[: 2 if width > HALF_WIDTH else 1]
    )

    def made() -> ChartFigure:
        smaller = narrow[0]() if narrow else ""
        return ChartFigure(id, data.title, data.subtitle, drawn(), data.alt, beneath, narrow=smaller)

    return made


def _figure(chart: _Chart, table: str, parts: Parts) -> ChartFigure:
    """A chart as it stands on the page; one that cannot be drawn has its name, and no more."""
    figure = parts.chart(chart.id, chart.spec, chart.made)
    if figure is None:
        name, wide = parts.gaps[-1].title, chart.width > HALF_WIDTH
        return ChartFigure(chart.id, name, "", "", "", table=table, failed=True, wide=wide)
    return replace(figure, table=table)


def _figured(desk: Desk, spec: ChartSpec, id: str) -> FunnelTable | SegmentTable | None:
    """The figures of a chart that does not write all of them into its picture."""
    match spec.kind:
        case "funnel":
            return funnel_table(desk, spec, id)
        case "bridge":
            return drivers_table(desk, desk.kpi(spec.kpi.text), spec, id)
        case "share":
            return share_table(desk, desk.kpi(spec.kpi.text), spec, id)
        case _:
            return None


def _pictured(desk: Desk, spec: ChartSpec) -> tuple[Picture, str]:
    """What a chart draws, and what the reader must know beside it."""
    kpi = desk.kpi(spec.kpi.text)
    match spec.kind:
        case "funnel":
            return funnel(desk, spec)
        case "chart":
            return own_chart(desk, spec)
        case "breakdown":
            return breakdown(desk, kpi, *spec.dimensions)
        case "share":
            return share(desk, kpi, spec)
        case "scatter":
            return scatter(desk, spec)
        case "multiples":
            return multiples(desk, kpi, spec)
        case "bridge":
            return bridge(desk, kpi, spec)
        case "trend":
            return _trend(desk, kpi, spec)


def _trend(desk: Desk, kpi: Kpi, spec: ChartSpec) -> tuple[Trend, str]:
    """A KPI over time, and what stands beneath it."""
    periods = begun(desk, kpi, desk.earlier(spec.periods, spec.grain))
    labels = axis_labels(desk.numbers, periods)
    points = tuple(_point(desk, kpi, period, *label) for period, label in zip(periods, labels, strict=True))
    judged = desk.judged(kpi, spec.grain)
    value = desk.value(kpi, judged)
    title = f"{desk.label(kpi)}{desk.colon}{_message(desk, kpi, value, judged)}"
    unit = desk.unit_word(kpi.unit)
    subtitle = ", ".join(part for part in (unit, desk.grain_word(judged.grain), desk.span(periods)) if part)
    events = events_in(desk, kpi, periods)
    banded = band_note(desk, kpi) if any(point.usual for point in points) else ""
    alt = " ".join(filter(None, (_said(desk, title, points, periods), banded, said(desk, events))))
    trend = Trend(kpi.id, title, subtitle, kpi.unit, points, desk.series_words(), alt, marks(desk, events))
    return trend, " ".join(filter(None, (banded, note(desk, events))))


def _point(desk: Desk, kpi: Kpi, period: Period, label: str, year: str) -> TrendPoint:
    value = desk.value(kpi, period)
    # The year before a year is the point beside it.
    ago = desk.value(kpi, desk.calendar.year_ago(period)) if period.grain != "year" else None
    return TrendPoint(
        label=label,
        year=year,
        value=as_float(value),
        text=desk.figure(value, kpi).text,
        year_ago=as_float(ago) if ago and not ago.provisional else None,
        target=aims.level(kpi, value),
        benchmark=float(value.benchmark) if value and value.benchmark is not None else None,
        provisional=bool(value and value.provisional),
        usual=usual_in(desk, kpi, period),
        band=aims.band(kpi, value),
    )


def _message(desk: Desk, kpi: Kpi, value: Value | None, period: Period) -> str:
    """What a chart has to say: the figure, its distance to the target, the change on the year."""
    if value is None or value.value is None:
        return desk.figure(value, kpi).reason
    parts = [
        f"{desk.numbers.figure(value.value, kpi.unit)} ({desk.numbers.short_period(desk.named(kpi, value, period))})"
    ]
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
