"""The mail is a draft with text, a page that asks nothing of anywhere, its pictures and the PDF; the same each time."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32, default
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from engine.charts import drawing
from engine.formats import email
from engine.model.document import ActionRow, Decision
from engine.model.figures import Figure, Standing, State
from tests.formats.example import document

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "fr", "ru")
PDF = b"%PDF-1.7\nstands for the report\n" + bytes(range(256))
KEPT = {"padding", "margin", "color", "background-color", "border", "border-top", "border-bottom", "display", "width",
        "max-width", "height", "font-family", "font-size", "font-weight", "line-height", "white-space",
        "padding-top", "padding-right", "padding-left", "padding-bottom"}  # fmt: skip


@cache
def made(language: str = "en") -> bytes:
    return email.make(document(language), PDF, drawing.png)


def read(content: bytes) -> EmailMessage:
    found = BytesParser(policy=default).parsebytes(content)
    assert isinstance(found, EmailMessage)
    assert not any(part.defects for part in found.walk())
    return found


def version(content: bytes, kind: str) -> str:
    body = read(content).get_body((kind,))
    assert body is not None
    return str(body.get_content())


class Page(HTMLParser):
    """The elements of the HTML version, and what it shows."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.shown = ""
        self.source = version(content, "html")
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.shown += data


def pictures(content: bytes) -> dict[str, bytes]:
    """The inline pictures by the name that the page calls them by."""
    parts = [part for part in read(content).walk() if part.get_content_type() == "image/png"]
    assert all(part.get_content_disposition() == "inline" for part in parts)
    return {str(part["Content-ID"]).strip("<>"): part.get_content() for part in parts}


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG whose parts are all whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, names = 8, []
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + length]
        assert zlib.crc32(name + data) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        names.append(name)
        at += 12 + length
    assert (names[0], names[-1]) == (b"IHDR", b"IEND")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def figures(row: Standing) -> list[str]:
    """What a standing shows in figures."""
    every = (row.value, row.target, row.attainment, row.latest, row.to_date)
    changes = [change.text for change in (row.previous, row.year_ago) if change is not None]
    return [figure.text for figure in every if figure is not None] + changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_are_text_then_page_with_pictures_then_the_pdf(language: str) -> None:
    """Who can show the page shows it, who cannot has the text; the PDF is whole and has its name and period."""
    message = read(made(language))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "image/png", "image/png", "application/pdf",
    ]  # fmt: skip
    (attached,) = message.iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_filename() == f"monthly.2026-10.{language}.pdf"


def test_it_opens_as_a_draft_of_the_periods_last_day() -> None:
    """The headers make a draft that nobody sends or gets yet, dated by the report."""
    message = read(made())
    assert message["X-Unsent"] == "1"
    assert message["Date"].datetime.isoformat() == "2026-10-31T00:00:00+00:00"
    assert re.fullmatch(r"<[0-9a-f]{32}@boardpack\.invalid>", message["Message-ID"])
    assert not {"From", "To", "Bcc"} & set(message.keys())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_is_title_period_and_how_it_stands(language: str) -> None:
    """In the report's language, whoever decodes it; no line of the file is too long or needs more than ASCII."""
    brief = {"en": "2 of 7 objectives on track.", "fr": "Objectifs en bonne voie\u00a0: 2 sur 7.",
             "ru": "Выполняется целей: 2 из 7."}[language]  # fmt: skip
    whole = replace(document(language), brief=brief)
    content = email.make(whole, PDF, drawing.png)
    subject = f"{whole.title} – {whole.period} – {brief.rstrip('.')}"
    assert read(content)["Subject"] == subject
    raw = message_from_bytes(content, policy=compat32)["Subject"]
    assert str(make_header(decode_header(raw.replace("\r\n", "")))) == subject
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_folded_subject_loses_no_space() -> None:
    """Between two encoded words a space is none: it has to be inside one of them."""
    title = "Неполный отчёт – Ежемесячный коммерческий отчёт"
    whole = replace(document("ru"), title=title, brief="Выполняется целей: 2 из 7.")
    content = email.make(whole, PDF, drawing.png)
    assert read(content)["Subject"] == f"{title} – {whole.period} – Выполняется целей: 2 из 7"


def test_a_title_of_two_lines_adds_no_header() -> None:
    """A line break in a title is a space in the subject."""
    whole = replace(document(), title="Review\r\nBcc: somebody@example.com")
    message = read(email.make(whole, PDF, drawing.png))
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Review Bcc: somebody@example.com – ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_versions_say_what_the_first_page_says(language: str) -> None:
    """Headline, every figure of cards and scorecard, each state in words, and what needs a decision."""
    whole = document(language)
    rows = [*whole.cards, *(row for group in whole.scorecard for row in group.rows)]
    for shown in (version(made(language), "plain"), Page(made(language)).shown):
        assert whole.headline in shown
        for row in rows:
            assert row.label in shown
            assert row.state.word in shown
            assert all(text in shown for text in figures(row))
        assert all(decision.sentence in shown for decision in whole.decisions)


