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

MAX_DEPTH = 60
MAX_NODES = 200_000  # aliases count what they repeat

Node: TypeAlias = "Scalar | Mapping | Sequence"


class Scalar(str):
    """A scalar's text. `plain` is false where it was quoted; `empty` is a key without a value, `~` or `null`.

    `inset` is how many characters a quote or the like puts before the text itself.
    """

    place: Place
    plain: bool
    one_line: bool  # the text stands in the file as it is: places inside it can be counted

    def __new__(cls, text: str, place: Place, *, plain: bool = True, one_line: bool = True) -> Scalar:
        """A text with its place."""
        self = super().__new__(cls, text)
        self.place, self.plain, self.one_line = place, plain, one_line
        return self

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return self.plain and str(self) in ("", "~", "null", "Null", "NULL")

    def at(self, offset: int, length: int) -> Place:
        """The place of a part of the text; the whole scalar's where the text does not stand on one line."""
        if not self.one_line:
            return self.place
        return self.place.shifted(offset + (0 if self.plain else 1), length)


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
            self.error("yaml-tag", self.place(event, 1), f"the tag {event.tag} means nothing here", "leave it out")
        return self.untagged(event, events, depth)

    def untagged(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        before = self.nodes
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            place, plain = self.place(event), event.style in (None, "")
            # A text with escapes or folded lines is longer in the file than it reads: no counting inside it.
            one_line = place.length == max(1, len(event.value) + (0 if plain else 2))
            node = Scalar(event.value, place, plain=plain, one_line=one_line)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, events, depth)
        else:
            node = self.mapping(event, events, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before + 1)
        return node

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
    reader = _Reader(file)
    try:
        root = _root(reader, yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        return None, [*reader.issues, _syntax(error, file)]
    except _TooMuch as error:
        hint = "a spec is at most 60 levels deep, and its aliases may not multiply"
        return None, [*reader.issues, Issue("error", "yaml-too-much", error.place, "too deep or too large", hint)]
    if isinstance(root, Mapping):
        return root, reader.issues
    place = Place(file, 1, 1) if root is None else place_of(root)
    message = "the file is empty" if root is None else "the file must hold keys with values ('report:', 'kpis:', …)"
    return None, [*reader.issues, Issue("error", "empty-file" if root is None else "yaml-top", place, message)]


def _root(reader: _Reader, events: Iterator[Any]) -> Node | None:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            place = reader.place(event, 3)
            reader.error("yaml-documents", place, "a file holds one document", "remove '---' and merge the keys")
            break
        if isinstance(event, yaml.AliasEvent | yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent):
            root = reader.node(event, events, 0)
    return root


def _syntax(error: yaml.YAMLError, file: str) -> Issue:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    message = f"this is not YAML: {problem}" + (f" {context}" if context else "")
    return Issue("error", "yaml-syntax", place, message, _syntax_hint(problem))


def _syntax_hint(problem: str) -> str:
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and quote a value that starts with a special character"
    if "mapping values are not allowed" in problem:
        return "a value that holds ': ' needs quotes; or the line is indented wrongly"
    if "expected ',' or" in problem:
        return "a bracket or a comma is missing"
    if "did not find expected key" in problem or "block end" in problem:
        return "the line is indented differently from its neighbours"
    return ""
