"""A spreadsheet while it is written, row after row: looks, widths, heights, what is frozen and what is printed.

The only file that imports xlsxwriter. A row that is written is on the disk. Rows wait until all widths of their sheet
are known, for a height follows from them; those of a long sheet wait for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

from engine import colours
from engine.formats.xlsx.cells import EMPTY, SHAPES, Cell, Cells, Look
from engine.formats.xlsx.lines import WIDER, head_width, lines
from engine.model.document import Document
from engine.model.unit import StateCode
from engine.numbers import Numbers
from engine.words import catalogue

PAPERS: Final = {"Letter": 1, "Legal": 5, "A3": 8, "A4": 9}
LONGEST_TEXT: Final = 32_767  # UTF-16 units in a cell
LONGEST_FOOTER: Final = 120  # what it says of the report, of the 255 that a footer may have
NARROWEST, WIDEST, WIDEST_TEXT = 9, 30, 44  # columns, in characters; those whose texts break are wide
BESIDE: Final = 2  # characters of a column that stay empty
READ: Final = 110  # characters that a line of text runs over, at least
LINE: Final = 15.0  # its height, in points
SIZE: Final = 11  # of letters
MARGINS: Final = {"left": 0.45, "right": 0.45, "top": 0.5, "bottom": 0.65}  # of a printed page, in inches

TITLE: Look = (("bold", True), ("font_size", 14), ("text_wrap", True), ("valign", "top"))
HEADING: Look = (("bold", True), ("font_size", 12), ("text_wrap", True), ("valign", "top"))
NOTE: Look = (("font_color", colours.MUTED), ("text_wrap", True), ("valign", "top"))
PLAIN: Look = (("text_wrap", True), ("valign", "top"))
HEAD: Look = (("bold", True), ("text_wrap", True), ("valign", "bottom"), ("bottom", 1))
APART: Look = (("align", "left"), ("indent", 1))  # a text beside a number: it would touch it
HEAD_OF_TEXTS: Look = (*HEAD, *APART)
HEAD_OF_NUMBERS: Look = (*HEAD, ("align", "right"))
GROUP: Look = (("bold", True), ("bg_color", colours.USUAL), ("valign", "top"))
STATES: Final[dict[StateCode, dict[str, object]]] = {
    "on_track": {"font_color": colours.GOOD, "bg_color": "#e3f3ea"},
    "at_risk": {"font_color": "#7a4b00", "bg_color": "#fdf1d8"},
    "off_track": {"font_color": colours.BAD, "bg_color": "#fbe6e4", "bold": True},
    "not_measurable": {"font_color": colours.MUTED},
    "no_target": {"font_color": colours.MUTED},
}


class Book:
    """The whole file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = catalogue(document.language)
        numbers = Numbers(document.language)
        self.cells, self.colon = Cells(numbers, self.say), numbers.colon
        self._file = BytesIO()
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        self._book = xlsxwriter.Workbook(self._file, options)
        self._looks: dict[Look, Any] = {}
        # The clock would make two runs differ: the file is as old as the period that it tells of.
        dated = datetime.combine(document.period_end, time())
        self._book.set_properties({
            "title": f"{document.title} – {document.period}", "author": document.company,
            "company": document.company, "comments": document.generator, "created": dated,
        })  # fmt: skip

    def say(self, words: str) -> str:
        """Fixed words in the report's language."""
        return self.words.gettext(words)

    def look(self, look: Look) -> Any:
        """A look, made once."""
        if look not in self._looks:
            self._looks[look] = self._book.add_format(dict(look))
        return self._looks[look]

    def sheet(self, name: str, *, long: bool = False) -> Sheet:
        """One more sheet."""
        return Sheet(self, self._book.add_worksheet(name), long=long)

    def conditional(self, code: StateCode) -> Any:
        """The colours of a state."""
        return self.look(tuple(STATES[code].items()))

    def closed(self) -> bytes:
        """The bytes of the file, once everything is in it."""
        self._book.close()
        return dated_alike(self._file)


