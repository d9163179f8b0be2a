"""However a formula is laid out in YAML, the mark of a message stands under the word that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Issue, Place
from engine.formula import RowScope, read_formula
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.yaml import read_yaml

HERE = Place("a.yml", 1, 1)
DEALS = DatasetSpec(
    id="deals",
    place=HERE,
    source=Written("deals.csv", HERE),
    folder=Path(),
    columns=(
        ColumnSpec("stage", Type("string"), ("stage",), HERE),
        ColumnSpec("days", Type("integer"), ("days",), HERE),
    ),
)
WRONG = ("dayz", "stge", "montant_net", "d")
TEXTS = ("'won'", "'gagné'", "'l''été'", "'a: b'", "'#1'", "'100 %'", "'東京'", "'say \"no\"'", "'C:\\x'")
STYLES = ("plain", "single", "double", "folded", "literal", "flow", "key")


@dataclass(frozen=True)
class Laid:
    """A file with one formula, and the word in it that no column has."""

    text: str
    wrong: str


def conditions(wrong: str, texts: list[str], at: int) -> list[str]:
    """The words of a formula with a wrong name in it; what has a '(' or a ')' beside it is one word."""
    parts = [f"stage = {text}" for text in texts]
    parts.insert(min(at, len(parts)), f"{wrong} > 3")
    return ("COUNT_IF( " + " AND ".join(parts) + " )").split(" ")


def plain(words: list[str], breaks: list[bool], indent: str) -> str:
    """The words with a space or a line break between them."""
    text = words[0]
    for word, breaks_here in zip(words[1:], breaks, strict=False):
        text += (f"\n{indent}" if breaks_here else " ") + word
    return text + "".join(f" {word}" for word in words[1 + len(breaks) :])


def laid_out(style: str, words: list[str], breaks: list[bool], depth: int) -> str:
    """The formula under a key, in one of YAML's styles."""
    indent = " " * depth
    body = plain(words, breaks, indent)
    match style:
        case "single":
            return f"formula: '{body.replace(chr(39), chr(39) * 2)}'\n"
        case "double":
            escaped = body.replace("\\", "\\\\").replace('"', '\\"').replace("é", "\\u00e9")
            return f'formula: "{escaped}"\n'
        case "folded":
            return f"formula: >-\n{indent}{body}\n"
        case "literal":
            return f"formula: |\n{indent}{body}\n"
        case "flow":
            return (
                f"""{{x: 1, formula: "{body.replace(chr(92), chr(92) * 2).replace('"', chr(92) + '"')}", y: [2]}}\n"""
            )
        case "key":
            return f"'a b' : 1\nformula   :   '{body.replace(chr(39), chr(39) * 2)}'   # why\n"
    return f"formula: {body}\n"


@st.composite
def formulas(draw: st.DrawFn) -> Laid:
    """A formula with one wrong name among texts, in any style, broken at any of its spaces."""
    style = draw(st.sampled_from(STYLES))
    # A plain text cannot hold ': ' or ' #'.
    texts = [text for text in TEXTS if style != "plain" or (": " not in text and "#" not in text)]
    wrong = draw(st.sampled_from(WRONG))
    words = conditions(wrong, draw(st.lists(st.sampled_from(texts), max_size=4)), draw(st.integers(0, 4)))
    breaks = draw(st.lists(st.booleans(), max_size=len(words) - 1))
    return Laid(laid_out(style, words, breaks, draw(st.integers(1, 9))), wrong)


def found(text: str) -> list[Issue]:
    root, issues = read_yaml(text, "a.yml")
    assert root is not None, [issue.message for issue in issues]
    return read_formula(nodes.written(root["formula"]), RowScope(DEALS, {}), RowScope(DEALS, {}))[1]


@given(formulas())
def test_the_mark_stands_under_the_wrong_word(laid: Laid) -> None:
    """Quotes doubled, escapes, accents, wide letters, line breaks: the place is the word's own."""
    (issue,) = found(laid.text)
    line = laid.text.split("\n")[issue.place.line - 1]
    assert line[issue.place.column - 1 : issue.place.column - 1 + issue.place.length] == laid.wrong
    assert f"'{laid.wrong}'" in issue.message


@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_word_after_a_line_break_is_found_in_each_style(style: str) -> None:
    """The same, once for each style without chance."""
    text = laid_out(style, conditions("dayz", ["'won'", "'l''été'"], 2), [False, True, False, True, True, True], 6)
    (issue,) = found(text)
    line = text.split("\n")[issue.place.line - 1]
    assert issue.place.line > 1
    assert line[issue.place.column - 1 :].startswith("dayz")
    assert issue.place.length == len("dayz")
