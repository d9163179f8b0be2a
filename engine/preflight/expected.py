"""What each output of a report is expected to show: every figure of it, beside the name that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.model.document import Document, Section
from engine.model.figures import Change, Figure, Standing
from engine.model.tables import ComparisonTable, FunnelTable, HeatMap, SegmentTable


@dataclass(frozen=True, slots=True)
class Row:
    """What has to stand together: a name with its figures, and the reasons of those that have no value.

    `where` says which card or table it is of, in the words of a message.
    """

    where: str
    label: str
    texts: tuple[str, ...]
    reasons: tuple[str, ...] = ()


def rows(document: Document) -> Iterator[Row]:
    """Every row that a report's pages have to show."""
    yield Row("the first page", document.headline, ())
    if document.incomplete:
        yield Row("the first page", document.incomplete, ())
    yield from (Row("the insights", sentence, ()) for sentence in document.insights)
    for group in (*document.scorecard, *document.by_segment.groups):
        yield from (_standing("the scorecard", row, group.title) for row in group.rows)
    yield from (_standing("the cards", card) for card in document.cards)
    for section in document.sections:
        yield from of_section(section)


def of_section(section: Section) -> Iterator[Row]:
    """Every row of one section, its charts by their titles."""
    yield from (_standing(f"section '{section.title}'", card) for card in section.standings)
    yield from (Row(f"the charts of '{section.title}'", chart.title, ()) for chart in section.charts)
    yield from (Row(f"section '{section.title}'", gap.title, ()) for gap in section.gaps)
    for table in (*section.tables, *section.beneath):
        yield from _segments(table, section)
    for heat_map in section.heat_maps:
        yield from _heat_map(heat_map, section)
    for funnel in section.funnels:
        yield from _funnel(funnel, section)
    if section.comparisons:
        yield from _comparisons(section.comparisons, section)


def _standing(where: str, item: Standing, group: str = "") -> Row:
    figures = [item.value, item.latest, item.target, item.to_date if where == "the scorecard" else None]
    if item.attainment is not None and item.attainment.value is not None:
        figures.append(item.attainment)
    return _row(f"{where}, {group}" if group else where, item.label, figures, (item.previous, item.year_ago))


def _row(
    where: str, label: str, figures: Iterable[Figure | None], changes: Iterable[Change | None] = (), note: str = ""
) -> Row:
    """A row of figures; where its table says in a `note` what a dash stands for, that is the reason."""
    found = [figure for figure in figures if figure is not None]
    texts = (*(figure.text for figure in found), *(change.text for change in changes if change is not None))
    reasons = tuple(note or figure.reason for figure in found if figure.value is None)
    return Row(where, label, texts, reasons)


def _segments(table: SegmentTable, section: Section) -> Iterator[Row]:
    for row in table.rows:
        figures, changes = [cell.figure for cell in row.cells], [cell.year_ago for cell in row.cells]
        yield _row(_named(table.title, section), row.label, figures, changes)


def _heat_map(table: HeatMap, section: Section) -> Iterator[Row]:
    for row in table.rows:
        yield _row(_named(table.title, section), row.label, [cell.figure for cell in row.cells])


def _funnel(table: FunnelTable, section: Section) -> Iterator[Row]:
    for row in table.rows:
        # A step that is no share of the one before says so, in place of its rates.
        rates = () if row.note else (row.rate, row.previous_rate)
        figures = (row.value, row.previous, *rates, row.latest)
        yield _row(_named(table.title, section), row.label, figures, () if row.note else (row.change,))


def _comparisons(table: ComparisonTable, section: Section) -> Iterator[Row]:
    for row in table.rows:
        yield _row(_named(table.title, section), row.label, [row.value], [cell.change for cell in row.cells])


def _named(table: str, section: Section) -> str:
    return f"the table '{table}' of '{section.title}'"
