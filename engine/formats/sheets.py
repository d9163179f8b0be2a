"""A finished page as its reader meets it, for the last look before it is written: its rows of text, its pictures."""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import Final

from engine.model.preflight import Picture, Sheet

# Each begins a row of its own: what stands in it belongs together.
BEGINS_ROW: Final = ("tr", "section", "figure", "header")
CARD: Final = "card"

_ROW: Final = re.compile(
    rf'<(?=(?:{"|".join(BEGINS_ROW)})\b|li class="{CARD}\b|[a-z]+ class="{CARD}[" ])', re.IGNORECASE
)
_HIDDEN: Final = re.compile(r"<(style|title|script|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z!][^>]*>", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r'<html\b[^>]*\blang="([^"]*)"', re.IGNORECASE)
_TITLE: Final = re.compile(r"<head\b.*?<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_IMAGE: Final = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r'\b(src|alt)="([^"]*)"', re.IGNORECASE)
_DRAWN: Final = re.compile(r"<svg\b([^>]*)>\s*(?:<title>(.*?)</title>)?", re.DOTALL | re.IGNORECASE)
_ID: Final = re.compile(r'\bid="([^"]*)"')
_UNHEARD: Final = re.compile(r'\baria-hidden="true"')
_ASKS: Final = re.compile(
    r'<(?:img|script|iframe|link|source|video|audio|object|embed|image|use)\b[^>]*?\b(?:src|href|data)="(?!data:|#)([^"]*)"'
    r"|url\([\"']?(?!data:|#|[\"'])([^)]*)\)|@import\s+[\"']([^\"']*)",
    re.IGNORECASE,
)
# How the files of pictures begin.
_BEGINNINGS: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/svg+xml": (b"<svg", b"<?xml", b"\xef\xbb\xbf<"),
}
_DATA: Final = re.compile(r"data:(?P<kind>[a-z+/.-]+)(?:;[^,]*)?;base64,(?P<content>.*)", re.DOTALL)


def of_page(page: str) -> Sheet:
    """The HTML of a screen as a sheet: one long page."""
    asked = dict.fromkeys(html.unescape(next(filter(None, found))) for found in _ASKS.findall(page))
    return Sheet("HTML", (rows_of(page),), title_of(page), language_of(page), pictures_of(page), tuple(asked))


def rows_of(page: str) -> tuple[str, ...]:
    """The text of a page in rows, without what nobody sees."""
    _, _, body = page.partition("<body")
    shown = _TAG.sub(" ", _ROW.sub("\0<", _HIDDEN.sub("", f"<body{body}")))
    return tuple(row for part in html.unescape(shown).split("\0") if (row := " ".join(part.split())))


def title_of(page: str) -> str:
    """The title of a page, which is not on it."""
    found = _TITLE.search(page)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def language_of(page: str) -> str:
    """The language that a page says it is in."""
    found = _LANGUAGE.search(page)
    return found[1] if found else ""


def pictures_of(page: str) -> tuple[Picture, ...]:
    """The drawings and pictures of a page, those aside that nobody is told of."""
    drawn = [
        Picture(f"drawing {named[1] if (named := _ID.search(found[1])) else number}", html.unescape(found[2] or ""))
        for number, found in enumerate(_DRAWN.finditer(page), start=1)
        if not _UNHEARD.search(found[1])
    ]
    return (*drawn, *(_image(dict(_ATTRIBUTE.findall(found))) for found in _IMAGE.findall(page)))


def _image(attributes: dict[str, str]) -> Picture:
    """An image; one that says it is of no matter needs no text of its own."""
    source = html.unescape(attributes.get("src", ""))
    alternative = html.unescape(attributes["alt"]) or "-" if "alt" in attributes else ""
    return Picture(f"image '{source[:60]}'", alternative, _wrong(source))


def _wrong(source: str) -> str:
    """Why an image cannot be seen; empty where it can."""
    if not (found := _DATA.fullmatch(source)):
        return "it is not in the page"
    try:
        content = base64.b64decode(found["content"], validate=True)
    except (binascii.Error, ValueError):
        return "its bytes cannot be read"
    beginnings = _BEGINNINGS.get(found["kind"], ())
    if not content.lstrip().startswith(beginnings):
        return f"it is no picture of the kind {found['kind']}"
    return ""
