"""The finished pages as their readers' programs see them: a browser at phone and desktop width, a PDF reader."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pypdf
import pytest

import engine
from engine.charts import drawing
from engine.formats import email
from engine.formats import html as html_of
from engine.model.figures import Change
from engine.shipped import shipped
from tests.document.test_segments import document as two_dimensions
from tests.formats.example import document
from tests.watch.browser import Browser

REPORT = shipped("samples") / "monthly.yml"
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--hide-scrollbars", "--disable-background-networking", "--disable-component-update",
    "--allow-file-access-from-files",
]  # fmt: skip
# Measures a page inside a frame of a phone's width, which headless windows do not go down to.
FRAME = """<!doctype html><iframe id="page" src="{page}" style="width:{width}px;height:800px;border:0"></iframe>
<pre id="found"></pre><script>
document.getElementById('page').addEventListener('load', event => {{
  const inside = event.target.contentDocument, root = inside.documentElement;
  const wide = [...inside.querySelectorAll('body *')].filter(element => {{
    const box = element.getBoundingClientRect();
    return box.right > root.clientWidth + 1 && box.width > 0 && !element.closest('[tabindex]');
  }}).map(element => element.tagName + '.' + element.className);
  document.getElementById('found').textContent = JSON.stringify({{
    width: root.scrollWidth, shown: root.clientWidth, wide,
    scrolled: [...inside.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth)
      .map(box => box.getAttribute('aria-labelledby')),
    fonts: [...inside.fonts].map(font => font.family + ' ' + font.status),
    requests: event.target.contentWindow.performance.getEntriesByType('resource')
      .map(entry => entry.name).filter(name => !name.startsWith('data:')),
  }});
}});
</script>"""


@cache
def made(language: str) -> dict[str, Path]:
    done = engine.render(REPORT, today=date(2026, 11, 3), out=Path(mkdtemp()), language=language)
    return {path.suffix: path for path in done.files}


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def measured(page: Path, width: int, folder: Path) -> dict[str, object]:
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(page=page.as_uri(), width=width), "utf-8")
    command = [program("chromium"), *CHROMIUM, f"--user-data-dir={folder / 'profile'}", "--window-size=1400,900",
               "--virtual-time-budget=4000", "--dump-dom", frame.as_uri()]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None
    result: dict[str, object] = json.loads(html.unescape(found[1]))
    return result


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_page_fits_its_reader(language: str, width: int, tmp_path: Path) -> None:
    """At a phone's and a desktop's width nothing stands out of the page, and nothing is fetched from anywhere."""
    found = measured(made(language)[".html"], width, tmp_path)
    assert found["shown"] == width
    assert found["width"] == width, found["wide"]
    assert found["requests"] == []


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("report", ["marketing", "sales"])
def test_on_a_desktop_every_table_is_seen_whole(report: str, tmp_path: Path) -> None:
    """Also where words are long: a column out of sight is one that nobody reads."""
    file = shipped("samples") / f"{report}.yml"
    done = engine.render(file, today=date(2026, 11, 3), out=tmp_path, language="ru", outputs=("html",))
    assert measured(done.files[0], 1280, tmp_path)["scrolled"] == []


@pytest.mark.browser
def test_on_a_phone_four_figures_and_their_changes_are_seen_at_once(tmp_path: Path) -> None:
    """A broad table is set anew there: only what has seven columns moves to the side, and its box takes the focus."""
    assert measured(made("en")[".html"], 375, tmp_path)["scrolled"] == ["t-s2v"]
    page = made("en")[".html"].read_text("utf-8")
    assert page.count('<div class="scroll" tabindex="0" role="group"') == page.count('<div class="scroll"') > 4
    assert page.count(' role="table"') == page.count("<table class=")


LINES = """[...document.querySelectorAll('.scroll tbody .name')].map(name => {
  const row = name.parentNode, next = row.nextElementSibling || row, table = name.closest('table');
  const whole = table.matches('.broad') && matchMedia('(max-width: 52rem)').matches;
  const line = getComputedStyle(whole ? row : name).borderBottomColor;
  return [getComputedStyle(table).borderCollapse, line, row.className, next.className];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_the_line_of_a_row_goes_with_its_name(width: int, tmp_path: Path) -> None:
    """It belongs to the cell, which stays where figures move beneath it; that above a total and beneath it is dark."""
    file = tmp_path / "page.html"
    file.write_bytes(html_of.make(two_dimensions()))
    browser = Browser(tmp_path / "profile")
    page = browser.open(file.as_uri(), width)
    page.waits_for("document.readyState === 'complete' && document.querySelector('.heat-map') !== null")
    found = page.says(LINES)
    browser.close()
    assert {collapse for collapse, *_ in found} == {"separate"}
    dark = {line for _, line, *kinds in found if "total" in kinds}
    assert dark == {"rgb(27, 36, 48)"}
    assert {line for _, line, *kinds in found if "total" not in kinds} == {"rgb(211, 217, 224)"}


@pytest.mark.browser
def test_the_page_is_set_in_its_own_font(tmp_path: Path) -> None:
    """The browser loads the fonts that the page brings."""
    fonts = measured(made("ru")[".html"], 1280, tmp_path)["fonts"]
    assert isinstance(fonts, list)
    assert fonts
    assert all(str(font).endswith("loaded") for font in fonts)


@pytest.mark.poppler
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_a_pdf_reader_finds_tags_and_embedded_fonts(language: str) -> None:
    """The PDF says that it is tagged, and brings every font that it uses."""
    path = str(made(language)[".pdf"])
    about = subprocess.run([program("pdfinfo"), path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Tagged:\s+yes$", about, re.MULTILINE)
    fonts = subprocess.run([program("pdffonts"), path], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows
    assert all("Source-Sans-Pro" in row.replace("SourceSansPro", "Source-Sans-Pro") for row in rows), fonts
    assert all(row.split()[-5] == "yes" for row in rows), fonts


@pytest.mark.poppler
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_no_page_is_empty(language: str) -> None:
    """Every page of the PDF has something to read besides its header and footer."""
    path = str(made(language)[".pdf"])
    text = subprocess.run([program("pdftotext"), path, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) == {"en": 7, "fr": 7, "ru": 8}[language]
    assert all(len(page.split()) > 80 for page in pages)


def sizes(page: pypdf.PageObject) -> dict[float, str]:
    """The sizes in points that a page's texts are set in, with one of each; without what is only read aloud."""
    found: dict[float, str] = {}

    def seen(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        scales = [abs(m[0] * m[3] - m[1] * m[2]) ** 0.5 for m in (cm, tm)]
        if text.strip() and size * scales[0] * scales[1] > 1:
            found[round(size * scales[0] * scales[1], 1)] = text

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_nothing_that_is_read_is_set_in_less_than_seven_points(language: str) -> None:
    """Tags beside a figure and the dense tables too; the body is larger."""
    pages = pypdf.PdfReader(made(language)[".pdf"]).pages
    small = {size: text for page in pages for size, text in sizes(page).items() if size < 7}
    assert small == {}
    assert 9.2 in sizes(pages[0])


@pytest.mark.parametrize("language", ["ru", pytest.param("fr", marks=pytest.mark.long)])
def test_the_first_page_holds_the_answer_on_letter_too(language: str, tmp_path: Path) -> None:
    """It is shorter than A4: headline, cards, scorecard, decisions and contents all the same, in no smaller type."""
    shutil.copytree(REPORT.parent, tmp_path / "samples", ignore=shutil.ignore_patterns("out"))
    report = tmp_path / "samples" / "monthly.yml"
    report.write_text(report.read_text("utf-8").replace("page: A4", "page: Letter"), "utf-8")
    done = engine.render(report, today=date(2026, 11, 3), language=language, outputs=("pdf",), out=tmp_path / "out")
    first, second = pypdf.PdfReader(done.files[0]).pages[:2]
    assert [round(float(side)) for side in first.mediabox[2:]] == [612, 792]
    last_decision, last_link = {
        "fr": ("aucun plan d’action", "Définitions"),
        "ru": ("нет плана действий", "Определения"),
    }[language]
    text = " ".join(first.extract_text().split())
    assert 0 < text.find(last_decision) < text.rfind(last_link)
    assert "2026" in second.extract_text()[:60]
    assert last_decision not in second.extract_text()
    assert min(sizes(first)) >= 7


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 640])
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_mail_fits_its_reader(language: str, width: int, tmp_path: Path) -> None:
    """At a phone's width and its own nothing stands out of the mail, long weeks included, and nothing is fetched."""
    whole = document(language)
    week = Change("−11.2%", "28 сент. – 4 окт. 2026", "down", "bad")
    groups = tuple(
        replace(group, rows=tuple(replace(row, previous=week, year_ago=week) for row in group.rows))
        for group in whole.scorecard
    )
    cards = tuple(replace(card, previous=week, year_ago=week) for card in whole.cards)
    mail = message_from_bytes(
        email.make(replace(whole, scorecard=groups, cards=cards), b"", drawing.png), policy=default
    )
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("html",))
    assert body is not None
    page = body.get_content()
    for number, part in enumerate(part for part in mail.walk() if part.get_content_type() == "image/png"):
        (tmp_path / f"{number}.png").write_bytes(part.get_content())
        page = page.replace("cid:" + part["Content-ID"].strip("<>"), f"{number}.png")
    (tmp_path / "mail.html").write_text(page, "utf-8")
    found = measured(tmp_path / "mail.html", width, tmp_path)
    assert found["shown"] == width
    assert found["width"] == width, found["wide"]
    assert found["requests"] == []  # files are not counted