class Sheet:
    """One sheet; `row` is the next one to be written, counted from 0. Rows of a `long` one are written at once."""

    def __init__(self, book: Book, sheet: Any, *, long: bool = False) -> None:
        self.book, self._sheet, self.row, self.long = book, sheet, 0, long
        self.widths: dict[int, int] = {}
        self._states: dict[int, tuple[int, int]] = {}  # columns with states, from which row to which
        self._waiting: list[tuple[int, list[Cell] | Cell]] = []  # a row with its number; a line is one cell
        self._head: list[Cell] = []
        document = book.document
        sheet.set_landscape()
        sheet.set_paper(PAPERS[document.page])
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.hide_gridlines(2)
        said = f"{document.company} – {document.title} – {document.period}"[:LONGEST_FOOTER]
        page = book.say("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        sheet.set_footer(f"&L{said.replace('&', '&&')}&R{page}")

    def line(self, text: str, look: Look = PLAIN) -> None:
        """A text over several columns, as high as it needs."""
        if text:
            self._waiting.append((self.row, Cell(text, text, look)))
            self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def head(self, words: Sequence[str], left: Collection[int] = ()) -> None:
        """The head of a table: over texts to the left, over numbers to the right.

        Which columns are texts is seen in their rows, and has to be told where they do not wait.
        """
        self._head = [
            Cell(word, word, HEAD if column == 0 else HEAD_OF_TEXTS if column in left else HEAD_OF_NUMBERS)
            for column, word in enumerate(words)
        ]
        for column, word in enumerate(words):
            self._widen(column, head_width(word), WIDEST)
        self._next(self._head)

    def group(self, title: str, columns: int) -> None:
        """A row that stands over others."""
        self._next([Cell(title if column == 0 else "", "", GROUP) for column in range(columns)])

    def write(self, cells: Iterable[Cell], more: Look = ()) -> None:
        """A row of a table; `more` is added to the look of each cell."""
        row = []
        for column, cell in enumerate(cells):
            look = cell.look
            if column and cell.value and isinstance(cell.value, str) and ("align", "right") not in look:
                look = (*look, *APART)
                if not self.long and column < len(self._head):
                    self._head[column] = replace(self._head[column], look=HEAD_OF_TEXTS)
            if cell.state:
                first, _ = self._states.get(column, (self.row, self.row))
                self._states[column] = first, self.row
            longest = max(map(len, cell.shown.split("\n")))
            self._widen(column, longest + (("indent", 1) in look), WIDEST_TEXT if _breaks(cell) else WIDEST)
            row.append(replace(cell, look=(*look, *more)))
        self._next(row)

    def freeze(self, rows: int, columns: int = 1) -> None:
        """So many rows and columns stay in sight; the last of the rows is repeated on each printed page."""
        self._sheet.freeze_panes(rows, columns)
        self._sheet.repeat_rows(rows - 1)

    def filter(self, first: int, columns: int) -> None:
        """Filters in the head of the table that begins at a row and ends with the last one written."""
        self._sheet.autofilter(first, 0, max(first, self.row - 1), columns - 1)

    def done(self) -> None:
        """What waited, widths of columns, and colours of states."""
        across = self._across() if not self.long else 0
        for number, row in self._waiting:
            if isinstance(row, Cell):
                self._line(number, row, across)
            else:
                self._row(number, row)
        for column in sorted(self.widths):
            self._sheet.set_column(column, column, self._width(column))
        for column, (first, last) in sorted(self._states.items()):
            for code, shape in SHAPES.items():
                rule = {"type": "text", "criteria": "begins with", "value": f"{shape} ",
                        "format": self.book.conditional(code)}  # fmt: skip
                _done(self._sheet.conditional_format(first, column, last, column, rule))

    def _next(self, row: list[Cell]) -> None:
        if self.long:
            self._row(self.row, row)
        else:
            self._waiting.append((self.row, row))
        self.row += 1

    def _row(self, number: int, row: list[Cell]) -> None:
        """A row of a table, as high as the cell with the most lines."""
        most = max((self._lines(column, cell) for column, cell in enumerate(row)), default=1)
        self._sheet.set_row(number, LINE * most)
        for column, cell in enumerate(row):
            look, value = self.book.look(cell.look), cell.value
            if isinstance(value, str):
                if value or cell.look != EMPTY.look:
                    _done(self._sheet.write_string(number, column, _held(value), look))
            elif isinstance(value, date):
                _done(self._sheet.write_datetime(number, column, datetime.combine(value, time()), look))
            else:
                _done(self._sheet.write_number(number, column, value, look))

    def _lines(self, column: int, cell: Cell) -> int:
        wider = WIDER if ("bold", True) in cell.look else 1
        return lines(cell.shown, (self._width(column) - BESIDE / 2) / wider) if _breaks(cell) else 1

    def _line(self, number: int, cell: Cell, across: int) -> None:
        """A text over so many columns."""
        look, text = self.book.look(cell.look), cell.shown
        size = next((float(str(size)) for name, size in cell.look if name == "font_size"), SIZE) / SIZE
        wider = WIDER if ("bold", True) in cell.look else 1
        width = sum(map(self._width, range(across))) / size / wider
        self._sheet.set_row(number, math.ceil(LINE * lines(text, width) * size))
        _done(self._sheet.merge_range(number, 0, number, across - 1, "", look))
        _done(self._sheet.write_string(number, 0, _held(text), look))

    def _across(self) -> int:
        """How many columns, of a table or none, a line of text needs."""
        across = 0
        while across < 2 or sum(map(self._width, range(across))) < READ:
            self._widen(across, NARROWEST, WIDEST)
            across += 1
        return across

    def _width(self, column: int) -> int:
        return max(self.widths.get(column, 0), NARROWEST) + BESIDE

    def _widen(self, column: int, width: int, most: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), min(width, most))


def _breaks(cell: Cell) -> bool:
    return ("text_wrap", True) in cell.look


def _held(text: str) -> str:
    """A text as long as a cell holds; more is cut with an ellipsis."""
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _done(code: int | None) -> None:
    """Raise where xlsxwriter says by a number that it left something out: no file rather than half of one."""
    if code:
        raise ValueError(f"a cell cannot be written ({code})")


def dated_alike(file: BytesIO) -> bytes:
    """The same archive without the clock, the owner and the rights of the files that it was put together from."""
    result = BytesIO()
    with ZipFile(file) as made, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for entry in made.infolist():
            plain = ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type, plain.create_system, plain.external_attr = ZIP_DEFLATED, 0, 0
            target.writestr(plain, made.read(entry))
    return result.getvalue()
