"""A period of a calendar: a week, month, quarter or year, from its first day up to, not including, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Grain: TypeAlias = Literal["week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch that a figure looks at; it ends with its period. `last` is so many units long."""

    kind: Literal["period", "year_to_date", "quarter_to_date", "last", "all_time"] = "period"
    count: int = 0
    unit: Literal["day", "week", "month", "quarter", "year"] = "day"

    @property
    def name(self) -> str:
        """The window as the language writes it: "year_to_date", "last 7 days"."""
        if self.kind != "last":
            return self.kind
        return f"last {self.count} {self.unit}{'' if self.count == 1 else 's'}"


PERIOD = Window()
YEAR_TO_DATE = Window("year_to_date")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`start` is the first day, `end` the first day after; `ordinal` counts periods of the grain without gaps."""

    start: date
    end: date
    grain: Grain
    id: str  # "2026-10", "2026-Q3", "2026-W44", "2026"
    ordinal: int

    @property
    def fiscal(self) -> bool:
        """Whether it is a quarter or year of a fiscal year that is not the calendar's."""
        own = {"quarter": f"{self.start.year}-Q{(self.start.month + 2) // 3}", "year": f"{self.start.year}"}
        return self.grain in own and self.id != own[self.grain]

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)
