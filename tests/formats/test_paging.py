"""Themes open a page where that leaves no big gap; charts stand in rows."""

from __future__ import annotations

from dataclasses import replace

from engine.formats import paging
from engine.model.document import Decision, Section
from engine.model.pictures import ChartFigure
from tests.formats.example import document


def figure(number: int, width: int, height: int = 200) -> ChartFigure:
    return ChartFigure(f"c{number}", "T", "S", f'<svg viewBox="0 0 {width} {height}"></svg>', "Alt.")


def theme(name: str, height: int) -> Section:
    return Section(name, name, charts=(figure(0, 680, height),))


def test_half_charts_stand_abreast_and_a_wide_one_alone() -> None:
    """Two narrow charts share a row; a wide one never does; the last narrow one may be alone."""
    section = Section("s", "S", charts=tuple(figure(n, w) for n, w in enumerate((328, 328, 328, 680, 328))))
    assert [len(row) for row in paging.chart_rows(section)] == [2, 1, 1, 1]


def test_a_theme_that_fits_follows_and_one_that_does_not_opens_a_page() -> None:
    """The first theme opens a page; a short one follows on it; one that would be cut opens the next."""
    whole = replace(document("en"), sections=(theme("a", 300), theme("b", 200), theme("c", 400)))
    assert paging.breaks(whole) == ["opens", "follows", "opens"]


def test_a_theme_follows_on_the_second_page_where_the_first_is_too_long() -> None:
    """Decisions that do not fit the first page are not alone on the second."""
    plain = replace(document("en"), sections=(theme("a", 300),), insights=())
    state = plain.scorecard[0].rows[0].state
    many = tuple(Decision(f"D{number}", "What is off track. " * 9, state) for number in range(7))
    assert paging.first_page(replace(plain, decisions=many)) > 1001 > paging.first_page(plain)
    assert paging.breaks(plain) == ["opens"]
    assert paging.breaks(replace(plain, decisions=many)) == ["follows"]


def test_no_theme_leaves_half_a_page_empty() -> None:
    """A long theme after a short one flows on instead of leaving a big gap."""
    whole = replace(document("en"), sections=(theme("a", 200), theme("b", 850)))
    assert paging.breaks(whole) == ["opens", "flows"]
