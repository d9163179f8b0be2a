"""Points of a scatter lie where their figures say, and each is named where it can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.charts import notation
from engine.charts import scatter as module
from engine.charts.scatter import Frame, draw
from engine.colours import ACTUAL, ASIDE, PAPER
from engine.model.pictures import Scatter, ScatterAxis, ScatterPoint
from engine.protocols import Look
from tests.charts.example import ENGLISH, EUROS, RATE


def scatter(*points: ScatterPoint, total: float | None = None) -> Scatter:
    """These points; the rate upwards has a total."""
    return Scatter("Title", "Subtitle", ScatterAxis("Cost, €", EUROS), ScatterAxis("Rate, %", RATE, total), points,
                   {"total": "Total"}, "All of it.")  # fmt: skip


def drawing(data: Scatter, width: int = 328) -> str:
    return draw(data, id="c", numbers=ENGLISH, look=Look("#0b6e75", width))


def spots(svg: str, fill: str) -> list[tuple[float, float]]:
    """The middles of the discs that are filled so."""
    found = re.findall(rf'<path transform="translate\(([\d.]+),([\d.]+)\)" d="[^"]*" fill="{fill}"', svg)
    return [(float(x), float(y)) for x, y in found]


def test_a_point_lies_where_its_figures_say() -> None:
    """Twice the value is twice as far from the corner, in both directions."""
    points = [
        ScatterPoint("A", "value", 0, 0),
        ScatterPoint("B", "value", 50, 0.25),
        ScatterPoint("C", "value", 100, 0.5),
    ]
    first, second, third = spots(drawing(scatter(*points)), ACTUAL)
    assert second[0] - first[0] == pytest.approx(third[0] - second[0], abs=0.02)
    assert first[1] - second[1] == pytest.approx(second[1] - third[1], abs=0.02)
    assert third[0] > first[0]
    assert third[1] < first[1]


def test_what_is_no_segment_is_grey_and_what_says_little_is_hollow() -> None:
    """Told apart without colours: by being filled or not."""
    svg = drawing(scatter(ScatterPoint("A", "value", 1, 0.1), ScatterPoint("Other", "other", 2, 0.2),
                          ScatterPoint("B*", "value", 3, 0.3, open=True)))  # fmt: skip
    assert len(spots(svg, ACTUAL)) == len(spots(svg, ASIDE)) == len(spots(svg, PAPER)) == 1
    assert re.search(rf'fill="{PAPER}" stroke="{ACTUAL}"', svg)


@pytest.mark.parametrize("width", [328, 680])
def test_every_point_and_axis_is_named(width: int) -> None:
    """Directly, in both widths; the total by its line."""
    svg = drawing(scatter(ScatterPoint("A", "value", 1, 0.1), ScatterPoint("B", "value", 3, 0.3), total=0.2), width)
    assert "<title>All of it.</title>" in svg
    for text in ("A", "B", "Cost, €", "Rate, %", "Total"):
        assert f">{text}</text>" in svg


def test_a_long_name_is_whole_where_there_is_a_place_for_it() -> None:
    """On half a page too; only among many is it cut."""
    long = "Partner programme, third edition"
    few = [ScatterPoint(long, "value", 1, 0.1), ScatterPoint("B", "value", 3, 0.3)]
    assert f">{long}</text>" in drawing(scatter(*few))
    many = [ScatterPoint(f"{long} {n}", "value", 1 + n / 40, 0.1 + n / 400) for n in range(30)]
    assert "…</text>" in drawing(scatter(*many, few[1]))


@pytest.mark.parametrize("highest", [1.0, 1.2, 1.74, 2.0, 2.9, 3.0, 4.1, 6.9, 7.4, 9.9])
def test_each_axis_has_three_ticks_or_more(highest: float) -> None:
    """Two do not say how far apart the values between them are."""
    for values in ([0.0, highest], [10.0, 10 + highest], [-highest, highest / 2]):
        assert len(notation.axis(values, EUROS, ENGLISH, from_zero=False, parts=4).ticks) >= 3
    svg = drawing(scatter(ScatterPoint("A", "value", 100 * highest, highest / 10), ScatterPoint("B", "value", 0, 0)))
    assert len(re.findall(r">€[\d.K]+</text>", svg)) >= 3
    assert len(re.findall(r">[\d.]+%</text>", svg)) >= 3


def test_points_on_one_spot_share_a_name() -> None:
    """None is hidden under another one."""
    svg = drawing(scatter(ScatterPoint("A", "value", 1, 0.1), ScatterPoint("B", "value", 1, 0.1),
                          ScatterPoint("C", "value", 3, 0.3)))  # fmt: skip
    assert ">A, B</text>" in svg


def test_nothing_to_show_is_a_dash() -> None:
    """No axes without a point."""
    assert ">—</text>" in drawing(scatter())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100).map(lambda v: v / 100)), min_size=1, max_size=12))
def test_names_cover_no_other_name(places: list[tuple[int, float]]) -> None:
    """Twelve points anywhere on half a page: no two names have a place in common, and none leaves the picture."""
    points = [ScatterPoint(f"Team {n}", "value", x, y) for n, (x, y) in enumerate(places)]
    axes = [notation.axis([point.x for point in points], EUROS, ENGLISH, from_zero=False),
            notation.axis([point.y for point in points], RATE, ENGLISH, from_zero=False)]  # fmt: skip
    frame = Frame(scatter(*points), axes[0], axes[1], 290.0, 190.0, 4.0)
    module._names(frame)
    names = frame.taken[len(points) :]
    assert 1 <= len(names) <= len(points)
    pairs = [(one, other) for n, one in enumerate(names) for other in names[:n]]
    assert not any(one.meets(other) for one, other in pairs)
    assert all(box.left >= 0 and box.right <= 294 and box.bottom <= 190 for box in names)
