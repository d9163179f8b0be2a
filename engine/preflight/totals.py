"""Whether what a table shows adds up to the total that it shows, with what it says it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import OUR_FAULT, Issue, Place
from engine.exact import added, make_up
from engine.model.document import Document, Section
from engine.model.figures import Figure
from engine.model.tables import HeatMap
from engine.model.unit import Number


def wrong_totals(document: Document) -> Iterator[Issue]:
    """The totals of tables that their rows do not make up."""
    for section in document.sections:
        for _, issue in of_section(section):
            yield issue


def of_section(section: Section) -> Iterator[tuple[str, Issue]]:
    """The tables of a section with a wrong total, by their ids; of each the first."""
    for table in section.tables:
        for column, left in enumerate(table.left):
            figures = [row.cells[column].figure for row in table.rows]
            if left is not None and (message := _unequal(figures[:-1], left, figures[-1])):
                yield table.id, _issue(f"'{table.columns[column]}' of the table '{table.title}'", section, message)
                break
    for heat_map in section.heat_maps:
        for name, figures in _lines(heat_map):
            if message := _unequal(figures[:-1], 0, figures[-1]):
                yield heat_map.id, _issue(f"'{name}' of the table '{heat_map.title}'", section, message)
                break


def looked_at(document: Document) -> int:
    """How many totals can be looked at: of what adds up."""
    tables = sum(left is not None for section in document.sections for table in section.tables for left in table.left)
    return tables + sum(1 for section in document.sections for one in section.heat_maps for _ in _lines(one))


def _lines(heat_map: HeatMap) -> Iterator[tuple[str, list[Figure]]]:
    """The rows and columns of a table in two directions, each with its total last, where they add up."""
    if not heat_map.adds_up:
        return
    for row in heat_map.rows:
        yield row.label, [cell.figure for cell in row.cells]
    for number, name in enumerate([*(column.label for column in heat_map.columns), heat_map.total]):
        yield name, [row.cells[number].figure for row in heat_map.rows]


def _issue(what: str, section: Section, message: str) -> Issue:
    told = f"{what} in section '{section.title}': {message}"
    return Issue("error", "does-not-add-up", Place(""), told, OUR_FAULT)


def _unequal(parts: Sequence[Figure], left: Number, total: Figure) -> str:
    """What does not add up, in words; empty where all does, and where there is no total."""
    if total.value is None:
        return ""
    numbers = [*(part.value for part in parts if part.value is not None), left]
    if make_up(numbers, total.value):
        return ""
    beside = f" with {left} that it leaves out" if left else ""
    return f"its rows{beside} add up to {added(numbers)}, and the total is {total.value} ({total.text})"
