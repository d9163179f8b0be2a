"""The spreadsheet to look at: nothing is cut, and words stand apart from figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest

from engine.formats.xlsx.lines import HEAD_LINES, head_width, lines
from tests.formats.test_xlsx import made
from tests.formats.workbook import NAME, Stands, opened

LANGUAGES = ["en", "fr", "ru"]
HIGH = 15  # points that a line has


class Styles:
    """How the cells of a file are set."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(io.BytesIO(data)) as file:
            styles = Xml.fromstring(file.read("xl/styles.xml"))
        looks, fonts = styles.find(f"{NAME}cellXfs"), styles.find(f"{NAME}fonts")
        assert looks is not None
        assert fonts is not None
        self.looks, self.fonts = list(looks), list(fonts)

    def place(self, cell: Xml.Element) -> dict[str, str]:
        """How a cell's text is placed."""
        found = self.looks[int(cell.get("s") or 0)].find(f"{NAME}alignment")
        return dict(found.attrib) if found is not None else {}

    def bold(self, cell: Xml.Element) -> bool:
        font = self.fonts[int(self.looks[int(cell.get("s") or 0)].get("fontId") or 0)]
        return font.find(f"{NAME}b") is not None

    def size(self, cell: Xml.Element) -> float:
        size = self.fonts[int(self.looks[int(cell.get("s") or 0)].get("fontId") or 0)].find(f"{NAME}sz")
        assert size is not None
        return float(str(size.get("val")))


def text(cell: Xml.Element) -> str:
    return "".join(part.text or "" for part in cell.iter(f"{NAME}t"))


def column(cell: Xml.Element) -> str:
    return str(cell.get("r")).rstrip("0123456789")


def widths(sheet: Stands) -> dict[str, float]:
    """Columns by letter; a sheet of ours has fewer than 27 or they are not asked for."""
    return {
        chr(64 + number): float(str(one.get("width")))
        for one in sheet.one("cols") for number in range(int(str(one.get("min"))), int(str(one.get("max"))) + 1)
    }  # fmt: skip


def merged(sheet: Stands) -> dict[str, str]:
    """From the first cell of each line over several columns to the letter of its last column."""
    ends = (str(one.get("ref")).split(":") for one in sheet.xml.iter(f"{NAME}mergeCell"))
    return {first: last.rstrip("0123456789") for first, last in ends}


def broken(sheet: Stands, styles: Styles) -> Iterator[tuple[Xml.Element, Xml.Element, float]]:
    """Each text that may break, its row, and how wide the place is that it has, in letters of its size."""
    wide, over = widths(sheet), merged(sheet)
    for row in sheet.xml.iter(f"{NAME}row"):
        for cell in row:
            if text(cell) and styles.place(cell).get("wrapText") == "1":
                first, last = column(cell), over.get(str(cell.get("r")), column(cell))
                room = sum(width for letter, width in wide.items() if first <= letter <= last)
                yield row, cell, room * 11 / styles.size(cell)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_as_high_as_their_texts(language: str) -> None:
    """Heads, titles, remarks, notes: each line of a text that breaks has its height, and no word of a head is cut."""
    styles, seen = Styles(made(language)), 0
    for sheet in opened(made(language)).values():
        for row, cell, room in broken(sheet, styles):
            count = lines(text(cell), room)
            assert float(row.get("ht") or HIGH) >= count * HIGH * styles.size(cell) / 11 - 1, text(cell)
            seen += count > 1
            if styles.bold(cell):
                assert max(map(len, text(cell).split(" "))) <= room, text(cell)
    assert seen > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_apart_from_figures(language: str) -> None:
    """A text to the left in a column behind the first is indented: the figure before it ends where it begins."""
    styles, seen = Styles(made(language)), 0
    for sheet in opened(made(language)).values():
        for cell in sheet.xml.iter(f"{NAME}c"):
            place = styles.place(cell)
            if text(cell) and column(cell) != "A" and place.get("horizontal") != "right":
                assert (place.get("horizontal"), place.get("indent")) == ("left", "1"), text(cell)
                seen += 1
    assert seen > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_head_stands_over_its_column(language: str) -> None:
    """To the left over states and words, to the right over numbers, on the first sheet and on the last."""
    styles, found = Styles(made(language)), list(opened(made(language)).values())
    for sheet in (found[0], found[-1]):
        rows = [list(row) for row in sheet.xml.iter(f"{NAME}row")]
        at = next(
            n for n, row in enumerate(rows) if len(row) > 8 and all(styles.bold(cell) and text(cell) for cell in row)
        )
        heads = {column(cell): styles.place(cell).get("horizontal", "left") for cell in rows[at]}
        for row in rows[at + 1 :]:
            for cell in row[1:] if len(row) > 5 else []:
                number = cell.get("t") is None and cell.find(f"{NAME}v") is not None
                if number:
                    assert heads[column(cell)] == "right", cell.get("r")
                elif text(cell) and styles.place(cell).get("horizontal") == "left":
                    assert heads[column(cell)] == "left", text(cell)


@pytest.mark.parametrize(
    ("said", "width", "count"),
    [("", 5, 1), ("one two", 7, 1), ("one two", 6, 2), ("one\ntwo", 9, 2), ("abcdefghij", 4, 3), ("a\u00a0b c", 3, 2),
     ("ab abcdefgh", 4, 3)],
)  # fmt: skip
def test_lines_are_counted_as_a_spreadsheet_breaks_them(said: str, width: int, count: int) -> None:
    """At spaces, at line feeds, and where a word is longer than the line."""
    assert lines(said, width) == count


@pytest.mark.parametrize("head", ["", "Value", "Lead conversion rate (Jul 2026): vs Jul 2025", "a b c d e f g h i j k"])
def test_a_head_takes_four_lines_at_most(head: str) -> None:
    """In a column as wide as that, and no word of it is broken."""
    assert lines(head, head_width(head)) <= HEAD_LINES
    assert head_width(head) >= max(map(len, head.split(" ")))
