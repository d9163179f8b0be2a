"""Pages as WeasyPrint laid them out, as a sheet: what stands on each, and what reaches over its paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.formats import sheets
from engine.model.preflight import Sheet

EDGE: Final = 20.0  # pixels at the edge of the paper that printers leave white
SLACK: Final = 4 / 3  # pixels, a point: so much over the edge of the content nobody sees
_UNSEEN: Final = "unseen"  # what is only read aloud


def sheet(laid: Any, page: str) -> Sheet:
    """The pages that were made of an HTML text."""
    rows = tuple(tuple(_rows(_boxes(one._page_box))) for one in laid.pages)
    metadata = laid.metadata
    return Sheet("PDF", rows, metadata.title or "", metadata.lang or "", sheets.pictures_of(page))


def over_the_edge(laid: Any) -> Iterator[str]:
    """What reaches over the paper's edge: a column that nobody sees is worse than no report."""
    for number, page in enumerate(laid.pages, start=1):
        for box in _boxes(page._page_box):
            if what := _over(box, page.width, page.height) or _in_the_margin(box, page._page_box):
                yield what % number


def _boxes(page: Any) -> Iterator[Any]:
    """What stands on a page, without its margins."""
    for child in page.children:
        if not hasattr(child, "at_keyword"):  # what a box of the margin is called after
            yield from child.descendants(placeholders=True)


def _rows(boxes: Iterator[Any]) -> Iterator[str]:
    """The text in rows, as the HTML has them."""
    words: list[str] = []
    of = None  # whose row it is: lines and blocks within a card are boxes of the card, too
    for box in boxes:
        if _begins_row(box) and box.element is not of:
            of = box.element
            if words:
                yield " ".join(words)
                words = []
        if text := getattr(box, "text", ""):
            words += text.split()
    if words:
        yield " ".join(words)


def _begins_row(box: Any) -> bool:
    return box.element_tag in sheets.BEGINS_ROW or sheets.CARD in _classes(box)


def _over(box: Any, width: float, height: float) -> str:
    """What a box would lose at the edge of the paper, with a place for the number of its page; empty where nothing."""
    if box.element_tag == "table":
        wide = box.position_x + box.margin_width() > width - EDGE
        return "a table on page %d is wider than the paper: show fewer columns, or larger paper" if wide else ""
    text = getattr(box, "text", "").strip()
    if (not text and box.element_tag not in ("svg", "img")) or _UNSEEN in _classes(box):
        return ""
    across = box.position_x >= -1 and box.position_x + box.width <= width + 1
    if across and box.position_y >= -1 and box.position_y + box.height <= height + 1:
        return ""
    what = f"the text “{text[:60]}”".replace("%", "%%") if text else "a picture"
    return f"{what} on page %d reaches over the edge of the paper"


def _in_the_margin(box: Any, page: Any) -> str:
    """What stands to the right of a page's content, told as `_over` tells it; what a template places there may."""
    if not box.is_in_normal_flow() or box.position_x + box.margin_width() <= page.content_box_x() + page.width + SLACK:
        return ""
    if box.element_tag == "table":
        return "a table on page %d reaches into the margin on its right: show fewer columns, or larger paper"
    text = getattr(box, "text", "").strip()
    if (not text and box.element_tag not in ("svg", "img")) or _UNSEEN in _classes(box):
        return ""
    what = f"the text “{text[:60]}”".replace("%", "%%") if text else "a picture"
    return f"{what} on page %d reaches into the margin on its right"


def _classes(box: Any) -> list[str]:
    return (box.element.get("class") or "").split() if box.element is not None else []
