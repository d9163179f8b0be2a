"""Calendars: which period a day lies in, what comes before it, what it is compared with.

Months, quarters and years follow the fiscal year; weeks start on the report's day. A period holds its first day
and not its end. Periods of one grain are numbered without gaps (`ordinal`), so that neighbours are a step apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from engine.model.data import Coverage
from engine.model.period import Grain, Period, Window

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
PER_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
FEWEST_POINTS = 12  # before a figure: fewer do not tell what is usual
EPOCH_MONDAY = date(1970, 1, 5)

# Ways to write a month, a quarter or a week, the year first or last.
BETWEEN, YEAR = r"[\s./_-]*", r"(?P<year>\d{4})"
PARTS: tuple[tuple[Grain, str], ...] = (
    ("month", r"M?(?P<part>\d{1,2})"),
    ("quarter", r"Q(?P<part>\d)"),
    ("week", r"W(?P<part>\d{1,2})"),
)
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "year")
BEYOND = re.compile(r"(\d{4})-([QW]?)(\d{1,2})", re.IGNORECASE | re.ASCII)
WRITTEN = tuple(
    (re.compile(pattern, re.IGNORECASE), grain)
    for grain, part in PARTS
    for pattern in (f"{YEAR}{BETWEEN}{part}", f"{part}{BETWEEN}{YEAR}")
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week_start`: Monday is 0. `fiscal_year_start`: January is 1; fiscal 2026 is the one that ends in 2026."""

    week_start: int = 0
    fiscal_year_start: int = 1

    def period(self, grain: Grain, day: date) -> Period:
        """The period that a day lies in."""
        return self.at(grain, self.ordinal(grain, day))

    def ordinal(self, grain: Grain, day: date) -> int:
        """The number of the period that a day lies in."""
        if grain == "week":
            return (day - self._first_week()).days // 7
        return (day.year * 12 + day.month - 1 - self._shift()) // MONTHS_IN[grain]

    def at(self, grain: Grain, ordinal: int) -> Period:
        """The period of a number."""
        return _period(self, grain, ordinal)

    def _made(self, grain: Grain, ordinal: int) -> Period:
        if grain == "week":
            start = self._first_week() + timedelta(days=7 * ordinal)
            year, week, _ = (start + timedelta(days=3)).isocalendar()
            return Period(start, start + timedelta(days=7), grain, f"{year}-W{week:02}", ordinal)
        start, end = (_month(n * MONTHS_IN[grain] + self._shift()) for n in (ordinal, ordinal + 1))
        return Period(start, end, grain, self._id(grain, start, end), ordinal)

    def before(self, period: Period, steps: int = 1) -> Period:
        """The whole period so many steps before."""
        return self.at(period.grain, period.ordinal - steps)

    def reported(self, grain: Grain, period: Period) -> Period:
        """The last whole period of a grain that has ended when a report's period does; of its own grain, itself."""
        last = self.period(grain, period.last_day)
        return last if last.end <= period.end else self.before(last)

    def year_ago(self, period: Period, years: int = 1) -> Period:
        """The same period a year before, or several; a week's is 52 weeks back."""
        return self.before(period, years * PER_YEAR[period.grain])

    def year_of(self, period: Period) -> Period:
        """The fiscal year that a period ends in."""
        return self.period("year", period.last_day)

    def year_ordinal(self, year: int) -> int:
        """The number of the fiscal year that ends in a calendar year."""
        return year if self.fiscal_year_start == 1 else year - 1

    def window_start(self, window: Window, period: Period) -> date:
        """The first day of a window that ends with a period; the first of all days where it has no beginning."""
        match window.kind:
            case "period":
                return period.start
            case "year_to_date":
                return self.year_of(period).start
            case "quarter_to_date":
                return self.period("quarter", period.last_day).start
            case "all_time":
                return date.min
        if window.unit in ("day", "week"):
            return period.end - timedelta(days=window.count * (7 if window.unit == "week" else 1))
        return _months_before(period.end, window.count * MONTHS_IN[window.unit])

    def later(self, day: date, count: int, grain: Grain) -> date:
        """The day so many weeks, months, quarters or years after a day."""
        return day + timedelta(days=7 * count) if grain == "week" else _months_before(day, -count * MONTHS_IN[grain])

    def parse(self, grain: Grain, text: str) -> Period | None:
        """The period of that grain with that id ("2026-10", "2026-Q3", "2026"); None where there is none."""
        if not (match := re.fullmatch(r"(\d{4})(?:-(?:Q(\d)|W(\d\d)|(\d\d)))?", text)):
            return None
        year = int(match[1])
        if not 1900 <= year <= 2200:
            return None
        ordinals = self.year_ordinal(year) * 12
        candidates = {
            "month": [self.at("month", year * 12 - self._shift() + n) for n in range(12)],
            "quarter": [self.at("quarter", ordinals // 3 + n) for n in range(4)],
            "year": [self.at("year", ordinals // 12)],
            "week": [self.at("week", self.ordinal("week", date(year, 1, 1)) + n) for n in range(-1, 54)],
        }[grain]
        return next((period for period in candidates if period.id == text), None)

    def meant(self, grain: Grain, text: str) -> str:
        """The id of the period of a grain that somebody most likely means who writes "12/2017" or "Q4 2017".

        Empty where nobody can tell: where it is no month, quarter or day, or holds several periods of the grain.
        """
        for pattern, written in WRITTEN:
            if match := pattern.fullmatch(text.strip()):
                found = self.parse(written, _id_of(written, match))
                if found is None:
                    continue
                whole = self.period(grain, found.start)
                return whole.id if whole.end >= found.end else ""
        return ""

    def there_are(self, text: str, grains: Collection[Grain] = GRAINS) -> str:
        """Which periods a year has, for who names one beyond them: of "2026-13" the months; empty for all else."""
        if not (match := BEYOND.fullmatch(text.strip())) or not 1900 <= (year := int(match[1])) <= 2200:
            return ""
        grain: Grain = {"Q": "quarter", "W": "week"}.get(match[2].upper(), "month")  # type: ignore[assignment]
        if grain not in grains:
            return ""
        first, most = f"{year}-{match[2].upper()}", {"quarter": 4, "week": 53, "month": 12}[grain]
        ids = [f"{first}{n}" if grain == "quarter" else f"{first}{n:02}" for n in range(1, most + 1)]
        there = [id for id in ids if self.parse(grain, id) is not None]
        return "" if int(match[3]) in range(1, len(there) + 1) else f"{year} has {there[0]} to {there[-1]}"

    def _shift(self) -> int:
        return self.fiscal_year_start - 1

    def _first_week(self) -> date:
        return EPOCH_MONDAY + timedelta(days=self.week_start)

    def _id(self, grain: Grain, start: date, end: date) -> str:
        last = end - timedelta(days=1)
        if grain == "month":
            return f"{start.year:04}-{start.month:02}"
        year = last.year if grain == "year" else self.at("year", self.ordinal("year", start)).last_day.year
        if grain == "year":
            return f"{year:04}"
        quarter = (start.year * 12 + start.month - 1 - self._shift()) // 3 % 4 + 1
        return f"{year:04}-Q{quarter}"


@lru_cache(maxsize=10_000)
def _period(calendar: Calendar, grain: Grain, ordinal: int) -> Period:
    """A calendar's period: every value of a report asks for its own, for the one before, for the year of either."""
    return calendar._made(grain, ordinal)


def _id_of(grain: Grain, written: re.Match[str]) -> str:
    """The id of a period that was written in one of the ways that people have."""
    year, part = written["year"], int(written["part"])
    return f"{year}-" + {"month": f"{part:02}", "quarter": f"Q{part}", "week": f"W{part:02}"}[grain]


def _months_before(day: date, months: int) -> date:
    """The same day so many months before; a month without it gives its last day."""
    first = _month(day.year * 12 + day.month - 1 - months)
    following = _month(first.year * 12 + first.month)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def choose(coverages: dict[str, Coverage], calendar: Calendar, grain: Grain, today: date) -> tuple[Period, str] | None:
    """The last period that is over today and covered by the dataset whose data reach furthest, and why it is that one.

    None where no dataset has a date.
    """
    if not coverages:
        return None
    furthest = max(coverages, key=lambda id: (coverages[id].last, id))
    coverage = coverages[furthest]
    # Beyond today nothing changes; a sentinel like 9999-12-31 has no day after it.
    reached = min(coverage.last, today) + timedelta(days=coverage.fresh_within)
    over = calendar.before(calendar.period(grain, today))
    covered = calendar.period(grain, reached + timedelta(days=1))
    period = min(over, calendar.before(covered))
    over_why = f"the last {grain} that is over on {today}"
    until = f"the last {grain} that the data cover ('{furthest}' reaches {coverage.last})"
    why = over_why if over < period or over == period else until
    return period, f"{period.id}: {why}"
