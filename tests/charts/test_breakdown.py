"""A breakdown tells segments from what is no segment, and names everything it shows."""

from __future__ import annotations

import re

from engine.charts import CHARTS
from engine.colours import ACTUAL, ASIDE, INK
from engine.protocols import HALF_WIDTH, Look
from tests.charts.example import ENGLISH, breakdown


def drawn(data: object) -> str:
    return CHARTS["breakdown"](data, id="c", numbers=ENGLISH, look=Look("#0b6e75", HALF_WIDTH))


def bars(svg: str, colour: str) -> list[str]:
    return re.findall(rf'<path d="([^"]*)" fill="{colour}"', svg)


def test_what_is_no_segment_is_grey() -> None:
    """Missing, unmatched and other stand in a grey of their own beside the segments."""
    svg = drawn(breakdown(("A", "value", 9.0), ("Other", "other", 3.0), ("—", "missing", 2.0), ("?", "unmatched", 1.0)))
    assert len(bars(svg, ACTUAL)) == 1
    assert len(bars(svg, ASIDE)) == 3


def test_a_missing_value_has_no_bar_but_its_dash() -> None:
    """A segment without a value keeps its row and its "—" and has no bar of length zero."""
    svg = drawn(breakdown(("A", "value", 9.0), ("B", "value", None)))
    assert len(bars(svg, ACTUAL)) == 1
    assert ">—<" in svg


def test_a_target_is_outlined_and_in_the_key() -> None:
    """Targets are hollow ticks, and a key names them; without targets there is no key."""
    svg = drawn(breakdown(("A", "value", 9.0), target=10.0))
    assert re.search(rf'fill="#ffffff" stroke="{INK}"', svg)
    assert ">target<" in svg
    assert ">actual<" not in drawn(breakdown(("A", "value", 9.0)))


def test_a_long_name_takes_two_lines_and_stays_beside_its_bar() -> None:
    """A long name is wrapped at a space, never cut through while two lines hold it."""
    svg = drawn(breakdown(("Key accounts and public sector", "value", 9.0)))
    lines = re.findall(r"<tspan[^>]*>([^<]+)</tspan>", svg)
    assert " ".join(lines) == "Key accounts and public sector"


def test_negative_values_stand_left_of_zero() -> None:
    """A negative segment is drawn to the left of the others' common start."""
    svg = drawn(breakdown(("A", "value", 10.0), ("B", "value", -5.0)))
    starts = [float(re.match(r"M(-?[\d.]+)", bar)[1]) for bar in bars(svg, ACTUAL)]  # type: ignore[index]
    assert starts[1] == 0.0
    assert starts[0] > 0.0
