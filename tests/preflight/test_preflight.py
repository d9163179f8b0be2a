"""A finished report is looked at once more: whatever is not as it should be is named, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import fonts
from engine.errors import ReportRefused
from engine.formats import html, laid, pages, pdf, sheets
from engine.model.document import Document
from engine.model.figures import Figure
from engine.model.preflight import Sheet
from engine.model.tables import HeatCell, HeatColumn, HeatMap, HeatRow
from engine.preflight import inspect
from engine.preflight.expected import Row, rows
from engine.preflight.shown import not_shown, stands_in
from engine.preflight.totals import wrong_totals
from tests.formats.example import document

LANGUAGES = ("en", "fr", "ru")


@cache
def page(language: str = "en") -> str:
    return html.make(document(language)).decode()


@cache
def on_paper(language: str = "en") -> Sheet:
    return pdf.lay_out(document(language)).sheet


def refused(found: Document, *seen: Sheet) -> list[str]:
    """What the last look says is wrong."""
    with pytest.raises(ReportRefused) as caught:
        inspect(found, seen)
    return [f"{issue.code}: {issue.message}" for issue in caught.value.issues]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_report_passes_on_the_screen_and_on_paper(language: str) -> None:
    """Every figure is found on both, and how many things were looked at is said."""
    found = inspect(document(language), [sheets.of_page(page(language)), on_paper(language)])
    counted = {check.name: check.looked_at for check in found.checks}
    assert found.outputs == ("HTML", "PDF")
    assert counted["figures"] == 2 * sum(len(row.texts) for row in rows(document(language))) > 100
    assert counted["pages"] == 1 + len(on_paper(language).pages)
    assert counted["pictures"] == counted["alternatives"] > 20


@pytest.mark.parametrize("count", [5, *(pytest.param(count, marks=pytest.mark.long) for count in (3, 4, 8))])
def test_as_many_cards_as_there_may_be_pass_on_paper(count: int) -> None:
    """However many stand abreast, and however low they are, a card's name and its figures are one row."""
    four = document("en").cards
    made = replace(document("en"), cards=(four * 2)[:count])
    assert inspect(made, [pdf.lay_out(made).sheet]).outputs == ("PDF",)


@pytest.mark.parametrize("of", [lambda: sheets.of_page(page()), on_paper])
def test_a_figure_that_is_left_out_is_named(of: Callable[[], Sheet]) -> None:
    """Each row of each table and card is missed when it is gone, on the screen and on paper."""
    sheet, whole = of(), document("en")
    for number, at in [(n, m) for n, rows_of in enumerate(sheet.pages) for m in range(len(rows_of))]:
        left = [list(rows_of) for rows_of in sheet.pages]
        row = left[number][at]
        left[number][at] = "nothing"
        wanted = [one for one in rows(whole) if one.texts and one.label in row and all(t in row for t in one.texts)]
        if wanted:
            said = refused(whole, replace(sheet, pages=tuple(map(tuple, left))))
            assert any(one.label in message for one in wanted for message in said)


def test_a_card_is_missed_though_the_scorecard_has_its_figures() -> None:
    """What stands once is not counted twice."""
    card = document("en").cards[0]
    left = page().replace('<li class="card">', '<li class="card" hidden="">', 1)
    first = left.index('<li class="card" hidden="">')
    without = left[:first] + left[left.index('<li class="card">', first) :]
    said = refused(document("en"), sheets.of_page(without))
    assert len(said) == 1
    assert said[0].startswith("not-shown: ")
    assert f"of '{card.label}' are missing in " in said[0]
    assert "the cards" in said[0]
    assert said[0].endswith(" of the HTML")


def test_what_a_style_hides_on_paper_is_missed() -> None:
    """The PDF is looked at as it is laid out: what has no box is not there."""
    shown = pages.render(document("en"), "print", lambda weight, _: fonts.file(weight).as_uri())
    said = refused(document("en"), laid.sheet(pdf._laid_out(shown, "pdf/ua-1", "td.value { display: none }"), shown))
    assert all("the scorecard" in message and message.endswith("of the PDF") for message in said)
    assert len(said) == sum(len(group.rows) for group in document("en").scorecard)


