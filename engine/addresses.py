"""The addresses that styles name, also where escapes or comments hide them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Looked for within each other, too: a picture that is written out in a style has styles of its own.
ADDRESS: Final = re.compile(
    r"url\((?=\s*[\"']?\s*([^\"')]*))|(@import\b[^;]*)|((?:image-set|src)\([^)]*)", re.IGNORECASE
)
# A text or an address that holds "/*" begins no comment: it is passed over whole.
COMMENT: Final = re.compile(
    r"""("(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|url\([^"')]*)|/\*.*?\*/""", re.DOTALL | re.IGNORECASE
)
ESCAPE: Final = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE)


def addresses(style: str) -> Iterator[str]:
    """What a style names, of this page or of elsewhere: what stands in url(…), and a whole @import or image-set(…)."""
    for found in ADDRESS.finditer(unescaped(without_comments(style))):
        yield next((group for group in found.groups() if group), found[0]).strip()


def without_comments(style: str) -> str:
    """A style without its comments."""
    return COMMENT.sub(lambda found: found[1] or "", style)


def unescaped(style: str) -> str:
    """A style with its characters in place of their escapes."""
    return ESCAPE.sub(_character, style)


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16) if escape[1] else 0
    return chr(number) if 0 < number <= 0x10FFFF else escape[2] or ""
