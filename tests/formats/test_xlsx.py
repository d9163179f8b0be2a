"""The spreadsheet: every figure of the pages and of the JSON as a number, texts as texts, the same bytes every time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import fastexcel
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.formats import xlsx
from engine.formats.xlsx.cells import SHAPES, Cells, fits, in_unit
from engine.formats.xlsx.codes import day_code, number_code
from engine.formats.xlsx.names import sheet_names
from engine.model.document import Document
from engine.model.figures import Change, Figure, Standing
from engine.model.tables import SegmentCell
from engine.model.unit import Unit
from engine.numbers import Numbers
from engine.pipeline.figures import Computed, compute
from engine.pipeline.wording import listed, worded
from engine.shipped import shipped
from tests.formats.example import document as example
from tests.formats.workbook import NAME, Stands, Stored, opened

TODAY = date(2026, 11, 3)
SAMPLES = shipped("samples")
REPORT = SAMPLES / "monthly.yml"
LAST_HEADS = {"en": "All figures", "fr": "Tous les chiffres", "ru": "Все показатели"}
CODE = """
import os, sys, time
from datetime import date
from pathlib import Path
os.umask(int(sys.argv[3]))
os.environ["TZ"] = sys.argv[4]
time.tzset()
import engine
engine.render(Path(sys.argv[1]), today=date(2026, 11, 3), out=Path(sys.argv[2]), language="en", outputs=("xlsx",))
"""


@cache
def computed(name: str = "monthly") -> Computed:
    return compute(SAMPLES / f"{name}.yml", today=TODAY)


@cache
def document(language: str = "en", name: str = "monthly") -> Document:
    return listed(worded(computed(name), language), computed(name))


@cache
def made(language: str = "en", name: str = "monthly") -> bytes:
    return xlsx.make(document(language, name))


@cache
def sheets(language: str = "en", name: str = "monthly") -> dict[str, Stands]:
    return opened(made(language, name))


def held(value: Any, unit: Unit) -> Any:
    """What a cell holds for a value: a spreadsheet has fifteen digits, or sixteen."""
    number = in_unit(value, unit)
    assert number is not None
    return pytest.approx(float(number), rel=1e-15, abs=1e-300)


def same(cell: Stored | None, figure: Figure | None) -> bool:
    """Whether a cell says what a figure of the pages says."""
    if figure is None:
        return cell is None
    if figure.value is None or figure.unit is None:
        return cell is not None and cell.value == ((figure.reason if figure.value is None else "") or figure.text)
    return cell is not None and bool(cell.value == held(figure.value, figure.unit))


def same_change(cell: Stored | None, change: Change | None) -> bool:
    if change is None:
        return cell is None
    assert change.value is not None
    assert change.unit is not None
    return cell is not None and bool(cell.value == held(change.value, change.unit)) and cell.code.startswith("+")


# --- Every figure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["monthly", "people", *(pytest.param(name, marks=pytest.mark.long) for name in ("weekly", "sales", "marketing"))],
)
def test_every_value_of_the_json_is_a_row_of_the_last_sheet(name: str) -> None:
    """Read by another program: each value with target, state and all the rest, in the JSON's own order."""
    from engine.formats import json as machine

    found = computed(name)
    values = json.loads(machine.make(found.results, found.catalog))["values"]
    book = fastexcel.read_excel(made("en", name))
    assert book.sheet_names[-1] == "All figures"
    rows = book.load_sheet("All figures", schema_sample_rows=None).to_polars().to_dicts()
    assert len(rows) == len(values) > 100
    words = {code: f"{shape} " for code, shape in SHAPES.items()}
    for row, value in zip(rows, values, strict=True):
        unit = found.catalog.kpis[value["kpi"]].unit
        assert (row["KPI"], row["Period"]) == (value["kpi"], value["period"])
        for head, key in (("Value", "value"), ("Target", "target"), ("Previous period", "previous"),
                          ("A year before", "year_ago"), ("Benchmark", "benchmark")):  # fmt: skip
            _equal(row[head], value.get(key), unit, (value, head))
        for head, key in (("Attainment", "attainment"), ("Numerator", "numerator"), ("Denominator", "denominator"),
                          ("Rows", "rows")):  # fmt: skip
            _equal(row[head], value[key], Unit("number"), (value, head))
        assert row["State"].startswith(words[value["state"]])
        assert bool(row["Provisional"]) == value["provisional"]
        assert bool(row["Reason"]) == (value["value"] is None)
        assert sum(bool(row[one]) for one in document("en", name).values.dimensions) == len(value["segments"])


