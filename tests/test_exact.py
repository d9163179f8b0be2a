"""Sums are exact, and parts make up a whole to the last digit that they have."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from engine.exact import added, make_up

amounts = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal("-1e36"), max_value=Decimal("1e36"), places=2
)
floats = st.floats(-1e12, 1e12)


@example([Decimal("1e36"), Decimal("0.01")])
@given(st.lists(st.one_of(st.integers(), amounts)))
def test_a_sum_has_every_digit(numbers: list[int | Decimal]) -> None:
    """Whole numbers and amounts of any length lose none, also more than Decimal keeps by itself."""
    assert Fraction(added(numbers)) == sum(map(Fraction, numbers))


@given(st.lists(st.one_of(st.integers(), amounts)), st.sampled_from([Decimal("0.01"), 1, Decimal("1e30")]))
def test_exact_parts_make_up_their_sum_and_nothing_near_it(numbers: list[int | Decimal], more: int | Decimal) -> None:
    """A cent more, however large they are, is another whole."""
    whole = added(numbers)
    assert make_up(numbers, whole)
    assert not make_up(numbers, added([whole, more]))


@given(st.lists(floats, min_size=1))
def test_binary_fractions_make_up_their_sum_in_any_order(numbers: list[float]) -> None:
    """What the order changes is forgiven, and a millionth of their size is not."""
    size = sum(map(abs, numbers))
    for whole in (sum(numbers), sum(reversed(numbers)), sum(sorted(numbers))):
        assert make_up(numbers, whole)
    assert make_up(numbers, sum(numbers) + size * 1e-6) == (size == 0)
