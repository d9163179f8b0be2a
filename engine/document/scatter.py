"""Two KPIs against each other: a point for each segment, with who is highest and lowest upwards."""

from __future__ import annotations

from collections.abc import Iterable

from engine.document.desk import Desk
from engine.document.segments import as_float, in_order, left_out, of_the_rest
from engine.document.signs import marked, marked_note
from engine.judged import judged
from engine.model.figures import Figure
from engine.model.kpis import Kpi
from engine.model.pictures import Scatter, ScatterAxis, ScatterPoint
from engine.model.results import Segment
from engine.model.segments import Top, name_of
from engine.model.specs import ChartSpec

MOST_POINTS = 20  # unless a `top` is given: more names than that cover each other


def scatter(desk: Desk, spec: ChartSpec) -> tuple[Scatter, str]:
    """The picture of two KPIs by one dimension, and what the reader must know beside it."""
    told = _Told(desk, spec)
    return told.picture(), " ".join(filter(None, told.notes()))


class _Told:
    """The two KPIs of each segment in the reader's words."""

    def __init__(self, desk: Desk, spec: ChartSpec) -> None:
        self.desk = desk
        self.x, self.y = (desk.kpi(one.text) for one in spec.together)
        (self.dimension,) = spec.dimensions
        self.period = judged(desk.results, (self.x, self.y), desk.last(), desk.calendar)
        self.found = [segment for segment, _ in in_order(desk, self.x, self.dimension, self.period)]
        named = [segment for segment in self.found if segment.kind == "value"]
        most = len(named) if isinstance(self.dimension, Top) else MOST_POINTS
        self.shown = [*named[:most], *self.found[len(named) :]]
        self.idle = [segment for segment in self.shown if self._nothing(segment)]
        self.placed = [segment for segment in self.shown if segment not in self.idle
                       and all(self._value(kpi, segment) is not None for kpi in (self.x, self.y))]  # fmt: skip

    def picture(self) -> Scatter:
        """A point for each segment that has both figures."""
        desk = self.desk
        title = f"{desk.label(self.y)}{desk.colon}{self._message()}"
        subtitle = ", ".join((desk.by(name_of(self.dimension)), desk.numbers.short_period(self.period)))
        points = tuple(self._point(segment) for segment in self.placed)
        said = desk.semicolon.join(f"{desk.segment(segment)}{desk.colon}{self._both(segment)}"
                                   for segment in self.placed)  # fmt: skip
        return Scatter(title, subtitle, self._axis(self.x), self._axis(self.y), points,
                       {"total": desk.say("Total")}, f"{title}. {said}.")  # fmt: skip

    def notes(self) -> list[str]:
        """Who is not shown, who has no point, and what marks mean."""
        desk = self.desk
        few = any(self._figure(kpi, segment).few for segment in self.placed for kpi in (self.x, self.y))
        return [left_out(desk, self.dimension, self.found, self.shown), of_the_rest(desk, self.shown),
                self._without_point(), marked_note(desk) if few else ""]  # fmt: skip

    def _without_point(self) -> str:
        """The segments that lack a figure, each with which and why."""
        desk = self.desk
        lacking = []
        for segment in self.shown:
            kpis = [kpi for kpi in (self.x, self.y) if self._value(kpi, segment) is None]
            lacking += [f"{desk.segment(segment)} ({desk.say('zero in both')})"] if segment in self.idle else []
            reasons = (self._figure(kpi, segment).reason or desk.why("no_rows") for kpi in kpis)
            why = ", ".join(f"{desk.label(kpi)}{desk.colon}{reason}" for kpi, reason in zip(kpis, reasons, strict=True))
            lacking += [f"{desk.segment(segment)} ({why})"] if kpis else []
        return desk.say("Without a point: %(segments)s.", segments=desk.semicolon.join(lacking)) if lacking else ""

    def _message(self) -> str:
        """Who is highest and who is lowest upwards, of the segments proper; those of few cases only without others."""
        desk = self.desk
        proper = [segment for segment in self.placed if segment.kind == "value"]
        sure = [segment for segment in proper if not self._figure(self.y, segment).few]
        ranked = sorted(sure if len(sure) > 1 else proper, key=lambda segment: (self._size(segment), segment))
        if not ranked:
            return desk.say("no segment has both figures")
        low, high = (f"{desk.segment(end)} ({marked(self._figure(self.y, end))})" for end in (ranked[0], ranked[-1]))
        if self._size(ranked[0]) == self._size(ranked[-1]):
            return f"{desk.by(name_of(self.dimension))}, {marked(self._figure(self.y, ranked[0]))}"
        return desk.say("highest in %(high)s, lowest in %(low)s", high=high, low=low)

    def _axis(self, kpi: Kpi) -> ScatterAxis:
        """A KPI's name and unit; a sum of all segments would only push them together."""
        title = ", ".join(filter(None, (self.desk.label(kpi), self.desk.unit_word(kpi.unit))))
        total = None if kpi.adds_up else as_float(self.desk.value(kpi, self.period))
        return ScatterAxis(title, kpi.unit, total)

    def _point(self, segment: Segment) -> ScatterPoint:
        figures = [self._figure(kpi, segment) for kpi in (self.x, self.y)]
        few = any(figure.few for figure in figures)
        label = self.desk.segment(segment) + ("*" if few else "")
        x, y = (float(figure.value) for figure in figures if figure.value is not None)
        return ScatterPoint(label, segment.kind, x, y, few or any(figure.provisional for figure in figures))

    def _both(self, segment: Segment) -> str:
        kpis: Iterable[Kpi] = (self.x, self.y)
        return ", ".join(f"{self.desk.label(kpi)} {marked(self._figure(kpi, segment))}" for kpi in kpis)

    def _nothing(self, segment: Segment) -> bool:
        """Whether a segment has nothing of two KPIs that add up: their points would all lie in one corner."""
        return all(kpi.adds_up and self._value(kpi, segment) == 0 for kpi in (self.x, self.y))

    def _value(self, kpi: Kpi, segment: Segment) -> float | None:
        return as_float(self.desk.value(kpi, self.period, (segment,)))

    def _figure(self, kpi: Kpi, segment: Segment) -> Figure:
        return self.desk.figure(self.desk.value(kpi, self.period, (segment,)), kpi)

    def _size(self, segment: Segment) -> float:
        return self._value(self.y, segment) or 0.0
