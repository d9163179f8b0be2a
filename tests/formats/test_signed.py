"""A minus is not torn from its amount at the end of a line, and what is copied or searched stays what it was."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest

from engine import fonts
from engine.formats import html, pages, pdf
from engine.formats.signed import together
from tests.formats.example import document

HEAD = "<title>−€1</title><body>"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("<p>−€45,678.50 off</p>", "<p>[−€45,678.50] off</p>"),
        ("<p>from −€1.</p>", "<p>from [−€1].</p>"),
        ("<p>+$3</p>", "<p>[+$3]</p>"),
        ("<p>(−₽45)</p>", "<p>([−₽45])</p>"),
        ("<p>soit –1\u202f234\u00a0€</p>", "<p>soit [–1\u202f234]\u00a0€</p>"),
        ("<p>–5 %</p>", "<p>[–5] %</p>"),
        ("<p>€100 – €200, 2024–2026, 10 –</p>", "<p>€100 – €200, 2024–2026, 10 –</p>"),
        ("<p>−5 pts, −1:02</p>", "<p>−5 pts, −1:02</p>"),
        ('<i title="−€5">x</i>', '<i title="−€5">x</i>'),
        ('<svg a="1">\n<text>−€5</text></svg>−€5', '<svg a="1">\n<text>−€5</text></svg>[−€5]'),
    ],
)
def test_a_signed_amount_is_held_together(text: str, held: str) -> None:
    """In texts; a range is none, a sign before a digit holds by itself, and tags, titles and drawings stay."""
    found = together(HEAD + text)
    assert found.startswith(HEAD)
    assert re.sub(r'<span class="signed">(.*?)</span>', r"[\1]", found.removeprefix(HEAD)) == held


def lines(page: str) -> list[str]:
    """The lines that WeasyPrint makes of a page."""
    import weasyprint

    def texts(box: Any) -> str:
        return "".join(part.text for part in box.descendants() if type(part).__name__ == "TextBox")

    laid = weasyprint.HTML(string=page).render()
    return [texts(box) for sheet in laid.pages for box in sheet._page_box.descendants()
            if type(box).__name__ == "LineBox"]  # fmt: skip


def test_the_headline_does_not_end_in_a_minus() -> None:
    """However narrow the page is: in English the currency follows the sign, and lines may be broken between the two."""
    short = replace(document("en"), headline="Margin: −€45,678 under plan, –€12 a day.")
    page = pages.render(short, "print", lambda weight, _: fonts.file(weight).as_uri())
    page = page.replace("</style>", ".headline { width: 20pt } </style>", 1)
    found = lines(page)
    assert "−€45,678" in found
    assert "–€12" in found
    assert not {"−", "–"} & set(found)


def test_what_is_copied_is_the_amount_itself() -> None:
    """Neither in the PDF's text nor in the HTML's is there a character that nobody sees."""
    short = replace(document("en"), headline="Margin: −€45,678 under plan.")
    text = pypdf.PdfReader(BytesIO(pdf.make(short))).pages[0].extract_text()
    assert "−€45,678" in text
    page = html.make(short).decode()
    assert '<span class="signed">−€45,678</span>' in page
    assert not re.search("[\u2060\u200b\ufeff]", text + page)