def _equal(found: Any, value: Any, unit: Unit, what: Any) -> None:
    if value is None:
        assert found is None, what
    elif unit.kind == "duration":
        assert found == held(value, Unit("number")), what  # in seconds: a column is of one type
    elif isinstance(found, str):
        assert Decimal(found.replace(",", "").lstrip("€$")) == Decimal(str(value)), what
    else:
        assert found == held(value, unit), what


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_scorecard_says_what_the_first_page_says(language: str) -> None:
    """Each row of the scorecard and each card: its figure, target, attainment, states, changes and year to date."""
    page = document(language)
    sheet = next(iter(sheets(language).values()))
    words = _words(language)
    heads = next(row for row in sheet.rows if row and row[0] and row[0].value == words["Figure"])
    at = {cell.value: column for column, cell in enumerate(heads) if cell}
    assert len(at) == len(heads), "two columns of one name"
    to_date = words["Year to date"]
    seen = 0
    rows = iter([row for row in sheet.rows[sheet.rows.index(heads) + 1 :] if len(row) > 3 and row[1]])
    listed = {row.kpi for group in page.scorecard for row in group.rows}
    standings = [*(card for card in page.cards if card.kpi not in listed),
                 *(row for group in page.scorecard for row in group.rows)]  # fmt: skip
    for standing in standings:
        row = next(rows)
        cells = {head: row[column] if column < len(row) else None for head, column in at.items()}
        assert cells[words["Figure"]] == Stored(standing.label, "0")
        assert same(cells[words["Value"]], standing.value), standing.kpi
        assert same(cells[words["Target"]], standing.target), standing.kpi
        assert same(cells[words["Attainment"]], standing.attainment), standing.kpi
        assert _word(cells[words["State"]]) == f"{SHAPES[standing.state.code]} {standing.state.word}"
        assert same_change(cells[words["vs previous"]], standing.previous)
        assert same_change(cells[words["vs last year"]], standing.year_ago)
        assert same(cells[to_date], standing.to_date), standing.kpi
        assert same(cells[f"{to_date} – {words['Target']}"], standing.to_date_target), standing.kpi
        seen += 1
    assert seen >= 8
    assert [row for row in rows if isinstance(row[1] and row[1].value, str)] == []


def _words(language: str) -> Any:
    from engine.words import catalogue

    class Words(dict[str, str]):
        def __missing__(self, word: str) -> str:
            return catalogue(language).gettext(word)

    return Words()


def _word(cell: Stored | None) -> str | float | None:
    return cell.value if cell else None


@pytest.mark.parametrize(
    "name",
    ["monthly", "people", *(pytest.param(name, marks=pytest.mark.long) for name in ("weekly", "sales", "marketing"))],
)
def test_each_section_has_a_sheet_with_the_figures_of_its_tables(name: str) -> None:
    """Row for row: the numbers of the sheet are those of the page's tables, and no others, in their order."""
    page, found = document("en", name), sheets("en", name)
    assert len(found) == len(page.sections) + 2
    for section, sheet in zip(page.sections, list(found.values())[1:-1], strict=True):
        assert sheet.rows[0][0] == Stored(section.title, "0")
        numbers = [[cell.value for cell in row if cell and isinstance(cell.value, float)] for row in sheet.rows]
        wanted = [_numbers(row) for row in _table_rows(section)]
        assert [row for row in numbers if row] == [row for row in wanted if row], section.title
        titles = [one.title for one in section.tables] + [one.title for one in section.beneath]
        titles += [one.title for one in section.funnels] + [one.title for one in section.heat_maps]
        assert set(titles) <= set(sheet.texts())