def test_a_figure_without_value_has_its_reason() -> None:
    """A dash is not left alone, in neither version."""
    first, *others = document().cards
    bare = replace(first, value=Figure(None, "—", "no rows in October"), target=None, attainment=None)
    content = email.make(replace(document(), cards=(bare, *others)), PDF, drawing.png)
    assert "no rows in October" in version(content, "plain")
    assert "no rows in October" in Page(content).shown


def test_what_is_done_stands_with_what_is_off_track() -> None:
    """Plans, late ones and none, of the whole and of its segments."""
    late = ActionRow("revenue", "Revenue", "Team: North", "Cause", "Call <them> & wait", "Head of sales",
                     "Oct 1, 2026", "late", "late by 30 days")  # fmt: skip
    state = State("off_track", "off track")
    part = Decision("Team: North", "€61,086, 46.9% below target", state, (), "no action plan")
    content = email.make(replace(document(), decisions=(Decision("Revenue", "Low.", state, (late,), "", (part,)),)),
                         PDF, drawing.png)  # fmt: skip
    for shown in (version(content, "plain"), Page(content).shown):
        for said in ("Call <them> & wait", "Head of sales", "late by 30 days", "46.9% below target", "no action plan"):
            assert said in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nothing_of_anywhere_and_brings_all_its_looks(language: str) -> None:
    """No drawing, style sheet, script or address; only such properties as mail programs keep; 640 pixels at most."""
    page = Page(made(language))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"svg", "style", "script", "link", "iframe", "object", "form", "a", "base"}
    assert not re.search(r"<svg|<style|https?:|//[a-z]|url\(|@import", page.source, re.IGNORECASE)
    for tag, attributes in page.elements:
        assert not {"class", "id", "srcset", "background"} & set(attributes), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")]
        properties = {rule.partition(":")[0] for rule in attributes.get("style", "").split(";")} - {""}
        assert properties <= KEPT, properties - KEPT
    assert "max-width:640px" in page.source
    assert len(page.source.encode()) < 100_000  # a mail program may cut what is longer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_twice_its_size_with_its_sentence(language: str) -> None:
    """Each image of the page is an attached PNG, each PNG is shown, and has the chart's alternative text."""
    page, found = Page(made(language)), pictures(made(language))
    shown = [attributes for tag, attributes in page.elements if tag == "img"]
    assert [image["src"].removeprefix("cid:") for image in shown] == list(found)
    charts = [section.charts[0] for section in document(language).sections]
    assert [image["alt"] for image in shown] == [chart.alt for chart in charts]
    for image, chart, png in zip(shown, charts, found.values(), strict=True):
        viewed = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', chart.svg)
        assert viewed is not None
        width, height = size_of(png)
        assert (width, height) == (round(2 * float(viewed[1])), round(2 * float(viewed[2])))
        assert int(image["width"]) <= 608
        assert abs(int(image["width"]) * height / width - int(image["height"])) < 1


def test_a_wide_chart_is_shown_as_for_a_phone() -> None:
    """Where a chart is drawn twice, the mail takes the narrow one: its text can be read on a phone."""
    whole = document()
    (section,) = whole.sections[:1]
    wide, narrow = whole.sections[2].charts[0], section.charts[0]
    both = replace(section, charts=(replace(wide, narrow=narrow.svg),))
    content = email.make(replace(whole, sections=(both,)), PDF, drawing.png)
    assert [size_of(png)[0] for png in pictures(content).values()] == [656]


def test_what_people_wrote_stays_text() -> None:
    """Markup in a label or a sentence is shown as it was written; the text version has it unescaped."""
    bad = '<script>alert("1")</script> & <b>'
    first, *others = document().cards
    content = email.make(
        replace(document(), headline=bad, company=bad, cards=(replace(first, label=bad, note=bad), *others)),
        PDF, drawing.png,
    )  # fmt: skip
    page = Page(content)
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.shown.count(bad) >= 4
    assert version(content, "plain").count(bad) >= 4


def test_the_text_version_has_no_holes() -> None:
    """Never two empty lines, no space at the end of a line, no figure torn from its words."""
    for language in LANGUAGES:
        lines = version(made(language), "plain").splitlines()
        assert all(one or other for one, other in pairwise(lines))
        assert all(line == line.rstrip() for line in lines)


def test_another_content_is_another_message() -> None:
    """The name of the message and its boundaries come from all that is in it."""
    other = read(email.make(document(), PDF + b"more", drawing.png))
    assert other["Message-ID"] != read(made())["Message-ID"]
    assert other.get_boundary() != read(made()).get_boundary()
    boundaries = [part.get_boundary() for part in other.walk() if part.is_multipart()]
    assert len(set(boundaries)) == len(boundaries) == 3


def test_two_processes_make_the_same_bytes() -> None:
    """Another process, with another hash seed, makes the same file to the byte."""
    code = "from tests.formats.test_email import made; import hashlib; print(hashlib.sha256(made('ru')).hexdigest())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == sha256(made("ru")).hexdigest()
