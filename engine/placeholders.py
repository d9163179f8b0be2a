"""Reads the placeholders of a sentence: `{kpi}`, `{kpi.form}`, and `{{` for a brace."""

from __future__ import annotations

import re

from engine.model.sentences import Placeholder, Sentence

PART = re.compile(r"\{\{|\}\}|\{[^{}\n]*\}?")
NAME = re.compile(r"\{\s*(\w+)(?:\.(\w+))?\s*\}")
NOT_CLOSED = "the brace '{' is not closed"


def parsed(text: str) -> tuple[Sentence, tuple[tuple[int, int, str], ...]]:
    """A text in its parts; and where something is wrong with its braces, as (start, length, message)."""
    parts: list[str | Placeholder] = []
    wrong: list[tuple[int, int, str]] = []
    begin = 0
    for match in PART.finditer(text):
        parts.append(text[begin : match.start()])
        begin = match.end()
        if match[0] in ("{{", "}}"):
            parts.append(match[0][0])
        elif name := NAME.fullmatch(match[0]):
            parts.append(Placeholder(name[1], name[2] or "", match.start(), len(match[0])))
        elif match[0].endswith("}"):
            wrong.append((match.start(), len(match[0]), f"'{match[0]}' names no KPI"))
        else:
            wrong.append((match.start(), 1, NOT_CLOSED))
    parts.append(text[begin:])
    return joined(parts), tuple(wrong)


def joined(parts: list[str | Placeholder]) -> Sentence:
    """The parts without empty texts, and neighbouring texts as one."""
    found: list[str | Placeholder] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