def _table_rows(section: Any) -> list[list[Figure | Change | None]]:
    """The figures of each row, in the order of the sheet: what stands beneath the charts first."""
    rows: list[list[Figure | Change | None]] = []
    beneath = {table.id: table for table in (*section.funnels, *section.beneath)}
    charted = [beneath.pop(chart.table) for chart in section.charts if chart.table in beneath]
    for table in (*charted, *beneath.values()):
        for row in table.rows:
            if hasattr(row, "cells"):
                rows.append(_along(row.cells))
            else:
                rates = [] if row.note else [row.rate, row.previous_rate, row.change]
                rows.append([row.value, row.previous, *rates, row.latest])
    if section.comparisons:
        rows += [[row.value, *(one for cell in row.cells for one in (cell.stretch, cell.against, cell.change))]
                 for row in section.comparisons.rows]  # fmt: skip
    rows += [_along(row.cells) for table in section.tables for row in table.rows]
    rows += [[cell.figure for cell in row.cells] for table in section.heat_maps for row in table.rows]
    return rows


def _along(cells: tuple[SegmentCell, ...]) -> list[Figure | Change | None]:
    return [one for cell in cells for one in (cell.figure, cell.year_ago)]


def _numbers(row: list[Figure | Change | None]) -> list[Any]:
    return [held(one.value, one.unit) for one in row if one and one.value is not None and one.unit is not None]


def test_every_figure_of_a_page_knows_its_unit() -> None:
    """A value without a unit would be written as a text: only a band is one."""

    def figures(thing: Any) -> list[Figure | Change]:
        if isinstance(thing, Figure | Change):
            return [thing]
        if isinstance(thing, tuple):
            return [one for part in thing for one in figures(part)]
        if hasattr(thing, "__dataclass_fields__"):
            return [one for field in thing.__dataclass_fields__ for one in figures(getattr(thing, field))]
        return []

    for name in ("monthly", "weekly", "people", "sales", "marketing"):
        page = document("en", name)
        found = figures(replace(page, values=replace(page.values, rows=())))
        assert len(found) > 50
        for one in found:
            assert one.value is None or one.unit or " to " in one.text, one


# --- Texts --------------------------------------------------------------------------------------------------------

FORMULA = '=1+1&HYPERLINK("http://example.com")'


def test_what_begins_like_a_formula_stays_a_text() -> None:
    """Labels, segments, titles, companies, reasons: no cell of the file is a formula or a link."""
    page = example()
    standing = replace(page.cards[0], label=FORMULA, note="+1", when="@SUM(A1)", value=Figure(None, "—", "-1+1"))
    table = (
        page.sections[0].tables[0] if page.sections[0].tables else next(s for s in page.sections if s.tables).tables[0]
    )
    row = replace(table.rows[0], label=FORMULA)
    section = replace(page.sections[0], title=FORMULA, tables=(replace(table, title=FORMULA, rows=(row,)),))
    value = replace(
        document().values.rows[0], label=FORMULA, segments=tuple(FORMULA for _ in document().values.dimensions)
    )
    bad = replace(
        page, title=FORMULA, company=FORMULA, headline=FORMULA, cards=(standing,), scorecard=(), sections=(section,),
        footnotes=(FORMULA,), values=replace(document().values, rows=(value,)),
    )  # fmt: skip
    data = xlsx.make(bad)
    texts = [text for sheet in opened(data).values() for text in sheet.texts()]
    assert texts.count(FORMULA) >= 8
    assert {"+1", "@SUM(A1)", "-1+1"} <= set(texts)
    with ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            content = file.read(name)
            assert b"<f>" not in content, name
            assert b"<hyperlink" not in content, name
            assert b'TargetMode="External"' not in content, name
    assert fastexcel.read_excel(data).load_sheet(0, header_row=None).to_polars().rows()[1][0] == FORMULA


