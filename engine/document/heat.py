"""A KPI by two dimensions: a table of rows and columns, shaded by size, with totals in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.document.desk import Desk
from engine.document.phrases import within
from engine.document.segments import as_float, dashes, in_order, left_out, of_the_rest
from engine.document.signs import marked, marked_note
from engine.model.formula import Aggregate
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Segment, Value
from engine.model.segments import Dimensions, name_of
from engine.model.tables import HeatCell, HeatColumn, HeatMap, HeatRow
from engine.model.unit import Unit

BIG, THOUSAND = 1e6, 1e3  # from here on amounts stand in thousands; without cents


def heat_map(desk: Desk, kpi: Kpi, dimensions: Dimensions, id: str) -> HeatMap:
    """The KPI in the period that its verdict is passed on; each total is computed over its own rows."""
    period = desk.judged(kpi)
    lines, columns = _filled(desk, kpi, period, dimensions)
    sizes = [_size(desk, kpi, period, total) for total in (*lines, *columns, None)]
    unit, thousands = _unit(kpi.unit, max((abs(size) for size in sizes if size is not None), default=0.0))
    painter = _Painter(desk, kpi, period, unit, thousands, _bounds(desk, kpi, period, lines, columns))
    rows = tuple(
        HeatRow(desk.segment(line), line.kind, painter.cells((line,), columns)) for line in lines
    )  # fmt: skip
    total = HeatRow(desk.say("Total"), "total", painter.cells((), columns))
    names = [desk.dimension(name_of(dimension)) for dimension in dimensions]
    by = desk.say("by %(rows)s and %(columns)s", rows=within(names[0]), columns=within(names[1]))
    message = _message(desk, kpi, period, lines, columns)
    dashed = dashes(desk, painter.dashed)
    return HeatMap(
        id=id,
        title=f"{desk.label(kpi)}{desk.colon}{message}" if message else f"{desk.label(kpi)}, {by}",
        subtitle=", ".join(filter(None, (*_unit_words(desk, kpi.unit, thousands), by, _when(desk, kpi, period)))),
        rows_of=names[0],
        columns_of=names[1],
        columns=tuple(HeatColumn(desk.segment(column), column.kind) for column in columns),
        rows=(*rows, total),
        total=desk.say("Total"),
        note=" ".join(
            filter(
                None,
                (
                    _note(desk, dimensions, lines, columns, shaded=painter.bounds is not None),
                    dashed,
                    marked_note(desk) if painter.few else "",
                ),
            )
        ),
        thousands=thousands,
        adds_up=kpi.adds_up and painter.whole,
        dashed=dashed,
    )


class _Painter:
    """Writes and shades the cells of one table."""

    def __init__(
        self, desk: Desk, kpi: Kpi, period: Period, unit: Unit, thousands: int, bounds: tuple[float, float] | None
    ) -> None:
        self.desk, self.kpi, self.period = desk, kpi, period
        self.unit, self.thousands, self.bounds = unit, thousands, bounds
        self.few = False  # whether any share is of few rows
        self.dashed: list[Value] = []
        self.whole = True  # whether what has no value is nothing, so that the others can be added up

    def cells(self, line: tuple[Segment, ...], columns: Sequence[Segment]) -> tuple[HeatCell, ...]:
        """A row's cells, its total last."""
        return tuple(self._cell((*line, *column)) for column in [*((column,) for column in columns), ()])

    def _cell(self, segments: tuple[Segment, ...]) -> HeatCell:
        value = self.desk.value(self.kpi, self.period, segments)
        figure = self.desk.figure(value, self.kpi)
        text = self.desk.numbers.bare(figure.value, self.unit, self.thousands)
        self.few |= figure.few
        if value is not None and value.value is None:
            self.dashed.append(value)
            self.whole &= isinstance(self.kpi.formula.root, Aggregate)
        return HeatCell(
            replace(figure, text=marked(replace(figure, text=text)), few=False, unit=self.unit),
            self._shade(segments, value),
        )

    def _shade(self, segments: tuple[Segment, ...], value: Value | None) -> float | None:
        """How a cell compares with the others, 0 to 1: segments with segments, not with totals or what is left over."""
        size = as_float(value)
        if self.bounds is None or size is None or not _proper(segments):
            return None
        low, high = self.bounds
        return (size - low) / (high - low)


