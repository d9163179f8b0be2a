"""Every code of a message has a page, and what the page says is what happens.

`python -m tests.test_codes` writes the messages on the pages anew as they are now; whoever does so reads the
difference.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from engine.codes import THEMES, by_theme, codes, page
from engine.shipped import shipped
from tests.codes_in_source import codes_in
from tests.pages_of_codes import examples, run, write

ROOT = Path(__file__).resolve().parent.parent
# Pages in prose alone, with the reason why an example can neither be written nor run.
WITHOUT_EXAMPLE = {
    "cannot-serve": "a port that another program has",
    "cannot-write": "a full disk or a folder without permissions",
    "chart-not-drawn": "data of its own, with figures that nobody has",
    "does-not-add-up": "a fault of the engine",
    "empty-page": "a fault of the engine, or of a style",
    "ended": "a machine with too little memory",
    "formula-too-long": "the example would be longer than its page",
    "internal": "a fault of the engine",
    "language-not-whole": "a file in the program's own folder",
    "language-wrong": "a file in the program's own folder",
    "no-folder": "a file whose name has no ending, and so none that a page could give",
    "no-git": "a machine without git",
    "no-pango": "a machine without a system library",
    "no-repository": "a folder in no repository, whose name the message shows",
    "no-reason": "a fault of the engine",
    "not-accessible": "a fault of the engine, or of a template",
    "not-in-revision": "a repository with a history",
    "not-installed": "an environment without a package",
    "not-shown": "a fault of the engine, or of a template",
    "pdf-not-whole": "a fault of the engine, or a page that was laid out",
    "picture-missing": "a template with a picture",
    "table-not-made": "a fault of the engine",
    "template": "an installed template that is damaged",
    "unknown-revision": "a repository with a history",
}
SHOWN = [code for code in codes() if code not in WITHOUT_EXAMPLE]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """No code that the source can give is forgotten, and no page speaks of one that is gone."""
    assert set(codes_in(ROOT / "engine")) == set(codes())


def test_the_source_is_read_to_the_last_code() -> None:
    """What the wrong examples really give is found by reading the source: the reading misses nothing."""
    given = set(re.findall(r"(?:error|warning)\[([\w-]+)\]", "".join(
        path.read_text("utf-8") for path in (ROOT / "tests" / "examples").glob("*valid/*.txt"))))  # fmt: skip
    assert len(given) > 60
    assert given <= set(codes_in(ROOT / "engine"))


GIVEN = """
TABLE = {"a": "by-table"}
class Issue:
    code: str
def state(code: str) -> None: ...
def issue(code: str) -> None:
    Issue(code)
def handed_on(code: str) -> None:
    issue(code)
def of(x): return "no-x" if x else TABLE.get(x, "by-default")
def gives(x):
    issue("plain")
    issue(code="named" if x else "other")
    if x:
        message, word = "m", "by-variable"
    else:
        word = "by-another"
    issue(word)
    issue(of(x))
    handed_on("by-hand")
    state("another thing")
"""


def test_codes_are_followed_to_where_they_stand(tmp_path: Path) -> None:
    """Words, conditions, variables, tables and functions; whoever computes a code is told that nobody can find it."""
    (tmp_path / "a.py").write_text(GIVEN, "utf-8")
    assert sorted(codes_in(tmp_path)) == [
        "by-another", "by-default", "by-hand", "by-table", "by-variable", "named", "no-x", "other", "plain",
    ]  # fmt: skip
    for hidden in ('"a" + "b"', "unknown", "str(x)"):
        (tmp_path / "a.py").write_text(f"{GIVEN}    issue({hidden})\n", "utf-8")
        with pytest.raises(AssertionError, match="which codes can this be"):
            codes_in(tmp_path)


@pytest.mark.parametrize("code", codes())
def test_a_page_opens_with_its_code_its_theme_and_a_sentence(code: str) -> None:
    """The list of codes is made of these: one line each, under a theme that there is."""
    found = page(code)
    assert found.code == code
    assert found.theme in THEMES
    assert found.summary.endswith(".")
    assert len(f"  {found.code} {found.summary}") <= 120


def test_every_page_stands_in_the_list_once() -> None:
    """Themes share nothing and lose nothing, and each has a code."""
    listed = [found.code for pages in by_theme().values() for found in pages]
    assert sorted(listed) == list(codes())
    assert all(by_theme().values())


@pytest.mark.parametrize("code", SHOWN)
def test_the_wrong_example_gives_the_message_that_the_page_shows(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever copies it gets this code, and the message to the letter."""
    wrong, _ = examples(page(code).text)
    write(wrong, tmp_path)
    monkeypatch.chdir(tmp_path)
    result = run(wrong)
    assert re.search(rf"(?:error|warning)\[{code}\]", result.stderr)
    assert result.stderr == wrong.printed


@pytest.mark.parametrize("code", SHOWN)
def test_the_right_example_is_right(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command, without a word of complaint."""
    wrong, right = examples(page(code).text)
    assert (right.files, right.command) != (wrong.files, wrong.command)
    write(right, tmp_path)
    monkeypatch.chdir(tmp_path)
    result = run(right)
    assert result.exit_code == 0, result.stderr
    assert "error[" not in result.stderr
    assert "warning[" not in result.stderr


@pytest.mark.parametrize("code", WITHOUT_EXAMPLE)
def test_a_page_in_prose_alone_has_no_example(code: str) -> None:
    """An example that is there is run: none may hide among those that cannot be."""
    assert "```" not in page(code).text


def write_messages() -> None:
    """Write the messages on all pages as they are now."""
    start = Path.cwd()
    for code in SHOWN:
        path = shipped("docs/codes") / f"{code}.md"
        text = path.read_text("utf-8")
        wrong, _ = examples(text)
        with tempfile.TemporaryDirectory() as folder:
            write(wrong, Path(folder))
            os.chdir(folder)
            result = run(wrong)
            os.chdir(start)
        shown = f"```console\n{wrong.command}\n{wrong.printed}```"
        assert text.count(shown) == 1, code
        path.write_text(text.replace(shown, f"```console\n{wrong.command}\n{result.stderr}```"), "utf-8", newline="\n")


if __name__ == "__main__":
    write_messages()
