"""The PDF is tagged, complete and the same on every run; what it cannot show, it refuses by name."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import pypdf
import pytest
from pypdf.generic import DictionaryObject, IndirectObject

from engine.charts.drawing import titled
from engine.fonts import MissingGlyphError
from engine.formats import pdf
from engine.model.document import ActionRow, Document, Section
from engine.model.pictures import ChartFigure
from engine.model.tables import SegmentTable
from tests.formats.example import document

ROOT = Path(__file__).resolve().parents[2]
JSON = ("report.json", b'{"period": "2026-10"}\n')


@cache
def made(language: str = "en") -> bytes:
    return pdf.make(document(language), (JSON,))


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def root_of(content: bytes) -> Any:
    """The catalog of a PDF, whose entries have no types of their own."""
    return read(content).trailer["/Root"]


def tags(node: object, found: list[DictionaryObject] | None = None) -> list[DictionaryObject]:
    """Every element of the structure tree."""
    found = [] if found is None else found
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            tags(node["/K"], found)
    return found


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    """A reader that speaks finds tags, the language, the title, and the claim to be PDF/UA-1."""
    reader = read(made("fr"))
    root = root_of(made("fr"))
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's own boolean)
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert "Rapport commercial mensuel" in str(reader.metadata.title)
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() or b"<pdfuaid:part>1" in root["/Metadata"].get_data()


def test_every_figure_has_its_sentence() -> None:
    """Each drawing is tagged as a figure with an alternative text; tables have head cells."""
    found = tags(root_of(made())["/StructTreeRoot"])
    figures = [tag for tag in found if str(tag["/S"]) == "/Figure"]
    assert len(figures) > 10
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/H3", "/L"} <= {str(tag["/S"]) for tag in found}


@pytest.mark.parametrize("language", ["fr", pytest.param("ru", marks=pytest.mark.long)])
def test_it_is_the_same_pdf_however_its_page_is_read(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As XML, which is the quicker way, and as a browser does; names with every mark of either are there."""
    whole = replace(document(language), company="Meyer & Sons <Öl> 'No \"1\"'")
    quick = pdf.make(whole)
    monkeypatch.setattr(pdf, "as_xml", pdf.as_html)
    assert pdf.make(whole) == quick


def test_what_is_no_xml_is_read_as_a_browser_does() -> None:
    """A page with an element that is never closed."""
    assert [element.tag for element in pdf.as_xml("<p>one<br>two").etree_element.iter()][-2:] == ["p", "br"]


def test_bookmarks_lead_to_the_themes() -> None:
    """The outline lists every theme, the trust page and the definitions."""
    titles = [entry.title for entry in read(made()).outline if not isinstance(entry, list)]
    assert titles == ["Scorecard", "Needs a decision", "Revenue", "Conversion", "Customers",
                      "How far to trust this report", "Definitions"]  # fmt: skip


def test_attachments_are_in_it_with_the_periods_date() -> None:
    """The attached file is there, whole, dated by the period and not by the clock."""
    content = made()
    assert read(content).attachments == {JSON[0]: [JSON[1]]}
    names = root_of(content)["/Names"]["/EmbeddedFiles"]["/Names"]
    parameters = names[1].get_object()["/EF"]["/F"].get_object()["/Params"]
    assert str(parameters["/ModDate"]).startswith("D:20261031")


@pytest.mark.long
def test_two_processes_make_the_same_bytes() -> None:
    """Another process, with another hash seed, makes the same file to the byte."""
    code = "from tests.formats.test_pdf import made; import hashlib;print(hashlib.sha256(made('ru')).hexdigest())"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == sha256(made("ru")).hexdigest()


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_first_page_holds_the_answer_and_no_page_is_empty(language: str) -> None:
    """Cards, scorecard, decisions and contents stand on page one; every page has more than its margins."""
    pages = [page.extract_text() for page in read(made(language)).pages]
    words = document(language)
    assert all(decision.sentence[:20] in " ".join(pages[0].split()) for decision in words.decisions)
    assert words.sections[0].title in pages[1]
    margin = len(words.company + words.title + words.period + words.generator) + 30
    assert all(len(page.strip()) > margin + 200 for page in pages)


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "fr", "ru"])
def test_six_cards_seven_objectives_and_their_decisions_fit_on_the_first_page(language: str) -> None:
    """The whole answer stands on page one: cards in two rows, the scorecard, what is off track and its plans."""
    whole = document(language)
    cards = (*whole.cards, *whole.cards[:2])
    groups = (whole.scorecard[0], replace(whole.scorecard[1], rows=(*whole.scorecard[1].rows, whole.cards[0])))
    plan = ActionRow(
        "cycle", "", "", "", "A" + " word" * 14 + ".", "Head of sales", "Nov 30", "late", "late by 16 days"
    )
    one = replace(whole.decisions[0], actions=(plan,), parts=(replace(whole.decisions[1], label="Part"),))
    decisions = (one, replace(one, parts=()), replace(one, actions=(), parts=(), unplanned="no plan at all"))
    told = replace(whole, attained="All of them together. " * 3, insights=("An insight of some words. " * 4,))
    pages = read(pdf.make(replace(told, cards=cards, scorecard=groups, decisions=decisions))).pages
    first, second = (" ".join(page.extract_text().split()) for page in pages[:2])
    assert first.count("no plan at all") == 1
    assert all(section.title in first for section in whole.sections)
    assert second.find(whole.sections[0].title) < 120


