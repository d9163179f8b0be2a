"""Events stand as flags on a trend: each at its period, no text over another, no mark through a text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from engine.charts import events
from engine.charts.boxes import Box
from engine.charts.frame import HEIGHT
from engine.model.pictures import TrendEvent
from tests.charts.example import RATE, trend
from tests.charts.test_trend import drawn

PERIODS, WIDTH = 52, 250.0
texts = st.text("abcdefgh il", min_size=1, max_size=24)
many = st.lists(st.builds(TrendEvent, st.integers(0, PERIODS - 1), texts), max_size=12)
taken = st.lists(st.builds(Box, st.just(180.0), st.just(230.0), st.integers(-25, 40), st.just(60.0)), max_size=1)


def x(index: int) -> float:
    return (index + 0.5) * WIDTH / PERIODS


@given(many, taken)
def test_no_text_lies_over_another(found: list[TrendEvent], boxes: list[Box]) -> None:
    """Whatever happened when: texts stay in the width, apart from each other and from what stood there before."""
    flags = events.flags(found, x, WIDTH)
    base = events.base(flags, boxes)
    placed = [flag.box(base) for flag in flags] + boxes
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert not one.meets(other)
    assert sorted(text for flag in flags for text in flag.lines) == sorted(event.text for event in found)
    assert all(flag.left >= 0 and flag.right <= WIDTH for flag in flags)
    assert all(-box.top <= events.top(flags, base) for box in placed[: len(flags)])


@given(many, taken)
def test_no_mark_goes_through_a_text(found: list[TrendEvent], boxes: list[Box]) -> None:
    """Every mark stands at its period and reaches the axis, with a gap where a text of another is in its way."""
    flags = events.flags(found, x, WIDTH)
    base = events.base(flags, boxes)
    marks = [layer["encoding"] for layer in events.draw(flags, base, HEIGHT, boxes) if layer["mark"]["type"] == "rule"]
    assert {mark["x"]["value"] for mark in marks} == {x(event.index) for event in found}
    assert all(mark["y"]["value"] < mark["y2"]["value"] <= HEIGHT for mark in marks)
    for mark in marks:
        at, first, last = (mark[name]["value"] for name in ("x", "y", "y2"))
        for box in [flag.box(base) for flag in flags if flag.at != at] + boxes:
            assert not (box.left < at < box.right and first < box.bottom and box.top < last)


def test_events_are_drawn_with_their_text_and_a_mark() -> None:
    """A trend with two events has two marks and both texts more than one without."""
    bare = trend(10.0, 20.0, 30.0, 40.0)
    noted = type(bare)(**{name: getattr(bare, name) for name in bare.__dataclass_fields__} | {
        "events": (TrendEvent(1, "Trade fair"), TrendEvent(3, "New site"))})  # fmt: skip
    svg = drawn(noted)
    assert ">Trade fair<" in svg
    assert ">New site<" in svg
    lines = re.compile(r'<line [^>]*stroke-width="0.7"')
    assert (len(lines.findall(drawn(bare))), len(lines.findall(svg))) == (0, 2)


def test_two_events_of_one_period_share_a_mark() -> None:
    """One above the other, behind one mark; a chart that needs the room grows by it."""
    one = events.flags([TrendEvent(3, "Trade fair"), TrendEvent(3, "New site")], x, WIDTH)
    assert [flag.lines for flag in one] == [("Trade fair", "New site")]
    few, more = (trend(0.2, 0.3, 0.25, unit=RATE) for _ in range(2))
    assert drawn(few) == drawn(more)
