"""What libyaml says of a text that it cannot read, in the words of a person who writes YAML once a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import Issue, Place


@dataclass(frozen=True)
class Saying:
    """What is said where libyaml's words hold `sign`; `opening` points at where the unfinished thing begins."""

    sign: str
    message: str
    hint: str
    opening: bool = False


SAYINGS = (
    Saying("tab character", "a tab stands where spaces are needed", "indent with spaces"),
    Saying("expected ',' or ']'", "the list that opens here with '[' is not closed, or lacks a comma",
           "write ',' between its entries and ']' at its end", opening=True),
    Saying("expected ',' or '}'", "what opens here with '{' is not closed, or lacks a comma",
           "write ',' between its entries and '}' at its end", opening=True),
    Saying("unexpected end of stream", "the quote that opens here is not closed", "write it again at the end",
           opening=True),
    Saying("unexpected document indicator", "the quote that opens here is not closed", "write it again at the end",
           opening=True),
    Saying("mapping values are not allowed", "a second ':' in one line, or a line that is indented too far",
           "quote a value that holds ': ', or indent the line like its neighbours"),
    Saying("could not find expected ':'", "a key is followed by ':' and a value, and here is none",
           "write 'key: value', or quote the value that this line belongs to", opening=True),
    Saying("did not find expected key", "this line does not fit: its indentation is not that of its neighbours",
           "indent it like them, with spaces"),
    Saying("did not find expected '-'", "this line does not fit: its neighbours begin with '- '",
           "begin it with '- ', or indent it further"),
    Saying("sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    Saying("mapping keys are not allowed", "'? ' has a meaning of its own in YAML", "put the value in quotes"),
    Saying("escape", "a '\\' between double quotes has a meaning of its own", "use single quotes"),
    Saying("node content", "a value is missing here", "write one"),
    Saying("alphabetic or numeric", "'*' and '&' have a meaning of their own in YAML",
           "put the value in quotes: '*'"),
    Saying("<document start>", "this line belongs to nothing that stands above it", "look at its indentation"),
    Saying("not allowed", "a character stands here that cannot be shown", "remove it"),
)  # fmt: skip


def syntax_issue(error: Exception, text: str, file: str) -> Issue:
    """The issue for an error of the parser, at the place that a person has to look at."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]
    saying = next((saying for saying in SAYINGS if saying.sign in problem), None)
    mark = getattr(error, "problem_mark", None)
    if mark is None or (saying is not None and saying.opening):
        mark = getattr(error, "context_mark", None) or mark
    place = _place(mark, error, text, file)
    if saying is not None:
        return Issue("error", "yaml-syntax", place, saying.message, saying.hint)
    if "cannot start any token" in problem and mark is not None:
        return _bad_start(text, place)
    return Issue("error", "yaml-syntax", place, f"this is not YAML: {problem}")


def _place(mark: Any, error: Exception, text: str, file: str) -> Place:
    if mark is not None:
        return Place(file, mark.line + 1, mark.column + 1)
    bad = next((sign for sign in text if not (sign.isprintable() or sign in "\n\r\t\u0085\u2028\u2029\u00a0")), "")
    before = text[: text.index(bad)] if bad else ""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _bad_start(text: str, place: Place) -> Issue:
    line = text.split("\n")[place.line - 1]
    sign = line[place.column - 1 : place.column]
    if sign == "\t":
        return Issue("error", "yaml-syntax", place, "a tab stands where spaces are needed", "indent with spaces")
    message = f"a value cannot begin with '{sign}'"
    return Issue("error", "yaml-syntax", place, message, "put the value in quotes")
