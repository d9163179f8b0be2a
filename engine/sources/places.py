"""Where a field of a CSV record stands in its file: line, column and length, as an editor counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator


def field_places(text: str, separator: str, records: set[int]) -> dict[int, list[tuple[int, int, int]]]:
    """For each wanted record (0 is the first after the header) the (line, column, length) of each of its fields."""
    if not records:
        return {}
    places: dict[int, list[tuple[int, int, int]]] = {}
    last = max(records)
    for number, fields in enumerate(_records(text, separator), start=-1):
        if number in records:
            places[number] = fields
        if number >= last:
            break
    return places


def _records(text: str, separator: str) -> Iterator[list[tuple[int, int, int]]]:
    """Walks the text once; a quote at a field's start opens one that may hold separators and line ends."""
    line, column = 1, 1
    fields: list[tuple[int, int, int]] = []
    start = (1, 1)
    length, opened, quoted = 0, False, False
    for character in text:
        if character == '"' and (opened or length == 0):
            opened, quoted = True, not quoted
        if not quoted and character in (separator, "\n"):
            fields.append((*start, max(1, length)))
            if character == "\n":
                yield fields
                fields = []
                line, column = line + 1, 0
            start, length, opened = (line, column + 1), 0, False
        elif character == "\n":
            line, column = line + 1, 0
            length += 1
        else:
            length += 1
        column += 1
    if length or fields:
        yield [*fields, (*start, max(1, length))]


def wrong_quote(text: str, separator: str) -> tuple[int, int, int] | None:
    """The (line, column) where the first quote opens that is not closed as it must be, and the line where it is closed.

    The last is 0 where nothing closes it. None where every field's quotes are in order.
    """
    after = re.compile(f"[{re.escape(separator)}\n]")
    at = 0
    while at < len(text):
        if text[at] != '"':
            found = after.search(text, at)
            if found is None:
                return None
            at = found.end()
            continue
        closing = _closing(text, at)
        if closing is None or text[closing + 1 : closing + 2] not in ("", separator, "\n"):
            line = 0 if closing is None else text.count("\n", 0, closing) + 1
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), line
        at = closing + 2
    return None


def _closing(text: str, opening: int) -> int | None:
    """Where the quote is that closes the one at `opening`; a doubled one is none."""
    at = opening + 1
    while (found := text.find('"', at)) >= 0:
        if text[found + 1 : found + 2] != '"':
            return found
        at = found + 2
    return None
