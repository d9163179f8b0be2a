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
    """Walks the text once; a quote opens a field that may hold separators and line ends."""
    line, column = 1, 1
    fields: list[tuple[int, int, int]] = []
    start = (1, 1)
    length, quoted = 0, False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        if not quoted and character in (separator, "\n"):
            before = position > 0 and text[position - 1] == "\r" and character == "\n"
            fields.append((*start, max(1, length - before)))
            if character == "\n":
                yield fields
                fields = []
                line, column = line + 1, 0
            start, length = (line, column + 1), 0
        elif character == "\n":
            line, column = line + 1, 0
            length += 1
        else:
            length += 1
        column += 1
    if length or fields:
        yield [*fields, (*start, max(1, length))]
