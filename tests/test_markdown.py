"""Markdown becomes blocks of words: no HTML of anybody's, no pictures, and headings below the section's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.markdown import read
from engine.model.commentary import Block, filled, length, named_in

ALL = """# One
words *leaning **both*** and `{code}` <b>x</b> [on](https://example.com)\\
new line

### Deeper
- a
- b **{revenue.change}**

2. two
3. three

> said {revenue}

| a | b |
|---|--:|
| 1 | {deals} |

---

    {{kept}}
"""


def kinds(blocks: tuple[Block, ...]) -> list[str]:
    return [kind for block in blocks for kind in (block.kind, *kinds(block.blocks))]


def test_every_kind_of_block_is_read() -> None:
    """Paragraphs, lists, quotations, tables, code; a list's first number and a heading's level are kept."""
    blocks, wrong = read(ALL)
    assert wrong == ()
    assert [block.kind for block in blocks] == [
        "heading", "paragraph", "heading", "bullets", "numbers", "quote", "table", "rule", "code",
    ]  # fmt: skip
    assert [block.level for block in blocks if block.kind in ("heading", "numbers")] == [3, 4, 2]
    assert named_in(blocks) == (("code", ""), ("revenue", "change"), ("revenue", ""), ("deals", ""))
    looks = [(run.text, run.strong, run.emphasis, run.link) for run in blocks[1].runs]
    assert ("both", True, True, "") in looks
    assert (" <b>x</b> ", False, False, "") in looks
    assert ("on", False, False, "https://example.com") in looks
    assert blocks[-1].runs[0].text == "{kept}"


def test_what_a_page_cannot_show_is_refused() -> None:
    """Pictures, and links that a reader of the report cannot open, each at its place."""
    text = "A ![b](c.png)\n\n[d](e.html), [f](javascript:alert(1)) and [g](mailto:a@example.com)\n"
    _, wrong = read(text)
    assert [(text[start : start + size], message) for start, size, message, _ in wrong] == [
        ("![", "a commentary shows no pictures: nothing is fetched from anywhere"),
        ("](e.html", "'e.html' leads to nothing that a reader of the report can open"),
    ]


def test_a_figure_is_no_markdown() -> None:
    """What is put in is words, whatever is in it."""
    blocks, _ = read("**{revenue}** and {deals}")
    said = filled(blocks, lambda sentence: "".join(p if isinstance(p, str) else "*_<b>" for p in sentence))
    assert [(run.text, run.strong) for run in said[0].runs] == [("*_<b>", True), (" and *_<b>", False)]
    assert length(said) == len("*_<b> and *_<b>")


@given(st.text(alphabet=st.sampled_from("#*_-> `|[](){}!.1a\n\t\\<&\ue000\ue001"), max_size=60))
def test_whatever_is_written_is_read(text: str) -> None:
    """No text is too odd; nothing that people type stands for a placeholder."""
    blocks, _ = read(text)
    assert set(kinds(blocks)) <= {
        "paragraph", "heading", "bullets", "numbers", "item", "quote", "code", "rule", "table", "row",
    }  # fmt: skip
