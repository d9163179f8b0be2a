"""Values that YAML reads and that a person did not mean: a text cut in two by a comma in braces, or by a '#'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.spec.causes import missing_space
from engine.spec.keys import is_key
from engine.spec.lines import quoted
from engine.spec.meant import numbers

CUT_OFF = re.compile(r"[ \t]*:?[ \t]*(#\S[^\r\n]*|[&!]\S[^\r\n]*)")
IN_TEXT = re.compile(r"[ \t]+(#\d[^\r\n,}\]]*)")
GLUED = re.compile(r"([A-Za-z_][\w-]*):(\S.*)")
WITHOUT = re.compile(r"([A-Za-z_]\w*)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Cut:
    """What is said of a key in braces without a ':', and what was meant: a key and a value, or more of the text."""

    message: str
    hint: str
    key: str = ""  # the key that is meant; without one the text belongs to the value before
    value: str = ""
    at: int = 0  # where the value begins in the text


def cut(text: str, before: str, joined: str) -> Cut:
    """The reading of a key without a ':' in braces.

    `before` is the key before it, `joined` that key's value with all up to here; both are empty where it is the first.
    """
    if glued := GLUED.fullmatch(text):
        return Cut(*missing_space(f"{glued[1]}:", glued[2]), glued[1], glued[2], glued.start(2))
    without = WITHOUT.fullmatch(text)
    of_language = re.fullmatch("[a-z]{2}", before) and not is_key(before)
    if without and is_key(without[1]) and not of_language:
        hint = f"write {without[1]}: {without[2]}"
        return Cut(f"a ':' is missing after '{without[1]}'", hint, without[1], without[2], without.start(2))
    if not before:
        return Cut(f"'{text}' stands in braces without a value", "write 'key: value', or leave the braces out")
    if meant := numbers(joined):
        other = f", or {meant[1]} where the comma is the decimal mark" if len(meant) > 1 and "%" not in joined else ""
        message = "the comma cuts this number in two: in braces it begins another key"
        return Cut(message, f"write {before}: {meant[0]}{other}")
    message = "the comma cuts this text in two: in braces it begins another key"
    return Cut(message, f"write {before}: {quoted(joined)}")


def cut_off(rest: str) -> str:
    """What stands after a key without a value and is not read: a colour after '#', a word after '&' or '!'."""
    found = CUT_OFF.match(rest)
    return found[1].rstrip() if found else ""


def cut_short(rest: str) -> str:
    """What stands after a text and is taken for a comment, while it looks like more of the text: "Team #1"."""
    found = IN_TEXT.match(rest)
    return found[1].rstrip() if found else ""