def _filled(desk: Desk, kpi: Kpi, period: Period, dimensions: Dimensions) -> tuple[list[Segment], list[Segment]]:
    """The lines and the columns in their order; what belongs nowhere has one only where a cell of it says something."""
    lines, columns = ([one for one, _ in in_order(desk, kpi, dimension, period)] for dimension in dimensions)

    def said(*cells: tuple[Segment, ...]) -> bool:
        return any(_says(kpi, desk.value(kpi, period, cell)) for cell in cells)

    return (
        [one for one in lines if _named(one) or said((one,), *((one, other) for other in columns))],
        [one for one in columns if _named(one) or said((one,), *((other, one) for other in lines))],
    )


def _named(segment: Segment) -> bool:
    return segment.kind in ("value", "other")


def _says(kpi: Kpi, value: Value | None) -> bool:
    """Whether a value is a figure, or has rows that are in a total though it has none."""
    return value is not None and bool(value.value or (value.rows and (value.value is not None or kpi.adds_up)))


def _proper(segments: Sequence[Segment]) -> bool:
    return len(segments) == 2 and all(segment.kind == "value" for segment in segments)


def _size(desk: Desk, kpi: Kpi, period: Period, *segments: Segment | None) -> float | None:
    return as_float(desk.value(kpi, period, tuple(filter(None, segments))))


def _bounds(
    desk: Desk, kpi: Kpi, period: Period, lines: list[Segment], columns: list[Segment]
) -> tuple[float, float] | None:
    """Between what the shades run: amounts from nothing on, rates from the lowest one; None where all are alike."""
    pairs = [pair for line in lines for column in columns if _proper(pair := (line, column))]
    sizes = [size for pair in pairs if (size := _size(desk, kpi, period, *pair)) is not None]
    if not sizes:
        return None
    low = min(0.0, *sizes) if kpi.adds_up else min(sizes)
    return (low, max(sizes)) if max(sizes) > low else None


def _unit(unit: Unit, largest: float) -> tuple[Unit, int]:
    """What the figures are written in, and in how many thousands of thousands: a page is only so wide."""
    if unit.kind not in ("integer", "number", "currency"):
        return unit, 0
    thousands = 0
    while largest >= BIG:
        largest, thousands = largest / 1000, thousands + 1
    return (replace(unit, precision=0) if largest >= THOUSAND or thousands else unit), thousands


def _unit_words(desk: Desk, unit: Unit, thousands: int) -> tuple[str, str]:
    scale = ["", desk.say("in thousands"), desk.say("in millions"), desk.say("in billions")]
    return desk.unit_word(unit), scale[min(thousands, 3)]


def _when(desk: Desk, kpi: Kpi, period: Period) -> str:
    value = desk.value(kpi, period)
    mark = f" ({desk.say('provisional')})" if value and value.provisional else ""
    return desk.numbers.short_period(period) + mark


def _message(desk: Desk, kpi: Kpi, period: Period, lines: list[Segment], columns: list[Segment]) -> str:
    """The largest cell and its share of the whole, where values add up to one."""
    whole = _size(desk, kpi, period)
    pairs = [pair for line in lines for column in columns if _proper(pair := (line, column))]
    sizes = {pair: size for pair in pairs if (size := _size(desk, kpi, period, *pair)) is not None}
    if not kpi.adds_up or not sizes or not whole or min(sizes.values()) < 0:
        return ""  # a part of something negative is no share
    line, column = max(sizes, key=lambda pair: (sizes[pair], pair))
    share = desk.numbers.figure(sizes[line, column] / whole, Unit("percent", 1))
    return desk.say(
        "largest in %(row)s, %(column)s (%(share)s of the total)",
        row=desk.segment(line),
        column=desk.segment(column),
        share=share,
    )


def _note(desk: Desk, dimensions: Dimensions, lines: list[Segment], columns: list[Segment], *, shaded: bool) -> str:
    notes = [desk.say("The stronger the colour, the larger the figure.") if shaded else ""]
    notes += [left_out(desk, of, found, found) for of, found in zip(dimensions, (lines, columns), strict=True)]
    return " ".join(filter(None, (*notes, of_the_rest(desk, lines, columns))))