def test_a_formula_as_a_label_goes_the_whole_way(tmp_path: Path) -> None:
    """From YAML and CSV to the file: the label of a KPI and the name of a segment."""
    (tmp_path / "deals.csv").write_text("day,team,amount\n2026-10-02,=1+1,10\n2026-10-03,B,30\n", "utf-8")
    (tmp_path / "r.yml").write_text(
        """
report:
  {id: r, title: "=2+2", company: Nova, every: month, language: en, currency: EUR, outputs: [xlsx],
   sections: [{title: "=3+3", kpis: [sold], by: team, cards: [sold]}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-10-31}
    columns: {day: date, team: string, amount: money}
kpis:
  sold: {label: "=1+1", dataset: deals, formula: SUM(amount)}
""",
        "utf-8",
    )
    done = engine.render(tmp_path / "r.yml", today=TODAY, period="2026-10")
    assert [path.name for path in done.files] == ["r.en.xlsx"]
    found = opened(done.files[0].read_bytes())
    assert list(found) == ["Scorecard", "=3+3", "All figures"]
    assert found["=3+3"].row("=1+1")[1] == Stored(10.0, number_code(Numbers("en"), Unit("currency", None, "EUR")))
    assert "=1+1" in found["All figures"].texts()


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    """A cell holds 32,767 UTF-16 units."""
    page = replace(example(), headline="😀" * 20_000, footnotes=("x" * 40_000,))
    texts = [text for sheet in opened(xlsx.make(page)).values() for text in sheet.texts()]
    assert "😀" * 16_383 + "…" in texts
    assert "x" * 32_766 + "…" in texts


# --- Names of sheets ----------------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=60), max_size=12))
def test_names_of_sheets_are_valid_and_unique(titles: list[str]) -> None:
    """Whatever the sections are called: what Excel forbids never stands in a name, and no two are alike."""
    names = sheet_names(titles)
    assert len(names) == len(titles)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_names_of_sheets_stay_close_to_their_titles() -> None:
    """What may stay stays; a second one is numbered."""
    long = "Everything that was sold this year"
    assert sheet_names(["Sales", "SALES", "Q1/Q2: what?", long, long, "", "'Ours'", "History"]) == [
        "Sales", "SALES (2)", "Q1 Q2 what", "Everything that was sold this y", "Everything that was sold th (2)",
        "6", "Ours", "History (2)",
    ]  # fmt: skip


def test_sections_of_any_title_are_written() -> None:
    """Two sections of one name, one called like the first sheet, one with forbidden signs."""
    page = example()
    one = page.sections[0]
    titles = ("Scorecard", "A/B: [test]?", "A/B: [test]?", "=1+1", "\x01")
    page = replace(page, sections=tuple(replace(one, title=title) for title in titles))
    assert fastexcel.read_excel(xlsx.make(page)).sheet_names == [
        "Scorecard", "Scorecard (2)", "A B test", "A B test (2)", "=1+1", "6", "All figures",
    ]  # fmt: skip


# --- Numbers and days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "unit", "code"),
    [
        ("en", Unit("integer"), "#,##0"),
        ("en", Unit("number"), "#,##0.00"),
        ("en", Unit("percent"), "#,##0.0%"),
        ("fr", Unit("percent"), '#,##0.0"\u202f"%'),
        ("ru", Unit("percent", 0), '#,##0"\u00a0"%'),
        ("en", Unit("currency", None, "EUR"), '"€"#,##0.00'),
        ("fr", Unit("currency", 0, "EUR"), '#,##0"\u00a0€"'),
        ("ru", Unit("currency", 2, "RUB"), '#,##0.00"\u00a0₽"'),
        ("en", Unit("currency", 2, "CHF"), '"CHF"#,##0.00'),
        ("en", Unit("points"), '#,##0.0"\u00a0pts"'),
        ("en", Unit("days"), '#,##0.0"\u00a0days"'),
        ("fr", Unit("days", 0), '#,##0"\u202fj"'),
        ("ru", Unit("days"), '#,##0.0"\u00a0дн."'),
        ("en", Unit("duration"), "[h]:mm:ss"),
    ],
)
def test_the_code_of_a_unit_is_that_of_the_language(language: str, unit: Unit, code: str) -> None:
    """Where the unit stands, with which space and how many decimals, is CLDR's; separators are the reader's own."""
    assert number_code(Numbers(language), unit) == code


