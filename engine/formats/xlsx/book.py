"""A spreadsheet while it is written, row after row: looks, widths, what is frozen and what is printed.

The only file that imports xlsxwriter. A row that is written is on the disk: only one is in memory at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

from engine import colours
from engine.formats.xlsx.cells import SHAPES, Cell, Cells, Look
from engine.model.document import Document
from engine.model.unit import StateCode
from engine.numbers import Numbers
from engine.words import catalogue

PAPERS: Final = {"Letter": 1, "Legal": 5, "A3": 8, "A4": 9}
LONGEST_TEXT: Final = 32_767  # UTF-16 units in a cell
LONGEST_FOOTER: Final = 120  # what it says of the report, of the 255 that a footer may have
NARROWEST, WIDEST, WIDEST_LABEL = 9, 30, 44  # columns, in characters
SPANNED: Final = 8  # columns that a line of text runs over
PER_LINE: Final = 92  # characters in such a line, at least
LINE: Final = 15.0  # its height

TITLE: Look = (("bold", True), ("font_size", 14), ("valign", "top"))
HEADING: Look = (("bold", True), ("font_size", 12), ("valign", "top"))
NOTE: Look = (("font_color", colours.MUTED), ("text_wrap", True), ("valign", "top"))
PLAIN: Look = (("text_wrap", True), ("valign", "top"))
HEAD: Look = (("bold", True), ("text_wrap", True), ("valign", "bottom"), ("bottom", 1))
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
        self.cells = Cells(Numbers(document.language), self.say)
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

    def sheet(self, name: str) -> Sheet:
        """One more sheet."""
        return Sheet(self, self._book.add_worksheet(name))

    def conditional(self, code: StateCode) -> Any:
        """The colours of a state."""
        return self.look(tuple(STATES[code].items()))

    def closed(self) -> bytes:
        """The bytes of the file, once everything is in it."""
        self._book.close()
        return dated_alike(self._file)


class Sheet:
    """One sheet; `row` is the next one to be written, counted from 0."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self._sheet, self.row = book, sheet, 0
        self.widths: dict[int, int] = {}
        self._states: dict[int, tuple[int, int]] = {}  # columns with states, from which row to which
        document = book.document
        sheet.set_landscape()
        sheet.set_paper(PAPERS[document.page])
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        said = f"{document.company} – {document.title} – {document.period}"[:LONGEST_FOOTER]
        page = book.say("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        sheet.set_footer(f"&L{said.replace('&', '&&')}&R{page}")

    def line(self, text: str, look: Look = PLAIN) -> None:
        """A text over several columns, as high as it needs."""
        if not text:
            return
        found = self.book.look(look)
        size = float(next((size for name, size in look if name == "font_size"), 11))  # type: ignore[arg-type]
        lines = sum(math.ceil(max(1, len(part)) * size / 11 / PER_LINE) for part in text.split("\n"))
        self._sheet.set_row(self.row, LINE * lines * size / 11)
        _done(self._sheet.merge_range(self.row, 0, self.row, SPANNED - 1, "", found))
        _done(self._sheet.write_string(self.row, 0, _held(text), found))
        self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def head(self, words: Sequence[str]) -> None:
        """The head of a table: the first column's word to the left, the others over their numbers."""
        for column, word in enumerate(words):
            look = HEAD if column == 0 else (*HEAD, ("align", "right"))
            _done(self._sheet.write_string(self.row, column, _held(word), self.book.look(look)))
            # A head may stand in two lines.
            self._widen(column, max(map(len, word.split()), default=0), len(word) // 2 + 1)
        self.row += 1

    def group(self, title: str, columns: int) -> None:
        """A row that stands over others."""
        for column in range(columns):
            _done(self._sheet.write_string(self.row, column, _held(title) if column == 0 else "", self._group()))
        self.row += 1

    def _group(self) -> Any:
        return self.book.look(GROUP)

    def write(self, cells: Iterable[Cell], more: Look = ()) -> None:
        """A row of a table; `more` is added to the look of each cell."""
        for column, cell in enumerate(cells):
            look, value = self.book.look((*cell.look, *more)), cell.value
            if isinstance(value, str):
                if value or more:
                    _done(self._sheet.write_string(self.row, column, _held(value), look))
                if cell.state:
                    first, _ = self._states.get(column, (self.row, self.row))
                    self._states[column] = first, self.row
            elif isinstance(value, date):
                _done(self._sheet.write_datetime(self.row, column, datetime.combine(value, time()), look))
            else:
                _done(self._sheet.write_number(self.row, column, value, look))
            self._widen(column, len(cell.shown))
        self.row += 1

    def freeze(self, rows: int, columns: int = 1) -> None:
        """So many rows and columns stay in sight; the last of the rows is repeated on each printed page."""
        self._sheet.freeze_panes(rows, columns)
        self._sheet.repeat_rows(rows - 1)

    def filter(self, first: int, columns: int) -> None:
        """Filters in the head of the table that begins at a row and ends with the last one written."""
        self._sheet.autofilter(first, 0, max(first, self.row - 1), columns - 1)

    def done(self) -> None:
        """Widths of columns, and colours of states: both are known at the end."""
        for column, width in sorted(self.widths.items()):
            widest = WIDEST_LABEL if column == 0 else WIDEST
            self._sheet.set_column(column, column, min(max(width, NARROWEST) + 2, widest))
        for column, (first, last) in sorted(self._states.items()):
            for code, shape in SHAPES.items():
                rule = {"type": "text", "criteria": "begins with", "value": f"{shape} ",
                        "format": self.book.conditional(code)}  # fmt: skip
                _done(self._sheet.conditional_format(first, column, last, column, rule))

    def _widen(self, column: int, *widths: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), *widths)


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
