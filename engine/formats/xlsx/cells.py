"""What stands in a cell: a number, a day or a text, with its look and as wide as it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from engine.formats.xlsx.codes import GENERAL, day_code, number_code
from engine.model.figures import Change, Figure, State
from engine.model.unit import Number, StateCode, Unit
from engine.numbers import Numbers, exactly

Look: TypeAlias = tuple[tuple[str, object], ...]

TEXT: Look = (("valign", "top"),)
WRAPPED: Look = (*TEXT, ("text_wrap", True))
RIGHT: Look = (*TEXT, ("align", "right"))
INSTEAD: Look = (*RIGHT, ("text_wrap", True))  # words where a number would stand
# A state has its shape beside its word, as on the pages: neither needs a colour.
SHAPES: dict[StateCode, str] = {
    "on_track": "●", "at_risk": "▲", "off_track": "◆", "no_target": "○", "not_measurable": "–",
}  # fmt: skip
DIGITS = 15  # that a number of a spreadsheet has
DAY_SECONDS = 86_400
_NOUN = re.compile(r"\D*$")  # what stands behind a number


@dataclass(frozen=True, slots=True)
class Cell:
    """`shown`: its text, for the width of its column."""

    value: str | float | date
    shown: str
    look: Look = TEXT
    state: bool = False


EMPTY = Cell("", "")


@dataclass(frozen=True, slots=True)
class Cells:
    """Makes cells in one language."""

    numbers: Numbers
    say: Callable[[str], str]

    def text(self, text: str, look: Look = TEXT) -> Cell:
        """A text, whatever it begins with."""
        return Cell(text, text, look)

    def figure(self, figure: Figure | None, *, thousands: int = 0) -> Cell:
        """A figure as a number, marked where it is provisional or of few cases; why there is none, as a text."""
        if figure is None:
            return EMPTY
        if figure.value is None:
            return self.text(figure.reason or figure.text, INSTEAD)
        if figure.unit is None:
            return self.text(figure.text, RIGHT)
        marks = [self.say("provisional")] if figure.provisional else []
        marks += [self.say("few cases")] if figure.few else []
        mark = f"({', '.join(marks)})" if marks else ""
        # What a segment did to a change has a sign on the page, too.
        signed = figure.text.startswith("+")
        return self._number(figure.value, figure.text, figure.unit, mark, signed=signed, thousands=thousands)

    def plain(self, figure: Figure | None) -> Cell:
        """A figure without its marks; nothing where there is none: columns of their own say it."""
        if figure is None or figure.value is None:
            return EMPTY
        return self.figure(replace(figure, provisional=False, few=False))

    def change(self, change: Change | None) -> Cell:
        """A change with its sign."""
        if change is None:
            return EMPTY
        if change.value is None or change.unit is None:
            return self.text(change.text, RIGHT)
        return self._number(change.value, change.text, change.unit, signed=True)

    def state(self, state: State | None) -> Cell:
        """A state by its shape and its word."""
        if state is None:
            return EMPTY
        text = f"{SHAPES[state.code]} {state.word}"
        return Cell(text, text, state=True)

    def count(self, number: Number | None) -> Cell:
        """A bare number."""
        if number is None:
            return EMPTY
        if not fits(number):
            return self.text(f"{exactly(number):f}", RIGHT)
        text = f"{number}"
        return Cell(float(number), text, (*TEXT, ("num_format", GENERAL)))

    def day(self, day: date | None) -> Cell:
        """A day as a day."""
        return _day(self.numbers, day) if day else EMPTY

    def _number(
        self, value: Number, text: str, unit: Unit, mark: str = "", *, signed: bool = False, thousands: int = 0
    ) -> Cell:
        number = in_unit(value, unit)
        shown = f"{text} {mark}" if mark else text
        if number is None or not fits(number):
            return self.text(shown, RIGHT)
        noun = _NOUN.findall(text)[0] if unit.kind == "points" else ""
        code = number_code(self.numbers, unit, signed=signed, thousands=thousands, mark=mark, noun=noun)
        return Cell(float(number), shown, (*TEXT, ("num_format", code)))


@lru_cache(maxsize=5_000)
def _day(numbers: Numbers, day: date) -> Cell:
    """Most days stand in many rows."""
    return Cell(day, numbers.short_day(day), (*RIGHT, ("num_format", day_code(numbers))))


def in_unit(value: Number, unit: Unit) -> Number | None:
    """The number that a cell holds: points in hundredths, a duration in days; None where it knows no such duration."""
    match unit.kind:
        case "points":
            return exactly(value) * 100 if not isinstance(value, float) else float(exactly(value) * 100)
        case "duration":
            return float(value) / DAY_SECONDS if value >= 0 else None
        case _:
            return value


def fits(number: Number) -> bool:
    """Whether a spreadsheet can hold a number with all of its digits; a binary fraction is what it is."""
    if isinstance(number, float):
        return True
    if isinstance(number, int):
        number = Decimal(number)
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return len(digits) <= DIGITS and (number == 0 or -300 < number.adjusted() < 300)
