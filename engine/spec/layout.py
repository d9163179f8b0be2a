"""What is wrong with how lines stand below one another: spaces before them, lists among keys, texts over several lines.

Each cause looks at one line and answers with the issue, or with None.
"""

from __future__ import annotations

import re

from engine.errors import Issue
from engine.spec.lines import Page

BLOCK = re.compile(r"(?:^|\s)([\w-]+):\s*[>|][-+\d]{0,2}\s*(?:#.*)?$")
NAME = re.compile(r"^[ ]*((?:- +)*)([^:#]*?)\s*:(?:\s|$)")


def comment_between(page: Page, number: int) -> Issue | None:
    """A comment in the middle of a text that goes on below it."""
    at = page.at[0]
    above = at - 1
    found = re.search(r"\s#", page.line(above))
    goes_on = number == at and page.indent(at) > page.indent(above) and not NAME.match(page.line(at))
    if found is None or not goes_on or not page.has_content(above) or ("flow" in page.context):
        return None
    message = "a comment ends the text before it, and the text goes on below"
    return page.issue(above, found.start() + 1, 1, message, "put the comment on a line of its own, above the key")


def block_text(page: Page, number: int) -> Issue | None:
    """A text after '>' or '|' whose lines do not stand further in than its key, or not further than its first line."""
    above = page.above(number)
    header = BLOCK.search(page.line(above)) if above >= 0 else None
    indent = page.indent(number)
    if header is not None and indent <= page.indent(above):
        message = f"the text of '{header[1]}' begins here, and must stand further in than its key"
        return page.issue(number, indent, 1, message, f"begin it with {page.indent(above) + 2} spaces")
    if number != page.at[0]:
        return None
    first = number
    while above >= 0 and page.indent(above) >= indent:
        first, above = above, page.above(above)
    header = BLOCK.search(page.line(above)) if above >= 0 else None
    if header is None or first == number or indent <= page.indent(above):
        return None
    message = f"this line of the text of '{header[1]}' stands further left than the first"
    return page.issue(number, indent, 1, message, f"begin it with {page.indent(first)} spaces, like line {first + 1}")


def too_far(page: Page, number: int) -> Issue | None:
    """A key that is indented below another that has its value already."""
    if "mapping values" not in page.problem or number != page.at[0]:
        return None
    above = page.above(number)
    name = NAME.match(page.line(above)) if above >= 0 else None
    if name is None or page.indent(number) <= page.indent(above) or not NAME.match(page.line(number)):
        return None
    if not name[1] and _odd_one(page, above, number):
        at, wanted = page.indent(above), page.indent(number)
        message = f"this line begins with {_count(at)}, and its neighbours with {wanted}"
        return page.issue(above, at, 1, message, f"give it {_count(wanted)} like the lines below it")
    wanted = page.indent(above) + len(name[1])
    message = f"this line stands further in than '{name[2]}' above it, which has its value already"
    return page.issue(number, page.indent(number), 1, message, _spaces(wanted))


def _odd_one(page: Page, above: int, number: int) -> bool:
    """Whether of two lines that cannot both be right the upper is the one that stands where its neighbours do not."""
    indent, wanted = page.indent(above), page.indent(number)
    parent = page.above(above)
    if indent == page.indent(parent) and page.line(parent).rstrip().endswith(":"):
        return True  # its key has nothing below it
    if wanted - indent > 1:  # lines that stand further in are as likely to belong to another
        return page.indent(parent) == wanted
    while parent >= 0 and page.indent(parent) >= indent:
        parent = page.above(parent)
    end = number
    while end < len(page.lines) and (not page.has_content(end) or page.indent(end) > page.indent(parent)):
        end += 1
    for block in (range(parent + 1, end), range(len(page.lines))):
        stand = [page.indent(line) for line in block if page.has_content(line)]
        if stand.count(wanted) != stand.count(indent):
            return stand.count(wanted) > stand.count(indent)
    return False


def no_neighbour(page: Page, number: int) -> Issue | None:
    """A line that begins where none of the lines above begins, or is no entry of the list that it stands in."""
    if number != page.at[0] or not re.search("expected (key|'-'|<document start>)|sequence entries", page.problem):
        return None
    indent, levels = page.indent(number), _levels(page, number)
    is_entry = page.line(number).lstrip().startswith("- ")
    same = next((level for level in levels if level[0] == indent), None)
    if same is not None and same[2] != is_entry:
        return _list_among_keys(page, number, same[1], is_entry=is_entry)
    if same is not None:
        return None
    alike = [level for level in levels if level[2] == is_entry] or levels
    near = {level[0]: level for level in sorted(alike, key=lambda level: -abs(level[0] - indent))[-2:]}
    choice = ", or ".join(f"{_count(column)} like line {near[column][1] + 1}" for column in sorted(near))
    message = f"this line begins with {_count(indent)}, and no line above that it could belong to does"
    return page.issue(number, indent, 1, message, f"begin it with {choice}" if choice else "look at its indentation")


def _list_among_keys(page: Page, number: int, neighbour: int, *, is_entry: bool) -> Issue:
    indent = page.indent(number)
    if is_entry:
        message = f"an entry of a list stands among keys, like the one on line {neighbour + 1}"
        return page.issue(number, indent, 1, message, "give the list a key on a line above it, like 'cards:'")
    message = f"this line stands where the list of line {neighbour + 1} does, and does not begin with '- '"
    outer = next((level[0] for level in _levels(page, number) if level[0] < indent), None)
    hint = "begin it with '- '" + (f", or with {_count(outer)} as a key of its own" if outer is not None else "")
    return page.issue(number, indent, 1, message, hint)


def _levels(page: Page, number: int) -> list[tuple[int, int, bool]]:
    """Where the lines begin that this one may belong to: the column, the line, and whether a list's entry begins."""
    found: list[tuple[int, int, bool]] = []
    lowest = 10**6
    above = page.above(number)
    while above >= 0 and lowest > 0:
        line, indent = page.line(above), page.indent(above)
        if indent < lowest:
            entry = re.match(r"((?:- +)+)", line[indent:])
            if entry:
                found.append((indent + len(entry[1]), above, False))
            found.append((indent, above, bool(entry)))
            lowest = indent
        above = page.above(above)
    return found


def _spaces(count: int) -> str:
    return f"begin it with {_count(count)}; if it goes on with the text above, put that text in quotes"


def _count(spaces: int) -> str:
    return "no space" if spaces == 0 else "1 space" if spaces == 1 else f"{spaces} spaces"
