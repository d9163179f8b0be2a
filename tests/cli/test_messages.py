"""Messages in a terminal: one form, the mark under the right characters, and nothing that steers the terminal."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.cli.messages import WIDEST, formatted, show
from engine.errors import Issue, Place


def lines(folder: Path, text: str | bytes, place: tuple[int, int, int], hint: str = "mend it") -> list[str]:
    path = folder / "a.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    line, column, length = place
    return formatted(Issue("error", "a-code", Place(str(path), line, column, length), "wrong", hint)).plain.split("\n")


def marked(shown: str, mark: str) -> str:
    """The cells of the shown line above the mark."""
    first, last = cell_len(mark[: mark.index("^")]), cell_len(mark[: mark.rindex("^") + 1])
    return "".join(sign for n, sign in enumerate(shown) if first <= cell_len(shown[:n]) < last)


def test_the_form_is_that_of_the_language(tmp_path: Path) -> None:
    """Place, level and code, what is wrong; the line; the mark with the mend."""
    found = lines(tmp_path, "one\ncards: [a]\n", (2, 9, 1))
    assert found[0].endswith("a.yml:2:9: error[a-code]: wrong")
    assert found[1:] == ["    2 | cards: [a]", "      |         ^ mend it"]


def test_without_a_line_the_mend_stands_below() -> None:
    """A file as a whole, or an argument, has no line to show."""
    found = formatted(Issue("warning", "a-code", Place("--period"), "wrong", "mend it")).plain
    assert found == "--period: warning[a-code]: wrong\n     = mend it"
    found = formatted(Issue("error", "a-code", Place("gone.yml", 3, 4), "wrong")).plain
    assert found == "gone.yml:3:4: error[a-code]: wrong"


def test_what_has_no_place_begins_with_its_level() -> None:
    """A fault of the pages is in no file: no colon stands before it."""
    found = formatted(Issue("error", "a-code", Place(""), "wrong", "mend it")).plain
    assert found == "error[a-code]: wrong\n     = mend it"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("a: été, x", "x"),
        ("a: e\u0301te\u0301, x", "x"),
        ("a: 東京, x", "x"),
        ("a: 東京, x", "京"),
        ("a:\tb\tx", "x"),
        ("a: 👍, x", "x"),
        ("a: \u202eabc, x", "x"),
        ("a: \x1b[31m, x", "x"),
    ],
)
def test_the_mark_stands_under_its_word(tmp_path: Path, line: str, word: str) -> None:
    """Accents, wide letters, tabs and signs that steer a terminal: the mark is where the eye looks."""
    found = lines(tmp_path, line + "\n", (1, line.index(word) + 1, len(word)))
    assert marked(found[1], found[2]) == word


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_line_is_found_in_any_encoding_and_with_any_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    """A form feed or a line separator inside a line ends none."""
    text = f"premier{end}dé\x0cjà: vu\x85{end}last{end}".replace("\x85", "" if encoding == "cp1252" else "\x85")
    found = lines(tmp_path, text.encode(encoding), (2, 8, 2))
    assert marked(found[1], found[2]) == "vu"


def test_a_long_line_is_shown_around_its_mark(tmp_path: Path) -> None:
    """Thousands of characters are cut to what surrounds the mark, and say so."""
    text = "x" * 500 + "HERE" + "y" * 500
    for column, length in ((501, 4), (1, 3), (1002, 3)):
        found = lines(tmp_path, text, (1, column, length))
        assert len(found[1]) <= WIDEST + 12
        assert marked(found[1], found[2]) == text[column - 1 : column - 1 + length]
        assert "…" in found[1]


@given(message=st.text(max_size=40), hint=st.text(max_size=40), name=st.text(max_size=10))
def test_nothing_that_a_person_wrote_steers_the_terminal(message: str, hint: str, name: str) -> None:
    """Whatever stands in data or files: a message keeps to its lines and its direction."""
    text = formatted(Issue("error", "a-code", Place(name), message, hint)).plain
    assert text.count("\n") == bool(hint)
    assert not [sign for sign in text if unicodedata.category(sign) == "Cc" and sign != "\n"]


def test_brackets_are_no_markup() -> None:
    """A message about a list shows the list, and colours stay out where no terminal is."""
    stream = io.StringIO()
    show((Issue("error", "a-code", Place("a"), "[bold]x[/bold] :smile:", "[red]"),), stream)
    assert stream.getvalue() == "a: error[a-code]: [bold]x[/bold] :smile:\n     = [red]\n"


def test_several_errors_are_counted() -> None:
    """The last line says how many there are; warnings are none."""
    stream = io.StringIO()
    error, warning = Issue("error", "c", Place("a"), "m"), Issue("warning", "c", Place("a"), "m")
    show((error, warning, error), stream)
    assert stream.getvalue().endswith("\n2 errors.\n")
    show((error, warning, error), stream, outcome="nothing was written")
    assert stream.getvalue().endswith("\n2 errors; nothing was written.\n")
    stream = io.StringIO()
    show((error, warning), stream)
    assert "nothing" not in stream.getvalue()
