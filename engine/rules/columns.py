"""Rules of columns: what is said of a column fits its type, and can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.errors import Issue, did_you_mean
from engine.model.datasets import ColumnSpec
from engine.rules.broken import Broken

DATE_MARK = re.compile(r"%[-_0]?(.)")
DATE_MARKS = set("demYyFDTRHMSBb%")
TIME_MARKS = set("IpzfL3.69") | DATE_MARKS
WHOLE_DATES: tuple[set[str], ...] = (
    {"F"}, {"D"}, *({day, month, year} for day in "de" for month in "mBb" for year in "Yy"),
)  # fmt: skip
WHOLE_TIMES: tuple[set[str], ...] = ({"T"}, {"R"}, {"H", "M"}, {"I", "M", "p"})

# The settings that only some types have.
BELONGS = {
    "format": ("date", "datetime"),
    "locale": ("date", "datetime"),
    "values": ("string",),
    "map": ("string",),
    "true_values": ("boolean",),
    "false_values": ("boolean",),
    "min": ("integer", "number", "money", "percent", "duration", "date"),
    "max": ("integer", "number", "money", "percent", "duration", "date"),
}


def check_column(column: ColumnSpec, broken: Broken) -> Iterator[Issue]:
    """What is wrong with a column as declared."""
    name, kind = column.name, column.reads
    foreign = [
        key for key, kinds in BELONGS.items() if getattr(column, key) not in ("", (), None) and kind not in kinds
    ]
    for key in foreign:
        kinds = BELONGS[key]
        words = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
        place, message = column.keys.key(key, column.place), f"only a {words} has '{key}', and '{name}' is {kind}"
        yield Issue("error", "wrong-value", place, message, f"leave '{key}' out, or give the column another type")
    if not foreign:
        yield from _format(column)
        yield from _bounds(column)
        yield from _words(column)
    if kind == "money" and not column.type.currency and "report.currency" not in broken:
        message = f"the money of '{name}' has no currency"
        hint = "add 'currency: EUR' to the report, or to this column alone"
        yield Issue("error", "no-currency", column.place, message, hint)


def _format(column: ColumnSpec) -> Iterator[Issue]:
    place, locale = (column.keys.value(key, column.place) for key in ("format", "locale"))
    marks = set(DATE_MARK.findall(column.format))
    known = TIME_MARKS if column.reads == "datetime" else DATE_MARKS
    if column.format and {"A", "a", "h"} & marks:
        message = "names of weekdays in dates, and %h, are not built in this version"
        yield Issue("error", "not-built-yet", place, message, "use %d, %m or %B, and %Y")
    elif column.format and not (any(marks >= wanted for wanted in WHOLE_DATES) and marks <= known):
        message = f"the format '{column.format}' does not say day, month and year"
        meant = _with_marks(column.format)
        hint = f"write '{meant}'" if meant else "'%d/%m/%Y' is for 31/10/2026"
        yield Issue("error", "wrong-value", place, message, hint)
    elif column.format and column.reads == "datetime" and not any(marks >= wanted for wanted in WHOLE_TIMES):
        message = f"the format '{column.format}' does not say hour and minute"
        yield Issue("error", "wrong-value", place, message, "'%d/%m/%Y %H:%M' is for 31/10/2026 18:05")
    elif {"B", "b"} & marks and not column.locale:
        message = f"in which language are the months of '{column.name}' written?"
        yield Issue("error", "wrong-value", place, message, "give it a 'locale': en, fr, de and so on")
    elif column.locale and not {"B", "b"} & marks:
        message = f"'{column.name}' has a 'locale', and no month's name (%B or %b) in its 'format'"
        yield Issue("error", "wrong-value", locale, message, "'%d %B %Y' is for 31 octobre 2026")
    elif column.locale and not _is_language(column.locale):
        yield Issue("error", "wrong-value", locale, f"no language is called '{column.locale}'", "fr, de, en_GB")


# How other tools write the parts of a date.
LETTERS = (
    (r"yyyy|aaaa", "%Y"), (r"yy|aa", "%y"), (r"(?<=:)mm", "%M"), (r"mm", "%m"), (r"dd|jj", "%d"), (r"hh", "%H"),
    (r"ss", "%S"),
)  # fmt: skip


def _with_marks(format: str) -> str:
    """A format that other tools write, like dd/mm/yyyy, in the marks of ours; empty where it is none."""
    for letters, mark in LETTERS:
        format = re.sub(letters, mark, format, flags=re.IGNORECASE)
    marks = set(DATE_MARK.findall(format))
    return format if any(marks >= wanted for wanted in WHOLE_DATES) and marks <= TIME_MARKS else ""


def _is_language(identifier: str) -> bool:
    from babel import localedata  # for the few specs that name a language

    return localedata.exists(identifier)


def _bounds(column: ColumnSpec) -> Iterator[Issue]:
    least, most = column.min, column.max
    for key, bound in (("min", least), ("max", most)):
        if bound is not None and isinstance(bound, date) != (column.reads == "date"):
            wanted = "a day like 2026-10-31" if column.reads == "date" else "a number"
            place = column.keys.value(key, column.place)
            yield Issue("error", "wrong-value", place, f"'{key}' of '{column.name}' must be {wanted}")
            return
    if least is not None and most is not None and least > most:  # type: ignore[operator]  # both of one kind
        message = f"'min' of '{column.name}' is more than its 'max'"
        yield Issue("error", "wrong-value", column.keys.value("min", column.place), message, "change one of them")


def _words(column: ColumnSpec) -> Iterator[Issue]:
    yes = {word.strip().lower() for word in column.true_values}
    both = sorted(word for word in column.false_values if word.strip().lower() in yes)
    if both:
        message = f"'{both[0]}' cannot mean both true and false in '{column.name}'"
        place = column.keys.key("false_values", column.place)
        yield Issue("error", "wrong-value", place, message, "leave it out of one of the two lists")
    if column.values:
        for value, other in column.map:
            if other not in column.values:
                message = f"'map' of '{column.name}' makes '{other}' of '{value}', and that is none of its 'values'"
                hint = did_you_mean(other, column.values)
                place = column.keys.value(f"map.{value}", column.place)
                yield Issue("error", "unknown-data-value", place, message, hint)
