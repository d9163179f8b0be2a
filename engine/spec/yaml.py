"""YAML with positions: every key and value knows its file, line and column; scalars stay text.

What a scalar means is decided by the schema, from its text: `01` stays a code, `on` stays a word, `2026-10` no
date. libyaml's events are read one by one, so that nesting, aliases and duplicate keys are under control.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from engine.errors import Issue, Place
from engine.spec.syntax import syntax_issue

MAX_DEPTH = 60
MAX_NODES = 200_000  # aliases count what they repeat

Node: TypeAlias = "Scalar | Mapping | Sequence"


class Scalar(str):
    """A scalar's text. `plain` is false where it was quoted; `empty` is a key without a value, `~` or `null`."""

    place: Place
    plain: bool
    raw: str | None  # how it stands in the file, where that is another than the text itself between its quotes
    style: str  # "", ', ", | or >

    def __new__(cls, text: str, place: Place, *, style: str = "", raw: str | None = None) -> Scalar:
        """A text with its place."""
        self = super().__new__(cls, text)
        self.place, self.style, self.raw, self.plain = place, style, raw, style == ""
        return self

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return self.plain and str(self) in ("", "~", "null", "Null", "NULL")


class Mapping(dict[str, Any]):
    """A mapping with its place; its keys are scalars and know theirs."""

    place: Place

    def key(self, name: str) -> Scalar:
        """The key as it was written, with its place."""
        return next(key for key in self if key == name and isinstance(key, Scalar))

    def pairs(self) -> Iterator[tuple[Scalar, Any]]:
        """The keys with their places, and the values."""
        return ((key, value) for key, value in self.items() if isinstance(key, Scalar))


class Sequence(list[Any]):
    """A sequence with its place."""

    place: Place


def place_of(node: Any) -> Place:
    """The place of any node that was read from YAML."""
    return node.place  # type: ignore[no-any-return]


@dataclass
class _Reader:
    text: str
    file: str
    issues: list[Issue] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    nodes: int = 0

    def place(self, event: Any, length: int | None = None) -> Place:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if start.line == end.line else 1
        return Place(self.file, start.line + 1, start.column + 1, max(1, width if length is None else length))

    def error(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self.issues.append(Issue("error", code, place, message, hint))

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise _TooMuch(self.place(event, 1))
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.error("yaml-tag", self.place(event, 1), f"the tag {tag} means nothing here", "leave it out")
        return self.untagged(event, events, depth)

    def untagged(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        before = self.nodes
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            raw = self.raw(event)
            quote = event.style if event.style in ("'", '"') else ""
            as_it_is = raw == f"{quote}{event.value}{quote}"
            node = Scalar(event.value, self.place(event), style=event.style or "", raw=None if as_it_is else raw)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, events, depth)
        else:
            node = self.mapping(event, events, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before + 1)
        return node

    def raw(self, event: Any) -> str:
        """An event's own part of the file."""
        return self.text[event.start_mark.index : event.end_mark.index]

    def alias(self, event: Any) -> Node:
        place = self.place(event)
        if event.anchor not in self.anchors:
            self.error("yaml-alias", place, f"nothing is named &{event.anchor} before this place")
            return Scalar("", place)
        node, size = self.anchors[event.anchor]
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise _TooMuch(place)
        return node

    def sequence(self, start: Any, events: Iterator[Any], depth: int) -> Sequence:
        items = Sequence()
        items.place = self.place(start, 1)
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, depth + 1))
        return items

    def mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        mapping = Mapping()
        mapping.place = self.place(start, 1)
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            self.add(mapping, key, value)
        return mapping

    def add(self, mapping: Mapping, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self.error("yaml-key", place_of(key), "a key must be a word", "write the key without brackets")
        elif key == "<<" and key.plain:
            self.error("yaml-merge", key.place, "merge keys ('<<') are not read", "write the keys out")
        elif key in mapping:
            first = mapping.key(key).place
            self.error("duplicate-key", key.place, f"'{key}' is given twice", f"the first is on line {first.line}")
        else:
            mapping[key] = value


class _TooMuch(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place


def read_yaml(text: str, file: str) -> tuple[Mapping | None, list[Issue]]:
    """The file's top mapping and what is wrong with it as YAML; a syntax error gives no mapping."""
    reader = _Reader(text, file)
    try:
        root = _root(reader, yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        return None, [*reader.issues, syntax_issue(error, text, file)]
    except _TooMuch as error:
        hint = "a spec is at most 60 levels deep, and its aliases may not multiply"
        return None, [*reader.issues, Issue("error", "yaml-too-much", error.place, "too deep or too large", hint)]
    if isinstance(root, Mapping):
        return root, reader.issues
    if root is None or (isinstance(root, Scalar) and root.empty):
        return None, [*reader.issues, Issue("error", "empty-file", Place(file, 1, 1), "the file is empty")]
    message = "the file must hold keys with values ('report:', 'kpis:', …)"
    return None, [*reader.issues, Issue("error", "yaml-top", place_of(root), message)]


def _root(reader: _Reader, events: Iterator[Any]) -> Node | None:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            place = reader.place(event, 3)
            reader.error("yaml-documents", place, "a file holds one document, and here another begins", "remove '---'")
            break
        if isinstance(event, yaml.AliasEvent | yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent):
            root = reader.node(event, events, 0)
    return root
