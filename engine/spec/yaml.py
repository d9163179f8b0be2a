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
from engine.spec.cut import Cut, cut, cut_off, cut_short
from engine.spec.lines import quoted
from engine.spec.syntax import syntax_issue

BEGIN = "begin with 'report:', 'kpis:', 'datasets:' or 'objectives:'"
MAX_DEPTH = 60
MAX_NODES = 200_000  # aliases count what they repeat

Node: TypeAlias = "Scalar | Mapping | Sequence"


class Scalar(str):
    """A scalar's text. `plain` is false where it was quoted; `empty` is a key without a value, `~` or `null`."""

    place: Place
    plain: bool
    raw: str | None  # how it stands in the file, where that is another than the text itself between its quotes
    style: str  # "", ', ", | or >
    said: bool = False  # it has an issue already
    cut_off: str = ""  # where it is empty: what stands after it and is not read
    cut_at: int | None = None  # the number of the issue that says that a comma cut it in two

    def __new__(cls, text: str, place: Place, *, style: str = "", raw: str | None = None) -> Scalar:
        """A text with its place."""
        self = super().__new__(cls, text)
        self.place, self.style, self.raw, self.plain = place, style, raw, style == ""
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Between processes it is its text, which has no place there."""
        return str, (str(self),)

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return self.plain and str(self) in ("", "~", "null", "Null", "NULL")


class Mapping(dict[str, Any]):
    """A mapping with its place; its keys are scalars and know theirs."""

    place: Place
    damaged: bool = False  # something in it has an issue already, so that nobody knows what it lacks

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
        node = self.untagged(event, events, depth)
        if event.tag is not None:
            self.tag(event)
            if isinstance(node, Scalar):
                node.said = True
        return node

    def tag(self, event: Any) -> None:
        if event.tag.startswith("!") and isinstance(event, yaml.ScalarEvent):
            text = self.raw(event).strip()
            message = "a text that begins with '!' needs quotes"
            hint = f"write {quoted(text)}; in a formula, NOT {text[1:]}"
            self.error("yaml-tag", self.place(event, len(text)), message, hint)
            return
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self.error("yaml-tag", self.place(event, 1), f"the tag {tag} means nothing here", "leave it out")

    def untagged(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        before = self.nodes
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            raw = self.raw(event)
            quote = event.style if event.style in ("'", '"') else ""
            as_it_is = raw == f"{quote}{event.value}{quote}"
            node = Scalar(event.value, self.place(event), style=event.style or "", raw=None if as_it_is else raw)
            self.look_behind(node, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, events, depth)
        else:
            node = self.mapping(event, events, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before + 1)
        return node

    def look_behind(self, node: Scalar, event: Any) -> None:
        """What stands behind a plain word on its line, and is not read as a part of it."""
        rest = self.text[event.end_mark.index : event.end_mark.index + 200]
        if node.plain and not node:
            node.cut_off = f"&{event.anchor}" if event.anchor else cut_off(rest)
        elif node.plain and (short := cut_short(rest)):
            message = f"'{short}' is a comment, and no part of the text before it"
            place = self.place(event).shifted(len(node) + rest.index("#"), len(short))
            hint = f"if it is meant: {quoted(f'{node} {short}')}"
            self.issues.append(Issue("warning", "comment-in-text", place, message, hint))

    def raw(self, event: Any) -> str:
        """An event's own part of the file."""
        return self.text[event.start_mark.index : event.end_mark.index]

    def alias(self, event: Any) -> Node:
        place = self.place(event)
        if event.anchor not in self.anchors:
            message, meant = f"nothing is named &{event.anchor} before this place", quoted(f"*{event.anchor}")
            self.error("yaml-alias", place, message, f"a text that begins with '*' needs quotes: {meant}")
            unknown = Scalar("", place)
            unknown.said = True
            return unknown
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
        last, begun = None, 0  # the key before, and where its value begins
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            value_event = next(events)
            value = self.node(value_event, events, depth + 1)
            if start.flow_style and self.is_bare(event, key, value):
                self.cut(mapping, key, last, self.text[begun : event.end_mark.index])
                continue
            self.add(mapping, key, value)
            last, begun = key if isinstance(value, Scalar) else None, value_event.start_mark.index
        return mapping

    def is_bare(self, event: Any, key: Node, value: Node) -> bool:
        """Whether a key in braces has neither ':' nor value."""
        bare = isinstance(key, Scalar) and isinstance(value, Scalar) and value.plain and not value
        return bare and not self.text[event.end_mark.index :][:200].lstrip().startswith(":")

    def cut(self, mapping: Mapping, key: Any, last: Node | None, joined: str) -> None:
        """Say what is meant by a key in braces without ':', and read it so."""
        before = mapping.get(str(last)) if isinstance(last, Scalar) else None
        word = isinstance(before, Scalar) and before.plain and not before.empty
        found: Cut = cut(str(key), str(last) if word else "", " ".join(joined.split()))
        if found.key:
            value = Scalar(found.value, key.place.shifted(found.at, len(found.value)))
            self.add(mapping, Scalar(found.key, key.place), value)
        if found.key or not isinstance(before, Scalar) or not word:
            mapping.damaged = mapping.damaged or not found.key
            self.error("yaml-syntax", key.place, found.message, found.hint)
            return
        one_line = "\n" not in joined
        whole = Scalar(joined, Place(self.file, before.place.line, before.place.column, len(joined) if one_line else 1))
        whole.said = "number" in found.message or not one_line
        whole.cut_at = before.cut_at
        if whole.cut_at is None:  # else it is one more comma in the same text, and one message speaks for all
            whole.cut_at = len(self.issues)
            self.error("yaml-syntax", whole.place, found.message, found.hint)
        self.issues[whole.cut_at] = Issue("error", "yaml-syntax", whole.place, found.message, found.hint)
        mapping[str(last)] = whole

    def add(self, mapping: Mapping, key: Node, value: Node) -> None:
        mapping.damaged = mapping.damaged or not isinstance(key, Scalar) or key == "<<"
        if not isinstance(key, Scalar):
            self.error("yaml-key", place_of(key), "a key must be a word", "write the key without brackets")
        elif key == "<<" and key.plain:
            self.error("yaml-merge", key.place, "merge keys ('<<') are not read", "write the keys out")
        elif key in mapping:
            first = mapping.key(key).place
            hint = f"the first is on line {first.line}: leave one of them out"
            self.error("duplicate-key", key.place, f"'{key}' is given twice", hint)
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
        wrong = syntax_issue(error, text, file)
        return None, [*(issue for issue in reader.issues if issue.place.line != wrong.place.line), wrong]
    except _TooMuch as error:
        hint = "a spec is at most 60 levels deep, and its aliases may not multiply"
        return None, [*reader.issues, Issue("error", "yaml-too-much", error.place, "too deep or too large", hint)]
    if isinstance(root, Mapping):
        return root, reader.issues
    if root is None or (isinstance(root, Scalar) and root.empty):
        return None, [*reader.issues, Issue("error", "empty-file", Place(file, 1, 1), "the file is empty", BEGIN)]
    message = "a file begins with one of the keys of the language, and not with a list or a text"
    return None, [*reader.issues, Issue("error", "yaml-top", place_of(root), message, BEGIN)]


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
