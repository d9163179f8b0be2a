"""What the last look at a finished report is taken at, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.errors import Issue

# What is looked at: figures on the pages, reasons of those without a value, tables' totals, glyphs, charts and other
# pictures, pages, alternative texts, title and language.
CheckName: TypeAlias = Literal[
    "figures", "reasons", "totals", "glyphs", "pictures", "pages", "alternatives", "titles"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page: its alternative text, and what is wrong with it, empty where nothing is."""

    name: str
    alternative: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished output as its reader meets it: the rows of text of each page, its pictures, its title and language.

    A row is what belongs together: a card, a row of a table, the words around them. `asked` are addresses that it would
    ask for something.
    """

    output: str  # "HTML", "PDF"
    pages: tuple[tuple[str, ...], ...]
    title: str
    language: str
    pictures: tuple[Picture, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was passed, and how many things it looked at."""

    name: CheckName
    looked_at: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that could not be made, and is named in its place: its id on the pages, what it is, what went wrong."""

    part: str
    what: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was checked before a report was written, on which of its outputs, and which of its parts are missing."""

    outputs: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def looked_at(self) -> int:
        """How many things were looked at, by all checks together."""
        return sum(check.looked_at for check in self.checks)
