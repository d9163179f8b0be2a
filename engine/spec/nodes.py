"""From schema-checked YAML nodes to plain typed values; shared by the readers of each kind of file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engine.model.specs import Text, Written
from engine.spec.yaml import Mapping, Scalar


def written(node: Scalar) -> Written:
    """A word with its place."""
    # A quoted word begins one character after its place.
    place = node.place if node.plain or not node.one_line else node.place.shifted(1, max(1, node.place.length - 2))
    return Written(str(node), place, node.one_line)


def optional(mapping: Mapping, key: str) -> Written | None:
    """A word that may be absent."""
    return written(mapping[key]) if key in mapping else None


def words(mapping: Mapping, key: str) -> tuple[Written, ...]:
    """A list of words; empty where the key is absent."""
    return tuple(written(item) for item in mapping.get(key, ()))


def text(node: Any) -> Text:
    """A text in one or several languages."""
    if isinstance(node, Mapping):
        return Text(tuple((str(language), str(version)) for language, version in node.items()))
    return Text((("", str(node)),))


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
