"""Numbers, dates and periods as a reader of one language writes them, from CLDR; once for every format.

A minus is the typographic one, spaces inside a number never break, and a missing value is an em dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from babel import Locale
from babel import dates as cldr_dates
from babel import numbers as cldr
from babel.lists import format_list
from babel.units import format_unit

from engine.exact import ROOMY
from engine.model.period import Period
from engine.model.unit import Number, Unit
from engine.words import catalogue, locale_of

MISSING = "—"
MINUS = "\u2212"
NARROW = "\u202f"
NO_BREAK = "\u00a0"
THIN = "\u2009"

# Languages whose months were looked at by a reader; CLDR says how the others write them beside a year.
TRIED = ("en", "fr", "ru")
SKELETONS = {"LLLL y": "yMMMM", "LLL y": "yMMM", "MMM y": "yMMM"}

DECIMALS = {"integer": 0, "number": 2, "percent": 1, "points": 1, "currency": 2, "days": 1, "duration": 0}


def exactly(value: Number) -> Decimal:
    """A number as its shortest decimal says it."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def rounded(value: Number, decimals: int) -> Decimal:
    """The value with so many decimals, halves away from zero; never a negative zero."""
    with localcontext(ROOMY):
        result = exactly(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return result.copy_abs() if result == 0 else result


def _hundredfold(value: Number) -> Decimal:
    """A rate in percent, without the binary dust of 0.285 × 100."""
    with localcontext(ROOMY):
        return exactly(value) * 100


def _size(value: Number) -> Number:
    return -value if value < 0 else value


@lru_cache(maxsize=20_000)
def in_cldr(language: str, digits: str, kind: str, currency: str | None) -> str:
    """A number that is no less than 0, to be written with all of its digits, as CLDR writes its kind.

    Much of a page's time, and the same for the same digits: a page says most figures several times.
    """
    shown, locale = Decimal(digits), locale_of(language)
    decimals = max(0, -int(shown.as_tuple().exponent))
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(ROOMY):
        if kind == "percent":
            own = _pattern(str(locale.percent_formats[None].pattern).replace("#,##0", number))
            text = cldr.format_percent(shown / 100, format=own, locale=locale)
            # French typography sets the percent sign off by a narrow space; CLDR gives a wide one.
            return text.replace(NO_BREAK + "%", NARROW + "%") if language == "fr" else text
        if kind == "currency" and currency:
            own = _pattern(str(locale.currency_formats["standard"].pattern).replace("#,##0.00", number))
            return cldr.format_currency(shown, currency, own, locale=locale, currency_digits=False)
        if kind == "days":
            text = format_unit(shown, "duration-day", length="short", format=number, locale=locale)
            return text.replace(" ", NO_BREAK)
        return cldr.format_decimal(shown, format=_pattern(number), locale=locale)


@lru_cache(maxsize=5_000)
def in_calendar(language: str, day: date, pattern: str) -> str:
    """A day, its month or its quarter as CLDR writes it: every change names the period that it is a change from."""
    return str(cldr_dates.format_date(day, format=pattern, locale=locale_of(language)))


@lru_cache(maxsize=200)
def _pattern(text: str) -> cldr.NumberPattern:
    return cldr.parse_pattern(text)


@dataclass(frozen=True)
class Numbers:
    """Writes numbers in one language (a CLDR locale, "fr")."""

    language: str

    @property
    def locale(self) -> Locale:
        """Babel's locale of the language."""
        return locale_of(self.language)

    @property
    def colon(self) -> str:
        """The colon with the space that the language puts before it."""
        return f"{NO_BREAK}: " if self.language == "fr" else ": "

    def either(self, words: Iterable[str]) -> str:
        """One or another of some words: "a, b or c"."""
        return format_list(list(words), style="or", locale=self.locale)

    def decimals(self, unit: Unit) -> int:
        """How many decimals a figure of this unit is written with."""
        return DECIMALS[unit.kind] if unit.precision is None else unit.precision

    def figure(self, value: Number | None, unit: Unit, *, signed: bool = False) -> str:
        """A value with its unit: "1 234 €", "23.3 %", "41.5 days"; `signed` writes a plus too."""
        if value is None:
            return MISSING
        if unit.kind == "duration":
            seconds = rounded(value, 0)
            return self._sign(self._duration(int(seconds.copy_abs())), seconds, signed)
        shown = rounded(_hundredfold(value) if unit.kind in ("percent", "points") else value, self.decimals(unit))
        with localcontext(ROOMY):
            return self._sign(self._with_unit(shown.copy_abs(), unit), shown, signed)

    def bare(self, value: Number | None, unit: Unit, thousands: int = 0) -> str:
        """A figure whose unit stands in the heading, if need be in (thousands of) thousands; a rate keeps its sign."""
        if value is None or unit.kind in ("percent", "points", "duration"):
            return self.figure(value, unit)
        with localcontext(ROOMY):
            shown = exactly(value).scaleb(-3 * thousands)
        return self.figure(shown, Unit("number", self.decimals(unit)))

    def compact(self, value: Number, unit: Unit, among: Number = 0) -> str:
        """A value for the axis of a chart, as short as it stays exact enough: "120 k€", "25 %".

        `among` is the largest that stands beside it: thousands are written alike.
        """
        if unit.kind in ("percent", "points", "duration"):
            percent = rounded(_hundredfold(value), 6)
            finest = 2 if abs(percent) < 1 else 1
            decimals = next((n for n in range(finest) if percent == rounded(percent, n)), finest)
            return self.figure(value, Unit(unit.kind, decimals))
        if max(_size(value), _size(among)) >= 10_000 <= 10 * _size(value):
            with localcontext(ROOMY):
                return self._sign(self._short(rounded(value, 0).copy_abs(), unit), value, False)
        decimals = next((n for n in (0, 1, 2) if rounded(value, n) == rounded(value, 6)), 2)
        return self.figure(value, Unit("number" if unit.kind == "days" else unit.kind, decimals, unit.currency))

    def _short(self, exact: Decimal, unit: Unit) -> str:
        """Thousands and more with their letter, a decimal only where it is not 0."""
        thousands = (len(str(int(exact))) - 1) // 3
        exact = exact.quantize(Decimal(1).scaleb(3 * thousands - 1), rounding=ROUND_HALF_UP)  # 999 999 is a million
        if unit.kind == "currency":
            text = cldr.format_compact_currency(exact, unit.currency or "", locale=self.locale, fraction_digits=1)
        else:
            text = cldr.format_compact_decimal(exact, locale=self.locale, fraction_digits=1)
        zero = re.escape(self.locale.number_symbols["latn"]["decimal"])
        return re.sub(rf"{zero}0(?!\d)", "", str(text))

    def period(self, period: Period) -> str:
        """A period in words that can stand alone: "octobre 2026", "3e trimestre 2026", "26 oct. – 1er nov. 2026"."""
        if period.grain == "quarter":
            return self._of_year(self._quarter(period, "QQQQ"), period, "%(quarter)s, FY %(year)s")
        return self._period(period, "LLLL y")

    def short_period(self, period: Period) -> str:
        """A period as short as it stays clear: "oct. 2026", "T3 2026"."""
        if period.grain == "quarter":
            return self._of_year(self._quarter(period, "QQQ"), period, "%(quarter)s FY %(year)s")
        return self._period(period, "LLL y")

    def against(self, period: Period) -> str:
        """A short period behind "against": where nouns have cases, in the genitive.

        CLDR knows it of months; a Russian quarter ("3-й кв.") has it in its number alone.
        """
        if period.grain == "quarter":
            return self.short_period(period).replace("-\u0439", "-\u0433\u043e")
        return self._period(period, "MMM y")

    def axis_period(self, period: Period) -> tuple[str, str]:
        """A period under an axis, and the year that may stand below it: ("oct.", "2026"); a week by its first day."""
        match period.grain:
            case "week":
                return self._ordinal(cldr_dates.format_skeleton("MMMd", period.start, locale=self.locale)), (
                    str(period.start.year)
                )
            case "month":
                return self.month(period.start), str(period.start.year)
            case "quarter":
                return self._quarter(period, "QQQ"), self._year(period)
            case "year":
                return self._year(period), ""

    def month(self, day: date) -> str:
        """The month of a day, as short as it stays clear: "oct."."""
        return in_calendar(self.language, day, "LLL")

    def day(self, day: date) -> str:
        """A date in full: "31 octobre 2026"."""
        return self._ordinal(in_calendar(self.language, day, "long"))

    def short_day(self, day: date) -> str:
        """A date as short as it stays clear: "31 oct. 2026"."""
        return self._ordinal(cldr_dates.format_skeleton("yMMMd", day, locale=self.locale))

    def days(self, first: date, last: date) -> str:
        """The days from one to another: "26 oct. – 1er nov. 2026"; a day is not torn from its month."""
        text = str(cldr_dates.format_interval(first, last, "yMMMd", locale=self.locale))
        text = text.replace(THIN, " ").replace(f"{NARROW}\u0433.", "")  # "of the year": a month has none
        return re.sub(r"(?<=[\dr]) (?=[^\W\d])|(?<=[^\W\d]) (?=\d{1,2}\b)", NO_BREAK, self._ordinal(text))

    def count(self, value: int) -> str:
        """A whole number: "23 456"."""
        return self.figure(value, Unit("integer"))

    def share(self, part: int, whole: int) -> str:
        """A part of a whole in percent."""
        return self.figure(part / whole if whole else None, Unit("percent", 1))

    def currency_symbol(self, currency: str) -> str:
        """The currency's sign: "€"."""
        return str(cldr.get_currency_symbol(currency, locale=self.locale))

    def _period(self, period: Period, month: str) -> str:
        if period.grain == "week":
            return self.days(period.start, period.last_day)
        if period.grain == "year":
            return self._year(period)
        if self.language not in TRIED:
            return str(cldr_dates.format_skeleton(SKELETONS[month], period.start, locale=self.locale))
        return in_calendar(self.language, period.start, month)

    def _quarter(self, period: Period, pattern: str) -> str:
        """A quarter by its number in the fiscal year, which its id says, not by the months it lies in."""
        number = int(period.id[-1])
        return in_calendar(self.language, date(2000, 3 * number, 1), pattern)

    def _of_year(self, quarter: str, period: Period, fiscal: str) -> str:
        words = catalogue(self.language).gettext(fiscal) if period.fiscal else "%(quarter)s %(year)s"
        return words % {"quarter": quarter, "year": period.id[:4]}

    def _year(self, period: Period) -> str:
        """The year of a year or quarter; one that is not the calendar's says so."""
        year = period.id[:4]
        return catalogue(self.language).gettext("FY %(year)s") % {"year": year} if period.fiscal else year

    def _ordinal(self, text: str) -> str:
        """French counts the first day of a month as an ordinal."""
        return re.sub(r"\b1\b", "1er", text) if self.language == "fr" else text

    def _with_unit(self, shown: Decimal, unit: Unit) -> str:
        text = in_cldr(self.language, str(shown), unit.kind, unit.currency)
        if unit.kind == "points":
            say = catalogue(self.language).gettext
            # The noun's form is CLDR's: French counts 1.9 as one, English only 1 without decimals.
            noun = say("%s pt") if self.locale.plural_form(shown) == "one" else say("%s pts")
            return noun.replace("%s", text).replace(" ", NO_BREAK)
        return text

    def _duration(self, seconds: int) -> str:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def _sign(self, text: str, value: Number | Decimal, signed: bool) -> str:
        if value < 0:
            return MINUS + text
        return "+" + text if signed and value > 0 else text
