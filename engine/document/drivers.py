"""What each segment did to a change, in figures: the table beneath a bridge."""

from __future__ import annotations

from fractions import Fraction

from engine.document.bridge import compared_period, found_drivers, unit_of_change, word_of_rate
from engine.document.desk import Desk
from engine.document.phrases import opening
from engine.document.segments import MOST_ROWS, capped, dash_note
from engine.model.figures import Figure
from engine.model.kpis import Kpi
from engine.model.results import Segment
from engine.model.segments import name_of
from engine.model.signs import Drivers, Part
from engine.model.specs import ChartSpec
from engine.model.tables import SegmentCell, SegmentRow, SegmentTable


def drivers_table(desk: Desk, kpi: Kpi, spec: ChartSpec, id: str) -> SegmentTable | None:
    """Each segment then and now and what it did, the largest first; None where there is nothing to compare with."""
    found = found_drivers(desk, kpi, spec)
    if found is None:
        return None
    split = all(part.rate is not None for part in found.parts)
    periods = (desk.numbers.short_period(compared_period(desk, one)) for one in (found.before, found.period))
    effects = (opening(word_of_rate(desk, kpi)), opening(desk.say("share"))) if split else ()
    parts = sorted(found.parts, key=lambda part: (-abs(part.change), part.segment))
    rows = [_row(desk, kpi, found, part, split=split) for part in parts[: capped(len(parts), MOST_ROWS)]]
    total = SegmentRow(desk.say("Total"), "total", _total(desk, kpi, found, split=split))
    shown, number = desk.numbers.count(len(rows)), desk.numbers.count(len(parts))
    some = desk.say("%(shown)s of %(number)s shown, the largest first.", shown=shown, number=number)
    name = name_of(spec.dimensions[0])
    dashed = dash_note(desk, (cell.figure.reason for row in rows for cell in row.cells if cell.figure.value is None))
    notes = (some if len(rows) < len(parts) else "", dashed)
    return SegmentTable(
        id, f"{desk.label(kpi)}{desk.colon}{desk.by(name)}", desk.dimension(name),
        (*periods, *effects, desk.say("Change")), (*rows, total), " ".join(filter(None, notes)), dashed=dashed,
    )  # fmt: skip


def _row(desk: Desk, kpi: Kpi, found: Drivers, part: Part, *, split: bool) -> SegmentRow:
    segment = Segment(*part.segment)
    effects = (part.rate, part.mix) if split else ()
    then_and_now = zip((found.before, found.period), _then_and_now(desk, kpi, found, part), strict=True)
    cells = [*(_figure(desk, kpi, one, _why(desk, kpi, part, period, one)) for period, one in then_and_now),
             *(_change(desk, kpi, one) for one in (*effects, part.change))]  # fmt: skip
    return SegmentRow(desk.segment(segment), segment.kind, tuple(map(SegmentCell, cells)))


def _then_and_now(desk: Desk, kpi: Kpi, found: Drivers, part: Part) -> tuple[float | None, float | None]:
    """A segment's own figures; where a sum is taken apart they stand in the results."""
    if part.weights is not None:
        before, after = (None if one is None else float(one) for one in (part.before, part.after))
        return before, after
    value = desk.value(kpi, compared_period(desk, found.period), (Segment(*part.segment),))
    if value is None or value.value is None:
        return None, None
    return float(Fraction(value.value) - part.change), float(value.value)


def _why(desk: Desk, kpi: Kpi, part: Part, period: str, figure: float | None) -> str:
    """Why a segment has no figure in a period; the results know, unless the report needs no values of that one."""
    if figure is not None:
        return ""
    value = desk.value(kpi, compared_period(desk, period), (Segment(*part.segment),))
    if value is not None and value.value is None:
        return desk.reason(value, kpi)
    return desk.why("no_rows" if part.weights is None else "zero_denominator")


def _total(desk: Desk, kpi: Kpi, found: Drivers, *, split: bool) -> tuple[SegmentCell, ...]:
    rate, mix = (sum((one or Fraction(0) for one in ones), Fraction(0))
                 for ones in zip(*((part.rate, part.mix) for part in found.parts), strict=True))  # fmt: skip
    figures = (_figure(desk, kpi, float(found.start)), _figure(desk, kpi, float(found.end)))
    changes = (*((rate, mix) if split else ()), found.end - found.start)
    return tuple(map(SegmentCell, (*figures, *(_change(desk, kpi, one) for one in changes))))


def _figure(desk: Desk, kpi: Kpi, value: float | None, reason: str = "") -> Figure:
    return Figure(value, desk.numbers.figure(value, kpi.unit), reason=reason, unit=kpi.unit)


def _change(desk: Desk, kpi: Kpi, size: Fraction | None) -> Figure:
    number = None if size is None else float(size)
    unit = unit_of_change(desk, kpi)
    return Figure(number, desk.numbers.figure(number, unit, signed=True), unit=unit)
