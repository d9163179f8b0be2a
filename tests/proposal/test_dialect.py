"""The encoding, the separator and the lines above the header are read off the file itself."""

from __future__ import annotations

import pytest

from engine.proposal.dialect import encoding_of, shape_of


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        ("Prénom,Âge\nZoé,3\n", "utf-8", "utf-8"),
        ("Prénom,Âge\nZoé,3\n", "utf-8-sig", "utf-8"),
        ("Prénom,Âge\nZoé,3\n", "cp1252", "cp1252"),
        ("Prénom,Âge\nZoé,3\n", "utf-16", "utf-16"),
        ("name,age\nZoe,3\n", "utf-16-le", "utf-16-le"),
        ("name,age\nZoe,3\n", "utf-16-be", "utf-16-be"),
        ("Имя,Город\nАнна,Москва\n", "cp1251", "cp1251"),
        ("plain,ascii\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_known_by_the_bytes(text: str, written: str, found: str) -> None:
    """Each of the encodings that spreadsheets export reads back as the text that was written."""
    data = text.encode(written)
    encoding, why = encoding_of(data)
    assert encoding == found
    assert why
    assert data.decode(encoding).removeprefix("\ufeff") == text


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_separator_is_the_sign_that_each_line_has_equally_often(mark: str) -> None:
    """Also where another sign stands in quoted texts, or as the decimal mark."""
    other = ";" if mark == "," else ","
    rows = [f"{n}{mark}a{other}b{mark}1{other}5{mark}2026-01-01" for n in range(20)]
    text = "\n".join([mark.join(("id", "text", "number", "day")), *rows])
    assert (shape_of(text).separator, shape_of(text).skip_top) == (mark, 0)


def test_lines_above_the_header_are_counted_as_lines() -> None:
    """A title, an empty line, and one whose text has a line break of its own."""
    text = 'Sales report;;;\n\n"made on\nMonday";;;\nid;day;team;amount\n1;2026-01-01;n;3\n2;2026-01-02;s;4\n'
    shape = shape_of(text)
    assert (shape.separator, shape.skip_top) == (";", 4)
    assert text.split("\n")[shape.skip_top] == "id;day;team;amount"


def test_one_column_keeps_the_commas_in_its_texts() -> None:
    """Where commas are no separator, one is named that stands nowhere."""
    shape = shape_of("name\nHello\nHello, world\nBob\nAnn\n")
    assert (shape.separator, shape.width) == (";", 1)
    assert shape_of("name\nAnn\nBob\n").separator == ","
