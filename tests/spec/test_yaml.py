"""YAML with positions: every key and scalar knows where it stands, and scalars keep their text."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.spec.nodes import Wrapped, written
from engine.spec.yaml import MAX_DEPTH, MAX_NODES, Mapping, Scalar, Sequence, read_yaml

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"),
    max_size=12,
)
KEYS = TEXTS.filter(lambda key: key != "<<")
TREES = st.recursive(
    TEXTS,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(KEYS, part, max_size=4),
    max_leaves=12,
)


def read(text: str) -> Mapping:
    root, issues = read_yaml(text, "a.yml")
    assert issues == []
    assert root is not None
    return root


def scalars(node: Any) -> list[Scalar]:
    """Every key and value of a tree."""
    match node:
        case Scalar():
            return [node]
        case Mapping():
            return [found for key, value in node.pairs() for found in (key, *scalars(value))]
        case Sequence():
            return [found for item in node for found in scalars(item)]
    raise AssertionError(f"{type(node)} is no node")


def stands_at(scalar: Scalar, lines: list[str]) -> None:
    """The text of a scalar is what stands at its place."""
    line = lines[scalar.place.line - 1]
    shown = line[scalar.place.column - 1 : scalar.place.column - 1 + scalar.place.length]
    if scalar.raw is not None:
        assert shown[:1] in "\"'|>" or shown.split() == str(scalar).split()[: len(shown.split())]
    elif scalar.plain:
        assert shown == str(scalar) or (str(scalar) == "" and scalar.empty)
    else:
        assert shown == scalar.style + str(scalar) + scalar.style


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=5), st.sampled_from([True, False, None]), st.booleans())
def test_every_key_and_scalar_stands_where_it_says(tree: dict[str, Any], flow: bool | None, quoted: bool) -> None:
    """However a mapping is laid out, its words are found again at their places, and none is changed."""
    text = yaml.safe_dump(
        tree, default_flow_style=flow, allow_unicode=True, width=10_000, sort_keys=False,
        default_style='"' if quoted else None,
    )  # fmt: skip
    root = read(text)
    assert root == tree
    lines = text.split("\n")
    for scalar in scalars(root):
        stands_at(scalar, lines)


PARTS = ["SUM(x)", "'a b'", "/ COUNT(*)", "é", '"q"', "\\", "   ", "1 + 2"]
STYLES = ["|", "|-", ">", ">-", "plain", "'", '"']


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5), st.sampled_from(STYLES))
def test_every_character_of_a_text_over_several_lines_has_its_place(parts: list[str], style: str) -> None:
    """A problem inside a formula points into it, in whatever way YAML lets it be written."""
    parts = [part for part in parts if part.strip()] or ["x"]
    if style == "plain":
        parts = ["x", *(part for part in parts if part[0] not in "'\"\\")]
        text = "top:\n  formula: " + "\n    ".join(parts) + "\n"
    elif style in ("'", '"'):
        parts = [
            part.replace("'", "''") if style == "'" else part.replace("\\", "\\\\").replace('"', '\\"')
            for part in parts
        ]
        text = f"top:\n  formula: {style}" + "\n    ".join(parts) + f"{style}\n"
    else:
        text = f"top:\n  formula: {style}\n" + "".join(f"    {part}\n" for part in parts)
    word = written(read(text)["top"]["formula"])
    lines = text.split("\n")
    for offset, character in enumerate(word.text):
        place = word.at(offset, 1)
        if not character.isspace():
            assert lines[place.line - 1][place.column - 1] == character
    assert isinstance(word, Wrapped) or word.exact


def test_a_quoted_word_begins_after_its_quote() -> None:
    """Places inside a quoted text are counted from its first letter."""
    word = written(read("a: 'leads / x'")["a"])
    assert (word.at(8, 1).column, word.at(8, 1).length) == (13, 1)


@pytest.mark.parametrize(
    "text", ["on", "no", "yes", "01", "2026-10", "1_000", "1:30", "0x1F", "1e3", ".inf", "12.50", "=", "~x"]
)
def test_scalars_keep_their_text(text: str) -> None:
    """What a scalar means is the schema's to say: YAML changes nothing."""
    value = read(f"a: {text}")["a"]
    assert value == text
    assert not value.empty


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_what_is_not_written_is_empty_and_what_is_quoted_is_not(text: str) -> None:
    """`null` is no value; `'null'` is a word."""
    assert read(f"a: {text}")["a"].empty
    assert not read(f"a: '{text}'")["a"].empty


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 1, 11),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "yaml-merge", 3, 3),
        ("a: !!int 1\n", "yaml-tag", 1, 4),
        ("a: *x\n", "yaml-alias", 1, 4),
        ("a: &x [*x]\n", "yaml-alias", 1, 8),
        ("[a]: 1\nb: 2\n", "yaml-key", 1, 1),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
        ("- a\n", "yaml-top", 1, 1),
        ("just words\n", "yaml-top", 1, 1),
        ("", "empty-file", 1, 1),
        ("# nothing\n", "empty-file", 1, 1),
        ("---\n", "empty-file", 1, 1),
        ("a:\n\t- b\n", "yaml-syntax", 2, 1),
        ("a: [b\nc: d\n", "yaml-syntax", 1, 4),
        ("a: {b: c\n", "yaml-syntax", 1, 4),
        ("a: 'b\n", "yaml-syntax", 1, 4),
        ("a: b: c\n", "yaml-syntax", 1, 4),
        ("a: b\x07\n", "yaml-syntax", 1, 5),
        ("a: '\x00'\n", "yaml-syntax", 1, 5),
    ],
)
def test_what_yaml_may_not_be_is_said_at_its_place(text: str, code: str, line: int, column: int) -> None:
    """Each thing that cannot be read has its code and its place."""
    _, issues = read_yaml(text, "a.yml")
    assert [(issue.code, issue.place.line, issue.place.column) for issue in issues] == [(code, line, column)]