def theme(name: str, *heights: int) -> Section:
    charts = (ChartFigure(f"{name}{n}", "T", "S", titled(f'<svg viewBox="0 0 680 {height}"></svg>', id=f"{name}{n}",
              alt="Alt."), "Alt.") for n, height in enumerate(heights))  # fmt: skip
    return Section(name, f"Theme {name}", charts=tuple(charts))


def themed(*sections: Section, decisions: int = 0) -> list[str]:
    """The pages of a report with these themes and so many long decisions."""
    whole = document("en")
    many = tuple(replace(whole.decisions[0], sentence="What is off track. " * 9) for _ in range(decisions))
    made = pdf.make(replace(whole, sections=sections, decisions=many, insights=(), definitions=()))
    return [page.extract_text() for page in read(made).pages]


def page_of(title: str, pages: list[str]) -> int:
    """The page that a theme begins on, from 1; the contents name it, too."""
    return max(number for number, page in enumerate(pages, start=1) if title in page)


def test_the_answer_has_its_page_to_itself() -> None:
    """No theme begins on the first page, however short that is."""
    pages = themed(theme("a", 80), decisions=0)
    assert page_of("Theme a", pages) == 2


def test_a_theme_follows_where_the_first_page_is_too_long() -> None:
    """Decisions that do not fit the first page are not alone on the second."""
    pages = themed(theme("a", 80), decisions=12)
    assert "What is off track." in pages[1]
    assert page_of("Theme a", pages) == 2


def test_no_theme_leaves_half_a_page_empty() -> None:
    """A theme begins where the one before ends, and goes on over the page between two charts."""
    pages = themed(theme("a", 350), theme("b", 200, 500), theme("c", 200))
    assert [page_of(f"Theme {name}", pages) for name in "abc"] == [2, 2, 3]


def test_a_table_is_cut_where_some_rows_stay_on_both_pages() -> None:
    """A table that does not fit goes on over the page with three rows at least; one of a few rows stays whole."""
    whole = document("en")
    section = whole.sections[0]
    (table,) = section.tables
    for count, most in ((30, 30), (6, 6)):
        rows = tuple(replace(table.rows[0], label=f"Segment {number:03}") for number in range(count))
        parts = []
        for height in (580, 640, 690):
            tabled = replace(theme("a", height), tables=(replace(table, rows=rows),))
            parts.append([page.count("Segment 0") for page in themed(tabled) if "Segment 0" in page])
        assert all(sum(part) == count and min(part) >= 3 and max(part) <= most for part in parts)
        assert any(len(part) == 2 for part in parts) == (count > 7)


def test_page_numbers_count_in_the_readers_language() -> None:
    """The foot of a page says which of how many it is."""
    pages = read(made("ru")).pages
    assert f"Стр. 2 из {len(pages)}" in pages[1].extract_text()


def test_the_states_are_words_too() -> None:
    """Without colour and shape the state is still in the text, also beside the year to date."""
    text = read(made()).pages[0].extract_text()
    assert text.count("off track") >= 4
    assert "at risk" in text


def test_a_long_table_repeats_its_head() -> None:
    """A table that goes on over a page has its column heads there again, and no row is lost."""
    whole = document("en")
    section = whole.sections[0]
    table: SegmentTable = section.tables[0]
    rows = tuple(replace(table.rows[0], label=f"Segment {number:03}") for number in range(80))
    long = replace(section, tables=(replace(table, rows=rows),))
    pages = [page.extract_text() for page in read(pdf.make(replace(whole, sections=(long,)))).pages]
    with_rows = [page for page in pages if "Segment 0" in page]
    assert len(with_rows) > 1
    assert all("Deals won" in page for page in with_rows)
    assert sum(page.count("Segment 0") for page in pages) == 80


