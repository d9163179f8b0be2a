"""From schema-checked YAML nodes to plain typed values; shared by the readers of each kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.errors import Place
from engine.model.written import Keys, Text, Written
from engine.spec.yaml import Mapping, Scalar


@dataclass(frozen=True, slots=True)
class Wrapped(Written):
    """A word whose characters do not stand one after the other in the file: with escapes, or over several lines."""

    places: tuple[tuple[int, int], ...] = ()  # the line and column of each character

    def at(self, start: int, length: int) -> Place:
        """The place of a part of the text, as far as it stands on its first line."""
        part = self.places[start : start + length]
        if not part:
            return self.place
        line, column = part[0]
        last = max(at for on, at in part if on == line)
        return Place(self.place.file, line, column, last - column + 1)


def written(node: Scalar) -> Written:
    """A word with its place."""
    if node.raw is not None:
        places = _places(node)
        return Wrapped(str(node), node.place, False, places) if places else Written(str(node), node.place, False)
    # A quoted word begins one character after its place.
    place = node.place if node.plain else node.place.shifted(1, max(1, node.place.length - 2))
    return Written(str(node), place)


ESCAPED = {"x": 4, "u": 6, "U": 10}  # how long an escape by number is; every other has two characters


def _places(node: Scalar) -> tuple[tuple[int, int], ...]:
    """The line and column of each character of a text that is written with escapes or over several lines."""
    raw = node.raw or ""
    at = raw.find("\n") if node.style in ("|", ">") else len(node.style)
    found: list[int] = []
    for character in node:
        if not character.isspace() or character not in " \n":
            at = _next(raw, at, node.style)
        length = _escape(raw, at, node.style)
        found.append(min(at + (length == 2 and not character.isspace()), len(raw) - 1))
        if character.isspace():
            at += length
            continue
        if raw[at : at + 1] != character and (length < 2 or (length == 2 and raw[at + 1] != character)):
            return ()  # it is written in a way that nobody counts in
        at += length or (2 if node.style == character == "'" else 1)
    return tuple(_line_and_column(raw, position, node.place) for position in found)


def _next(raw: str, at: int, style: str) -> int:
    """The next place that is no space, nor the end of a line that goes on."""
    while raw[at : at + 1].isspace() or (style == '"' and raw[at : at + 2] == "\\\n"):
        at += 1
    return at


def _escape(raw: str, at: int, style: str) -> int:
    """How long the escape at a place is; 0 where there is none."""
    return ESCAPED.get(raw[at + 1 : at + 2], 2) if style == '"' and raw[at : at + 1] == "\\" else 0


def _line_and_column(raw: str, position: int, start: Place) -> tuple[int, int]:
    before = raw[:position]
    lines = before.count("\n")
    return start.line + lines, len(before) - before.rfind("\n") if lines else start.column + position


def keys(mapping: Mapping) -> Keys:
    """Where the keys of a mapping stand, and those of the mappings in it."""
    found: list[tuple[str, Place, Place]] = []
    for key, value in mapping.pairs():
        found.append((str(key), key.place, value.place if isinstance(value, Scalar) else key.place))
        if isinstance(value, Mapping):
            found += [(f"{key}.{name}", at, within) for name, at, within in keys(value).places]
    return Keys(tuple(found))


def optional(mapping: Mapping, key: str) -> Written | None:
    """A word that may be absent."""
    return written(mapping[key]) if key in mapping else None


def words(mapping: Mapping, key: str) -> tuple[Written, ...]:
    """A list of words; empty where the key is absent."""
    return tuple(written(item) for item in mapping.get(key, ()))


def one_or_more(mapping: Mapping, key: str) -> tuple[Written, ...]:
    """A word, or a list of them; empty where the key is absent."""
    node = mapping.get(key, ())
    return (written(node),) if isinstance(node, Scalar) else tuple(written(item) for item in node)


def text(node: Any) -> Text:
    """A text in one or several languages."""
    if isinstance(node, Mapping):
        place = next((language.place for language, _ in node.pairs()), node.place)
        versions = tuple((str(language), str(version)) for language, version in node.items())
        return Text(versions, place, tuple(written(version) for version in node.values()))
    return Text((("", str(node)),), written=(written(node),) if isinstance(node, Scalar) else ())


def number(node: Scalar) -> Decimal:
    """An exact number; a percentage is its hundredth."""
    return Decimal(node[:-1]) / 100 if node.endswith("%") else Decimal(node)


def days(node: Scalar) -> int:
    """The days of "90 days"."""
    return int(node.split()[0])


def boolean(mapping: Mapping, key: str) -> bool:
    """True or false; false where the key is absent."""
    return str(mapping.get(key, "false")) == "true"


def day(node: Scalar) -> date:
    """A day; raises ValueError where the calendar has none such."""
    return date.fromisoformat(node)
