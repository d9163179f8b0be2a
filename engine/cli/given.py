"""What a test was given, as a small table for a terminal."""

from __future__ import annotations

from engine.model.outcomes import Counted, Outcome
from engine.model.tests import GivenRow, GivenRows

SHOWN = 20  # rows of each dataset


def given_rows(outcome: Outcome) -> list[str]:
    """The rows that a failed test was given, in a small table, with what each counts in, or why it does not."""
    counted = {one.dataset: one for one in outcome.counted}
    lines: list[str] = []
    if outcome.value is not None and outcome.issues:
        for given in outcome.test.rows:
            if given.rows:
                lines += ["  " + line for line in _table(given, counted.get(given.dataset.text))]
    return [f"{outcome.test.name}:", *lines] if lines else []


def _table(given: GivenRows, counted: Counted | None) -> list[str]:
    """A line for each row; several aggregates have a column each, one has a word before the row."""
    columns = list(dict.fromkeys(cell.column.text for row in given.rows for cell in row.cells))
    several = counted.aggregates if counted is not None and len(counted.aggregates) > 1 else ()
    columns += _deciding(columns, given, counted)
    table = [[given.dataset.text, *columns, *several, ""]]
    for number, row in enumerate(given.rows[:SHOWN]):
        flags, why = counted.rows[number] if counted is not None else ((), "")
        word = "" if several or not flags else "counts" if flags[0] else "– does not count"
        times = f"{row.times} times" if row.times != 1 else ""
        marks = ["✓" if flag else "–" for flag in flags] if several else []
        texts = [_cell(row, column, counted) for column in columns]
        table.append([" ".join(filter(None, (word, times))), *texts, *marks, why])
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in table]
    beyond = len(given.rows) - SHOWN
    return [*lines, *([f"and {beyond} more"] if beyond > 0 else [])]


def _deciding(columns: list[str], given: GivenRows, counted: Counted | None) -> list[str]:
    """The columns that no row gives and that left one out; what is looked up has rows of its own."""
    if counted is None:
        return []
    reasons = {why for _, why in counted.rows}
    return [
        column for column in counted.columns
        if column not in columns and "." not in column and f"{column} is empty" in reasons
    ]  # fmt: skip


def _cell(row: GivenRow, column: str, counted: Counted | None) -> str:
    """A value as it is given; what is left out is empty, or was put into the period."""
    cell = row.cell(column)
    if cell is not None:
        return "null" if cell.text is None else cell.text
    if counted is not None and column in counted.filled:
        return "(in the period)"
    return "(empty)" if counted is not None and column in counted.columns and "." not in column else ""
