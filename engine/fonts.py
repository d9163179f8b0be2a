"""The one type family of a report: its files, the characters that it has, and parts of it to embed.

The files come from the package `font-source-sans-pro` (Source Sans, OFL), so that every machine makes the
same page. A character that the family lacks is an error: another font would draw it on one machine only.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import font_source_sans_pro
from fontTools.ttLib import TTFont

from engine.errors import Issue, Place, ReportRefused

Weight: TypeAlias = Literal[400, 600]

FAMILY: Final = "Source Sans Pro"
WEIGHTS: Final[tuple[Weight, ...]] = (400, 600)
_FILES: Final[dict[Weight, str]] = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
# Of the names in a font file: whose it is, family, weight, identifier, whole name, version and PostScript name.
_NAMES: Final = frozenset(range(7))
_HYPHENS: Final = re.compile(r"(?<=\w-)(?=\w)")  # behind one, inside a word
# Never drawn: what breaks lines, joins or hyphenates.
_UNSEEN: Final = frozenset("\n\r\t\u00ad\u200b\u200d\u2060\ufeff")


class MissingGlyphError(ReportRefused):
    """The report's text has characters that its font cannot draw; `characters` names them."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        message = f"the report's font ({FAMILY}) has no glyph for {', '.join(map(named, self.characters))}"
        super().__init__(Issue("error", "missing-glyph", Place(""), message, "write it with other characters"))


def named(character: str) -> str:
    """A character as a message names it."""
    return f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'no name').lower()})"


def directory() -> Path:
    """The folder of the font files."""
    return Path(font_source_sans_pro.font_directory).resolve()


def file(weight: Weight) -> Path:
    """The TrueType file of one weight."""
    return directory() / _FILES[weight]


@cache
def _content(weight: Weight) -> bytes:
    return file(weight).read_bytes()


@cache
def _font(weight: Weight) -> TTFont:
    return TTFont(io.BytesIO(_content(weight)), lazy=True)


@cache
def _glyphs(weight: Weight) -> dict[int, str]:
    return dict(_font(weight).getBestCmap())


def missing(text: str) -> set[str]:
    """The characters of a text that one of the weights cannot draw."""
    return {
        char for char in set(text) - _UNSEEN if any(ord(char) not in _glyphs(weight) for weight in WEIGHTS)
    }  # fmt: skip


def require_glyphs(text: str) -> None:
    """Raise MissingGlyphError where the text has a character that one of the weights cannot draw."""
    if found := missing(text):
        raise MissingGlyphError(sorted(found))


@cache
def _advances(weight: Weight) -> tuple[dict[str, tuple[int, int]], int]:
    font = _font(weight)
    return dict(font["hmtx"].metrics), int(font["head"].unitsPerEm)


def width(text: str, size: float, weight: Weight = 400) -> float:
    """How wide a line of text is at this size, in the size's unit, without kerning."""
    return _units(text, weight) * size / _advances(weight)[1]


@lru_cache(maxsize=20_000)
def _units(text: str, weight: Weight) -> int:
    """How wide a text is in the font's own units: charts and heads of columns try out many, and the same again."""
    metrics, glyphs = _advances(weight)[0], _glyphs(weight)
    return sum(metrics[glyphs.get(ord(char), ".notdef")][0] for char in text)


def wrapped(text: str, size: float, limit: float, lines: int = 2, weight: Weight = 400) -> list[str]:
    """The text in at most so many lines of this width, broken at spaces; the last one ends in "…" if cut.

    A word that is wider than a line is broken at its hyphens, too.
    """
    rows: list[str] = []
    for word in text.split(" "):
        parts = [word] if width(word, size, weight) <= limit else _HYPHENS.split(word)
        for number, part in enumerate(parts):
            joined = (rows[-1] + ("" if number else " ") + part) if rows else ""
            if rows and width(joined, size, weight) <= limit:
                rows[-1] = joined
            else:
                rows.append(part)
    cut = len(rows) > lines
    return [_shortened(row, size, limit, weight, cut and row is rows[lines - 1]) for row in rows[:lines]]


def _shortened(row: str, size: float, limit: float, weight: Weight, goes_on: bool) -> str:
    if not goes_on and width(row, size, weight) <= limit:
        return row
    while row and width(row + "…", size, weight) > limit:
        row = row[:-1]
    return row.rstrip() + "…"


def embeddable(weight: Weight, text: str) -> bytes:
    """One weight as WOFF2 with only the glyphs of this text: the same bytes for the same characters."""
    from fontTools import subset  # who only measures and looks for glyphs need not wait for it

    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp"])
    options.drop_tables += ["DSIG", "FFTM"]
    # Lazy: half of the time goes to reading pairs of glyphs that are left out.
    font = TTFont(io.BytesIO(_content(weight)), recalcTimestamp=False, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted({ord(char) for char in text} | {0x20}))
    # Were they pruned with the rest, every table would be searched for who refers to a name: a third of the time.
    names = font["name"]
    names.names = [one for one in names.names if one.nameID in _NAMES]
    del font["name"]
    subsetter.subset(font)
    font["name"] = names
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result)
    return result.getvalue()
