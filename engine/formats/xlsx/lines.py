"""Into how many lines a text breaks in a column, and how wide a head must be to stand in few of them."""

from __future__ import annotations

import math
from typing import Final

HEAD_LINES: Final = 4  # that a head takes at most
WIDER: Final = 1.1  # bold letters


def lines(text: str, width: float) -> int:
    """How many lines a text takes: it breaks at spaces, and a word that is longer than a line where the line ends."""
    most, found = max(1, math.floor(width)), 0
    for part in text.split("\n"):
        found, used = found + 1, 0
        for word in part.split(" "):
            if used and used + 1 + len(word) > most:
                found, used = found + 1, 0
            used += len(word) + bool(used)
            if used > most:
                found, used = found + (used - 1) // most, (used - 1) % most + 1
    return found


def head_width(head: str) -> int:
    """The least width in which a head stands in four lines, none of its words broken."""
    longest = max(map(len, head.split(" ")))
    width = next(width for width in range(longest, max(longest, len(head)) + 1) if lines(head, width) <= HEAD_LINES)
    return math.ceil(width * WIDER)
