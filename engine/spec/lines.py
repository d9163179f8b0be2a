"""A line of YAML as a person sees it: keys and values read by hand, for a file that no YAML parser can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import Issue, Place

LINE_END = re.compile("\r\n|\r|\n")
LONGEST = 200  # of a hint with a mended text
NO_BREAK = "\u00a0\u202f\u2007"
CURLY = "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"  # typographic quotes
WORD = r"[^\s:#,{}\[\]'\"&*!|>%@`?-][^:#,{}\[\]'\"]*?"
KEY = re.compile(
    rf"(?:^[ \t]*(?:- +)*|[{{,\[]\s*)(?P<key>{WORD}|'[^']*'|\"[^\"]*\")\s*:(?:\s+|$)|^[ \t]*(?:- +)+(?=\S)",
)
COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value on one line, or an entry of a list, which has no key; columns count from 0."""

    key: str
    value: str
    at: int
    flow: bool  # it stands in braces or brackets

    def mended(self, value: str) -> str:
        """The entry as it should stand, in quotes."""
        return f"{self.key}: {quoted(value)}" if self.key else quoted(value)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one file, and where its parser gave up: lines and columns from 0, the place and what led there."""

    file: str
    lines: tuple[str, ...]
    problem: str
    context: str
    at: tuple[int, int]
    begun: tuple[int, int]

    def line(self, number: int) -> str:
        """A line's text; empty beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def indent(self, number: int) -> int:
        """How many spaces a line begins with."""
        line = self.line(number)
        return len(line) - len(line.lstrip(" "))

    def has_content(self, number: int) -> bool:
        """Whether a line holds more than spaces and a comment."""
        return bool(self.line(number).strip()) and not self.line(number).lstrip().startswith("#")

    def above(self, number: int) -> int:
        """The nearest line above that has content; -1 where there is none."""
        return next((at for at in range(min(number, len(self.lines)) - 1, -1, -1) if self.has_content(at)), -1)

    def in_flow(self, number: int) -> bool:
        """Whether a line begins inside braces or brackets that were opened on an earlier one."""
        return "flow" in self.context and self.begun[0] < number <= self.at[0]

    def entries(self, number: int) -> list[Entry]:
        """What stands on a line."""
        return list(entries(self.line(number), flow=self.in_flow(number)))

    def issue(self, number: int, column: int, length: int, message: str, hint: str = "") -> Issue:
        """An issue at a place of the page."""
        place = Place(self.file, number + 1, column + 1, max(1, length))
        whole = hint if len(hint) <= LONGEST else hint[:LONGEST] + "…"
        return Issue("error", "yaml-syntax", place, message, whole)


def entries(line: str, *, flow: bool = False) -> Iterator[Entry]:
    """The keys with values, and the entries of lists, that stand on a line."""
    for found in KEY.finditer(line):
        before = line[: found.start() + 1]
        inside = flow or before.count("{") + before.count("[") > before.count("}") + before.count("]")
        at = found.end()
        end = flow_end(line, at) if inside else len(line)
        value = line[at:end].rstrip()
        if not value.startswith("#"):
            value = COMMENT.sub("", value).rstrip()
        yield Entry((found["key"] or "").strip(), value, at, inside)


def flow_end(line: str, at: int) -> int:
    """Where a value in braces or brackets ends: at the ',' or the bracket that is not its own."""
    depth = 0
    quote = line[at : at + 1] if line[at : at + 1] in ("'", '"') else ""
    for position in range(at, len(line)):
        sign = line[position]
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth:
            depth -= 1
        elif sign in ",}]" and not depth:
            whole = line[at:position].rstrip()
            if not quote or (len(whole) > 1 and whole.endswith(quote)):
                return position
    return len(line)


def quoted(text: str) -> str:
    """A text in the quotes that need the least mending inside; typographic ones around it are left out."""
    if text[:1] in CURLY and text[-1:] in CURLY and len(text) > 2:
        text = text[1:-1].strip()
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
