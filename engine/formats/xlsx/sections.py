"""The sheet of a section: its tables, one below the other, and what its charts say."""

from __future__ import annotations

from engine.formats.xlsx.book import HEADING, NOTE, TITLE, Book, Sheet
from engine.formats.xlsx.cells import EMPTY, INSTEAD, WRAPPED, Cell, Look
from engine.model.document import Section
from engine.model.tables import ComparisonTable, FunnelTable, HeatMap, SegmentCell, SegmentTable
from engine.numbers import NO_BREAK

TOTAL: Look = (("bold", True), ("top", 1))


def write(book: Book, name: str, section: Section) -> None:
    """A section, in the order of its page."""
    sheet = book.sheet(name)
    sheet.line(section.title, TITLE)
    sheet.freeze(sheet.row)
    figures: tuple[FunnelTable | SegmentTable, ...] = (*section.funnels, *section.beneath)
    beneath = {table.id: table for table in figures}
    for chart in section.charts:
        _opened(sheet, chart.title, chart.subtitle)
        if table := beneath.pop(chart.table, None):
            sheet.line(table.title, NOTE)
            _funnel(book, sheet, table) if isinstance(table, FunnelTable) else _segments(book, sheet, table)
        elif chart.failed:
            sheet.line(book.say("Missing here: this part could not be made."))
        else:
            sheet.line(chart.alt)
        sheet.line(chart.note, NOTE)
    for gap in section.gaps:
        if not gap.chart:
            _opened(sheet, gap.title)
            sheet.line(book.say("Missing here: this part could not be made."))
    for table in beneath.values():
        _opened(sheet, table.title)
        _funnel(book, sheet, table) if isinstance(table, FunnelTable) else _segments(book, sheet, table)
    if section.comparisons:
        _opened(sheet, section.comparisons.title)
        _comparisons(book, sheet, section.comparisons)
    for one in section.tables:
        _opened(sheet, one.title)
        _segments(book, sheet, one)
    for heat in section.heat_maps:
        _opened(sheet, heat.title, heat.subtitle)
        _heat_map(book, sheet, heat)
    sheet.done()


def _opened(sheet: Sheet, title: str, subtitle: str = "") -> None:
    sheet.gap()
    sheet.line(title, HEADING)
    sheet.line(subtitle, NOTE)


def _segments(book: Book, sheet: Sheet, table: SegmentTable) -> None:
    """A row for each segment; beside a figure what stands with it on the page, in columns of its own."""
    columns = list(zip(*(row.cells for row in table.rows), strict=True))
    heads = [table.dimension]
    for head, column in zip(table.columns, columns, strict=True):
        heads += [head, *(f"{head}{book.colon}{word}" for word in _beside_heads(book, column))]
    sheet.head(heads)
    for row in table.rows:
        cells = [book.cells.text(row.label, WRAPPED)]
        for cell, column in zip(row.cells, columns, strict=True):
            cells += [book.cells.figure(cell.figure), *_beside(book, cell, column)]
        sheet.write(cells, TOTAL if row.kind == "total" else ())
    sheet.line(_note(table), NOTE)


def _note(table: SegmentTable | HeatMap) -> str:
    """The note without why a dash stands somewhere: here the cells say it themselves."""
    before, _, after = table.note.partition(table.dashed) if table.dashed else (table.note, "", "")
    return " ".join(filter(None, (before.strip(), after.strip())))


def _beside_heads(book: Book, column: tuple[SegmentCell, ...]) -> list[str]:
    against = {cell.year_ago.against for cell in column if cell.year_ago}
    change = book.say("vs %(period)s") % {"period": against.pop()} if len(against) == 1 else book.say("vs last year")
    has = _has(column)
    heads = (change, book.say("State"), book.say("Benchmark"), book.say("95%% interval: %(interval)s").split("%(")[0])
    return [head.replace("%%", "%").strip(f" :{NO_BREAK}") for head, there in zip(heads, has, strict=True) if there]


def _beside(book: Book, cell: SegmentCell, column: tuple[SegmentCell, ...]) -> list[Cell]:
    cells = (
        book.cells.change(cell.year_ago), book.cells.state(cell.state), book.cells.text(cell.benchmark),
        book.cells.text(cell.figure.interval if cell.figure.few else ""),
    )  # fmt: skip
    return [one for one, there in zip(cells, _has(column), strict=True) if there]


def _has(column: tuple[SegmentCell, ...]) -> tuple[bool, bool, bool, bool]:
    """Whether any cell of a column has a change, a state, a benchmark, a few cases only."""
    return (
        any(cell.year_ago for cell in column), any(cell.state for cell in column),
        any(cell.benchmark for cell in column), any(cell.figure.few for cell in column),
    )  # fmt: skip


def _funnel(book: Book, sheet: Sheet, table: FunnelTable) -> None:
    """A row for each step."""
    sheet.head(table.heads)
    cells = book.cells
    for row in table.rows:
        rates = [cells.figure(row.rate), cells.figure(row.previous_rate), cells.change(row.change)]
        if row.note:
            rates = [cells.text(row.note, INSTEAD), EMPTY, EMPTY]
        latest = [cells.figure(row.latest)] if table.has_latest else []
        sheet.write(
            [cells.text(row.label, WRAPPED), cells.figure(row.value), cells.figure(row.previous), *rates, *latest]
        )


def _comparisons(book: Book, sheet: Sheet, table: ComparisonTable) -> None:
    """A row for each KPI; of each comparison the figure it is with, and the change."""
    cells = book.cells
    stretched = [any(row.cells[n].stretch for row in table.rows) for n in range(len(table.columns))]
    heads = [book.say("Figure"), book.say("Period"), table.period]
    for head, stretch in zip(table.columns, stretched, strict=True):
        heads += [head, f"{head} – {book.say('Comparison')}"] if stretch else [head]
        heads += [f"{head} – {book.say('Change')}"]
    sheet.head(heads)
    for row in table.rows:
        written = [cells.text(row.label, WRAPPED), cells.text(row.when or table.period), cells.figure(row.value)]
        for cell, stretch in zip(row.cells, stretched, strict=True):
            written += [cells.figure(cell.stretch)] if stretch else []
            written += [
                cells.figure(cell.against),
                cells.change(cell.change) if cell.change else cells.text(cell.reason, INSTEAD),
            ]
        sheet.write(written)
    sheet.line(table.note, NOTE)


def _heat_map(book: Book, sheet: Sheet, table: HeatMap) -> None:
    """A row for each segment of one dimension, a column for each of the other; written in thousands as on the page."""
    sheet.head([f"{table.rows_of} / {table.columns_of}", *(column.label for column in table.columns), table.total])
    for row in table.rows:
        figures = (book.cells.figure(cell.figure, thousands=table.thousands) for cell in row.cells)
        sheet.write([book.cells.text(row.label, WRAPPED), *figures], TOTAL if row.kind == "total" else ())
    sheet.line(_note(table), NOTE)
