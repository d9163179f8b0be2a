"""The last sheet: every figure as a row, for filters and pivot tables."""

from __future__ import annotations

from engine.formats.xlsx.book import Book
from engine.formats.xlsx.cells import EMPTY, RIGHT, Cell
from engine.model.values import ValueRow


def write(book: Book, name: str) -> None:
    """One table from the first row on, with filters."""
    sheet, table, say = book.sheet(name, long=True), book.document.values, book.say
    heads = [
        say("KPI"), say("Name"), say("Period"), say("Stretch"), say("From"), say("To"), *table.dimensions,
        say("Value"), say("Unit"), say("Target"), say("Attainment"), say("State"), say("Provisional"),
        say("Previous period"), say("A year before"), say("Benchmark"),
        say("Numerator"), say("Denominator"), say("Rows"), say("Reason"),
    ]  # fmt: skip
    texts = {
        say("KPI"), say("Name"), say("Period"), say("Stretch"), *table.dimensions,
        say("Unit"), say("State"), say("Reason"),
    }  # fmt: skip
    sheet.head(heads, [column for column, head in enumerate(heads) if head in texts])
    sheet.freeze(1, 2)
    for row in table.rows:
        sheet.write(_cells(book, row))
    sheet.filter(0, len(heads))
    sheet.done()


def _cells(book: Book, row: ValueRow) -> list[Cell]:
    cells, figure = book.cells, row.figure
    return [
        cells.text(row.kpi), cells.text(row.label), cells.text(row.period), cells.text(row.stretch),
        cells.day(row.first), cells.day(row.last), *map(cells.text, row.segments),
        cells.plain(figure), cells.text(row.unit),
        cells.plain(row.target), cells.plain(row.attainment), cells.state(row.state),
        cells.text(book.say("provisional"), RIGHT) if row.provisional else EMPTY,
        cells.plain(row.previous), cells.plain(row.year_ago), cells.plain(row.benchmark),
        cells.count(row.numerator), cells.count(row.denominator), cells.count(row.rows), cells.text(figure.reason),
    ]  # fmt: skip
