"""Small multiples stand on one scale, each named, and what is provisional is told apart."""

from __future__ import annotations

import re

import pytest

from engine.charts.multiples import draw
from engine.colours import ACTUAL, ASIDE, LAST_YEAR, PAPER
from engine.model.pictures import Multiples, Panel
from engine.model.unit import SegmentKind, Unit
from engine.protocols import Look
from tests.charts.example import ENGLISH, EUROS, RATE


def panel(
    name: str, *points: float | None, kind: SegmentKind = "value", provisional: int = 0, unit: Unit = EUROS
) -> Panel:
    """A panel whose last so many points are provisional; the one before them is its figure."""
    firm = len(points) - provisional
    text = ENGLISH.figure(points[firm - 1], unit)
    return Panel(name, kind, text, points, tuple(n >= firm for n in range(len(points))), firm - 1)


def multiples(*panels: Panel, unit: Unit = EUROS, total: tuple[float | None, ...] = ()) -> Multiples:
    return Multiples("k", "Title", "Subtitle", unit, panels, total, "Aug 2026", "Oct 2026", "All of it.")


def drawing(data: Multiples, width: int = 328) -> str:
    return draw(data, id="c", numbers=ENGLISH, look=Look("#0b6e75", width))


def columns(svg: str, colour: str) -> list[tuple[float, float, float]]:
    """From the left, from the top, and the height of each column of a colour."""
    found = re.findall(rf'<path d="M([\d.]+),([\d.]+)h[\d.]+v([\d.]+)h[^"]*" fill="{colour}"', svg)
    return [(float(x), float(y), float(high)) for x, y, high in found]


def test_all_panels_have_one_scale() -> None:
    """The same value is as high in each of them, and half of it half as high."""
    svg = drawing(multiples(panel("A", 100.0, 50.0, 1.0), panel("B", 50.0, 100.0, 1.0)))
    assert [high for _, _, high in columns(svg, ACTUAL)] == [52.0, 26.0, 26.0, 52.0]


@pytest.mark.parametrize("width", [328, 680])
def test_every_panel_is_named_with_its_figure(width: int) -> None:
    """In both widths, with the sentence as title; the ends of time stand beneath the lowest of each column."""
    svg = drawing(multiples(panel("A", 1.0, 2.0, 3.0), panel("B", 4.0, 5.0, 6.0), panel("C", 4.0, 5.0, 7.0)), width)
    assert "<title>All of it.</title>" in svg
    for text in ("A", "€3", "B", "€6", "C", "€7"):
        assert f">{text}</text>" in svg
    assert svg.count(">Aug 2026</text>") == svg.count(">Oct 2026</text>") == (2 if width == 328 else 3)


def test_amounts_are_columns_and_rates_are_lines() -> None:
    """A rate's total is a thin light line in each panel."""
    rate = drawing(
        multiples(panel("A", 0.1, 0.2, unit=RATE), panel("B", 0.2, 0.1, unit=RATE), unit=RATE, total=(0.2, 0.2))
    )
    assert columns(rate, ACTUAL) == []
    assert len(re.findall(rf'<path d="M[^"]*" stroke="{ACTUAL}"', rate)) == 2
    assert len(re.findall(rf'<path d="M[^"]*" stroke="{LAST_YEAR}"', rate)) == 2


def test_what_is_provisional_is_hollow_or_dashed() -> None:
    """Columns in dashes; the dashes of a line begin at its last final point."""
    amounts = drawing(multiples(panel("A", 1.0, 2.0, 3.0, provisional=1)))
    assert re.search(rf'fill="{PAPER}" stroke="{ACTUAL}"[^>]*stroke-dasharray="3,2"', amounts)
    rates = drawing(multiples(panel("A", 0.1, 0.2, 0.3, provisional=1, unit=RATE), unit=RATE))
    (dashed,) = re.findall(r'<path d="(M[^"]*)"[^>]*stroke-dasharray="3,2"', rates)
    assert len(re.findall(r"[ML]", dashed)) == 2


def test_a_line_breaks_where_a_figure_is_missing() -> None:
    """A gap is no straight line; a point between two gaps is a dot."""
    svg = drawing(multiples(panel("A", 0.1, 0.2, None, 0.3, None, 0.1, 0.2, unit=RATE), unit=RATE))
    assert len(re.findall(rf'<path d="M[^"]*L[^"]*" stroke="{ACTUAL}"', svg)) == 2
    assert len(re.findall(rf'd="[^"]*" fill="{ACTUAL}"', svg)) == 1


def test_what_is_no_segment_is_grey() -> None:
    """The others together, too."""
    svg = drawing(multiples(panel("A", 1.0, 2.0), panel("Other", 3.0, 4.0, kind="other")))
    assert len(columns(svg, ASIDE)) == 2


def test_values_below_zero_hang_from_it() -> None:
    """A loss is drawn beneath the line of nothing."""
    ((_, up, _), (_, down, _)) = columns(drawing(multiples(panel("A", 10.0, -10.0, 5.0))), ACTUAL)
    assert down > up


def test_nothing_known_is_a_dash() -> None:
    """No panel stands empty."""
    assert ">—</text>" in drawing(multiples(Panel("A", "value", "—", (None,), (False,))))
    assert ">—</text>" in drawing(multiples())
