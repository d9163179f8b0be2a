"""A sign stays with its amount at the end of a line: by the rules of lines "−€45" may be torn, and "−45" may not.

It is held by a style: a character that joins words would be copied too, and whoever looks for the amount find nothing.
"""

from __future__ import annotations

import re
from typing import Final

_CURRENCY: Final = "$¢£¥\u20a0-\u20cf"
# A sign before a currency, and a dash that somebody wrote for a minus: what stands before it tells it from a range.
_AMOUNT: Final = (
    rf"(?:[−+](?=[{_CURRENCY}])|(?<=[\s(>«“])–(?=[{_CURRENCY}]?\d))[{_CURRENCY}]?\d(?:[\d.,\u00a0\u202f]*\d)?"
)
# Drawings break their own lines, and what stands in a tag is no text: both are passed over.
_PIECES: Final = re.compile(rf"<svg\b.*?</svg\s*>|<[^>]*>|{_AMOUNT}", re.DOTALL)


def together(page: str, attribute: str = 'class="signed"') -> str:
    """The page with a span around each signed amount of its texts; `attribute` says that it does not break."""

    def held(found: re.Match[str]) -> str:
        piece = found[0]
        return piece if piece.startswith("<") else f"<span {attribute}>{piece}</span>"

    start = page.find("<body")
    return page[:start] + _PIECES.sub(held, page[start:])
