"""Mends the tags of a PDF where WeasyPrint's say less than its pages, or other: a screen reader goes by them.

It works on the finished objects before they are written, which are dictionaries that refer to each other by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Tag: TypeAlias = dict[str, Any]  # its kind /S, what it stands in /P, what stands in it /K

_POINTS: Final = 0.75  # in a pixel
_SCOPES: Final = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
# What cannot stand in its like: there the inner one is only a box for lines.
_ALONE: Final = {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}
_CELLS: Final = {"/TD", "/TH"}
_NO_MATTER: Final = {"/NonStruct", "/Span"}


def mend(document: Any, pdf: Any) -> None:
    """What WeasyPrint calls a finisher: takes its document as laid out and the PDF's objects."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element is not None:
                _say_scope(box)
                _name_link(box)
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for tag in _tags(pdf):
        kind = tag["S"]
        if kind == "/Figure":
            _turn(tag, heights[tag["Pg"]])
        elif kind in _ALONE and _around(pdf, tag) == kind:
            tag["S"] = "/NonStruct"
        elif kind in _CELLS and _around(pdf, tag) != "/TR":
            tag["S"] = "/NonStruct"
            tag.pop("A", None)
        elif kind == "/L":
            _keep_items(pdf, tag)
    if "AF" in pdf.catalog:  # an archive's list of what is attached, where each stands twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _say_scope(box: Any) -> None:
    """A head cell says whether it is one of a row or of a column: not every reader follows the cells' own lists."""
    tag = getattr(box, "mark", None)
    scope = box.element.get("scope")
    if tag is not None and box.element_tag == "th" and scope:
        tag["A"]["Scope"] = _SCOPES[scope]


def _name_link(box: Any) -> None:
    """A link says its words, where it had the name of its target."""
    if box.link_annotation and (words := " ".join("".join(box.element.itertext()).split())):
        text = type(box.link_annotation["Contents"])
        box.link_annotation["Contents"] = text(words)


def _turn(figure: Tag, height: float) -> None:
    """A figure's box is counted in points from the foot of the page, where it was in pixels from its head."""
    box = figure["A"]["BBox"]
    left, top, right, bottom = box
    box[:] = [_POINTS * edge for edge in (left, height - bottom, right, height - top)]


def _keep_items(pdf: Any, tag: Tag) -> None:
    """A list holds nothing but its items: a space between two of them goes into the one before, or the first."""
    children = [(reference, _named(pdf, reference)) for reference in tag["K"]]
    items = [child for _, child in children if child["S"] == "/LI"]
    if not items:  # a line of a list that holds a space and no more
        tag["S"] = "/NonStruct"
        return
    item, kept = items[0], []
    for reference, child in children:
        if child["S"] in _NO_MATTER:
            body = _named(pdf, item["K"][-1])
            body["K"].append(reference)
            child["P"] = item["K"][-1]
        else:
            item = child if child["S"] == "/LI" else item
            kept.append(reference)
    tag["K"][:] = kept


def _around(pdf: Any, tag: Tag) -> str:
    """The kind of what a tag stands in, through what is of no matter."""
    outer = _named(pdf, tag["P"])
    while outer.get("S") in _NO_MATTER:
        outer = _named(pdf, outer["P"])
    return str(outer.get("S"))


def _tags(pdf: Any) -> Iterator[Tag]:
    return (found for found in pdf.objects if isinstance(found, dict) and found.get("Type") == "/StructElem")


def _named(pdf: Any, reference: bytes) -> Tag:
    """The object of a reference, as `12 0 R`."""
    found: Tag = pdf.objects[int(reference.split()[0])]
    return found