def test_a_code_has_signs_thousands_and_marks() -> None:
    """A change has a plus, an amount in thousands stays whole, what is provisional says so behind its number."""
    numbers = Numbers("en")
    assert number_code(numbers, Unit("percent"), signed=True) == '+#,##0.0%;"−"#,##0.0%;#,##0.0%'
    assert number_code(numbers, Unit("number", 0), thousands=2) == "#,##0,,"
    assert number_code(numbers, Unit("integer"), mark="(provisional)") == '#,##0"\u00a0(provisional)"'


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "[$-409]mmm d, yyyy"), ("fr", "[$-40C]d mmm yyyy"), ("ru", '[$-419]d mmm yyyy "г".'), ("xx", "")],
)
def test_the_code_of_a_day_names_its_months_in_the_reports_language(language: str, code: str) -> None:
    """A reader's own program would name them in its own."""
    if code:
        assert day_code(Numbers(language)).replace("\u202f", " ").replace("\u00a0", " ") == code


def test_days_are_days() -> None:
    """The first and the last day of a stretch are read as such by another program."""
    rows = fastexcel.read_excel(made()).load_sheet("All figures").to_polars()
    own = rows.filter((rows["Period"] == "2026-10") & (rows["Stretch"] == "month"))
    assert {one.date() for one in own["From"]} == {date(2026, 10, 1)}
    assert {one.date() for one in own["To"]} == {date(2026, 10, 31)}
    year = rows.filter((rows["Period"] == "2026-10") & (rows["Stretch"] == "Year to date"))
    assert {one.date() for one in year["From"]} == {date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("value", "fitting"),
    [(10**15 - 1, True), (10**15 + 1, False), (10**20, True), (Decimal("0.1"), True), (0, True), (0.1 + 0.2, True),
     (Decimal("12345678901234.56"), False), (Decimal("1e400"), False)],
)  # fmt: skip
def test_a_number_with_more_digits_than_a_cell_holds_is_told(value: Any, fitting: bool) -> None:
    """Such a number is written as a text: no digit of it changes."""
    assert fits(value) is fitting
    cell = Cells(Numbers("en"), str).figure(Figure(value, "as written", unit=Unit("number")))
    assert (cell.value == "as written") is not fitting


@pytest.mark.parametrize(
    ("language", "change", "text", "code"),
    [
        ("fr", -0.019, "−1,9\u00a0pt", '+#,##0.0"\u00a0pt";"−"#,##0.0"\u00a0pt";#,##0.0"\u00a0pt"'),
        ("fr", 0.02, "+2,0\u00a0pts", '+#,##0.0"\u00a0pts";"−"#,##0.0"\u00a0pts";#,##0.0"\u00a0pts"'),
        ("ru", 0.01, "+1,0\u00a0п.\u00a0п.",
         '+#,##0.0"\u00a0п.\u00a0п.";"−"#,##0.0"\u00a0п.\u00a0п.";#,##0.0"\u00a0п.\u00a0п."'),
    ],
)  # fmt: skip
def test_a_change_in_points_has_the_noun_and_the_minus_of_its_page(
    language: str, change: float, text: str, code: str
) -> None:
    """It stays a number, written as the page writes this one: French counts 1.9 as one."""
    numbers, unit = Numbers(language), Unit("points", 1)
    assert numbers.figure(change, unit, signed=True) == text
    cell = Cells(numbers, str).change(Change(text, "", "up", "good", change, unit))
    assert cell.value == pytest.approx(change * 100)
    assert dict(cell.look)["num_format"] == code


def test_a_sheet_has_no_dashes_to_explain() -> None:
    """A cell without a figure says why: a note tells of no dash. A French colon has its space."""
    whole = example("fr")
    section = next(one for one in whole.sections if one.tables)
    dashed = "Un tiret : dénominateur nul."
    table = replace(section.tables[0], note=f"Avant. {dashed} Après.", dashed=dashed)
    sheet = opened(xlsx.make(replace(whole, sections=(replace(section, tables=(table,)),))))[section.title]
    assert "Avant. Après." in sheet.texts()
    heads = [text for text in sheet.texts() if text.startswith(table.columns[0]) and text != table.columns[0]]
    assert heads
    assert all(text.startswith(f"{table.columns[0]}\u00a0: ") for text in heads)


