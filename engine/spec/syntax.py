"""What libyaml says of a text that it cannot read, in the words of a person who writes YAML once a month.

libyaml says where it gave up; what went wrong often stands before. So the causes that people really give are looked
for on the lines around; only where none is found, libyaml's own words are put into plain ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.errors import Issue, Place
from engine.spec import causes, layout
from engine.spec.lines import LINE_END, Page

Cause: TypeAlias = Callable[[Page, int], Issue | None]

# In this order: what can be told by a sign that stands there comes before what could be many things.
CAUSES: tuple[Cause, ...] = (
    causes.no_break_space, causes.backslash, causes.apostrophe, causes.first_sign, causes.after_quote,
    causes.open_quote, layout.comment_between, layout.block_text, causes.glued, causes.second_colon, causes.brackets,
    causes.no_colon, causes.tab, layout.too_far, layout.no_neighbour,
)  # fmt: skip


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
    Saying("could not find expected ':'", "a key with its ':' and a value belongs here",
           "write 'key: value', or put the text that this line belongs to in quotes", opening=True),
    Saying("did not find expected key", "this line does not fit those above it",
           "look at its indentation, and at quotes and brackets in the line above"),
    Saying("did not find expected '-'", "this line does not fit: its neighbours begin with '- '",
           "begin it with '- ', or indent it further"),
    Saying("sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    Saying("mapping keys are not allowed", "'? ' has a meaning of its own in YAML", "put the text in quotes"),
    Saying("escape", "between double quotes a '\\' has a meaning of its own", "use single quotes"),
    Saying("node content", "a value is missing here", "write one"),
    Saying("alphabetic or numeric", "'*' and '&' have a meaning of their own in YAML", "put the text in quotes: '*'"),
    Saying("<document start>", "this line belongs to nothing that stands above it", "look at its indentation"),
    Saying("not allowed", "a character stands here that cannot be shown", "remove it"),
)  # fmt: skip


def syntax_issue(error: Exception, text: str, file: str) -> Issue:
    """The issue for an error of the parser, at the place that a person has to look at."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        found = _cause(_page(error, mark, problem, text, file))
        if found is not None:
            return found
    saying = next((saying for saying in SAYINGS if saying.sign in problem), None)
    if mark is None or (saying is not None and saying.opening):
        mark = getattr(error, "context_mark", None) or mark
    place = _place(mark, text, file)
    if saying is not None:
        return Issue("error", "yaml-syntax", place, saying.message, saying.hint)
    return Issue("error", "yaml-syntax", place, "this line cannot be read as YAML", "look at its quotes and brackets")


def _page(error: Any, mark: Any, problem: str, text: str, file: str) -> Page:
    begun = error.context_mark or mark
    lines = tuple(LINE_END.split(text))
    page = Page(file, lines, problem, str(error.context or ""), (mark.line, mark.column), (begun.line, begun.column))
    if page.has_content(mark.line):
        return page
    # At the end of the file, or at an empty line: what is wrong stands above.
    last = page.above(mark.line)
    return Page(
        file, lines, problem, page.context, (max(0, last), len(page.line(last)) if last >= 0 else 0), page.begun
    )


def _cause(page: Page) -> Issue | None:
    """The first cause that is recognized, on the line where the parser gave up or where it began."""
    at, begun = page.at[0], page.begun[0]
    suspects = [at, page.above(at)]
    if "scanning" in page.context or "quoted" in page.context:
        suspects.insert(0, begun)
    lines = [number for number in dict.fromkeys(suspects) if 0 <= number < len(page.lines)]
    found = (cause(page, number) for cause in CAUSES for number in lines)
    return next((issue for issue in found if issue is not None), None)


def _place(mark: Any, text: str, file: str) -> Place:
    if mark is not None:
        return Place(file, mark.line + 1, mark.column + 1)
    bad = next((sign for sign in text if not (sign.isprintable() or sign in "\n\r\t\u0085\u2028\u2029\u00a0")), "")
    before = text[: text.index(bad)] if bad else ""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
