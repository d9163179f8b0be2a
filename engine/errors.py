"""What a person got wrong, as issues with a place and a mend; and the exceptions that carry them.

An issue is collected, never thrown one by one: a stage gathers all of its issues and raises them together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning"]


# What mends a fault that no file of anybody's has.
OUR_FAULT: Final = "this is a fault of boardpack and not of your files: please report it with this message"
NEAREST: Final = 3  # words that are equally near and are named


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: lines and columns count from 1; `length` characters are what the message is about.

    Line 0 stands for the file as a whole; `row` is the row of it, in a spreadsheet.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    row: int = 0

    def shifted(self, characters: int, length: int = 1) -> Place:
        """The place so many characters further on in the same line."""
        return Place(self.file, self.line, self.column + characters, length)


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: a stable code, the place, what is wrong in the reader's words, and how to mend it."""

    level: Level
    code: str
    place: Place
    message: str
    hint: str = ""


class BoardpackError(Exception):
    """The root of everything that boardpack raises on purpose; `exit_code` is the command's."""

    exit_code: ClassVar[int] = 1

    def __init__(self, issues: Sequence[Issue] | Issue, files: Sequence[str] = ()) -> None:
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else in_order(issues, files)
        super().__init__("; ".join(issue.message for issue in self.issues if issue.level == "error"))

    def __reduce__(self) -> tuple[type[BoardpackError], tuple[tuple[Issue, ...]]]:
        """Tell it to another process as the kind that the commands know: its issues are all that they need."""
        kind = next(one for one in type(self).__mro__ if one.__module__ == __name__)
        return kind, (self.issues,)


class SpecError(BoardpackError):
    """A YAML file says something that it cannot mean."""

    exit_code = 1


class ArgumentError(BoardpackError):
    """The command was called with arguments that do not fit the report."""

    exit_code = 2


class DataError(BoardpackError):
    """A data file holds something that its dataset does not allow."""

    exit_code = 3


class ReportRefused(BoardpackError):
    """The report did not pass its own checks and was not written."""

    exit_code = 4


class MachineError(BoardpackError):
    """The machine would not do it: disk, permissions, memory, a missing system library."""

    exit_code = 5


def in_order(issues: Iterable[Issue], files: Sequence[str] = ()) -> tuple[Issue, ...]:
    """Issues, each once: errors before warnings, then by file in the order of `files`, then by place."""
    read = {file: number for number, file in enumerate(files)}

    def where(issue: Issue) -> tuple[bool, int, Place, str, str]:
        return issue.level == "warning", read.get(issue.place.file, len(read)), issue.place, issue.code, issue.message

    return tuple(sorted(dict.fromkeys(issues), key=where))


def raise_errors(kind: type[BoardpackError], issues: Iterable[Issue], files: Sequence[str] = ()) -> None:
    """Raise all errors among the issues together, with the warnings beside them; warnings alone raise nothing."""
    found = list(issues)
    if any(issue.level == "error" for issue in found):
        raise kind(found, files)


def once_for_rows(issues: Iterable[tuple[Issue, str]]) -> list[Issue]:
    """What is said of the rows of tables: who says the same, as the text beside it tells, is one at the first of them.

    The row is named where the place has no line.
    """
    alike: dict[tuple[str, str, str], list[Issue]] = {}
    for issue, same in issues:
        alike.setdefault((issue.code, issue.place.file, same), []).append(issue)
    found = []
    for those in alike.values():
        first = min(those, key=lambda issue: issue.place)
        row = f"row {first.place.row}" if first.place.row else ""
        count = f"{len(those):,} such rows in the file" if those[1:] else ""
        more = "; ".join(filter(None, (row, count)))
        found.append(replace(first, message=f"{first.message} ({more})") if more else first)
    return found


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word that is most like a word; empty where none is as `alike` (1 is the same)."""
    return max(all_nearest(word, known, alike), key=str.lower, default="")


def all_nearest(word: str, known: Iterable[str], alike: float = 0.6) -> list[str]:
    """The known words that are most like a word, those that are equally so in their order."""
    lowered = {candidate.lower(): candidate for candidate in sorted(known)}
    near = difflib.get_close_matches(word.lower(), lowered, n=max(1, len(lowered)), cutoff=alike)
    likeness = [difflib.SequenceMatcher(None, candidate, word.lower()).ratio() for candidate in near]
    return sorted(lowered[other] for other, as_like in zip(near, likeness, strict=True) if as_like == likeness[0])


def plural(number: int, thing: str) -> str:
    """How many things, in a message: "1 row", "2,000 rows"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def several(names: Iterable[str], most: int = 3) -> str:
    """Names in quotes, in a message: "'a', 'b', 'c' and 2 more"; each once."""
    quoted = [f"'{name}'" for name in dict.fromkeys(names)]
    return ", ".join(quoted[:most]) + (f" and {len(quoted) - most} more" if len(quoted) > most else "")


def enumerated(words: Sequence[str], last: str = "or") -> str:
    """Words in their order, as a sentence has them: "open, done or dropped"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or lists all where there are few; empty where nothing is near."""
    words = sorted(set(known))
    near = all_nearest(word, words)
    if near:
        named = [f"'{other}'" for other in near[:NEAREST]]
        return f"did you mean {enumerated(named)}?"
    if words and len(words) <= 8:
        return "known here: " + ", ".join(words)
    return ""
