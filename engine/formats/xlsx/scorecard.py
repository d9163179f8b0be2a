"""The first sheet: the answer, and every figure of the first page with what it is measured against."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from engine.formats.xlsx.book import HEADING, NOTE, TITLE, Book
from engine.formats.xlsx.cells import WRAPPED, Cell
from engine.model.document import Document
from engine.model.figures import ScorecardGroup, Standing

Column: TypeAlias = tuple[str, Callable[[Standing], Cell]]


def write(book: Book, name: str) -> None:
    """The scorecard, and above it what the report has to say."""
    document, sheet = book.document, book.sheet(name)
    sheet.line(f"{document.company} – {document.title} – {document.period}", TITLE)
    sheet.line(document.incomplete, HEADING)
    sheet.line(document.headline)
    groups = _groups(book, document)
    columns = _columns(book, [row for group in groups for row in group.rows])
    sheet.head([head for head, _ in columns])
    sheet.freeze(sheet.row)
    for group in groups:
        if group.title:
            sheet.group(group.title, len(columns))
        for row in group.rows:
            sheet.write([cell(row) for _, cell in columns])
    sheet.gap()
    for text in (document.attained, *document.insights, *document.scorecard_notes, *document.by_segment.notes):
        sheet.line(text)
    if document.decisions:
        sheet.line(book.say("Needs a decision"), HEADING)
    for decision in document.decisions:
        for one in (decision, *decision.parts):
            plans = "; ".join(f"{plan.action} ({plan.owner}, {plan.due}, {plan.word})" for plan in one.actions)
            sheet.line(" – ".join(filter(None, (one.label, one.sentence, plans or one.unplanned))))
    for text in document.footnotes:
        sheet.line(text, NOTE)
    sheet.done()


def _groups(book: Book, document: Document) -> tuple[ScorecardGroup, ...]:
    """The scorecard's groups, those of segments last; before them the cards that are in none."""
    listed = {row.kpi for group in document.scorecard for row in group.rows}
    cards = tuple(card for card in document.cards if card.kpi not in listed)
    return (
        *((ScorecardGroup(book.say("Key figures"), cards),) if cards else ()),
        *document.scorecard,
        *document.by_segment.groups,
    )


def _columns(book: Book, rows: list[Standing]) -> list[Column]:
    """The columns that any row has something in."""
    cells, say = book.cells, book.say
    to_date = say("Year to date")
    columns: list[Column] = [
        (say("Figure"), lambda row: cells.text(row.label, WRAPPED)),
        (say("Period"), lambda row: cells.text(row.when)),
        (say("Value"), lambda row: cells.figure(row.value)),
        (say("Target"), lambda row: cells.figure(row.target)),
        (say("Attainment"), lambda row: cells.figure(row.attainment)),
        (say("State"), lambda row: cells.state(row.state)),
        (say("vs previous"), lambda row: cells.change(row.previous)),
        (say("vs last year"), lambda row: cells.change(row.year_ago)),
        (to_date, lambda row: cells.figure(row.to_date)),
        (f"{to_date} – {say('Target')}", lambda row: cells.figure(row.to_date_target)),
        (f"{to_date} – {say('State')}", lambda row: cells.state(row.to_date_state)),
        (say("%(period)s so far") % {"period": book.document.period}, lambda row: cells.figure(row.latest)),
        (say("Remarks"), lambda row: cells.text(_remarks(row), WRAPPED)),
    ]
    return [(head, cell) for head, cell in columns if head == columns[0][0] or any(cell(row).shown for row in rows)]


def _remarks(row: Standing) -> str:
    """What the pages say beside a figure."""
    sign = row.sign.text if row.sign else ""
    source = f"{row.benchmark} ({row.benchmark_source})" if row.benchmark else ""
    return "\n".join(filter(None, (row.note, row.revised, sign, row.value.interval, source)))
