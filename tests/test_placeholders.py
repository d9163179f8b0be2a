"""A sentence is read to the last brace: placeholders with their places, braces that are meant, and what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.sentences import Placeholder, named
from engine.placeholders import parsed


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("{revenue}", (Placeholder("revenue", "", 0, 9),)),
        ("a {revenue.change} b", ("a ", Placeholder("revenue", "change", 2, 16), " b")),
        ("{ revenue }", (Placeholder("revenue", "", 0, 11),)),
        ("{{x}} {{{r}}}", ("{x} {", Placeholder("r", "", 8, 3), "}")),
        ("a } b", ("a } b",)),
    ],
)
def test_what_is_right_is_told_apart(text: str, parts: tuple[str | Placeholder, ...]) -> None:
    """Texts and placeholders, in their order."""
    assert parsed(text) == (parts, ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{}", (0, 2, "'{}' names no KPI")),
        ("a {b c}", (2, 5, "'{b c}' names no KPI")),
        ("{a.b.c}", (0, 7, "'{a.b.c}' names no KPI")),
        ("say {revenue", (4, 1, "the brace '{' is not closed")),
        ("{a\n}", (0, 1, "the brace '{' is not closed")),
    ],
)
def test_what_is_wrong_has_its_place(text: str, wrong: tuple[int, int, str]) -> None:
    """Where, how long, and what it is."""
    assert parsed(text)[1] == (wrong,)


@given(st.text())
def test_any_text_with_its_braces_doubled_is_itself(text: str) -> None:
    """Whatever people write, there is a way to say it."""
    sentence, wrong = parsed(text.replace("{", "{{").replace("}", "}}"))
    assert "".join(part for part in sentence if isinstance(part, str)) == text
    assert (named(sentence), wrong) == ((), ())


@given(st.text())
def test_a_placeholder_stands_where_it_says(text: str) -> None:
    """Its place in the text holds its name."""
    for part in named(parsed(text)[0]):
        assert part.kpi in text[part.start : part.start + part.length]
