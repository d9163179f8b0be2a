"""Small multiples: a trend for each segment of a KPI, with the total and the segment that moved most."""

from __future__ import annotations

from engine.document.axis import begun
from engine.document.desk import Desk
from engine.document.segments import as_float, left_out, moved_most, of_the_rest
from engine.document.signs import marked, marked_note
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.pictures import Multiples, Panel
from engine.model.results import ORDINARY, Segment, Value
from engine.model.segments import name_of
from engine.model.specs import ChartSpec


def multiples(desk: Desk, kpi: Kpi, spec: ChartSpec) -> tuple[Multiples, str]:
    """The picture of a KPI by one dimension over time, and what the reader must know beside it."""
    told = _Told(desk, kpi, spec)
    return told.picture(), " ".join(filter(None, told.notes()))


class _Told:
    """The trends of the segments in the reader's words."""

    def __init__(self, desk: Desk, kpi: Kpi, spec: ChartSpec) -> None:
        self.desk, self.kpi = desk, kpi
        (self.dimension,) = spec.dimensions
        self.periods = begun(desk, kpi, desk.earlier(spec.periods))
        self.at = desk.judged(kpi)
        self.segments = self._segments()

    def picture(self) -> Multiples:
        """A panel for each segment, the largest first."""
        desk, kpi = self.desk, self.kpi
        total = () if kpi.adds_up else tuple(as_float(desk.value(kpi, period)) for period in self.periods)
        title = f"{desk.label(kpi)}{desk.colon}{self._message()}"
        parts = (desk.unit_word(kpi.unit), desk.by(name_of(self.dimension)), desk.span(self.periods),
                 desk.say("thin line: total") if total else "")  # fmt: skip
        ends = (desk.numbers.short_period(self.periods[0]), desk.numbers.short_period(self.periods[-1]))
        panels = tuple(map(self._panel, self.segments))
        said = desk.semicolon.join(map(self._said, self.segments))
        return Multiples(kpi.id, title, ", ".join(filter(None, parts)), kpi.unit, panels, total, *ends,
                         f"{title}. {said}.")  # fmt: skip

    def notes(self) -> list[str]:
        """Who is together under "Other", and what marks mean."""
        desk = self.desk
        values = (self._value(segment, period) for segment in self.segments for period in self.periods)
        young = any(value.provisional for value in values if value)
        few = any(desk.figure(self._value(segment, self.at), self.kpi).few for segment in self.segments)
        return [left_out(desk, self.dimension, self.segments, self.segments), of_the_rest(desk, self.segments),
                marked_note(desk) if few else "", desk.say("Dashed: provisional.") if young else ""]  # fmt: skip

    def _segments(self) -> list[Segment]:
        """Those that have anything in any of the periods, by their last final figure."""
        window = (self.kpi.spec.window or PERIOD).name
        along = [value for period in self.periods
                 for value in self.desk.results.along(self.kpi.id, window, period.id, self.dimension)]  # fmt: skip
        found = {value.segments[0] for value in along if value.value or value.rows or value.denominator}

        def largest(segment: Segment) -> tuple[int, bool, float, str]:
            size = as_float(self._value(segment, self.at))
            return ORDINARY.index(segment.kind), size is None, -(size or 0), self.desk.segment(segment)

        return sorted(found, key=largest)

    def _panel(self, segment: Segment) -> Panel:
        values = [self._value(segment, period) for period in self.periods]
        text = marked(self.desk.figure(self._value(segment, self.at), self.kpi))
        at = self.periods.index(self.at) if self.at in self.periods else None
        return Panel(self.desk.segment(segment), segment.kind, text, tuple(map(as_float, values)),
                     tuple(bool(value and value.provisional) for value in values), at)  # fmt: skip

    def _message(self) -> str:
        """The total, and the segment that moved most on the year."""
        desk, kpi = self.desk, self.kpi
        found = [(segment, value) for segment in self.segments if (value := self._value(segment, self.at))]
        total = desk.figure(desk.value(kpi, self.at), kpi)
        if total.value is None:
            return total.reason
        whole = desk.say("%(total)s in total (%(period)s)", total=total.text, period=desk.numbers.short_period(self.at))
        moved = moved_most(desk, kpi, found, self.at) if found else ""
        return whole if moved in ("", desk.by(name_of(self.dimension))) else f"{whole}, {moved}"

    def _said(self, segment: Segment) -> str:
        """A segment in words: where it stands, and between what it lay."""
        desk, unit = self.desk, self.kpi.unit
        known = [v.value for p in self.periods if (v := self._value(segment, p)) and v.value is not None]
        name, text = desk.segment(segment), marked(desk.figure(self._value(segment, self.at), self.kpi))
        if len(known) < 2:
            return f"{name} {text}"
        low, high = (desk.numbers.figure(end, unit) for end in (min(known), max(known)))
        return desk.say("%(segment)s %(figure)s, between %(low)s and %(high)s",
                        segment=name, figure=text, low=low, high=high)  # fmt: skip

    def _value(self, segment: Segment, period: Period) -> Value | None:
        return self.desk.value(self.kpi, period, (segment,))
