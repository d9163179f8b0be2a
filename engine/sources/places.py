"""Where a field of a CSV record stands in its file: line, column and length, as an editor counts them."""

from __future__ import annotations

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
