"""What a test was given, as a small table for a terminal."""

from __future__ import annotations

from engine.model.outcomes import Outcome
from engine.model.tests import GivenRows

SHOWN = 20  # rows of each dataset


def given_rows(outcome: Outcome) -> list[str]:
    """The rows that a failed test was given, as lines of a small table, with a word at those that count."""
    counted = dict(outcome.counted)
    lines: list[str] = []
    if outcome.value is not None and outcome.issues:
        for given in outcome.test.rows:
            if given.rows:
                lines += ["  " + line for line in _table(given, counted.get(given.dataset.text))]
    return [f"{outcome.test.name}:", *lines] if lines else []


def _table(given: GivenRows, counted: tuple[bool, ...] | None) -> list[str]:
    columns = list(dict.fromkeys(cell.column.text for row in given.rows for cell in row.cells))
    table = [[given.dataset.text, *columns]]
    for number, row in enumerate(given.rows[:SHOWN]):
        counts = "" if counted is None else "counts" if counted[number] else "– does not count"
        times = f"{row.times} times" if row.times != 1 else ""
        cells = [row.cell(column) for column in columns]
        texts = ["" if cell is None else "null" if cell.text is None else cell.text for cell in cells]
        table.append([" ".join(filter(None, (counts, times))), *texts])
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in table]
    beyond = len(given.rows) - SHOWN
    return [*lines, *([f"and {beyond} more"] if beyond > 0 else [])]