@pytest.mark.parametrize(
    ("text", "row", "stands"),
    [("3", "A 3 B", True), ("3", "A 13", False), ("3", "A 3.5", False), ("3", "A 3,000", False), ("3", "in 3.", True),
     ("€3", "A €3", True), ("€3", "A €31", False), ("4%", "A 4% of 9", True), ("3", "13 and 3", True)],
)  # fmt: skip
def test_a_number_is_no_part_of_a_longer_one(text: str, row: str, stands: bool) -> None:
    """3 is not shown where 13, 3.5 or 3,000 is."""
    assert stands_in(text, row) is stands


def test_a_dash_without_a_reason_is_named() -> None:
    """A figure without value says why."""
    whole = document("en")
    card = replace(whole.cards[0], value=Figure(None, "—"))
    made = replace(whole, cards=(card, *whole.cards[1:]))
    said = refused(made, sheets.of_page(html.make(made).decode()))
    assert said == [f"no-reason: a figure of '{card.label}' in the cards has no value, and no reason why"]


def test_a_reason_that_is_not_beside_its_dash_is_missed() -> None:
    """That somebody knows the reason is not enough."""
    whole = document("en")
    made = replace(whole, cards=(replace(whole.cards[0], value=Figure(None, "—", "no rows")), *whole.cards[1:]))
    shown = html.make(made).decode()
    assert inspect(made, [sheets.of_page(shown)])
    (said,) = refused(made, sheets.of_page(shown.replace("no rows", "")))
    assert f"'no rows' of '{whole.cards[0].label}' is missing in the cards" in said


def test_an_empty_page_is_named() -> None:
    """By its number."""
    before = on_paper().pages
    said = refused(document("en"), replace(on_paper(), pages=(*before, ())))
    assert said == [f"empty-page: page {len(before) + 1} of the PDF is empty"]


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ('<img src="logo.png" alt="Logo">', "it is not in the page"),
        ('<img src="https://example.org/logo.png" alt="Logo">', "it is not in the page"),
        ('<img src="data:image/png;base64,AAAA" alt="Logo">', "it is no picture of the kind image/png"),
        ('<img src="data:image/png;base64,!" alt="Logo">', "its bytes cannot be read"),
    ],
)
def test_a_picture_that_is_not_there_is_named(image: str, why: str) -> None:
    """One that is elsewhere, and one whose bytes are none of a picture."""
    said = refused(document("en"), sheets.of_page(page().replace("</body>", f"{image}</body>")))
    assert any(message.startswith("picture-missing: the image '") and message.endswith(why) for message in said)


@pytest.mark.parametrize(
    "asking",
    ['<link rel="stylesheet" href="https://example.org/a.css">', "<style>p { background: url(bg.png) }</style>",
     '<script src="a.js"></script>', '<style>@import "more.css";</style>'],
)  # fmt: skip
def test_a_page_that_asks_for_anything_is_refused(asking: str) -> None:
    """A style, a ground or a script from elsewhere: whoever opens the page offline has another."""
    (said,) = refused(document("en"), sheets.of_page(page().replace("</head>", f"{asking}</head>")))
    assert "and a report asks nothing of anywhere" in said


def test_a_picture_without_words_is_named() -> None:
    """A drawing without a title and an image without an alternative."""
    drawing, image = '<svg id="mine" viewBox="0 0 1 1"></svg>', '<img src="data:image/gif;base64,R0lGODlh">'
    said = refused(document("en"), sheets.of_page(page().replace("</body>", f"{drawing}{image}</body>")))
    assert [message.partition(" has ")[0] for message in said] == [
        "not-accessible: the drawing mine of the HTML",
        "not-accessible: the image 'data:image/gif;base64,R0lGODlh' of the HTML",
    ]


def test_another_title_or_language_is_refused() -> None:
    """The title names the report, and the language is that of its words."""
    whole = document("en")
    other = page().replace(f"{whole.title} – ", "").replace('<html lang="en">', "<html>")
    said = refused(whole, sheets.of_page(other))
    assert [message.split(":")[0] for message in said] == ["not-accessible", "not-accessible"]


