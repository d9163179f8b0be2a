"""The months' names of a language, to read dates as people write them."""

from __future__ import annotations

from functools import cache

from engine.words import locale_of


@cache
def month_names(locale: str, mark: str) -> dict[str, str]:
    """The months' names of a language (CLDR) in lower case with the month's number, the longest first.

    `mark` "%B" is their full names, "%b" the short ones, with or without a full stop.
    """
    width = "wide" if mark == "%B" else "abbreviated"
    names: dict[str, str] = {}
    for use in ("format", "stand-alone"):
        for month, name in locale_of(locale).months[use][width].items():
            for form in (name.lower(), name.lower().rstrip(".")):
                names[form] = f"{month:02}"
    return dict(sorted(names.items(), key=lambda item: (-len(item[0]), item[0])))
