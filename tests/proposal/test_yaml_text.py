"""A text that is written as YAML reads back as that very text, on a line of its own and inside a list."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from engine.proposal.yaml_text import Lines, flow_list, line, quoted
from engine.spec.yaml import read_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXTS)
@example("it's: a # b")
@example("no")
@example("a: b")
@example("ends:")
@example("- x")
@example("line\nbreak \U0001f600 \x85 \u2028 \x7f")
@example(" spaces ")
@example("/a")
@example("../x y.csv")
def test_a_text_comes_back(text: str) -> None:
    """Whatever signs it has."""
    written = f"a: {line(text)}\nb: {{c: {quoted(text)}, d: [x, {quoted(text)}]}}\ne: {flow_list([text, 'y'])}\n"
    root, issues = read_yaml(written, "t.yml")
    assert root is not None, (written, issues)
    assert (str(root["a"]), str(root["b"]["c"]), list(map(str, root["b"]["d"]))) == (text, text, ["x", text])
    assert list(map(str, root["e"])) == [text, "y"]


@given(TEXTS, TEXTS)
def test_a_comment_adds_nothing_to_what_is_said(text: str, comment: str) -> None:
    """It stands at the side or above, and never breaks out of its line."""
    lines = Lines()
    lines.add(0, "a:", comment)
    lines.add(1, f"b: {line(text)}", comment * 20)
    root, issues = read_yaml(lines.text(), "t.yml")
    assert root is not None, issues
    assert {str(key): str(value) for key, value in root["a"].pairs()} == {"b": text}