def test_a_missing_glyph_is_named() -> None:
    """A character that the font lacks stops the report, and the message names it."""
    with pytest.raises(MissingGlyphError, match=r"U\+25CF black circle") as caught:
        pdf.make(replace(document("en"), headline="● all well"))
    assert caught.value.characters == ("●",)


def test_a_glyph_missing_only_in_a_margin_is_named_too() -> None:
    """What stands only in the running margins is checked like everything else."""
    with pytest.raises(MissingGlyphError, match="漢"):
        pdf.make(replace(document("en"), generator="漢"))


@pytest.mark.parametrize("outside", ["https://example.com/a.png", "a.png", "on the disk"])
def test_an_asset_from_elsewhere_stops_the_report(outside: str, tmp_path: Path) -> None:
    """A picture from the net or the disk is refused even where it could be read, never left out in silence."""
    picture = tmp_path / "a.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    url = picture.as_uri() if outside == "on the disk" else outside
    whole = document("en")
    view = '<svg viewBox="0 0 300 100"></svg>'
    drawn = titled(view, id="c", alt="Sentence.").replace("</svg>", f'</svg><img src="{url}" alt="A picture.">')
    section = replace(whole.sections[0], charts=(replace(whole.sections[0].charts[0], svg=drawn),))
    with pytest.raises(pdf.PdfRefused, match="not be whole"):
        pdf.make(replace(whole, sections=(section,)))


def test_two_anchors_of_one_name_stop_the_report() -> None:
    """Two themes with one id would send a link to the wrong page: that is refused, not logged."""
    whole = document("en")
    with pytest.raises(pdf.PdfRefused, match="s-revenue"):
        pdf.make(replace(whole, sections=(whole.sections[0], replace(whole.sections[2], id="revenue"))))


def test_a_table_wider_than_the_paper_stops_the_report() -> None:
    """Columns that would run off the edge of the paper are refused, not cut."""
    whole = document("en")
    section = whole.sections[0]
    table = section.tables[0]
    rows = tuple(replace(row, cells=row.cells * 8) for row in table.rows)
    wide = replace(section, tables=(replace(table, columns=table.columns * 8, rows=rows),))
    with pytest.raises(pdf.PdfRefused, match="wider than the paper"):
        pdf.make(replace(whole, sections=(wide,)))


def aimed(language: str, target: str) -> Document:
    """The report, each of whose objectives has a target of these words."""
    whole = document(language)
    groups = tuple(
        replace(
            group,
            rows=tuple(replace(row, target=replace(row.value, text=target, value=1)) for row in group.rows),
        )
        for group in whole.scorecard
    )
    return replace(whole, scorecard=groups)


def test_a_band_breaks_between_its_ends() -> None:
    """The column is as wide as the longer end, and the table as the page; each end keeps its preposition."""
    band = "от\u00a01\u00a0175,0\u00a0% до\u00a01\u00a0185,0\u00a0%"
    content = pdf.make(aimed("ru", band), ())
    rows = read(content).pages[0].extract_text().replace("\u00a0", " ").splitlines()
    assert any("от 1 175,0 %" in row and "до" not in row for row in rows)
    assert any("до 1 185,0 %" in row for row in rows)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("figure", ["6.6%", "€1,166,162"])
def test_the_period_of_a_low_card_stays_in_its_half(paper: Literal["A4", "Letter"], figure: str) -> None:
    """Where it does not fit behind the figure it stands right under it, whole, and not over the sparkline."""
    whole = replace(document("fr"), page=paper)
    late = replace(whole.cards[0], when="septembre 2026", value=replace(whole.cards[0].value, text=figure))
    boxes = list(pdf.lay_out(replace(whole, cards=(late,) * 6)).pages.pages[0]._page_box.descendants())
    words = [box for box in boxes if getattr(box, "text", "").strip() in (figure, "septembre 2026")]
    courses = [box.position_x for box in boxes if box.element_tag == "div" and (box.element.get("class") == "course")]
    assert len(words) == 12, "no period is cut in two"
    for shown, when, course in zip(words[::2], words[1::2], courses, strict=True):
        assert when.position_x + when.width < course - 3
        assert when.position_y < shown.position_y + shown.height + 2


def test_what_reaches_into_the_right_margin_stops_the_report() -> None:
    """Still on the paper, but to the right of everything else: the table is named, and what stands there."""
    with pytest.raises(pdf.PdfRefused, match="a table on page 1 reaches into the margin on its right"):
        pdf.make(aimed("ru", "0" * 20), ())
