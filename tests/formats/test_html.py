"""The HTML report is one file that asks for nothing, says everything in text and shows what people wrote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from engine.fonts import WEIGHTS
from engine.formats import html
from engine.formats.pages import common, stand_in, text_of
from engine.model.document import Document
from engine.model.figures import Figure
from tests.formats.example import document

VOID = {"meta", "br", "hr", "img", "input", "link", "col"}


class Page(HTMLParser):
    """The elements of a page, and whether it is well nested."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.content = content.decode()
        self.feed(self.content)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> str:
        return "".join(text for name, text in self.texts if name == tag)


@pytest.fixture(scope="module", params=["en", "fr", "ru"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(html.make(document(request.param)))


def test_nothing_is_asked_of_anywhere(page: Page) -> None:
    """No element and no style refers to anything but places and data in the page; there is no script."""
    for tag, attributes in page.elements:
        for name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:")), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes)
    styles = page.text("style") + " ".join(attributes.get("style", "") for _, attributes in page.elements)
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(\s*[\"']?([^\"')]*)", styles))
    assert "@import" not in styles
    assert not page.all("script")
    assert not page.all("link")


def test_every_internal_link_arrives(page: Page) -> None:
    """Every link leads to an id that is there, and no id is there twice."""
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert all(count == 1 for count in ids.values())
    referred = [a["href"][1:] for a in page.all("a")]
    referred += [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    assert referred
    assert set(referred) <= set(ids)


def test_what_people_wrote_stays_text() -> None:
    """Markup in a label, a company name or a sentence is shown as it was written, and ends no style."""
    bad = '<script>alert("1")</script></style><b>'
    whole = document("en")
    first, *others = whole.cards
    cards = (replace(first, label=bad, note=bad, spark=replace(first.spark, sentence=bad)), *others)
    found = Page(html.make(replace(whole, company=bad, headline=bad, generator=bad, cards=cards)))
    assert not found.all("script")
    assert len(found.all("style")) == 1
    assert bad in found.text("p")
    assert bad in found.text("title")


def test_headings_are_in_order_and_there_is_one_title(page: Page) -> None:
    """One h1, and no heading skips a level."""
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_landmarks_are_there(page: Page) -> None:
    """A screen reader finds header, navigation, main and footer, and the language of the words."""
    for tag in ("header", "nav", "main", "footer"):
        assert len(page.all(tag)) == 1
    assert page.all("html")[0]["lang"] in ("en", "fr", "ru")


def test_every_table_head_has_a_scope(page: Page) -> None:
    """Each th says what it heads, so that a cell is read with its row and its column."""
    assert page.all("th")
    assert all(head.get("scope") in ("row", "col", "rowgroup") for head in page.all("th"))


def test_every_drawing_has_its_sentence(page: Page) -> None:
    """Each picture is named as an image, and its first text is a sentence."""
    drawings = page.all("svg")
    assert drawings
    assert all(drawing["role"] == "img" for drawing in drawings)
    titles = [text for tag, text in page.texts if tag == "title" and text.strip()]
    assert len(titles) == len(drawings) + 1  # and the page's own


def test_dark_maps_every_colour_of_the_charts(page: Page) -> None:
    """No chart keeps a colour of paper on the dark screen."""
    used = {(name, a[name]) for _, a in page.elements for name in ("fill", "stroke") if a.get(name, "").startswith("#")}
    style = page.text("style")
    dark = style[style.index("prefers-color-scheme: dark") :]
    assert len(used) > 4
    assert all(f'svg [{name}="{colour}"]' in dark for name, colour in used)


def test_a_wide_chart_has_a_narrow_one_for_the_phone() -> None:
    """Where a chart has a narrow drawing, the page holds both; the PDF's page holds the wide one alone."""
    whole = document("en")
    section = whole.sections[2]
    both = replace(section.charts[0], narrow='<svg viewBox="0 0 328 210"><title>On the phone.</title></svg>')
    found = html.make(replace(whole, sections=(replace(section, charts=(both,)),))).decode()
    assert "On the phone." in found
    assert "On the phone." not in html.make(whole).decode()


def test_a_missing_figure_says_why() -> None:
    """A figure without a value shows its dash and its reason."""
    whole = document("en")
    gone = replace(whole.cards[0], value=Figure(None, "—", "No deal was signed in October 2026."))
    found = Page(html.make(replace(whole, cards=(gone,))))
    assert "No deal was signed in October 2026." in found.text("span")


def test_a_missing_figure_of_a_row_says_why_beside_its_name() -> None:
    """In the scorecard the reason stands under the objective's name, once."""
    whole = document("en")
    group = whole.scorecard[0]
    gone = replace(group.rows[0], value=Figure(None, "—", "The file is empty."))
    found = html.make(replace(whole, cards=(), scorecard=(replace(group, rows=(gone,)),))).decode()
    assert found.count("The file is empty.") == 1


def test_the_same_document_is_the_same_file() -> None:
    """Made twice, the file is the same to the byte, fonts included."""
    assert html.make(document("fr")) == html.make(document("fr"))


@pytest.mark.parametrize("what", ["cards", "scorecard", "decisions", "sections", "sources", "footnotes", "definitions"])
def test_any_part_may_be_empty(what: str) -> None:
    """A report without one of its parts is a whole page without that part's heading."""
    changes: dict[str, tuple[()]] = {what: ()}
    found = Page(html.make(replace(document("en"), **changes)))  # type: ignore[arg-type]
    assert found.all("main")


def test_an_immature_month_shows_both_figures() -> None:
    """Where the last mature month is July, July's figure and October's provisional one both stand there."""
    found = html.make(document("en")).decode()
    assert "October 2026 so far:" in found
    assert "3.4%" in found
    assert "July 2026" in found


def test_a_document_is_not_changed() -> None:
    """Rendering is reading: the document equals what it was."""
    before: Document = document("en")
    html.make(before)
    assert before == document("en")


def test_a_head_names_what_most_rows_are_compared_with() -> None:
    """A row that is compared with another period says so itself; where no period leads, all do."""
    row = document("en").scorecard[0].rows[0]
    assert row.previous is not None
    sep, june = (replace(row, previous=replace(row.previous, against=against)) for against in ("Sep", "Jun"))
    assert common([sep, june, sep], "previous") == "Sep"
    assert common([sep, june], "previous") == ""
    assert common([replace(row, previous=None)], "previous") == ""


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>ab &amp; &#233;</p>", "ab &é"),
        ("<style>p::before { content: 'x' }</style>a", "a"),
        ("<title>t</title><svg role='img'><title>x</title><text>a</text></svg>", "ta"),
        ("<svg><title>x</title></svg>a<svg><TITLE>y</TITLE></svg><title>t</title>", "at"),
        ("<p title='x > y'>a</p>", "a' y>"),  # rather too much than too little
        ("<!-- x --><br/>1 < 2", "1 <2"),
    ],
)
def test_the_characters_of_a_page_are_those_that_it_shows(page: str, shown: str) -> None:
    """Neither styles nor attributes nor the titles of drawings; what is escaped is what it stands for."""
    assert text_of(page) == set(shown)


def test_a_page_shows_what_a_parser_finds(page: Page) -> None:
    """A parser of HTML finds no character in the sample's pages that would not be embedded."""
    drawn, found = 0, set[str]()
    for element, text in page.texts:
        drawn += element == "svg"
        if element != "style" and not (element == "title" and drawn):
            found |= set(text)
    assert found <= text_of(page.content)


def test_nobody_writes_the_address_of_a_font() -> None:
    """What stands for the fonts until they are put in, written by a person, is a text like any other."""
    title, company = (str(stand_in(weight)) for weight in WEIGHTS)
    content = html.make(replace(document(), title=title, company=company)).decode()
    assert all(content.count(escape(text)) > 1 for text in (title, company))
    assert not any(stand_in(weight) in content for weight in WEIGHTS)
    assert content.count('url("data:font') == len(WEIGHTS)
