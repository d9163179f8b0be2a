"""Names of sheets as spreadsheets allow them: short, without certain signs, no two the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 31  # UTF-16 units, as Excel counts
RESERVED: Final = {"history"}
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]+")


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each title, as close to it as is allowed; a second one of the same name is numbered."""
    names: list[str] = []
    taken = set(RESERVED)
    for number, title in enumerate(titles, start=1):
        plain = " ".join(FORBIDDEN.sub(" ", title).split()).strip("' ") or str(number)
        name, copy = _cut(plain, LONGEST), 1
        while name.casefold() in taken:
            copy += 1
            name = _cut(plain, LONGEST - len(f" ({copy})")) + f" ({copy})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, most: int) -> str:
    """The beginning of a text, not longer than so many UTF-16 units; no character is cut in two."""
    units = 0
    for index, sign in enumerate(text):
        units += 2 if ord(sign) > 0xFFFF else 1
        if units > most:
            return text[:index].rstrip("' ")
    return text
