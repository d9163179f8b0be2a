"""Shares over time: the picture with the segment that moved most, and the newest shares in figures."""

from __future__ import annotations

from fractions import Fraction

from engine.document.axis import axis_labels, begun, names
from engine.document.desk import Desk
from engine.document.segments import left_out, of_the_rest
from engine.model.figures import Figure
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.pictures import ShareLayer, SharePicture, SharePoint
from engine.model.results import ORDINARY, Segment
from engine.model.segments import Top
from engine.model.shares import Shared, Shares, Unshared
from engine.model.signs import Place
from engine.model.specs import ChartSpec
from engine.model.tables import SegmentCell, SegmentRow, SegmentTable
from engine.model.unit import Unit
from engine.numbers import exactly, rounded

SHARE, CHANGE = Unit("percent", 1), Unit("points", 1)
DRAWN = Fraction(1, 2000)  # what is less would be called "0.0%"


def share(desk: Desk, kpi: Kpi, spec: ChartSpec) -> tuple[SharePicture, str]:
    """The picture of a KPI's shares, and what the reader must know beside it."""
    told = _Told(desk, kpi, spec)
    return told.picture(), " ".join(filter(None, told.notes()))


def share_table(desk: Desk, kpi: Kpi, spec: ChartSpec, id: str) -> SegmentTable | None:
    """The shares of the last final period beside those of a year before; None where it has none."""
    return _Told(desk, kpi, spec).table(id)


