"""A logo stands in the head of every page and of the mail, in place of the company's name, which is its words."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from engine import pipeline
from engine.charts import drawing
from engine.errors import Issue, Place, ReportRefused
from engine.formats import email, html, pages, pdf
from engine.model.document import Document
from engine.model.theme import Logo
from engine.watch.files import seen
from tests.formats.example import document
from tests.formats.test_pdf import root_of, tags
from tests.spec.test_images import JPEG, SVG, png
from tests.watch.example import written

DRAWN = SVG.format('<path d="M0 0h60v60h-60z" fill="#0b7285"/>').replace("viewBox", 'width="9mm" height="4" viewBox')
PDF = b"%PDF-1.7"


def with_logo(logo: Logo) -> Document:
    return replace(document("en"), logo=logo)


def words_of(made: bytes) -> list[str]:
    """The alternative texts of a PDF's figures."""
    return [str(tag["/Alt"]) for tag in tags(root_of(made)["/StructTreeRoot"]["/K"]) if str(tag["/S"]) == "/Figure"]


LOGOS = {
    "png": Logo("png", 120, 30, png(120, 30)),
    "svg": Logo("svg", 240, 60, DRAWN.encode()),
    "jpeg": Logo("jpeg", 2, 1, JPEG),
}


@pytest.mark.parametrize("kind", LOGOS)
def test_the_page_holds_the_image_itself(kind: str) -> None:
    """As a data URI, once, with the company's name as its words; without a logo no word of it is on the page."""
    found = with_logo(LOGOS[kind])
    page = html.make(found).decode()
    (source, words), *others = re.findall(r'<img [^>]*src="([^"]+)" alt="([^"]*)" />', page)
    assert others == []
    assert words == found.company
    media = "image/svg+xml" if kind == "svg" else f"image/{kind}"
    assert source == f"data:{media};base64,{b64encode(LOGOS[kind].content).decode()}"
    assert "logo" not in html.make(document("en")).decode()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_pdf_shows_it_with_its_words_and_the_same_bytes(kind: str) -> None:
    """A figure whose alternative text is the company's name."""
    found = with_logo(LOGOS[kind])
    made = pdf.make(found)
    assert made == pdf.make(found)
    figures, without = words_of(made), words_of(pdf.make(document("en")))
    assert figures == [found.company, *without]


def test_a_mail_has_it_as_an_inline_picture() -> None:
    """PNG and JPEG as they are, an SVG as a PNG of twice the size that is shown; the HTML calls it by its name."""
    for kind, subtype in (("png", "png"), ("jpeg", "jpeg"), ("svg", "png")):
        made = email.make(with_logo(LOGOS[kind]), PDF, drawing.png)
        assert made == email.make(with_logo(LOGOS[kind]), PDF, drawing.png)
        parts = {part.get_filename(): part for part in message_from_bytes(made, policy=default).walk()}
        part = parts[f"logo.{subtype}"]
        content = part.get_payload(decode=True)
        if kind == "svg":
            assert isinstance(content, bytes)
            assert content[16:24] == (288).to_bytes(4, "big") + (72).to_bytes(4, "big")
        else:
            assert content == LOGOS[kind].content
        page = next(part for part in parts.values() if part.get_content_type() == "text/html").get_content()
        found = re.search(r'<img src="cid:(logo\.[^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"', page)
        assert found is not None
        assert f"<{found[1]}>" == part["Content-ID"]
        assert (found[2], int(found[4])) == (document("en").company, 36)


def test_where_a_drawing_makes_no_picture_the_name_stands_in_the_mail() -> None:
    """What vl-convert cannot draw stops no mail."""

    def photograph(drawn: str, *, id: str) -> bytes:
        if id == "logo":
            raise ReportRefused(Issue("error", "chart-not-drawn", Place(""), "no"))
        return drawing.png(drawn, id=id)

    made = email.make(with_logo(LOGOS["svg"]), PDF, photograph)
    assert made == email.make(document("en"), PDF, drawing.png)


def test_a_logo_changes_no_figure_and_is_looked_at_while_watched(tmp_path: Path) -> None:
    """The file is among those of a watched report, there or not; a page that is made again shows the new one."""
    report = written(tmp_path)
    report.write_text(
        report.read_text("utf-8").replace("currency: EUR", "theme: {logo: our/logo.png}\n  currency: EUR")
    )
    assert ("look", tmp_path / "our/logo.png") in seen(pipeline.used(report))
    (tmp_path / "our").mkdir()
    shown = []
    for width in (20, 40):
        (tmp_path / "our/logo.png").write_bytes(png(width, 10))
        found = pipeline.check(report)[0].specs.logo
        assert found is not None
        shown.append(pages.logo_url(found))
    assert shown[0] != shown[1]
