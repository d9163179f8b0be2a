"""Funnels: the picture of the steps with their message, and the same in figures."""

from __future__ import annotations

from engine.document.desk import Desk
from engine.document.phrases import opening
from engine.model.figures import Change, Figure
from engine.model.funnels import Funnel, FunnelStep
from engine.model.pictures import FunnelBar, FunnelPicture
from engine.model.specs import ChartSpec
from engine.model.tables import FunnelRow, FunnelTable
from engine.model.unit import Number, Unit

RATE = Unit("percent", 1)


def found(desk: Desk, spec: ChartSpec) -> Funnel:
    """What was found of a funnel."""
    return next(one for one in desk.results.derived.funnels if one.kpis == tuple(step.text for step in spec.steps))


def funnel(desk: Desk, spec: ChartSpec) -> tuple[FunnelPicture, str]:
    """The picture of a funnel, and what the reader must know beside it."""
    told = _Told(desk, found(desk, spec))
    return told.picture(), " ".join(told.notes())


def funnel_table(desk: Desk, spec: ChartSpec, id: str) -> FunnelTable:
    """The numbers of the picture; beside those that are final, the counts of the report's own period so far."""
    return _Told(desk, found(desk, spec)).table(id)


class _Told:
    """A funnel in the reader's words."""

    def __init__(self, desk: Desk, funnel: Funnel) -> None:
        self.desk, self.funnel = desk, funnel
        self.labels = [desk.label(desk.kpi(id)) for id in funnel.kpis]
        self.now = desk.numbers.short_period(funnel.period)
        self.before = desk.numbers.short_period(funnel.previous) if funnel.previous else ""
        self.against = desk.numbers.against(funnel.previous) if funnel.previous else ""

    def picture(self) -> FunnelPicture:
        """The steps as bars."""
        desk = self.desk
        bars = tuple(self._bar(n, step) for n, step in enumerate(self.funnel.steps))
        subtitle = f"{desk.say('share of the step before')}, {self.now}"
        if self.against:
            subtitle = desk.say("share of the step before, change vs %(period)s", period=self.against)
        words = {"actual": self.now, "previous": self.before, "provisional": desk.series_words()["provisional"]}
        title, mark = self._title(), desk.say("provisional")
        series = desk.semicolon.join(
            " ".join(filter(None, (bar.label, bar.text, f"({mark})" if bar.provisional else "",
                                   f"– {bar.between}" if bar.between else "")))
            for bar in bars
        )  # fmt: skip
        return FunnelPicture(title, subtitle, bars, words, f"{title}. {series}.")

    def notes(self) -> list[str]:
        """Which step narrowed most, which count other rows, and why it is not the report's period."""
        desk, funnel = self.desk, self.funnel
        notes = []
        if funnel.narrowed is not None and (change := self._change(funnel.steps[funnel.narrowed])):
            step = funnel.steps[funnel.narrowed]
            if change.direction == "down":
                values = {"step": self._step(funnel.narrowed), "period": self.against, "change": change.text,
                          "before": self._rate(step.previous_rate), "now": self._rate(step.rate)}  # fmt: skip
                notes.append(desk.say("Narrowed most against %(period)s: %(step)s, from %(before)s to %(now)s "
                                      "(%(change)s).", **values))  # fmt: skip
        for n, step in enumerate(funnel.steps):
            if step.strays:
                notes.append(desk.say_n("%(step)s: %(number)s row is not among the step before.",
                                        "%(step)s: %(number)s rows are not among the step before.",
                                        step.strays, step=self._step(n)))  # fmt: skip
        if funnel.period != desk.period:
            notes.append(desk.say("%(period)s is the last period in which every step is final.",
                                  period=opening(desk.numbers.period(funnel.period))))  # fmt: skip
        return notes

    def table(self, id: str) -> FunnelTable:
        """The steps in figures."""
        desk, funnel, latest = self.desk, self.funnel, self.funnel.period != self.desk.period
        periods = (self.now, desk.numbers.short_period(desk.calendar.before(funnel.period)))
        heads = [desk.say("Step"), *periods, *(desk.say("Rate, %(period)s", period=period) for period in periods)]
        heads += [desk.say("Change")]
        heads += [desk.say("%(period)s so far", period=desk.numbers.short_period(desk.period))] if latest else []
        rows = tuple(self._row(n, step, latest=latest) for n, step in enumerate(funnel.steps))
        return FunnelTable(id, desk.say("Step by step, each as a share of the step before"), tuple(heads), rows, latest)

    def _bar(self, n: int, step: FunnelStep) -> FunnelBar:
        value, previous = (None if count is None else float(count) for count in (step.value, step.previous))
        return FunnelBar(self.labels[n], value, self._figure(n, step.value).text, previous, self._between(n, step),
                         n == self.funnel.narrowest, step.provisional)  # fmt: skip

    def _between(self, n: int, step: FunnelStep) -> str:
        """What stands between a bar and the one above it."""
        if n == 0:
            return ""
        if not step.same_rows:
            return self.desk.say("not the same people")
        change = self._change(step)
        return self._rate(step.rate) + (f" ({change.text})" if change else "")

    def _title(self) -> str:
        """The message: the narrowest step, and how it changed."""
        funnel, desk = self.funnel, self.desk
        if funnel.narrowest is None:
            return f"{self.labels[0]} → {self.labels[-1]}"
        step = funnel.steps[funnel.narrowest]
        parts = [f"{self._step(funnel.narrowest)}, {self._rate(step.rate)}"]
        if change := self._change(step):
            parts.append(f"{change.text} {desk.say('vs %(period)s', period=self.against)}")
        return desk.say("Narrowest step") + desk.colon + ", ".join(parts)

    def _row(self, n: int, step: FunnelStep, *, latest: bool) -> FunnelRow:
        desk, kpi = self.desk, self.desk.kpi(step.kpi)
        return FunnelRow(
            self.labels[n], self._figure(n, step.value, provisional=step.provisional), self._figure(n, step.previous),
            desk.amount(step.rate, RATE), desk.amount(step.previous_rate, RATE),
            self._change(step), desk.figure(desk.value(kpi, desk.period), kpi) if latest else None,
            desk.say("not the same people") if n and not step.same_rows else "",
        )  # fmt: skip

    def _step(self, n: int) -> str:
        """A step by its ends."""
        return f"{self.labels[n - 1]} → {self.labels[n]}"

    def _figure(self, n: int, value: Number | None, *, provisional: bool = False) -> Figure:
        unit = self.desk.kpi(self.funnel.kpis[n]).unit
        reason = self.desk.say("no figures") if value is None else ""
        return Figure(value, self.desk.numbers.figure(value, unit), reason, provisional, unit=unit)

    def _rate(self, rate: float | None) -> str:
        return self.desk.numbers.figure(rate, RATE)

    def _change(self, step: FunnelStep) -> Change | None:
        if self.funnel.previous is None:
            return None
        kpi = self.desk.kpi(step.kpi)
        return self.desk.change(kpi, step.rate, step.previous_rate, self.funnel.previous, RATE)
