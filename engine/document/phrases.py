"""The fixed words of a document in the reader's language: sentences, states, reasons, units, stretches of time."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from engine.model.figures import State
from engine.model.period import Grain, Period, Window
from engine.model.unit import Number, StateCode, Unit
from engine.numbers import Numbers
from engine.words import catalogue

TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


def stopped(text: str) -> str:
    """A text in which a full stop behind an abbreviation ("13,1 дн.") ends the sentence, too; "…" in dots stays."""
    return TWO_STOPS.sub(".", text)


def opening(text: str) -> str:
    """A text that begins a sentence or a title: its first letter changes, and no other ("by SKU" becomes "By SKU")."""
    return text[:1].upper() + text[1:]


def within(name: str) -> str:
    """A name inside a sentence: "Sales Desk" becomes "sales desk"; what has capitals further in ("SKU") keeps them."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in name.split(" "))


class Phrases(ABC):
    """What can be said whatever the results are."""

    @property
    @abstractmethod
    def spoken(self) -> str:
        """The language of the words, and of numbers and months."""

    @property
    def numbers(self) -> Numbers:
        """Writes numbers in the reader's language."""
        return Numbers(self.spoken)

    def say(self, message: str, **values: object) -> str:
        """A fixed sentence in the reader's language with its values filled in."""
        text = catalogue(self.spoken).gettext(message)
        return stopped(text % values if values else text)

    def say_n(self, one: str, many: str, number: int, **values: object) -> str:
        """A fixed sentence in the plural form that the number asks for."""
        text = catalogue(self.spoken).ngettext(one, many, number)
        return stopped(text % {"number": self.numbers.count(number), **values})

    def between(self, low: Number, high: Number, unit: Unit) -> str:
        """The two ends of a range."""
        return f"{self.numbers.figure(low, unit)} – {self.numbers.figure(high, unit)}"

    def points(self, of: Unit) -> Unit:
        """The unit of a rate's difference: as fine as the rate itself is written."""
        return Unit("points", max(1, self.numbers.decimals(of)))

    def why(self, code: str) -> str:
        """A reason in words."""
        words = {
            "not_covered": self.say("not covered by the data"),
            "zero_denominator": self.say("nothing to divide by"),
            "no_snapshot": self.say("no copy of the data in the period"),
            "not_entered": self.say("not entered yet"),
            "not_added": self.say("not added up over time"),
            "provisional": self.say("provisional"),
            "no_target": self.say("no target"),
            "no_benchmark": self.say("no benchmark"),
            "not_compared": self.say("nothing to compare with"),
            "own_window": self.say("a figure with a stretch of time of its own"),
            "stock": self.say("not for what is counted at the end of a period"),
            "undated": self.say("without a date"),
        }
        return words.get(code) or self.say("no rows in the period")

    def state(self, code: StateCode) -> State:
        """A state with its word."""
        words = {
            "on_track": self.say("on track"),
            "at_risk": self.say("at risk"),
            "off_track": self.say("off track"),
            "no_target": self.say("no target"),
            "not_measurable": self.say("not measurable"),
        }
        return State(code, words[code])

    def unit_word(self, unit: Unit) -> str:
        """The unit as a chart's subtitle names it."""
        if unit.kind == "currency":
            return self.numbers.currency_symbol(unit.currency or "")
        words = {
            "percent": "%",
            "points": self.say("points"),
            "days": self.say("days"),
            "duration": self.say("h:min:s"),
        }
        return words.get(unit.kind, "")

    def series_words(self) -> dict[str, str]:
        """The names of what a chart draws."""
        return {
            "actual": self.say("Actual"),
            "last_year": self.say("Last year"),
            "target": self.say("Target"),
            "provisional": self.say("Provisional"),
            "benchmark": self.say("Benchmark"),
            "target_and_benchmark": self.say("Target, benchmark"),
        }

    @property
    def colon(self) -> str:
        """The colon with the space that the language puts before it."""
        return self.numbers.colon

    @property
    def semicolon(self) -> str:
        """What stands between two parts of a sentence, with the space that the language puts before it."""
        return "\u202f; " if self.spoken == "fr" else "; "

    def during(self, period: Period) -> str:
        """When something was so: "in October 2026", "in the week of Oct 26, 2026"."""
        match period.grain:
            case "week":
                return self.say("in the week of %(day)s", day=self.numbers.short_day(period.start))
            case "month":
                return self.say("in %(month)s", month=self.numbers.period(period))
            case "quarter" if period.fiscal:
                quarter, _ = self.numbers.axis_period(period)
                return self.say("in %(quarter)s of fiscal year %(year)s", quarter=quarter, year=period.id[:4])
            case "quarter":
                return self.say("in %(quarter)s", quarter=self.numbers.short_period(period))
            case "year" if period.fiscal:
                return self.say("in fiscal year %(year)s", year=period.id)
            case "year":
                return self.say("in %(year)s", year=period.id)

    def looks_at(self, window: Window) -> str:
        """The time that a figure looks at, where that is not its period: "the last 12 months"."""
        match window.kind:
            case "last":
                return self._last(window.count, window.unit)
            case "year_to_date":
                return self.say("the year to date")
            case "quarter_to_date":
                return self.say("the quarter to date")
            case "all_time":
                return self.say("all time until the period's end")
            case "period":
                return self.say("the period")

    def _last(self, count: int, unit: str) -> str:
        match unit:
            case "day":
                return self.say_n("the last %(number)s day", "the last %(number)s days", count)
            case "week":
                return self.say_n("the last %(number)s week", "the last %(number)s weeks", count)
            case "month":
                return self.say_n("the last %(number)s month", "the last %(number)s months", count)
            case "quarter":
                return self.say_n("the last %(number)s quarter", "the last %(number)s quarters", count)
            case _:
                return self.say_n("the last %(number)s year", "the last %(number)s years", count)

    def grain_word(self, grain: Grain) -> str:
        """How often there is a point: "by month"."""
        words = {
            "week": self.say("by week"),
            "month": self.say("by month"),
            "quarter": self.say("by quarter"),
            "year": self.say("by year"),
        }
        return words[grain]

    def span(self, periods: list[Period]) -> str:
        """The stretch from the first to the last of some periods."""
        if periods[0].grain == "week":
            return self.numbers.days(periods[0].start, periods[-1].last_day)
        return f"{self.numbers.short_period(periods[0])} – {self.numbers.short_period(periods[-1])}"