class _Told:
    """The shares of a KPI in the reader's words."""

    def __init__(self, desk: Desk, kpi: Kpi, spec: ChartSpec) -> None:
        self.desk, self.kpi = desk, kpi
        (self.top,) = (dimension for dimension in spec.dimensions if isinstance(dimension, Top))
        self.found = _found(desk, kpi, self.top, spec.periods)
        by_id = {shared.period: shared for shared in self.found.periods}
        self.periods = begun(desk, kpi, desk.earlier(spec.periods))
        self.shown = [by_id[period.id] for period in self.periods]
        self.segments = self._segments()
        self.drawn = [s for s in self.segments if any((one.of(s) or 0) >= DRAWN for one in self.shown)]
        self.at, self.before = (_period(desk, one) for one in (self.found.at, self.found.before))

    def picture(self) -> SharePicture:
        """The shares period by period."""
        desk = self.desk
        labels = axis_labels(desk.numbers, self.periods)
        points = tuple(
            SharePoint(label, tuple(float(one.of(s) or 0) for s in self.drawn) if one.parts else (),
                       one.provisional, year)
            for one, (label, year) in zip(self.shown, labels, strict=True)
        )  # fmt: skip
        newest = next((one for one in reversed(self.shown) if one.parts), self.found.at)
        layers = tuple(ShareLayer(self._name(s), s[2], self._share(newest.of(s))) for s in self.drawn)
        title = f"{desk.label(self.kpi)}{desk.colon}{self._message()}"
        parts = (desk.say("share in %"), desk.by(self.top.dimension), desk.span(self.periods))
        return SharePicture(self.kpi.id, title, ", ".join(parts), points, layers, desk.series_words(),
                            f"{title}. {self._said()}.")  # fmt: skip

    def notes(self) -> list[str]:
        """Who is together under "Other", what is too small to draw, that rounded shares may miss 100 %, what lacks."""
        shown = [Segment(*segment) for segment in self.segments]
        newest = next((one for one in reversed(self.shown) if one.parts), None)
        return [left_out(self.desk, self.top, shown, shown), of_the_rest(self.desk, shown),
                self._undrawn(), self._rounded(newest) if newest else "", *self._gaps()]  # fmt: skip

    def table(self, id: str) -> SegmentTable | None:
        """A row for each segment: its figure and its share; that of a year before and the change, where any has one."""
        desk, at = self.desk, self.found.at
        if not at.parts:
            return None
        now, then = (desk.numbers.short_period(period) for period in (self.at, self.before))
        heads = [now, desk.say("Share, %(period)s", period=now)]
        if self.found.before.parts:
            heads += [desk.say("Share, %(period)s", period=then), desk.say("Change")]
        rows = [SegmentRow(self._name(s), s[2], self._cells((Segment(*s),), at.of(s), self.found.before.of(s)))
                for s in self.segments]  # fmt: skip
        total = SegmentRow(desk.say("Total"), "total", self._cells((), Fraction(1), Fraction(1)))
        name = f"{desk.label(self.kpi)}{desk.colon}{desk.by(self.top.dimension)}"
        return SegmentTable(id, name, desk.dimension(self.top.dimension), tuple(heads), (*rows, total))

    def _cells(
        self, segments: tuple[Segment, ...], share: Fraction | None, before: Fraction | None
    ) -> tuple[SegmentCell, ...]:
        desk = self.desk
        own = desk.figure(desk.value(self.kpi, self.at, segments), self.kpi)
        figures = [own, self._figure(share)]
        if self.found.before.parts:
            change = None if share is None or before is None else float(share - before)
            reason = self._why("no_value") if change is None else ""
            moved = Figure(change, desk.numbers.figure(change, CHANGE, signed=True), reason, unit=CHANGE)
            figures += [self._figure(before), moved]
        return tuple(map(SegmentCell, figures))

    def _segments(self) -> list[Place]:
        """Those with a share in any period, the largest of the newest one first; what is no segment proper last."""
        newest = next((one for one in reversed(self.shown) if one.parts), self.found.at)
        found = {segment for one in self.shown for segment, part in one.parts if part}
        return sorted(found, key=lambda s: (ORDINARY.index(s[2]), -(newest.of(s) or 0), self._name(s)))

    def _message(self) -> str:
        """The segment whose share moved most on the year; without a year before, the largest one."""
        desk, at, before = self.desk, self.found.at, self.found.before
        proper = [segment for segment, _ in at.parts if segment[2] == "value"]
        if not proper:
            return self._why(at.why) if at.why else desk.by(self.top.dimension)
        period = desk.numbers.short_period(self.at)
        if not before.parts:
            largest = max(proper, key=lambda s: (at.of(s) or 0, s))
            values = {"segment": desk.quoted(Segment(*largest)), "share": self._share(at.of(largest)), "period": period}
            return desk.say("%(segment)s is the largest, %(share)s of the total (%(period)s)", **values)
        moves = {s: (at.of(s) or Fraction(0)) - (before.of(s) or Fraction(0)) for s in proper}
        moved = max(proper, key=lambda s: (abs(moves[s]), s))
        change = desk.numbers.figure(float(moves[moved]), CHANGE, signed=True)
        values = {
            "segment": desk.quoted(Segment(*moved)),
            "share": self._share(at.of(moved)),
            "period": period,
            "change": change,
        }
        return desk.say("%(segment)s %(share)s of the total (%(period)s), %(change)s on the year", **values)

    def _said(self) -> str:
        """Every period with its shares, in words."""
        desk, said = self.desk, []
        for one, name in zip(self.shown, names(desk.numbers, self.periods), strict=True):
            mark = f" ({desk.say('provisional')})" if one.provisional else ""
            shares = ", ".join(f"{self._name(s)} {self._share(one.of(s) or Fraction(0))}" for s in self.segments)
            said.append(f"{name}{mark}{desk.colon}{shares if one.parts else self._why(one.why or 'no_value')}")
        return desk.semicolon.join(said)

    def _undrawn(self) -> str:
        """The segments that no eye would find in a column; the table and the sentence have them."""
        names = ", ".join(self._name(s) for s in self.segments if s not in self.drawn)
        return self.desk.say("Too small to be drawn: %(segments)s.", segments=names) if names else ""

    def _rounded(self, newest: Shared) -> str:
        """What the shares make up as they are written, where that is not 100 %: each is rounded by itself."""
        tenths = sum(rounded(exactly(float(part)).scaleb(2), 1) for _, part in newest.parts)
        if tenths == 100:
            return ""
        return self.desk.say("Each share is rounded by itself: as written they make up %(sum)s.",
                             sum=self._share(Fraction(tenths) / 100))  # fmt: skip

    def _gaps(self) -> list[str]:
        """Why periods have no column, each reason with its periods."""
        desk = self.desk
        reasons: dict[Unshared, list[str]] = {}
        for one, period in zip(self.shown, self.periods, strict=True):
            if one.why:
                reasons.setdefault(one.why, []).append(desk.numbers.short_period(period))
        return [desk.say("No shares in %(periods)s: %(reason)s.", periods=", ".join(periods), reason=self._why(why))
                for why, periods in reasons.items()]  # fmt: skip

    def _why(self, why: Unshared) -> str:
        words = {
            "no_value": self.desk.say("no figures"),
            "negative": self.desk.say("a segment is below zero"),
            "nothing": self.desk.say("the total is zero"),
        }
        return words[why]

    def _name(self, segment: Place) -> str:
        return self.desk.segment(Segment(*segment))

    def _share(self, share: Fraction | None) -> str:
        return self.desk.numbers.figure(None if share is None else float(share), SHARE)

    def _figure(self, share: Fraction | None) -> Figure:
        reason = self._why("no_value") if share is None else ""
        return Figure(None if share is None else float(share), self._share(share), reason, unit=SHARE)


def _found(desk: Desk, kpi: Kpi, top: Top, periods: int) -> Shares:
    """The shares that a chart asks for."""
    asked = (kpi.id, top.dimension, top.number, periods)
    return next(one for one in desk.results.derived.shares
                if (one.kpi, one.dimension, one.top, len(one.periods)) == asked)  # fmt: skip


def _period(desk: Desk, shared: Shared) -> Period:
    found = desk.calendar.parse(desk.period.grain, shared.period)
    assert found is not None, "it is one of the report's"
    return found
