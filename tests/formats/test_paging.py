"""Charts stand in rows; names, figures and headlines take the room that there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.formats import paging
from engine.model.document import Section
from engine.model.figures import Standing
from engine.model.pictures import ChartFigure
from tests.formats.example import document


def figure(number: int, width: int, height: int = 200) -> ChartFigure:
    return ChartFigure(f"c{number}", "T", "S", f'<svg viewBox="0 0 {width} {height}"></svg>', "Alt.")


def test_half_charts_stand_abreast_and_a_wide_one_alone() -> None:
    """Two narrow charts share a row; a wide one never does; the last narrow one may be alone."""
    section = Section("s", "S", charts=tuple(figure(n, w) for n, w in enumerate((328, 328, 328, 680, 328))))
    assert [len(row) for row in paging.chart_rows(section)] == [2, 1, 1, 1]


@pytest.mark.parametrize(("words", "size"), [(12, 21), (13, 18), (15, 16), (17, 15), (40, 15)])
def test_a_headline_is_as_large_as_two_lines_allow(words: int, size: int) -> None:
    """A short one is large; one that takes more than two lines in any size has the smallest."""
    assert paging.headline_size("revenue " * words) == size


def card(text: str) -> Standing:
    first = document("en").cards[0]
    return replace(first, value=replace(first.value, text=text))


@pytest.mark.parametrize(
    ("text", "abreast", "low", "size"),
    [
        ("€401,451", 4, False, 21),
        ("€12,043,794.22", 4, False, 18),
        ("€12,043,794.22", 2, False, 21),
        ("€401,451", 3, True, 16),
        ("€1,765,169,229", 3, True, 12),
    ],
)
def test_the_widest_figure_fits_its_card(text: str, abreast: int, low: bool, size: int) -> None:
    """All cards have the size in which the widest figure fits; low ones start smaller."""
    assert paging.value_size([card("8.0%"), card(text)], abreast, "large", low) == size


def test_another_period_takes_a_line_but_in_low_cards() -> None:
    """Its name stands beneath the label, and in low cards behind the figure."""
    one = replace(card("8.0%"), label="Rate", when="July 2026")
    assert paging.label_lines([one], "July 2026", 4, low=False) == 1
    assert paging.label_lines([one], "October 2026", 4, low=False) == 2
    assert paging.label_lines([one], "October 2026", 3, low=True) == 1


def test_a_column_is_as_wide_as_what_it_holds() -> None:
    """The longest word of a head, to a limit; a figure whole; a change with its shape; nothing asks for nothing."""
    heads = paging.column_room(["Opportunities created"], ["12"], [])
    assert heads == paging.column_room(["Opportunities"], [], []) > paging.column_room(["created"], [], [])
    assert paging.column_room(["W" * 50], [], []) < paging.column_room([], ["1" * 50], [])
    assert paging.column_room([], ["+20.0%"], []) < paging.column_room([], [], ["+20.0%"])
    assert paging.column_room([], [], []) == 0
