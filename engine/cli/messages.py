"""Issues as a person reads them in a terminal: the place, the line, a mark under it, the mend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from engine.errors import Issue

STYLES = {"error": "bold red", "warning": "bold yellow"}
WIDEST = 160  # of a quoted line; a longer one is shown around its mark


def show(issues: tuple[Issue, ...], stream: TextIO | None = None) -> None:
    """Write issues to stderr, in colour on a terminal."""
    console = Console(file=stream or sys.stderr, soft_wrap=True, highlight=False, emoji=False)
    for issue in issues:
        console.print(formatted(issue))
    errors = sum(issue.level == "error" for issue in issues)
    if errors > 1:
        console.print(f"{errors} errors; nothing was written.")


def formatted(issue: Issue) -> Text:
    """One issue in the form of the language's section 6."""
    text = Text()
    place = issue.place
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    text.append(where, "bold")
    text.append(": ")
    text.append(f"{issue.level}[{issue.code}]", STYLES[issue.level])
    text.append(f": {issue.message}")
    line = _line(issue)
    if line is None:
        if issue.hint:
            text.append(f"\n     = {issue.hint}", "cyan")
        return text
    shown, column = _around(line.expandtabs(1), place.column)
    number = f"{place.line:5} "
    length = max(1, min(place.length, len(shown) - column + 1))
    text.append(f"\n{number}| ", "dim").append(shown)
    text.append("\n" + " " * len(number) + "| ", "dim").append(" " * (column - 1))
    text.append("^" * length, STYLES[issue.level])
    if issue.hint:
        text.append(f" {issue.hint}", "cyan")
    return text


def _line(issue: Issue) -> str | None:
    """The line that the issue is about, read again from its file."""
    if not issue.place.line:
        return None
    path = Path(issue.place.file)
    if not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    lines = _decoded(data).splitlines()
    return lines[issue.place.line - 1].rstrip() if issue.place.line <= len(lines) else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _around(line: str, column: int) -> tuple[str, int]:
    """A long line cut to the part around its mark, and the mark's column in it."""
    if len(line) <= WIDEST:
        return line, column
    start = max(0, column - WIDEST // 2)
    return "…" + line[start : start + WIDEST] + "…", column - start + 1
