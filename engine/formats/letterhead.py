"""The logo in the head of a mail: a PNG or JPEG as it is, an SVG as a picture, because mail programs show no SVG."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from engine.errors import ReportRefused
from engine.model.theme import Logo
from engine.protocols import Photograph

HEIGHT, WIDEST = 36, 240  # pixels
_ROOT: Final = re.compile(r"<(?:[\w-]+:)?svg\b[^>]*>")
_SIZES: Final = re.compile(r"""\s(?:width|height)\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """An inline image: how large it is shown, and the name that the HTML calls it by."""

    cid: str
    subtype: str
    width: int
    height: int
    content: bytes

    @property
    def name(self) -> str:
        """Its file name, for programs that list the parts of a mail."""
        return f"logo.{self.subtype}"


def letterhead(logo: Logo | None, photograph: Photograph, domain: str) -> Letterhead | None:
    """The logo of a mail; None where there is none, or where an SVG cannot be drawn: then the name stands there."""
    if logo is None:
        return None
    scale = min(HEIGHT / logo.height, WIDEST / logo.width)
    width, height = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    subtype, content = logo.kind, logo.content
    if logo.kind == "svg":
        try:
            subtype, content = "png", photograph(_sized(logo, width, height), id="logo")
        except ReportRefused:
            return None
    cid = f"logo.{hashlib.sha256(content).hexdigest()[:16]}@{domain}"
    return Letterhead(cid, subtype, width, height, content)


def _sized(logo: Logo, width: int, height: int) -> str:
    """The drawing in the size in which it is shown, whatever its file says."""
    size = f' width="{width}" height="{height}"'
    text = logo.content.decode("utf-8-sig")
    return _ROOT.sub(lambda root: re.sub(r"(/?>)$", rf"{size}\1", _SIZES.sub("", root[0])), text, count=1)
