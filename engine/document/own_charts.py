"""Charts of people's own: their Vega-Lite with the report's figures as its data, each KPI's under its id."""

from __future__ import annotations

import json
from typing import Any

from engine.document.desk import Desk
from engine.document.segments import as_float
from engine.model.kpis import Kpi
from engine.model.own_charts import COLUMNS, EVERYTHING, OwnPicture
from engine.model.period import PERIOD, Period
from engine.model.results import Segment, Value
from engine.model.segments import name_of
from engine.model.specs import ChartSpec

Row = dict[str, Any]


def own_chart(desk: Desk, spec: ChartSpec) -> tuple[OwnPicture, str]:
    """The chart with its data; nothing of ours stands beneath it."""
    own = spec.own
    assert own is not None, "it is a chart of somebody's own"
    periods = desk.earlier(spec.periods)
    kpis = [desk.kpi(reference.text) for reference in spec.kpis]
    rows = {kpi.id: _rows(desk, kpi, spec, periods) for kpi in kpis}
    chart: dict[str, Any] = json.loads(own.spec)
    data = {**rows, EVERYTHING: [row for kpi in kpis for row in rows[kpi.id]]}
    chart["datasets"] = {**chart.get("datasets", {}), **data}
    chart.setdefault("data", {"name": EVERYTHING})
    by = desk.by(name_of(spec.dimensions[0])) if spec.by else ""
    subtitle = ", ".join(filter(None, (by, desk.span(periods))))
    said = (text.in_(desk.language) for text in (own.title, own.alt))
    title, alt = said
    return OwnPicture(title, subtitle, json.dumps(chart, sort_keys=True), alt, desk.spoken, own.place), ""


def _rows(desk: Desk, kpi: Kpi, spec: ChartSpec, periods: list[Period]) -> list[Row]:
    """A row for each period, or for each segment in it; the columns are those of `COLUMNS`."""
    found = []
    for period in periods:
        for value in _values(desk, kpi, spec, period):
            segment = value.segments[0] if value.segments else None
            found.append(dict(zip(COLUMNS, _cells(desk, kpi, period, value, segment), strict=True)))
    return found


def _values(desk: Desk, kpi: Kpi, spec: ChartSpec, period: Period) -> list[Value]:
    if not spec.by:
        value = desk.value(kpi, period)
        return [value] if value is not None else []
    window = (kpi.spec.window or PERIOD).name
    values = desk.results.along(kpi.id, window, period.id, spec.dimensions[0])
    return sorted(values, key=lambda value: value.segments)


def _cells(desk: Desk, kpi: Kpi, period: Period, value: Value, segment: Segment | None) -> tuple[Any, ...]:
    # A day without a time would be midnight in Greenwich, which is the day before in half of the world.
    date = f"{period.start.isoformat()}T00:00:00"
    numbers = (None if one is None else float(one) for one in (value.target, value.year_ago))
    return (
        kpi.id, desk.label(kpi), period.id, desk.numbers.short_period(period), date,
        desk.segment(segment) if segment else None, segment.kind if segment else None,
        as_float(value), desk.figure(value, kpi).text, *numbers, value.provisional,
    )  # fmt: skip