def test_points_and_durations_are_in_their_unit() -> None:
    """0.042 is 4.2 points, and 77 seconds are a stretch of time; one below zero, which no cell can show, is a text."""
    cells = Cells(Numbers("en"), str)
    assert cells.figure(Figure(0.042, "4.2 pts", unit=Unit("points"))).value == 4.2
    assert cells.figure(Figure(77, "0:01:17", unit=Unit("duration"))).value == pytest.approx(77 / 86400)
    assert cells.figure(Figure(-77, "−0:01:17", unit=Unit("duration"))).value == "−0:01:17"


def test_what_is_provisional_or_of_few_cases_says_so_in_its_cell() -> None:
    """The number stays a number, and its mark stands behind it."""
    cell = Cells(Numbers("en"), str).figure(Figure(5, "5", provisional=True, few=True, unit=Unit("integer")))
    assert cell.value == 5
    assert dict(cell.look)["num_format"] == '#,##0"\u00a0(provisional, few cases)"'


# --- The sheets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_sheets_are_ready_for_paper(language: str) -> None:
    """Landscape, one page wide, the head of the table on each page, pages counted in the report's language."""
    for sheet in sheets(language).values():
        page = sheet.one("pageSetup")
        assert page.get("orientation") == "landscape"
        assert page.get("paperSize") == "9"
        assert page.get("fitToHeight") == "0"
        assert sheet.one("sheetPr/pageSetUpPr").get("fitToPage") == "1"
        assert sheet.one("sheetViews/sheetView/pane").get("state") == "frozen"
        footer = sheet.one("headerFooter/oddFooter").text or ""
        assert "&P" in footer
        assert "&N" in footer
    with ZipFile(io.BytesIO(made(language))) as file:
        book = Xml.fromstring(file.read("xl/workbook.xml"))
    titles = [one for one in book.iter(f"{NAME}definedName") if one.get("name") == "_xlnm.Print_Titles"]
    assert len(titles) == len(sheets(language))


def test_the_last_sheet_has_filters_in_its_head() -> None:
    """Over all rows and columns, and the head stays in sight."""
    sheet = sheets()["All figures"]
    heads, count = len(sheet.rows[0]), len(sheet.rows)
    assert sheet.one("autoFilter").get("ref") == f"A1:{chr(64 + heads)}{count}"
    assert sheet.one("sheetViews/sheetView/pane").get("ySplit") == "1"


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_states_have_their_shape_their_word_and_their_colour(language: str) -> None:
    """The colour is a rule on the shape: without colours the cell still says it."""
    for sheet in sheets(language).values():
        columns = {
            column for row in sheet.rows for column, cell in enumerate(row)
            if cell and isinstance(cell.value, str) and cell.value[:2] in ("● ", "▲ ", "◆ ")
        }  # fmt: skip
        ruled = {ord(str(one.get("sqref"))[0]) - 65 for one in sheet.xml.iter(f"{NAME}conditionalFormatting")}
        assert columns <= ruled
    rules = next(iter(sheets(language).values())).xml.iter(f"{NAME}cfRule")
    assert {str(rule.get("text")) for rule in rules} == {f"{shape} " for shape in SHAPES.values()}


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_words_are_in_the_reports_language(language: str) -> None:
    """Sheets, heads and stretches."""
    found = sheets(language)
    assert list(found)[-1] == LAST_HEADS[language]
    heads = {cell.value for cell in found[LAST_HEADS[language]].rows[0] if cell}
    words = _words(language)
    assert {words[word] for word in ("Value", "Target", "State", "Stretch", "From", "To")} <= heads
    assert language == "en" or not heads & {"Value", "Target", "State", "Stretch", "From", "To", "Reason"}


