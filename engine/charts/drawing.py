"""From a Vega-Lite spec to the SVG that a page takes in, and to PNG: drawn without a browser, with no URL in reach."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache, lru_cache
from html import escape
from typing import Any, Final, Literal, TypeAlias, get_args
from xml.etree import ElementTree

from engine import fonts
from engine.addresses import unescaped
from engine.colours import PAPER
from engine.errors import Place
from engine.protocols import DrawingError
from engine.stderr import held_back

Spec: TypeAlias = dict[str, Any]

# A base that no URL starts with: a drawing may fetch nothing.
_NO_URLS: Final = ["https://no-url-is-allowed.invalid/"]
_ID: Final = re.compile(r'\bid="([^"]+)"')
_USED_ID: Final = re.compile(r'url\(#([^)"]+)\)|href="#([^"]+)"')
_OUTSIDE: Final = re.compile(r'(?:href|src)="(?!#|data:)([^"]*)"|url\((?!#|data:)([^)]*)\)')
_ROOT: Final = re.compile(r"<svg\b[^>]*>")
_VIEW: Final = re.compile(r'viewBox="([^"]+)"')
# Vega's own classes and roles: nobody styles by them, and they are a third of the text.
_ORNAMENT: Final = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version)="[^"]*"')
# Frames and carriers of axes that paint nothing (Vega's root group fills nothing by itself).
_UNSEEN: Final = re.compile(
    r'<line [^>]*stroke-width="0" opacity="0"/>|<path d="[^"]*"(?: display="none")?/>'
    r"|<g(?: [^>]*)?></g>|<g(?: [^>]*)?/>"
)
_LONG_NUMBER: Final = re.compile(r"-?\d*\.\d{3,}(?:e-\d+)?")
_TAG: Final = re.compile(r"<[^>]+>")
# What d3 calls the languages that it knows.
_Known: TypeAlias = Literal["de-DE", "en-US", "es-ES", "fr-FR", "it-IT", "nl-NL", "pl-PL", "pt-BR", "ru-RU", "sv-SE"]
_LOCALES: Final[dict[str, _Known]] = {name[:2]: name for name in get_args(_Known)}
_FAILED: Final = re.compile(rb"^ERROR (.*)", re.MULTILINE)  # in what Vega says on stderr
_AREA: Final = re.compile(r"[1-9]")  # a path of nothing but zeros has no extent
_SCALE: Final = 2  # screens have about two dots for each pixel of a page
# What a coordinate is that cannot be computed.
_NO_NUMBER: Final = re.compile(r'="[^"]*\b(?:NaN|-?Infinity|undefined)\b[^"]*"')
_BACKGROUND: Final = re.compile(r'<rect width="[^"]+" height="[^"]+" fill="(?:transparent|none)"\s*(?:/>|></rect>)')
NO_FILE: Final = Place("")  # where a chart of ours stands


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(fonts.directory()))


def svg(spec: Spec, *, id: str, alt: str, language: str = "", place: Place = NO_FILE) -> str:
    """Draw a Vega-Lite spec as SVG with `alt` as its title; every id in it starts with `id`.

    With a `language`, numbers and dates that Vega writes by itself are in it. Raises DrawingError, at `place`, where
    Vega cannot draw it, or where it asks for a URL.
    """
    try:
        return _svg(json.dumps(spec, allow_nan=False), id, alt, language)
    except ValueError as error:
        reason = str(error) if place == NO_FILE else _reason(str(error))
        raise DrawingError(id, reason, place) from error


def _reason(said: str) -> str:
    """What Vega says, without where in its own code."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.strip().startswith("at ")]
    return lines[-1].removeprefix("Error: ") if lines else "Vega does not say why"


def paints(spec: Spec, language: str = "") -> bool:
    """Whether a drawing has any mark: bars, lines, points, texts of its data, and not just axes."""
    root = ElementTree.fromstring(_drawn(json.dumps(spec, allow_nan=False), language))
    marks = [group for group in root.iter() if "role-mark" in group.get("class", "").split()]
    return any(_shows(shape) for group in marks for shape in group.iter())


