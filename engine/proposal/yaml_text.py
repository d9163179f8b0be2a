"""YAML line by line with comments at its side: texts quoted where they must be, comments in one column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.model.datasets import ColumnSpec

WIDEST = 150  # of a line with its comment; a longer comment stands above its line
ALIGNED = 46
# What some reader of YAML takes for something else than a text.
WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "none", "y", "n", "nan"))
PLAIN = re.compile(r"(\.{1,2}/)*[^\W\d_][\w ./-]*(?<! )")
PLAIN_LINE = re.compile(r"[^\W\d_](?!.*(: | #)).*(?<![ :])")


def line(text: str) -> str:
    """A text as a YAML scalar with a line of its own."""
    return text if PLAIN_LINE.fullmatch(text) and text.isprintable() and text.lower() not in WORDS else quoted(text)


def quoted(text: str) -> str:
    """A text as a YAML scalar that reads as this very text, also inside [] and {}."""
    if PLAIN.fullmatch(text) and text.lower() not in WORDS and text.isprintable():
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return sign if sign.isprintable() else f"\\U{ord(sign):08X}"


def flow(items: Iterable[tuple[str, str]]) -> str:
    """A mapping on one line; the values are YAML already."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in items) + "}"


def flow_list(items: Iterable[str]) -> str:
    """A list of texts on one line."""
    return "[" + ", ".join(quoted(item) for item in items) + "]"


class Lines:
    """The lines of a file as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, depth: int, text: str = "", comment: str = "") -> None:
        """A line so many levels in; its comment at its side, or above it where that would be too long."""
        indent = "  " * depth
        comment = _one_line(comment)
        bare = f"{indent}{text}"
        if not comment:
            self.lines.append(bare)
            return
        aside = f"{bare:<{ALIGNED}} # {comment}"
        if text and len(aside) <= WIDEST:
            self.lines.append(aside)
            return
        for part in _wrapped(comment, WIDEST - 30 - len(indent)):
            self.lines.append(f"{indent}# {part}")
        if text:
            self.lines.append(bare)

    def text(self) -> str:
        """The whole file."""
        return "\n".join(line.rstrip() for line in self.lines) + "\n"


def _one_line(comment: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in comment).strip()


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def column_text(column: ColumnSpec) -> str:
    """A column's declaration: its type alone where nothing else is to be said."""
    items = [("type", column.reads)]
    if column.headers != (column.name,):
        items.append(("from", quoted(column.headers[0])))
    if column.reads == "money" and column.type.scale != 2:
        items.append(("scale", str(column.type.scale)))
    for key, value in (("currency", column.type.currency), ("format", column.format), ("locale", column.locale)):
        if value:
            items.append((key, quoted(value)))
    for key, values in (("true_values", column.true_values), ("false_values", column.false_values),
                        ("values", column.values)):  # fmt: skip
        if values:
            items.append((key, flow_list(values)))
    if column.type.nullable:
        items.append(("nullable", "true"))
    return column.reads if len(items) == 1 else flow(items)
