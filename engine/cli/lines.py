"""The line that a message is about, read again from its file, whatever that is encoded in."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from engine.errors import Place

LINE_END = re.compile("\r\n|\r|\n")


def line_of(place: Place) -> str | None:
    """The text of a place's line, each of its characters one column; None where there is no line or no such file."""
    if not place.line:
        return None
    try:
        data = Path(place.file).read_bytes()
    except (OSError, ValueError):
        return None
    lines = LINE_END.split(_decoded(data))
    return lines[place.line - 1].rstrip() if place.line <= len(lines) else None


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