def test_a_quoted_merge_key_is_a_word() -> None:
    """Only the plain `<<` merges in YAML."""
    assert read("'<<': 1") == {"<<": "1"}


def test_aliases_repeat_what_they_name_and_may_not_multiply() -> None:
    """An alias is a convenience; a few lines that stand for millions are refused."""
    assert read("a: &x {b: 1}\nc: *x\n") == {"a": {"b": "1"}, "c": {"b": "1"}}
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    root, issues = read_yaml(bomb, "a.yml")
    assert root is None
    assert [issue.code for issue in issues] == ["yaml-too-much"]
    assert 10 ** len("abcdefghi") > MAX_NODES


def test_nesting_has_a_limit() -> None:
    """A spec is a few levels deep; hundreds are refused before they cost anything."""
    assert read("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    for deep in ("a: " + "[" * 500 + "]" * 500, "a: " + "[" * 100_000, "a: " + "{a: " * 500):
        _, issues = read_yaml(deep, "a.yml")
        assert [issue.code for issue in issues] == ["yaml-too-much"]


@given(st.text(max_size=60))
def test_any_text_at_all_is_answered(text: str) -> None:
    """No file makes the reader fail."""
    root, issues = read_yaml(text.replace("\r", "\n"), "a.yml")
    assert (root is None) <= bool(issues)
    for issue in issues:
        assert issue.place.line >= 1
        assert issue.place.column >= 1
        assert issue.message


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: {fr: Taux, par équipe}\n", {"fr": "Taux, par équipe"}),
        ("a: {fr: Taux, net, par équipe, en: Rate}\n", {"fr": "Taux, net, par équipe", "en": "Rate"}),
        ("a: {formula: COALESCE(a, 0), date: day}\n", {"formula": "COALESCE(a, 0)", "date": "day"}),
        ("a: {target: 2,400,000}\n", {"target": "2,400,000"}),
        ("a: {kpi: leads, period 2026}\n", {"kpi": "leads", "period": "2026"}),
        ("a: {label:Leads, date: day}\n", {"label": "Leads", "date": "day"}),
    ],
)
def test_a_text_that_a_comma_cuts_in_two_is_read_as_one(text: str, values: dict[str, str]) -> None:
    """A key in braces without a ':' is said once, and what was meant is read, so that the rest can be checked."""
    root, issues = read_yaml(text, "a.yml")
    assert root is not None
    assert root["a"] == values
    assert [issue.code for issue in issues] == ["yaml-syntax"]


def test_a_key_in_braces_that_has_a_colon_and_no_value_is_empty() -> None:
    """`{a: , b: 1}` is no text that a comma cuts."""
    root, issues = read_yaml("x: {a: , b: 1, 'c' : }\n", "a.yml")
    assert root == {"x": {"a": "", "b": "1", "c": ""}}
    assert issues == []


@pytest.mark.parametrize("text", ["a: #0b7285\n", "a:   #0b7285\nb: 1\n", "b:\n  a: #0b7285\n"])
def test_what_a_number_sign_cuts_off_is_known(text: str) -> None:
    """An empty value knows what stands behind it, and a plain comment is none of that."""
    root, _ = read_yaml(text, "a.yml")
    assert root is not None
    value = root.get("a", root.get("b", {}))
    assert (value["a"] if isinstance(value, dict) else value).cut_off == "#0b7285"
    root, _ = read_yaml("a: # nothing yet\n", "a.yml")
    assert root is not None
    assert root["a"].cut_off == ""


BLOCK = "a:\n    b: 1\n    c: 2\nd:\n    e: 3\n    f: 4\n"


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("d:\n   e: 1\n    f: 2\n    g: 3\n", 2, "give it 4 spaces like the lines below it"),
        (f"{BLOCK}x:\n   e: 1\n    f: 2\n", 8, "give it 4 spaces like the lines below it"),
        (f"{BLOCK}x:\nlabel: 1\n    f: 2\n", 8, "give it 4 spaces like the lines below it"),
        ("d:\n    d: 0\n  e: 1\n    f: 2\n", 3, "begin it with"),
        ("d:\n   e: 1\n   f: 2\n    g: 3\n   h: 4\n", 4, "begin it with 3 spaces"),
        (f"x:\n  e: 1\n    f: 2\n{BLOCK}", 3, "begin it with 2 spaces"),
    ],
)
def test_of_two_indents_the_one_that_its_neighbours_have_is_right(text: str, line: int, hint: str) -> None:
    """A line that stands where none of its neighbours does is the one to mend, though the next one is refused."""
    _, issues = read_yaml(text, "a.yml")
    assert [issue.place.line for issue in issues] == [line]
    assert issues[0].hint.startswith(hint)
