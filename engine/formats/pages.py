"""The pages as HTML, from the finished document and the templates; HTML and PDF are both made from this."""

from __future__ import annotations

import html
import math
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, TypeAlias

from markupsafe import Markup

from engine import colours, fonts
from engine.formats import paging, requests, signed
from engine.formats.templates import environment, template_errors
from engine.model.document import Document
from engine.model.figures import Standing
from engine.model.tables import SegmentTable
from engine.model.theme import MEDIA, Logo, OwnTemplates
from engine.words import catalogue

PAPERS: Final = ("A4", "Letter", "Legal", "A3")
SHADES = 6  # as many as an eye tells apart

# A tenth of the time that a parser takes for the same.
_DRAWING: Final = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_TITLE: Final = re.compile(r"<title\b.*?</title\s*>", re.DOTALL | re.IGNORECASE)
_UNSHOWN: Final = re.compile(r"<style\b.*?</style\s*>|</?[a-z!][^>]*>", re.DOTALL | re.IGNORECASE)

Medium: TypeAlias = Literal["screen", "print"]
FontUrl: TypeAlias = Callable[[fonts.Weight, str], str]


def render(document: Document, medium: Medium, font_url: FontUrl) -> str:
    """The document as one HTML text for a medium; `font_url` says where the font of a weight and a text is.

    Raises MissingGlyphError where the font lacks a character that the page shows, WrongTemplate where a template is.
    """
    with template_errors(document.templates):
        return _filled(document, medium, font_url)


def get_ready(language: str) -> None:
    """Read the templates before there is a document to fill them with."""
    made = environment(catalogue(language), TOOLS, None)
    with template_errors():
        for name in made.list_templates(filter_func=lambda name: not name.startswith("watch/")):
            made.get_template(name)


def _filled(document: Document, medium: Medium, font_url: FontUrl) -> str:
    own = document.templates
    template = environment(catalogue(document.language), TOOLS, own).get_template("report.html.j2")
    context = {
        "document": document,
        "medium": medium,
        "look": _look(document),
        "logo": logo_url(document.logo),
        "footer": _footer(document.language),
    }
    # Which characters the page shows decides what is embedded: it is filled first, and its fonts are put in then.
    page = template.render(context, faces=[{"weight": weight, "url": stand_in(weight)} for weight in fonts.WEIGHTS])
    text = "".join(sorted(text_of(page) | set(running_text(document)) | (_of_theirs(page, own) if own else set())))
    fonts.require_glyphs(text)
    page = signed.together(page)
    for weight in fonts.WEIGHTS:
        page = page.replace(stand_in(weight), font_url(weight, text))
    return page


def _of_theirs(page: str, own: OwnTemplates) -> set[str]:
    """What their styles may add to the page; ReportRefused where it asks for anything."""
    found = requests.read(page)
    requests.refuse_requests(found, own)
    return set(requests.written(" ".join(found.styles)))


def stand_in(weight: fonts.Weight) -> Markup:
    """What stands where a font's address will: no text of anybody's, in which a "<" would be escaped."""
    return Markup(f"<font {weight}>")


def text_of(page: str) -> set[str]:
    """The characters that a page shows: its text without styles, attributes and the titles of drawings.

    Where a page is written in a way that leaves it in doubt, rather more: a character too many is embedded for nothing.
    """
    drawn = _DRAWING.sub(lambda drawing: _TITLE.sub("", drawing[0]), page)
    return set(html.unescape(_UNSHOWN.sub("", drawn)))


def running_text(document: Document) -> str:
    """What stands in the margins of printed pages, and what styles add by themselves."""
    words = (
        *_footer(document.language),
        document.company,
        document.title,
        document.period,
        document.generator,
        catalogue(document.language).gettext("Incomplete"),
    )
    return " ".join((*words, "0123456789·–→•"))


def _footer(language: str) -> tuple[str, str, str]:
    """What stands before, between and after the page's number and the number of pages."""
    text = catalogue(language).gettext("Page %(page)s of %(pages)s")
    before, rest = text.split("%(page)s")
    between, after = rest.split("%(pages)s")
    return before, between, after


def logo_url(logo: Logo | None) -> str:
    """An image as an address that holds it; empty without one."""
    return f"data:{MEDIA[logo.kind]};base64,{b64encode(logo.content).decode('ascii')}" if logo else ""


def _look(document: Document) -> dict[str, object]:
    if document.page not in PAPERS:
        raise ValueError(f"{document.page!r} is not a page size: use one of {', '.join(PAPERS)}")
    # Of all grounds that the accent's words may stand on, the one that is nearest to them.
    grounds = (colours.USUAL, colours.ON_DARK[colours.USUAL])
    accent, accent_dark = (colours.readable(document.accent, ground) for ground in grounds)
    return {
        "family": fonts.FAMILY,
        "accent": accent,
        "accent_dark": accent_dark,
        "on_dark": colours.ON_DARK,
        "shades": colours.shades(accent, colours.PAPER, colours.INK, SHADES),
        "shades_dark": colours.shades(accent_dark, colours.DARK_PAPER, colours.ON_DARK[colours.INK], SHADES),
    }


def shade_step(shade: float) -> int:
    """Which of the shades a cell has: 0 none, for the least, up to `SHADES`."""
    return min(SHADES, math.ceil(max(0.0, shade) * SHADES))


def css_string(text: str) -> Markup:
    """A text as a quoted CSS string that cannot end the string, the rule or the style element."""
    escaped = re.sub(r'[\\"<>&\n\r\f]', lambda match: f"\\{ord(match[0]):x} ", text)
    return Markup(f'"{escaped}"')


def common(rows: Iterable[Standing], change: Literal["previous", "year_ago"]) -> str:
    """The period that most rows are compared with, which the column's head then names; empty without one.

    A row that is compared with another names its own.
    """
    found = Counter(compared.against for row in rows if (compared := getattr(row, change)) is not None)
    most = found.most_common(2)
    return most[0][0] if len(most) == 1 or (most and most[0][1] > most[1][1]) else ""


def has_to_date(rows: Iterable[Standing]) -> bool:
    """Whether any row says where the year stands."""
    return any(row.to_date is not None for row in rows)


def beside_columns(table: SegmentTable) -> list[str | None]:
    """For each column of a table, the head of what stands beside its figures; None where nothing does.

    The period that all changes are compared with; empty where there are states, or periods that differ.
    """
    heads: list[str | None] = []
    for column in zip(*(row.cells for row in table.rows), strict=True):
        periods = {cell.year_ago.against for cell in column if cell.year_ago is not None}
        # The total's state alone is no reason for a column: it stands beneath its figure.
        some = periods or any(cell.state is not None for cell in column[:-1])
        heads.append((periods.pop() if len(periods) == 1 else "") if some else None)
    return heads


# What the templates call by name.
TOOLS: Final[tuple[tuple[str, Callable[..., Any]], ...]] = (
    ("beside_columns", beside_columns),
    ("chart_rows", paging.chart_rows),
    ("column_room", paging.column_room),
    ("common", common),
    ("css_string", css_string),
    ("has_to_date", has_to_date),
    ("headline_size", paging.headline_size),
    ("label_lines", paging.label_lines),
    ("shade_step", shade_step),
    ("svg", Markup),
    ("title_lines", paging.title_lines),
    ("value_size", paging.value_size),
)
