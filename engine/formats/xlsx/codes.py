"""How spreadsheets are told to write numbers: the codes of a unit and of days in one language.

A code says where the unit stands; the separators are those of the reader's own program.
"""

from __future__ import annotations

import locale as system
import re
from functools import lru_cache
from typing import Final

from engine.model.unit import Unit
from engine.numbers import MINUS, NARROW, NO_BREAK, Numbers

GENERAL: Final = "General"
MOST_DECIMALS: Final = 30  # a code may have
DURATION: Final = "[h]:mm:ss"
_NUMBER: Final = re.compile(r"[#0][#0,.]*")


@lru_cache(maxsize=1_000)
def number_code(
    numbers: Numbers, unit: Unit, *, signed: bool = False, thousands: int = 0, mark: str = "", noun: str = ""
) -> str:
    """The code of a unit; `thousands` leaves so many groups of three away, `mark` stands behind the number.

    `noun` is that of points as it stands behind this very number: "1,9 pt", but "2,0 pts".
    """
    code = DURATION if unit.kind == "duration" else _with_unit(numbers, unit, thousands, noun)
    if mark:
        code += quoted(f"{NO_BREAK}{mark}")
    return f'+{code};"{MINUS}"{code};{code}' if signed else code


def _with_unit(numbers: Numbers, unit: Unit, thousands: int, noun: str) -> str:
    decimals = min(numbers.decimals(unit), MOST_DECIMALS)
    number = "#,##0" + ("." + "0" * decimals if decimals else "") + "," * thousands
    match unit.kind:
        case "percent":
            pattern = str(numbers.locale.percent_formats[None].pattern)
            if numbers.language == "fr":
                pattern = pattern.replace(NO_BREAK, NARROW)
        case "currency" if unit.currency:
            pattern = str(numbers.locale.currency_formats["standard"].pattern)
        case "points" if noun:
            pattern = f"0{noun}"
        case "days" | "points":
            # A value with a decimal is written with the noun that stands behind most numbers.
            pattern = numbers.figure(5 if unit.kind == "days" else 0.05, Unit(unit.kind, 1))
            pattern = pattern.replace(numbers.figure(5, Unit("number", 1)), "0")
        case _:
            pattern = "0"
    before, after = _NUMBER.split(pattern.split(";")[0], maxsplit=1)
    symbol = numbers.currency_symbol(unit.currency) if unit.currency else ""
    return _literal(before, symbol) + number + _literal(after, symbol)


def _literal(text: str, symbol: str) -> str:
    """What stands beside a number; a percent sign has a meaning, and stands by itself."""
    return "%".join(quoted(part) for part in text.replace("¤", symbol).split("%"))


def quoted(text: str) -> str:
    """A text inside a code."""
    return '"' + text.replace('"', "”") + '"' if text else ""


@lru_cache(maxsize=100)
def day_code(numbers: Numbers) -> str:
    """The code of a day: "Oct 31, 2026" in English, "31 oct. 2026" in French."""
    pattern = str(numbers.locale.date_formats["medium"].pattern)
    code = re.sub(r"'([^']*)'", lambda found: quoted(found[1]), pattern)
    code = re.sub(r"(?<!\")\by+\b", "yyyy", code)
    return _language(numbers.language) + code.replace("M", "m")


def _language(language: str) -> str:
    """The names of months are those of the report's language, not of the reader's program."""
    known = (number for number, name in sorted(system.windows_locale.items()) if name.split("_")[0] == language)
    number = next(known, None)
    return f"[$-{number:X}]" if number is not None else ""
