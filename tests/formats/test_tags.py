"""The PDF's tags tell a screen reader what the eye sees: headings, head cells, lists, figures, and where they are."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from pypdf.generic import DictionaryObject

import engine
from engine.shipped import shipped
from tests.formats import test_pdf
from tests.formats.test_pdf import read, root_of, tags

WITHIN = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
}
HOLDS = {
    "/L": {"/LI", "/L"},
    "/LI": {"/LBody"},
    "/Table": {"/THead", "/TBody"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
REPORTS = [
    "example",
    pytest.param("monthly fr", marks=pytest.mark.long),
    pytest.param("people ru", marks=pytest.mark.long),
]


@cache
def made(report: str) -> bytes:
    """The PDF of the example that the formats' tests share, or of a sample report."""
    if report == "example":
        return test_pdf.made("en")
    name, language = report.split()
    done = engine.render(
        shipped("samples") / f"{name}.yml",
        today=date(2026, 11, 3), out=Path(mkdtemp()), language=language, outputs=("pdf",),
    )  # fmt: skip
    return done.files[0].read_bytes()


@cache
def tree(report: str) -> list[Any]:
    """The tags, whose entries have no types of their own."""
    return list[Any](tags(root_of(made(report))["/StructTreeRoot"]))


def kind(tag: Any) -> str:
    return str(tag["/S"])


def children(tag: DictionaryObject) -> list[DictionaryObject]:
    """The tags in a tag, in their order; neither text nor links' areas."""
    held = tag.get("/K", [])
    found = [child.get_object() for child in (held if isinstance(held, list) else [held])]
    return [child for child in found if isinstance(child, DictionaryObject) and "/S" in child]


@pytest.mark.parametrize("report", REPORTS)
def test_headings_go_down_by_one_level(report: str) -> None:
    """The first is the only one of the first level, none leaps over a level, and none stands in another."""
    levels = [int(kind(tag)[2:]) for tag in tree(report) if kind(tag) in {f"/H{level}" for level in range(1, 7)}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for tag in tree(report):
        if kind(tag)[:2] == "/H":
            assert not [inner for inner in tags(tag["/K"]) if kind(inner)[:2] == "/H"]


@pytest.mark.parametrize("report", REPORTS)
def test_lists_and_tables_hold_what_they_may(report: str) -> None:
    """A list holds items and a table rows of cells, and nothing else does."""
    for tag in tree(report):
        inside = {kind(child) for child in children(tag)}
        assert inside <= HOLDS.get(kind(tag), inside), kind(tag)
        assert {outer for outer in WITHIN if kind(tag) not in WITHIN[outer]} & inside == set(), kind(tag)
        assert all(child["/P"] == tag for child in children(tag))


@pytest.mark.parametrize("report", REPORTS)
def test_each_cell_has_its_heads(report: str) -> None:
    """A head cell says whether it is one of a column or of a row; every other names those that are its own."""
    heads = [tag for tag in tree(report) if kind(tag) == "/TH"]
    assert {str(head["/A"]["/Scope"]) for head in heads} == {"/Row", "/Column"}
    names = {str(head["/ID"]) for head in heads}
    for cell in (tag for tag in tree(report) if kind(tag) == "/TD"):
        assert cell["/A"]["/Headers"]
        assert {str(name) for name in cell["/A"]["/Headers"]} <= names


@pytest.mark.parametrize("report", REPORTS)
def test_each_figure_has_a_sentence_and_a_place_on_its_page(report: str) -> None:
    """Its box lies on the paper, in the page's own coordinates: the first card's line stands above the scorecard."""
    reader = read(made(report))
    figures = [tag for tag in tree(report) if kind(tag) == "/Figure"]
    for figure in figures:
        assert str(figure["/Alt"]).strip()
        left, bottom, right, top = map(float, figure["/A"]["/BBox"])
        paper = figure["/Pg"]["/MediaBox"]
        assert 0 < left < right < float(paper[2])
        assert 0 < bottom < top < float(paper[3])
    scorecard = next(entry for entry in reader.outline if not isinstance(entry, list))
    assert scorecard.top is not None
    assert float(figures[0]["/A"]["/BBox"][1]) > float(scorecard.top)


@pytest.mark.parametrize("report", REPORTS)
def test_each_page_is_gone_through_in_the_order_of_its_tags(report: str) -> None:
    """Also with the tab key; and each link says in words where it leads."""
    pages: list[Any] = list(read(made(report)).pages)
    assert all(page["/Tabs"] == "/S" for page in pages)
    assert all("/StructParents" in page for page in pages)
    links = [link.get_object() for page in pages for link in page.get("/Annots", [])]
    assert links
    for link in links:
        assert str(link["/Contents"]).strip()
        assert link["/Contents"] != link.get("/Dest")