def test_columns_are_as_wide_as_their_numbers() -> None:
    """No number is shown as ####: each column of figures is wider than the longest text of one."""
    page = document()
    widths = [(int(str(one.get("min"))), float(str(one.get("width"))))
              for one in next(iter(sheets().values())).one("cols")]  # fmt: skip
    texts = max((len(row.value.text) for group in page.scorecard for row in group.rows), default=0)
    assert dict(widths)[3] > texts


def test_properties_tell_the_report_and_no_clock() -> None:
    """Title, company and program; the date is the end of the period."""
    with ZipFile(io.BytesIO(made())) as file:
        core = file.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert core.count("2026-10-31T00:00:00Z") == 2
    assert f"<dc:title>{document().title} – October 2026</dc:title>" in core
    assert f"<dc:creator>{document().company}</dc:creator>" in core


# --- The file -----------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the clock's zone and the rights that new files get."""
    for folder, umask, zone in (("a", "63", "Pacific/Kiritimati"), ("b", "0", "America/New_York")):
        subprocess.run([sys.executable, "-c", CODE, str(REPORT), str(tmp_path / folder), umask, zone], check=True)
    one, two = (next((tmp_path / folder).rglob("*.xlsx")).read_bytes() for folder in "ab")
    assert one == two == made()


def test_the_pdf_of_a_report_that_has_sheets_carries_them(tmp_path: Path) -> None:
    """Asked for or not, and of the same bytes; the PDF of another report does not."""
    (tmp_path / "deals.csv").write_text("day,amount\n2026-10-02,10\n", "utf-8")
    text = """
report: {id: r, title: R, company: C, every: month, language: en, currency: EUR, outputs: [pdf, xlsx],
         sections: [{title: S, cards: [sold]}]}
datasets: {deals: {source: deals.csv, date: day, covers: {from: 2025-01-01, to: 2026-10-31},
                   columns: {day: date, amount: money}}}
kpis: {sold: {label: Sold, dataset: deals, formula: SUM(amount)}}
"""
    (tmp_path / "r.yml").write_text(text, "utf-8")
    both = engine.render(tmp_path / "r.yml", today=TODAY, period="2026-10").files
    assert [path.suffix for path in both] == [".pdf", ".xlsx"]
    pdf, sheets_of = (path.read_bytes() for path in both)
    assert pypdf.PdfReader(io.BytesIO(pdf)).attachments["r.en.xlsx"] == [sheets_of]
    (alone,) = engine.render(tmp_path / "r.yml", today=TODAY, period="2026-10", outputs=("pdf",)).files
    assert alone.read_bytes() == pdf
    (tmp_path / "r.yml").write_text(text.replace("[pdf, xlsx]", "[pdf]"), "utf-8")
    plain = engine.render(tmp_path / "r.yml", today=TODAY, period="2026-10", outputs=("pdf", "xlsx")).files[0]
    assert list(pypdf.PdfReader(io.BytesIO(plain.read_bytes())).attachments) == ["r.json"]


def test_it_is_one_of_the_outputs() -> None:
    """Asked for by name, it is the only file, in the language that is asked for."""
    done = engine.render(REPORT, today=TODAY, out=Path(mkdtemp()), language="fr", outputs=("xlsx",))
    assert [path.name for path in done.files] == ["monthly-commercial.fr.xlsx"]
    assert done.files[0].read_bytes() == made("fr")


def test_a_report_without_figures_to_compare_has_its_sheets() -> None:
    """No scorecard, no section, no value: the sheets are there, and open."""
    empty = replace(
        example(), cards=(), scorecard=(), sections=(), decisions=(), values=replace(document().values, rows=())
    )
    assert fastexcel.read_excel(xlsx.make(empty)).sheet_names == ["Scorecard", "All figures"]


def test_a_standing_of_each_kind_is_written() -> None:
    """One that is missing says why in its cell."""
    gone: Standing = replace(example().cards[0], value=Figure(None, "—", "No deal was signed."), target=None)
    sheet = opened(xlsx.make(replace(example(), cards=(gone,), scorecard=())))["Scorecard"]
    assert sheet.row(gone.label)[2] == Stored("No deal was signed.", "0")
