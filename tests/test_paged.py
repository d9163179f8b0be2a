"""The sample as it is laid out on paper: what belongs in one line stands in one, and pages are filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from engine import pipeline
from engine.formats import pdf
from engine.pipeline import Computed
from engine.pipeline.wording import worded
from engine.shipped import shipped

MILLIMETRE = 96 / 25.4
LANGUAGES = ("en", "fr", "ru")


@cache
def computed(report: str) -> Computed:
    return pipeline.compute(shipped("samples") / f"{report}.yml", today=date(2026, 11, 3))


@cache
def pages(report: str, language: str) -> list[Any]:
    """The boxes of each page, without those of its margins."""
    document = replace(worded(computed(report), language), page="A4")
    return [one._page_box for one in pdf.lay_out(document).pages.pages]


def lines(box: Any) -> int:
    """In how many lines the seen words of a cell stand."""
    words = [one for one in box.descendants() if getattr(one, "text", "").strip()]
    return len({round(one.position_y) for one in words})


def foot(page: Any) -> float:
    """How much of a page is white beneath all that stands on it, in millimetres."""
    inside = [child for child in page.children if not hasattr(child, "at_keyword")]
    boxes = [box for child in inside for box in child.descendants()]
    seen = [one for one in boxes if getattr(one, "text", "").strip() or one.element_tag.endswith("svg")]
    end = page.position_y + page.margin_height() - page.margin_bottom
    return float(end - max(one.position_y + one.height for one in seen)) / MILLIMETRE


def cells(report: str, language: str, tag: str, name: str) -> list[Any]:
    """The cells of the first page that have a class."""
    boxes = pages(report, language)[0].descendants()
    found = [box for box in boxes if box.element_tag == tag and type(box).__name__ == "TableCellBox"]
    return [box for box in found if name in (box.element.get("class") or "").split()]


@pytest.mark.parametrize("language", ["fr", *(pytest.param(one, marks=pytest.mark.long) for one in ("en", "ru"))])
def test_the_state_of_an_objective_stands_in_one_line(language: str) -> None:
    """Its shape and its words, however long they are in a language."""
    found = cells("monthly", language, "td", "verdict")
    assert len(found) == 7
    assert [lines(cell) for cell in found] == [1] * 7


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "fr"])
def test_a_heads_month_stands_beside_its_year(language: str) -> None:
    """What a column is compared with breaks before its period, if at all."""
    compared = cells("monthly", language, "th", "small")
    words = [[box.text for box in cell.descendants() if getattr(box, "text", "").strip()] for cell in compared]
    assert len(words) == 2
    assert all(any(text.strip().endswith(("2025", "2026")) and len(text) > 7 for text in head) for head in words)


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "fr"])
def test_no_page_ends_in_white(language: str) -> None:
    """Between the answer and the definitions less than a quarter of each page stays free."""
    free = [foot(page) for page in pages("monthly", language)[1:-1]]
    assert len(free) == 5
    assert max(free) < 66, free