def test_a_total_that_its_rows_do_not_make_is_named() -> None:
    """The table, its column, both sums and the section; what is left out counts."""
    whole = document("en")
    section = next(section for section in whole.sections if section.tables)
    table = section.tables[0]
    numbers = [row.cells[0].figure.value or 0 for row in table.rows]
    rest = float(numbers[-1]) - sum(map(float, numbers[:-1]))
    for left, wrong in ((rest, 0), (rest + 1, 1)):
        one = replace(table, left=(left, *(None for _ in table.columns[1:])))
        made = replace(whole, sections=(replace(section, tables=(one,)),))
        assert len(list(wrong_totals(made))) == wrong
    (issue,) = wrong_totals(made)
    assert issue.code == "does-not-add-up"
    assert issue.message.startswith(f"'{table.columns[0]}' of the table '{table.title}' in section '{section.title}': ")


def test_totals_in_two_directions_are_looked_at() -> None:
    """A wrong cell is seen from its row; rates are not added up."""
    cells = [[1, 2, 3], [4, 5, 9], [5, 7, 12]]
    lines = tuple(
        HeatRow(f"r{n}", "value", tuple(HeatCell(Figure(cell, str(cell))) for cell in line))
        for n, line in enumerate(cells)
    )
    table = HeatMap("h", "H", "", "R", "C", (HeatColumn("a", "value"), HeatColumn("b", "value")), lines, "Total")
    section = document("en").sections[0]
    for adds_up, wrong in ((True, 1), (False, 0)):
        one = replace(table, adds_up=adds_up, rows=(*lines[:1], replace(lines[1], cells=lines[0].cells), lines[2]))
        made = replace(document("en"), sections=(replace(section, tables=(), heat_maps=(one,)),))
        assert len(list(wrong_totals(made))) == wrong
    right = replace(table, adds_up=True)
    assert not list(wrong_totals(replace(made, sections=(replace(section, tables=(), heat_maps=(right,)),))))


def test_a_row_that_may_be_either_gives_way_to_one_that_is_only_the_other() -> None:
    """A heat map's row and a table's of one name, the table's with more to say."""
    either, only = Row("the heat map", "(missing)", ("0", "4")), Row("the table", "(missing)", ("0", "7"))
    both = (("(missing) 0 4 7", "(missing) 0 4"),)
    sheet = sheets.of_page(page())
    assert list(not_shown([either, only], replace(sheet, pages=both))) == []
    (lacking,) = not_shown([either, only], replace(sheet, pages=(both[0][:1],)))
    assert "of '(missing)'" in lacking.message


def most_seated(wanted: list[frozenset[str]], seats: list[frozenset[str]]) -> int:
    """How many of what is wanted can have a seat of their own, every way tried."""
    if not wanted:
        return 0
    first, *others = wanted
    fitting = [seats[:number] + seats[number + 1 :] for number, seat in enumerate(seats) if first <= seat]
    return max([most_seated(others, seats), *(1 + most_seated(others, left) for left in fitting)])


figures = st.frozensets(st.sampled_from("123"), min_size=1)
ONE, TWO = frozenset("1"), frozenset("2")


@example(wanted=[ONE, TWO, TWO], printed=[(ONE | TWO, 1), (ONE, 1), (ONE, 1)])  # who gave way leaves a seat once
@given(wanted=st.lists(figures, max_size=4), printed=st.lists(st.tuples(figures, st.integers(1, 2)), max_size=3))
def test_no_row_is_missed_that_could_be_there_and_none_is_counted_twice(
    wanted: list[frozenset[str]], printed: list[tuple[frozenset[str], int]]
) -> None:
    """Of rows with one name as many are missing as have no place, however they are seated; a name twice is two."""
    lines = tuple(" ".join(["Leads"] * often + sorted(texts)) for texts, often in printed)
    seats = [texts for texts, often in printed for _ in range(often)]
    expected = [Row("the table", "Leads", tuple(sorted(texts))) for texts in wanted]
    missing = list(not_shown(expected, Sheet("HTML", (lines,), "", "")))
    assert len(missing) == len(wanted) - most_seated(wanted, seats)


def test_what_says_less_is_named_where_one_of_two_is_missing() -> None:
    """The table's row is there, and the card's is not: the card's figures stand in the table's row, and not for it."""
    card, table = Row("the cards", "Leads", ("4",)), Row("the table", "Leads", ("4", "7"))
    (lacking,) = not_shown([card, table], Sheet("HTML", (("Leads 4 7",),), "", ""))
    assert lacking.message == "'4' of 'Leads' is missing in the table or the cards of the HTML"
