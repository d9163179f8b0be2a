"""Shares are columns of 100 %, named at the end of the last one, and told apart without colour."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from engine.charts.frame import HEIGHT
from engine.charts.share import draw
from engine.colours import ASIDE, DARK_PAPER, LACKING, MUTED, ON_DARK, PAPER, SHARES, contrast
from engine.model.pictures import ShareLayer, SharePicture, SharePoint
from engine.model.unit import SegmentKind
from engine.protocols import Look
from tests.charts.example import ENGLISH, MONTHS, WORDS, YEARS

SEEN = 3.0  # WCAG 2.2, 1.4.11: contrast of what is no text with its ground


def shares(
    *points: tuple[float, ...], provisional: int = 0, names: tuple[tuple[str, SegmentKind], ...]
) -> SharePicture:
    """Shares of as many months as there are points, the last so many of them provisional."""
    firm = len(points) - provisional
    months = tuple(SharePoint(MONTHS[n % 6], point, n >= firm, YEARS.get(n, "")) for n, point in enumerate(points))
    newest = next((point for point in reversed(points) if point), (0.0,) * len(names))
    layers = tuple(ShareLayer(name, kind, f"{part:.1%}") for (name, kind), part in zip(names, newest, strict=True))
    return SharePicture("leads", "Title", "Subtitle", months, layers, WORDS, "All of it.")


def drawing(data: SharePicture, width: int = 328) -> str:
    return draw(data, id="c", numbers=ENGLISH, look=Look("#0b6e75", width))


def columns(svg: str, colour: str) -> list[tuple[float, float]]:
    """The top and the bottom of each column of a colour, of those that are as wide as columns."""
    found = re.findall(rf'<path d="M[\d.]+,([\d.]+)h([\d.]+)v([\d.]+)h[^"]*" fill="{colour}"', svg)
    return [(float(top), float(top) + float(high)) for top, wide, high in found if float(wide) > 7.5]


TWO: tuple[tuple[str, SegmentKind], ...] = (("North", "value"), ("South", "value"))


def test_each_column_is_whole_and_the_first_segment_stands_at_the_bottom() -> None:
    """A quarter is a quarter of the height, in every column."""
    svg = drawing(shares((0.25, 0.75), (0.5, 0.5), names=TWO))
    assert columns(svg, SHARES[0]) == [(0.75 * HEIGHT, HEIGHT), (0.5 * HEIGHT, HEIGHT)]
    assert columns(svg, SHARES[1]) == [(0.0, 0.75 * HEIGHT), (0.0, 0.5 * HEIGHT)]


@pytest.mark.parametrize("width", [328, 680])
def test_every_segment_is_named_with_its_newest_share(width: int) -> None:
    """Beside the last column, in both widths, with the sentence as title; no legend stands apart."""
    svg = drawing(shares((0.25, 0.75), (0.4, 0.6), names=TWO), width)
    assert "<title>All of it.</title>" in svg
    assert ">40.0% North</text>" in svg
    assert ">60.0% South</text>" in svg


def test_names_of_small_segments_stand_apart() -> None:
    """Five of one percent each: each name has its own line, and none leaves the drawing."""
    names: tuple[tuple[str, SegmentKind], ...] = tuple((f"Team {n}", "value") for n in range(6))
    svg = drawing(shares((0.95, *[0.01] * 5), names=names))
    places = sorted(float(y) for y in re.findall(r"<text [^>]*translate\([\d.]+,([\d.-]+)\)[^>]*>\d+\.\d% Team", svg))
    assert len(places) == 6
    assert all(later - earlier >= 12 for earlier, later in pairwise(places))


def test_what_is_provisional_is_hollow() -> None:
    """In dashes of its own colour, as in every chart."""
    svg = drawing(shares((0.25, 0.75), (0.4, 0.6), provisional=1, names=TWO))
    assert len(columns(svg, SHARES[0])) == 1
    assert re.search(rf'fill="{PAPER}" stroke="{SHARES[0]}"[^>]*stroke-dasharray="3,2"', svg)


def test_a_period_without_shares_has_no_column() -> None:
    """Its place stays free; without any at all there is a dash."""
    svg = drawing(shares((0.25, 0.75), (), (0.4, 0.6), names=TWO))
    assert len(columns(svg, SHARES[0])) == 2
    assert ">—</text>" in drawing(shares((), (), names=TWO))


def test_what_is_no_segment_is_grey() -> None:
    """The others together, who is missing and who is unmatched have a grey each."""
    names: tuple[tuple[str, SegmentKind], ...] = (
        ("North", "value"), ("Other", "other"), ("(missing)", "missing"), ("(unmatched)", "unmatched"))  # fmt: skip
    svg = drawing(shares((0.4, 0.3, 0.2, 0.1), names=names))
    assert [len(columns(svg, colour)) for colour in (SHARES[0], ASIDE, LACKING, PAPER)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("ground", "colours"), [(PAPER, SHARES), (DARK_PAPER, tuple(ON_DARK[colour] for colour in SHARES))],
    ids=["light", "dark"],
)  # fmt: skip
def test_the_colours_are_seen_and_told_apart_in_grey(ground: str, colours: tuple[str, ...]) -> None:
    """Each stands out from the ground, and each is a quarter lighter or darker than the one before it."""
    seen = [contrast(colour, ground) for colour in colours]
    assert min(seen) >= SEEN
    assert all(before / after >= 1.25 for before, after in pairwise(seen))
    assert contrast(MUTED, PAPER) >= SEEN


def test_a_long_name_is_broken_at_its_hyphens() -> None:
    """Two lines hold it: what does not fit in one as a whole begins behind its share."""
    svg = drawing(shares((0.865, 0.135), names=(("North", "value"), ("Bourgogne-Franche-Comté", "value"))))
    assert "…" not in svg
    assert re.findall(r">([^<>]*(?:Bourgogne|Comté)[^<>]*)</t", svg) == ["13.5% Bourgogne-", "Franche-Comté"]
