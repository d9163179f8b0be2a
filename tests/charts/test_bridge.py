"""A bridge leads from one figure to another; better and worse are told without colour, too."""

from __future__ import annotations

import re

from engine.charts.bridge import draw
from engine.colours import BAD, GOOD, PAPER
from engine.model.bridge import Bridge, BridgeStep
from engine.model.figures import Tone
from engine.protocols import Look
from tests.charts.example import ENGLISH, RATE

WORDS = {"good": "Better", "bad": "Worse"}


def bridge(*steps: tuple[str, float, Tone], start: float = 0.5, cut: bool = False) -> Bridge:
    """A bridge of these steps from a figure on."""
    end = start + sum(size for _, size, _ in steps)
    drawn = [BridgeStep(name, "segment", size, f"{size:+.1%}", tone) for name, size, tone in steps]
    ends = BridgeStep("Oct 2025", "start", start, f"{start:.1%}"), BridgeStep("Oct 2026", "end", end, f"{end:.1%}")
    return Bridge("rate", "Title", "Subtitle", RATE, (ends[0], *drawn, ends[1]), WORDS, "All of it.", cut)


def drawing(data: Bridge, width: int = 328) -> str:
    return draw(data, id="c", numbers=ENGLISH, look=Look("#0b6e75", width))


def test_every_step_has_its_name_and_its_signed_text() -> None:
    """In both widths, with the sentence as title."""
    data = bridge(("North", 0.1, "good"), ("South", -0.2, "bad"))
    for width in (328, 680):
        found = drawing(data, width)
        assert "<title>All of it.</title>" in found
        for text in ("Oct 2025", "50.0%", "North", "+10.0%", "South", "-20.0%", "Oct 2026", "40.0%"):
            assert f">{text}</text>" in found


def test_worse_is_hollow_and_better_is_solid() -> None:
    """A print without colours still tells them apart; the key names those that are there."""
    found = drawing(bridge(("North", 0.1, "good"), ("South", -0.2, "bad")))
    assert f'fill="{GOOD}"' in found
    assert re.search(rf'fill="{PAPER}" stroke="{BAD}"|stroke="{BAD}"[^>]*fill="{PAPER}"', found)
    assert ">Better</text>" in found
    assert ">Worse</text>" in found
    found = drawing(bridge(("North", 0.1, "neutral")))
    assert "Better" not in found
    assert GOOD not in found


def test_small_steps_of_large_figures_cut_the_ends() -> None:
    """Both ends then begin above zero, and a gap in them says so."""
    steps: tuple[tuple[str, float, Tone], ...] = (("North", 0.01, "good"),)
    whole, cut = drawing(bridge(*steps)), drawing(bridge(*steps, cut=True))
    assert cut.count(f'stroke="{PAPER}"') == 4
    assert f'stroke="{PAPER}"' not in whole


def test_nothing_to_take_apart_is_a_dash() -> None:
    """No bar is drawn where nothing is known."""
    found = drawing(Bridge("rate", "Title", "", RATE, (), {}, "Nothing."))
    assert ">—</text>" in found
    assert "rect" not in found


def test_levels_below_zero_are_drawn() -> None:
    """From a loss to a profit: the bars stand on both sides of zero."""
    assert "NaN" not in drawing(bridge(("North", 0.9, "good"), start=-0.4))
