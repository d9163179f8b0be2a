"""Scales are round and honest, and names stand apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.charts import notation
from engine.model.unit import Unit
from engine.numbers import Numbers

ENGLISH = Numbers("en")


@given(
    st.lists(st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda v: round(v, 3)), max_size=8),
    st.booleans(),
)
def test_an_axis_holds_all_its_values(values: list[float], from_zero: bool) -> None:
    """Between three and seven ticks span every value, whatever the values are; bars always stand on zero."""
    scale = notation.axis(values, Unit("number"), ENGLISH, from_zero=from_zero)
    blur = (scale.high - scale.low) * 1e-6
    assert all(scale.low - blur <= value <= scale.high + blur for value in values)
    assert scale.low < scale.high
    assert 2 <= len(scale.ticks) <= 7
    if from_zero and values:
        assert scale.low <= 0 <= scale.high


def test_whole_things_are_not_counted_in_halves() -> None:
    """An axis of a count from 0 to 1 has no tick at a half."""
    assert notation.axis([0, 1], Unit("integer"), ENGLISH, from_zero=True).ticks == (0, 1)


@given(st.lists(st.floats(0, 150), max_size=5))
def test_names_stand_apart(places: list[float]) -> None:
    """Names that would cover each other are moved apart, and keep their order."""
    moved = notation.spread(places, 11, 0, 150)
    order = sorted(range(len(places)), key=lambda index: places[index])
    gaps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(gap >= 11 - 1e-9 for gap in gaps)
    assert all(-1e-9 <= place <= 150 + 1e-9 for place in moved)


@given(st.lists(st.tuples(st.floats(0, 150), st.sampled_from((12.0, 24.0))), max_size=6))
def test_names_of_several_lines_stand_apart(names: list[tuple[float, float]]) -> None:
    """Each as far from the next as half of both is high."""
    places, sizes = [place for place, _ in names], [size for _, size in names]
    moved = notation.spread(places, sizes, 12, 138)
    order = sorted(range(len(places)), key=lambda index: places[index])
    assert all(moved[b] - moved[a] >= (sizes[a] + sizes[b]) / 2 - 1e-9 for a, b in pairwise(order))
    assert all(12 - 1e-9 <= place <= 138 + 1e-9 for place in moved)


@pytest.mark.parametrize("accent", ["#ffff00", "#0b6e75", "#fff", "#000000"])
def test_any_accent_can_be_read(accent: str) -> None:
    """Whatever accent a report names, text in it has the contrast that reading needs."""
    from engine.colours import PAPER, READABLE, contrast

    assert contrast(notation.emphasis(accent), PAPER) >= READABLE
