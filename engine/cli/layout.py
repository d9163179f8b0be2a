"""Lines of text for people: as wide as the terminal, numbers right-aligned, long text wrapped."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence

import click

MOST, PIPED = 100, 80  # columns: no line is longer than is read with ease; what is piped has no width of its own


def width() -> int:
    """How wide a line may be."""
    return min(MOST, shutil.get_terminal_size((PIPED, 24)).columns) if sys.stdout.isatty() else PIPED


def cells(text: str) -> int:
    """The cells of a terminal that a text takes: an accent may take none, a wide letter two."""
    from rich.cells import cell_len

    return cell_len(text)


def plain(text: str) -> str:
    """A text that people wrote, on one line, without what would steer the terminal."""
    from engine.cli.messages import plain as shown

    return shown(" ".join(text.split()))


def wrapped(text: str, indent: int, hanging: int | None = None) -> str:
    """A text in lines of the terminal's width, its further lines indented by `hanging`."""
    further = indent if hanging is None else hanging
    return textwrap.fill(
        plain(text), max(width(), further + 24), initial_indent=" " * indent, subsequent_indent=" " * further,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def heading(text: str) -> str:
    """The title of a part."""
    return "\n" + click.style(plain(text), bold=True)


def pairs(named: Sequence[tuple[str, str]], indent: int = 2) -> list[str]:
    """A name and what is said of it in each line, one under the other; without what says nothing."""
    said = [(name, text) for name, text in named if text]
    column = indent + max((cells(name) for name, _ in said), default=0) + 2
    lines = []
    for name, text in said:
        body = wrapped(text, column).lstrip()
        lines.append(" " * indent + click.style(name, dim=True) + " " * (column - indent - cells(name)) + body)
    return lines


def leader(text: str, number: str, indent: int, right: int) -> list[str]:
    """A text on the left and a number on the right, which ends in column `right`; a long text takes several lines."""
    room = right - cells(number) - 2
    lines = textwrap.wrap(plain(text), max(16, room - indent), break_long_words=False, break_on_hyphens=False) or [""]
    shown = [" " * indent + line if n == 0 else " " * (indent + 2) + line for n, line in enumerate(lines)]
    gap = " " * max(2, right - cells(shown[-1]) - cells(number))
    return [*shown[:-1], (shown[-1] + gap + number).rstrip()]
