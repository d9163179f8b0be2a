"""The report as one HTML file that asks nothing of anywhere: fonts, pictures and styles are in it."""

from __future__ import annotations

from base64 import b64encode

from engine import fonts
from engine.formats import pages
from engine.model.document import Document


def make(document: Document) -> bytes:
    """The document as UTF-8 HTML; MissingGlyphError where its font cannot draw a character of it."""

    def embedded(weight: fonts.Weight, characters: str) -> str:
        return "data:font/woff2;base64," + b64encode(fonts.embeddable(weight, characters)).decode("ascii")

    return pages.render(document, "screen", embedded).encode()


def load() -> None:
    """Load what cuts fonts."""
    for weight in fonts.WEIGHTS:
        fonts.embeddable(weight, "0")
