"""Tables and pictures by segment say what they leave out, and tables of two dimensions have totals both ways."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from typing import Literal

import pytest

from engine.colours import DARK_PAPER, INK, ON_DARK, PAPER, READABLE, contrast, luminance, readable, shades
from engine.formats import pages
from engine.model.document import Document, Section
from engine.model.figures import State
from engine.model.tables import HeatMap
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD + """\
  sections:
    - {title: All, kpis: [deals], by: product, charts: [{breakdown: deals, by: product}]}
    - {title: Top, kpis: [deals, rate], by: product, top: 3, charts: [{breakdown: rate, by: product, top: 2}]}
    - {title: Both, kpis: [amount, rate], by: [team, product]}
    - {title: Chart, charts: [{breakdown: deals, by: [product, team], top: 2}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-10-31}
    columns: {day: date, product: {type: string, nullable: true}, team: string, won: integer, amount: money}
dimensions: {team: {label: Team, values: {north: North, empty: Empty}}}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  amount: {label: Amount, dataset: deals, formula: SUM(amount)}
  rate: {label: Rate, dataset: deals, formula: SUM(won) / COUNT(*), format: percent}
"""  # fmt: skip
PRODUCTS = [f"p{number:02}" for number in range(1, 31)]  # p01 once, p30 thirty times
ROWS = [f"2026-10-05,{name},{('north', 'south')[n % 2]},{n % 2},{1000 * (n + 1)}.50"
        for number, name in enumerate(PRODUCTS, 1) for n in range(number)]  # fmt: skip


@cache
def document(language: str = "en", products: int = 30) -> Document:
    """A report over so many products and some rows without one."""
    rows = [*ROWS[: products * (products + 1) // 2], *["2026-10-05,,north,1,2000000.00"] * 40]
    return worded(october(REPORT % language, deals=["day,product,team,won,amount", *rows]), None)


def section(title: str) -> Section:
    return next(part for part in document().sections if part.title == title)


def test_without_a_top_a_table_is_capped_and_says_so() -> None:
    """Twenty of thirty, the largest first; who has none stands below, and the total is over all."""
    (table,) = section("All").tables
    assert [row.label for row in table.rows] == [*PRODUCTS[:9:-1], "(missing)", "Total"]
    assert table.rows[-1].cells[0].figure.value == sum(range(31)) + 40
    assert table.note == "20 of 30 shown, the largest first."


def test_without_a_top_a_picture_is_capped_and_says_so() -> None:
    """Twelve bars are enough, and who is missing."""
    (chart,) = section("All").charts
    assert chart.note == "12 of 30 shown, the largest first."
    assert "p19 19" in chart.alt
    assert "p18 18" not in chart.alt
    assert "(missing) 40" in chart.alt


@pytest.mark.parametrize(
    ("products", "bars", "rows"), [(12, 12, 12), (13, 13, 13), (14, 12, 14), (20, 12, 20), (21, 12, 21), (22, 12, 20)]
)
def test_nobody_is_left_out_alone(products: int, bars: int, rows: int) -> None:
    """A note on a single one would take the room that it needs."""
    part = document(products=products).sections[0]
    (chart,), (table,) = part.charts, part.tables
    assert chart.note == ("" if bars == products else f"{bars} of {products} shown, the largest first.")
    assert chart.alt.count("; p") + 1 == bars
    assert len(table.rows) == rows + len(["(missing)", "Total"])
    assert table.note == ("" if rows == products else f"{rows} of {products} shown, the largest first.")


def test_other_stands_after_the_largest_and_before_who_is_missing() -> None:
    """Its own figure is over all its rows, its rate too, and the note says who is beyond whom."""
    (table,) = section("Top").tables
    assert [row.label for row in table.rows] == ["p30", "p29", "p28", "Other", "(missing)", "Total"]
    deals, rate = table.rows[3].cells
    assert deals.figure.value == sum(range(28))
    won = sum(n % 2 for number in range(1, 28) for n in range(number))
    assert rate.figure.value == won / sum(range(28))
    assert table.note == (
        "product: the 3 largest of 30 by “Deals” in Oct 2026. “Other” is computed from the rows of all the rest."
    )
    assert section("Top").charts[0].note.startswith("product: the 2 of 30 with the most behind “Rate” in Oct 2026.")


def heat(title: str, number: int = 0) -> HeatMap:
    return section(title).heat_maps[number]


def test_two_dimensions_make_a_table_for_each_kpi_and_chart() -> None:
    """A section's KPIs each have a table, and a picture of two dimensions is one."""
    assert [table.subtitle.split(",")[0] for table in section("Both").heat_maps] == ["€", "%"]
    assert len(section("Chart").heat_maps) == 1
    assert not section("Both").tables
    assert not section("Chart").charts


def test_columns_are_never_more_than_a_page_holds() -> None:
    """Eight of thirty, Other and who is missing; declared values without rows stand in the rows."""
    table = heat("Both")
    assert [column.kind for column in table.columns] == ["value"] * 8 + ["other", "missing"]
    assert {row.label for row in table.rows} == {"North", "south", "Empty", "Total"}
    assert {len(row.cells) for row in table.rows} == {len(table.columns) + 1}
    assert "product: the 8 largest of 30 by “Amount” in Oct 2026." in table.note


def test_what_belongs_nowhere_has_no_column_of_nothing() -> None:
    """Rows without a product were there a year before alone: then a column of zeros, or of dashes, says nothing."""
    rows = [*ROWS[:10], "2025-10-05,,north,1,5.00"]
    made = worded(october(REPORT % "en", deals=["day,product,team,won,amount", *rows]), None)
    tables = next(part for part in made.sections if part.title == "Both").heat_maps
    assert [[column.kind for column in table.columns] for table in tables] == [["value"] * 4] * 2
    assert {row.label for row in tables[0].rows} == {"south", "North", "Empty", "Total"}


def test_what_adds_up_adds_up_in_both_directions() -> None:
    """Row by row and column by column, with Other and who is missing."""
    for table in (heat("Both"), heat("Chart")):
        values = [[cell.figure.value or 0 for cell in row.cells] for row in table.rows]
        assert all(sum(line[:-1]) == line[-1] for line in values)
        assert [sum(column) for column in zip(*values[:-1], strict=True)] == values[-1]


def test_a_total_of_rates_is_over_its_own_rows() -> None:
    """In the corner stands the rate of all, and a row of nothing has no rate."""
    table = heat("Both", 1)
    whole = sum(n % 2 for number in range(1, 31) for n in range(number)) + 40
    assert table.rows[-1].cells[-1].figure.value == whole / (sum(range(31)) + 40)
    empty = next(row for row in table.rows if row.label == "Empty")
    assert {cell.figure.value for cell in empty.cells} == {None}


def test_large_amounts_stand_in_thousands() -> None:
    """The unit and the thousands stand once, in the subtitle; a cell has neither."""
    table = heat("Both")
    assert table.subtitle == "€, in thousands, by team and product, Oct 2026"
    assert table.rows[-1].cells[-1].figure.text == "84,960"


def test_only_segments_are_shaded_and_the_largest_most() -> None:
    """Totals, Other and who is missing are not compared with segments by colour."""
    table = heat("Both")
    names = [*(column.label for column in table.columns), "sum"]
    shades = {(row.label, name): cell.shade for row in table.rows for name, cell in zip(names, row.cells, strict=True)}
    aside = {key for key in shades if key[0] == "Total" or key[1] in ("sum", "Other", "(missing)")}
    assert {shades[key] for key in aside} == {None}
    assert max(shade for key, shade in shades.items() if shade is not None) == 1.0


@pytest.mark.parametrize("accent", ["#0b7285", "#1d4e6f", "#ffd43b", "#000000", "#e03131"])
@pytest.mark.parametrize(("ground", "ink"), [(PAPER, INK), (DARK_PAPER, ON_DARK[INK])])
def test_text_reads_on_every_shade(accent: str, ground: str, ink: str) -> None:
    """On paper and on the dark screen, whatever the theme's colour, and each shade is stronger than the one before."""
    found = shades(readable(accent, ground), ground, ink, pages.SHADES)
    contrasts = [contrast(ink, shade) for shade in found]
    assert min(contrasts) >= READABLE
    assert contrasts == sorted(contrasts, reverse=True)
    assert len(set(found)) == pages.SHADES


def lightness(colour: str) -> float:
    """L* of CIELAB, 0 to 100: equal distances look equal."""
    return 116 * luminance(colour) ** (1 / 3) - 16 if luminance(colour) > 0.008856 else 903.3 * luminance(colour)


@pytest.mark.parametrize("accent", ["#0b7285", "#1d4e6f", "#ffd43b", "#000000", "#e03131"])
@pytest.mark.parametrize(("ground", "ink"), [(PAPER, INK), (DARK_PAPER, ON_DARK[INK])])
def test_neighbouring_shades_are_told_apart(accent: str, ground: str, ink: str) -> None:
    """The strongest goes as far as its text lets it, and the steps up to it, from the bare ground on, look equal."""
    found = [ground, *shades(readable(accent, ground), ground, ink, pages.SHADES)]
    steps = [abs(lightness(one) - lightness(other)) for one, other in itertools.pairwise(found)]
    assert contrast(ink, found[-1]) < READABLE + 0.15
    assert min(steps) > 5.7
    assert max(steps) < 1.3 * min(steps)


def test_a_table_of_two_dimensions_is_a_table_on_the_page() -> None:
    """Heads for both directions, a figure in every cell, shades by class, and a box of its own to scroll in."""
    page = pages.render(document(), "screen", lambda weight, characters: "")
    table = page[page.index('<table class="segment-table heat-map') :]
    table = table[: table.index("</table>")]
    assert 'scope="colgroup" colspan="11"' in table
    assert table.count("<td") == table.count('<span class="figure') == 4 * 11
    assert "heat-6" in table
    assert page.count('<div class="scroll" tabindex="0" role="group" aria-labelledby="t-s3h1">') == 1


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_a_state_stands_beneath_its_figure_and_not_under_a_change(medium: Literal["screen", "print"]) -> None:
    """A column "vs Oct 2025" holds changes alone: a state in it would be read as that of the change."""
    part = section("All")
    (table,) = part.tables
    *others, total = table.rows
    late = replace(total.cells[0], state=State("off_track", "off track"))
    table = replace(table, rows=(*others, replace(total, cells=(late, *total.cells[1:]))))
    made = replace(document(), sections=(replace(part, tables=(table,)),))
    page = pages.render(made, medium, lambda weight, characters: "")
    row = page[page.index('class="total"') :]
    cells = row[: row.index("</tr>")].split("<td")[1:]
    assert len(cells) == 2
    assert "off track" in cells[0]
    assert '<span class="change' in cells[1]
    assert "off track" not in cells[1]


@pytest.mark.parametrize(("language", "other"), [("fr", "Autres"), ("ru", "Прочие")])
def test_other_has_its_word(language: str, other: str) -> None:
    """In the reader's language."""
    assert other in [row.label for part in document(language).sections for table in part.tables for row in table.rows]
