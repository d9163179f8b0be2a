"""Whether finished pages show every figure that they ought to, beside its name, and a reason where it has no value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.errors import OUR_FAULT, Issue, Place, several
from engine.model.preflight import Sheet
from engine.preflight.expected import Row

# What may stand inside a name on paper and not in it: line breaks, and the hyphens that are put where lines end.
_LOOSE = re.compile(r"[\s\u00ad\u200b\u2060\u2010-]+")
_MARKS = ".,"


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of a page: its number, its text with single spaces, and without any for finding names."""

    number: int
    text: str
    name: str


def not_shown(expected: Iterable[Row], sheet: Sheet) -> Iterator[Issue]:
    """What of the expected rows is not in an output, or less often than it ought to be.

    What one row takes no other has, a card not the scorecard's; two that look alike share what there is as it suffices.
    """
    wanted = sorted(expected, key=lambda row: -len(row.texts))
    printed = [_printed(number, row) for number, row in enumerate(row for page in sheet.pages for row in page)]
    sought = [_Sought(row, printed) for row in wanted]
    taken: dict[tuple[int, str], list[_Sought]] = {}
    for one in sought:
        row = one.row
        if (one.texts or not one.beside) and not one.seat(taken, set()):
            alike = [other.where for other in wanted if other.label == row.label and set(row.texts) <= set(other.texts)]
            yield _issue(row, one.texts, one.beside, f"{' or '.join(dict.fromkeys(alike))} of the {sheet.output}")


class _Sought:
    """An expected row, and the printed ones that it may be."""

    def __init__(self, row: Row, printed: Iterable[Printed]) -> None:
        self.row, self.name = row, _name(row.label)
        self.texts = [" ".join(text.split()) for text in (*row.texts, *row.reasons)]
        self.beside = [one for one in printed if self.name in one.name]
        self.may_be = [
            one for one in self.beside if self.texts and all(stands_in(text, one.text) for text in self.texts)
        ]

    def seat(self, taken: dict[tuple[int, str], list[_Sought]], tried: set[int]) -> bool:
        """Whether there is a printed row for this one, those that are seated already moving on where they can."""
        for one in self.may_be:
            if one.number in tried:
                continue
            tried.add(one.number)
            seated = taken.setdefault((one.number, self.name), [])
            if len(seated) < one.name.count(self.name):
                seated.append(self)
                return True
            for at, other in enumerate(seated):
                if other.seat(taken, tried):
                    seated[at] = self
                    return True
        return False


def _printed(number: int, row: str) -> Printed:
    return Printed(number, " ".join(row.split()), _name(row))


def _name(text: str) -> str:
    return _LOOSE.sub("", text).casefold()


def _issue(row: Row, texts: list[str], beside: list[Printed], where: str) -> Issue:
    lacking = [text for text in texts if not any(stands_in(text, one.text) for one in beside)]
    what = f"'{row.label}'" if not texts else f"{several(lacking or texts)} of '{row.label}'"
    message = f"{what} {'is' if len(lacking or texts) < 2 else 'are'} missing in {where}"
    return Issue(
        "error", "not-shown", Place(""), message, "a template or a style that leaves it out is the first suspect"
    )


def stands_in(text: str, row: str) -> bool:
    """Whether a text stands in a row by itself, and is no part of a longer number."""
    at = row.find(text)
    while at >= 0:
        if not _goes_on(row[:at][::-1], text[:1]) and not _goes_on(row[at + len(text) :], text[-1:]):
            return True
        at = row.find(text, at + 1)
    return False


def _goes_on(beyond: str, end: str) -> bool:
    """Whether a number that a text ends with goes on in what stands beside it, with or without a mark."""
    if not end.isdigit() or not beyond:
        return False
    return beyond[0].isdigit() or (beyond[0] in _MARKS and beyond[1:2].isdigit())


def unexplained(expected: Iterable[Row]) -> Iterator[Issue]:
    """The rows that have a figure without value and no reason for it."""
    for row in expected:
        if not all(row.reasons):
            message = f"a figure of '{row.label}' in {row.where} has no value, and no reason why"
            yield Issue("error", "no-reason", Place(""), message, OUR_FAULT)
