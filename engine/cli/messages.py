"""Issues as a person reads them in a terminal: the place, the line, a mark under it, the mend."""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from engine.cli.lines import line_of
from engine.errors import Issue

STYLES = {"error": "bold red", "warning": "bold yellow"}
TURNING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
WIDEST = 160  # of a quoted line; a longer one is shown around its mark


def show(issues: tuple[Issue, ...], stream: TextIO | None = None, outcome: str = "") -> None:
    """Write issues to stderr, in colour on a terminal; behind several errors their number, and what came of it."""
    console = Console(file=stream or sys.stderr, soft_wrap=True, highlight=False, emoji=False)
    for issue in issues:
        console.print(formatted(issue))
    errors = sum(issue.level == "error" for issue in issues)
    if errors > 1:
        console.print(f"{errors} errors; {outcome}." if outcome else f"{errors} errors.")
    if issues and console.file.isatty():
        codes = {issue.code for issue in issues}
        asked = (
            f"kpi help {codes.pop()} explains the message" if len(codes) == 1 else "kpi help CODE explains a message"
        )
        console.print(asked, style="dim")


def formatted(issue: Issue) -> Text:
    """One issue in the form of the language's section 6."""
    text = Text()
    place = issue.place
    if there := where(issue):  # a fault of the pages stands in no file
        text.append(there, "bold").append(": ")
    text.append(f"{issue.level}[{issue.code}]", STYLES[issue.level])
    text.append(f": {plain(issue.message)}")
    parts = quoted(issue)
    if parts is None:
        if issue.hint:
            text.append(f"\n     = {plain(issue.hint)}", "cyan")
        return text
    before, marked, _ = parts
    number = f"{place.line:5} "
    text.append(f"\n{number}| ", "dim").append("".join(parts))
    # Counted in the cells of a terminal: an accent may take none, a wide letter two.
    text.append("\n" + " " * len(number) + "| ", "dim").append(" " * cell_len(before))
    text.append("^" * max(1, cell_len(marked)), STYLES[issue.level])
    if issue.hint:
        text.append(f" {plain(issue.hint)}", "cyan")
    return text


def where(issue: Issue) -> str:
    """The place of an issue; empty where it has none."""
    place = issue.place
    return plain(f"{place.file}:{place.line}:{place.column}" if place.line else place.file)


def quoted(issue: Issue) -> tuple[str, str, str] | None:
    """The line that an issue is about: what stands before the marked part, this part, and what follows."""
    line = line_of(issue.place)
    if line is None:
        return None
    shown, column = _around(plain(line), issue.place.column)
    start, end = column - 1, column - 1 + max(1, issue.place.length)
    return shown[:start], shown[start:end], shown[end:]


def plain(text: str) -> str:
    """Text on one line and without what would steer the terminal, each character still one character."""
    return "".join(" " if sign in "\t\r\n" else sign if _is_shown(sign) else "\ufffd" for sign in text)


def _is_shown(sign: str) -> bool:
    # Cc steers the terminal; the others turn the direction of writing round.
    return unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") and sign not in TURNING


def _around(line: str, column: int) -> tuple[str, int]:
    """A long line cut to the part around its mark, and the mark's column in it."""
    if len(line) <= WIDEST:
        return line, column
    start = max(0, min(column - WIDEST // 2, len(line) - WIDEST))
    before, after = "…" if start else "", "…" if start + WIDEST < len(line) else ""
    return before + line[start : start + WIDEST] + after, column - start + len(before)