def _shows(shape: ElementTree.Element) -> bool:
    match shape.tag.rpartition("}")[2]:
        case "path":
            return _AREA.search(shape.get("d", "")) is not None and "NaN" not in shape.get("d", "")
        case "text":
            return bool("".join(shape.itertext()).strip())
        case "line":
            return any(shape.get(end, "0") != "0" for end in ("x2", "y2"))
        case _:
            return False


@lru_cache(maxsize=200)
def _svg(spec: str, id: str, alt: str, language: str) -> str:
    drawn = _drawn(spec, language)
    if outside := _OUTSIDE.search(unescaped(drawn)):
        raise DrawingError(id, f"it refers to {outside[1] or outside[2]!r}, and a report asks nothing of anywhere")
    if any(_NO_NUMBER.search(tag[0]) for tag in _TAG.finditer(drawn)):
        raise DrawingError(id, "parts of it have no place: its figures are beyond what can be drawn")
    return titled(renamed(drawn, id), id=id, alt=alt)


@lru_cache(maxsize=200)
def _drawn(spec: str, language: str) -> str:
    """Vega's drawing of a spec as JSON: most of the time that a page takes, and the same for the same spec."""
    import vl_convert

    _register_fonts()
    locale = _LOCALES.get(language)
    with held_back() as said:
        drawn: str = vl_convert.vegalite_to_svg(
            spec, allowed_base_urls=_NO_URLS, format_locale=locale, time_format_locale=locale
        )
        # Where a transform fails Vega says so, with places in its own code, and draws nothing.
        if found := _FAILED.search(said()):
            raise ValueError(found[1].decode("utf-8", "replace"))
    return drawn


def get_ready() -> None:
    """Start Vega: it takes half a second, in which no thread of Python's goes on."""
    import vl_convert

    _register_fonts()
    with suppress(ValueError):  # what is wrong with it is told of a chart
        vl_convert.vegalite_to_svg('{"mark": "bar", "data": {"values": []}}', allowed_base_urls=_NO_URLS)


def count() -> int:
    """How many drawings were made so far."""
    return _drawn.cache_info().misses


def forget() -> None:
    """Draw again what was drawn before."""
    _svg.cache_clear()
    _drawn.cache_clear()


def png(drawn: str, *, id: str) -> bytes:
    """A drawing of `svg` as PNG on white paper, twice its size; the same bytes for the same drawing.

    Raises DrawingError where it cannot be drawn.
    """
    import vl_convert

    _register_fonts()
    # Without ground of its own a chart is black on black where a mail program is dark.
    ground = _ROOT.sub(lambda root: f'{root[0]}<rect width="100%" height="100%" fill="{PAPER}"/>', drawn, count=1)
    try:
        made: bytes = vl_convert.svg_to_png(ground, scale=_SCALE)
    except (ValueError, RuntimeError) as error:
        raise DrawingError(id, str(error).strip().partition("\n")[0]) from error  # beneath it stand places of its code
    return made


def renamed(drawn: str, prefix: str) -> str:
    """The SVG with its ids counted from 1 behind a prefix: Vega counts them up from chart to chart."""
    names = {old: f"{prefix}-{number}" for number, old in enumerate(dict.fromkeys(_ID.findall(drawn)), start=1)}

    def use(match: re.Match[str]) -> str:
        old = match[1] or match[2]
        new = names.get(old, old)
        return f"url(#{new})" if match[1] else f'href="#{new}"'

    return _USED_ID.sub(use, _ID.sub(lambda match: f'id="{names[match[1]]}"', drawn))


def titled(drawn: str, *, id: str, alt: str) -> str:
    """The SVG as an image with a title, sized by its box; without what nobody sees."""
    root = _ROOT.search(drawn)
    view = _VIEW.search(root[0]) if root else None
    if root is None or view is None:
        raise DrawingError(id, "Vega gave no SVG with a viewBox")
    body = _ORNAMENT.sub("", _BACKGROUND.sub("", drawn[root.end() :]))
    while body != (body := _UNSEEN.sub("", body)):
        pass
    body = _TAG.sub(lambda tag: _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", tag[0]), body)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" id="{id}" class="chart" role="img" viewBox="{view[1]}">'
    return f"{opening}<title>{escape(alt, quote=False)}</title>{body}"
