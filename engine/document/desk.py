"""What every part of the document is written with: the results, and how figures are worded in the reader's language."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.document.phrases import Phrases, within
from engine.judged import judged
from engine.model.figures import Change, Direction, Figure, Tone
from engine.model.kpis import Band, Kpi
from engine.model.period import PERIOD, Grain, Period
from engine.model.results import Results, Segment, Segments, Value
from engine.model.signs import Cases, Signal
from engine.model.specs import Catalog
from engine.model.unit import Number, Unit
from engine.numbers import NO_BREAK, rounded
from engine.periods import Calendar
from engine.typed import GRAINS

NARROW_CHANGE = {"percent": "points", "points": "points"}


@dataclass(frozen=True)
class Desk(Phrases):
    """The results, worded in one language.

    `words` is the language of what the program says, numbers and months too, where it is another than that of what
    people wrote.
    """

    results: Results
    catalog: Catalog
    calendar: Calendar
    words: str = ""

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.catalog.report.language

    @property
    def spoken(self) -> str:
        """The language of fixed words, and of numbers and months."""
        return self.words or self.language

    @property
    def period(self) -> Period:
        """The report's period."""
        return self.results.period

    def kpi(self, id: str) -> Kpi:
        """A KPI of the catalog."""
        return self.catalog.kpis[id]

    def label(self, kpi: Kpi) -> str:
        """A KPI's name."""
        return kpi.spec.label.in_(self.language)

    def last(self, grain: Grain | None = None) -> Period:
        """The last whole period of a grain that ended with the report's; of no other grain, the report's own."""
        return self.calendar.reported(grain or self.period.grain, self.period)

    def earlier(self, count: int, grain: Grain | None = None) -> list[Period]:
        """So many periods of a grain up to the report's end, the earliest first."""
        return [self.calendar.before(self.last(grain), steps) for steps in range(count - 1, -1, -1)]

    def value(self, kpi: Kpi, period: Period, segments: Segments = ()) -> Value | None:
        """A KPI's value in a period."""
        return self.results.value(kpi.id, period, segments, (kpi.spec.window or PERIOD).name)

    def judged(self, kpi: Kpi, grain: Grain | None = None) -> Period:
        """The last period whose figure is no longer provisional: the one that the verdict is passed on."""
        return judged(self.results, (kpi,), self.last(grain), self.calendar)

    def named(self, kpi: Kpi, value: Value | None, period: Period) -> Period:
        """The period whose name a value bears: its own, or that which it was typed for by hand."""
        return self.typed_for(value, period) if kpi.typed is not None else period

    def typed_for(self, value: Value | None, period: Period) -> Period:
        """The period that a value, or a part of it, was typed for by hand; else its own."""
        if value is None or value.typed_for is None:
            return period
        found = (self.calendar.parse(grain, value.typed_for) for grain in GRAINS)
        return next((other for other in found if other is not None), period)

    def figure(self, value: Value | None, kpi: Kpi) -> Figure:
        """A value as it stands on a page."""
        if value is None or value.value is None:
            reason = self.reason(value, kpi) if value else self.say("no figures")
            return Figure(None, self.numbers.figure(None, kpi.unit), reason)
        shown, cases = self.numbers.figure(value.value, kpi.unit), self.cases(value)
        if cases is None:
            return Figure(value.value, shown, provisional=value.provisional, unit=kpi.unit)
        # What a young cohort will come to lies not between what it has come to so far.
        interval = "" if value.provisional else self.between(cases.lower, cases.upper, kpi.unit)
        return Figure(value.value, shown, "", value.provisional, cases.few, interval, kpi.unit)

    def cases(self, value: Value) -> Cases | None:
        """How sure a share of rows is; None for every other figure."""
        return self.results.derived.cases.get((value.kpi, value.window, value.period, value.segments))

    def signal(self, kpi: Kpi) -> Signal | None:
        """Whether a KPI's last final figure is a signal; None where too little is known."""
        return next((signal for signal in self.results.derived.signals if signal.kpi == kpi.id), None)

    def amount(self, value: Number | None, unit: Unit) -> Figure | None:
        """A target or the like; None where there is none."""
        return None if value is None else Figure(value, self.numbers.figure(value, unit), unit=unit)

    def target(self, value: Number | None, kpi: Kpi) -> Figure | None:
        """A target; one that is no whole number is shown with a decimal even where the KPI counts whole things.

        Where a band is good, it is shown: nothing is worth more at the target than elsewhere in it.
        """
        unit = kpi.unit
        if value is not None and isinstance(kpi.spec.better, Band):
            return Figure(value, self.band(kpi, kpi.spec.better))
        if value is None or unit.kind != "integer" or value == int(value):
            return self.amount(value, unit)
        return self.amount(value, Unit("number", 1))

    def band(self, kpi: Kpi, band: Band) -> str:
        """What lies between two values; a line breaks between its ends alone."""
        low, high = (self.numbers.figure(end, kpi.unit) for end in (band.low, band.high))
        said = self.say("%(low)s to %(high)s", low=low, high=high)
        for end in (low, high):
            said = said.replace(f" {end}", f"{NO_BREAK}{end}")
        return said

    def attainment(self, value: Value) -> Figure | None:
        """Attainment in percent."""
        return self.amount(value.attainment, Unit("percent", 1))

    def reason(self, value: Value, kpi: Kpi) -> str:
        """Why there is no value, in words."""
        if value.reason == "no_rows" and value.rows:
            return self.say("the period's rows give no value")
        return self.why(value.reason or "")

    def change(
        self, kpi: Kpi, value: Number | None, before: Number | None, against: Period, of: Unit | None = None
    ) -> Change | None:
        """A value against an earlier one: in points for rates, in percent for amounts; None where one is missing.

        `of` is their unit where it is not the KPI's own.
        """
        of = of or kpi.unit
        if value is None or before is None:
            return None
        if value == before == 0 and of.kind not in NARROW_CHANGE:
            return None  # nothing against nothing has no percentage
        difference = float(value) - float(before)
        if of.kind in NARROW_CHANGE:
            unit, shown = self.points(of), difference
        elif before == 0:
            unit, shown = of, difference
        else:
            unit, shown = Unit("percent", 1), difference / abs(float(before))
        if not math.isfinite(shown):
            return None  # against next to nothing no percentage can be said
        text = self.numbers.figure(shown, unit, signed=True)
        flat = rounded(shown * (100 if unit.kind in ("percent", "points") else 1), self.numbers.decimals(unit)) == 0
        direction: Direction = "flat" if flat else "up" if shown > 0 else "down"
        tone = self.tone(kpi, direction, value, before)
        return Change(text, self.numbers.against(against), direction, tone, shown, unit)

    def tone(self, kpi: Kpi, direction: Direction, value: Number, before: Number) -> Tone:
        """Whether a change is good; neutral where the KPI does not say which way is, and within its band."""
        if direction == "flat" or kpi.spec.better is None:
            return "neutral"
        if isinstance(kpi.spec.better, Band):
            now, then = (kpi.spec.better.misses(one) for one in (value, before))
            return "neutral" if now == then else "good" if now < then else "bad"
        return "good" if (direction == "up") == (kpi.spec.better == "higher") else "bad"

    def year_ago_change(self, kpi: Kpi, value: Value | None, period: Period) -> Change | None:
        """The change to the year before."""
        if value is None:
            return None
        change = self.change(kpi, value.value, value.year_ago, self.calendar.year_ago(period))
        # More rows that belong nowhere are more to mend: they are neither good nor bad for the KPI.
        aside = any(segment.kind in ("missing", "unmatched") for segment in value.segments)
        return replace(change, tone="neutral") if change and aside else change

    def distance(self, kpi: Kpi, value: Value) -> str:
        """How far a value is from its target: "15.5% below target"; empty where there is no target."""
        if value.value is None or value.target is None:
            return ""
        band = kpi.spec.better if isinstance(kpi.spec.better, Band) else None
        difference = band.side(value.value) if band else float(value.value) - float(value.target)
        if kpi.unit.kind in NARROW_CHANGE:
            unit, shown = self.points(kpi.unit), difference
        elif value.target == 0 or band:
            unit, shown = kpi.unit, difference
        else:
            unit, shown = Unit("percent", 1), difference / abs(float(value.target))
        if not math.isfinite(shown):
            return ""  # from next to nothing no percentage can be said
        if rounded(shown * (100 if unit.kind in ("percent", "points") else 1), self.numbers.decimals(unit)) == 0:
            return (
                self.say("on target")
                if band is None
                else self.say("within its band (%(band)s)", band=self.band(kpi, band))
            )
        gap = self.numbers.figure(abs(shown), unit)
        if band:
            said = {"gap": gap, "band": self.band(kpi, band)}
            return (
                self.say("%(gap)s above its band (%(band)s)", **said)
                if shown > 0
                else self.say("%(gap)s below its band (%(band)s)", **said)
            )
        if kpi.spec.better == "lower":
            # "Below" would read as bad, and is not.
            return (
                self.say("%(gap)s worse than target", gap=gap)
                if shown > 0
                else self.say("%(gap)s better than target", gap=gap)
            )
        return self.say("%(gap)s above target", gap=gap) if shown > 0 else self.say("%(gap)s below target", gap=gap)

    def quoted(self, segment: Segment) -> str:
        """A segment's name in front of a figure: in quotes where it begins or ends like one ("/", "Region 1")."""
        name = self.segment(segment)
        return name if name[:1].isalpha() and name[-1:].isalpha() else self.say("“%(name)s”", name=name)

    def segment(self, segment: Segment) -> str:
        """The name of a segment."""
        if segment.kind == "missing":
            return self.say("(missing)")
        if segment.kind == "unmatched":
            return self.say("(unmatched)")
        if segment.kind == "other":
            return self.say("Other")
        dimension = self.catalog.specs.dimensions.get(segment.dimension)
        labels = dict(dimension.values) if dimension else {}
        return labels[segment.value].in_(self.language) if segment.value in labels else segment.value

    def dimension(self, id: str) -> str:
        """The name of a dimension."""
        spec = self.catalog.specs.dimensions.get(id)
        return spec.label.in_(self.language) if spec else id

    def by(self, dimension: str) -> str:
        """What something is broken down by: "by source"."""
        return self.say("by %(dimension)s", dimension=within(self.dimension(dimension)))
