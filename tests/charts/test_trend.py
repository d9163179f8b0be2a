"""A trend shows each value once, gaps as gaps, and what is provisional as provisional."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.charts import CHARTS
from engine.colours import ACTUAL, LAST_YEAR, PAPER, readable
from engine.protocols import HALF_WIDTH, Look
from tests.charts.example import ENGLISH, RATE, trend

ACCENT = "#0b6e75"


def drawn(data: object, width: int = HALF_WIDTH) -> str:
    return CHARTS["trend"](data, id="c", numbers=ENGLISH, look=Look(ACCENT, width))


def paths(svg: str, colour: str) -> list[str]:
    return re.findall(rf'<path d="([^"]*)" (?:fill|stroke)="{colour}"', svg)


def test_amounts_are_columns_and_a_missing_month_has_none() -> None:
    """A missing value leaves its place empty: no column of height zero, and the others keep their places."""
    whole, gap = drawn(trend(10.0, 20.0, 30.0, 40.0)), drawn(trend(10.0, None, 30.0, 40.0))
    assert len(paths(whole, ACTUAL)) == 3
    assert paths(gap, ACTUAL) == [paths(whole, ACTUAL)[0], paths(whole, ACTUAL)[2]]


def test_the_last_period_wears_the_accent() -> None:
    """The column of the report's own period alone is in the accent colour, darkened until it can be read."""
    svg = drawn(trend(10.0, 20.0, 30.0))
    assert len(paths(svg, readable(ACCENT, PAPER))) == 1


def test_a_rate_is_a_line_broken_at_a_gap() -> None:
    """A missing rate breaks the line in two instead of being bridged or drawn as zero."""
    svg = drawn(trend(0.2, 0.21, None, 0.22, 0.23, unit=RATE))
    (line,) = [path for path in paths(svg, ACTUAL) if "L" in path]
    assert line.count("M") == 2


def test_a_value_between_two_gaps_is_seen() -> None:
    """A single value with a gap on either side has no line, so it gets a dot."""
    with_neighbours = drawn(trend(0.2, 0.21, 0.22, 0.23, 0.24, unit=RATE))
    alone = drawn(trend(0.2, None, 0.22, None, 0.24, unit=RATE))
    assert alone.count("A") > with_neighbours.count("A")


def test_provisional_columns_are_hollow() -> None:
    """A provisional month is drawn as a dashed outline and said to be provisional in words."""
    svg = drawn(trend(10.0, 20.0, 30.0, provisional=1))
    assert re.search(rf'fill="{PAPER}" stroke="{ACTUAL}"[^>]*stroke-dasharray', svg)
    assert ">provisional<" in svg
    assert "provisional" not in drawn(trend(10.0, 20.0, 30.0))


def test_columns_start_at_zero_and_lines_need_not() -> None:
    """Columns whose values are close together still stand on zero; a line of rates may start above it."""
    assert ">€0<" in drawn(trend(90.0, 95.0, 100.0))
    assert ">0%<" not in drawn(trend(0.90, 0.95, 1.0, unit=RATE))


def test_the_axis_speaks_the_readers_language() -> None:
    """Ticks and months are the texts of the document, never Vega's own English numbers."""
    svg = drawn(trend(500_000.0, 1_200_000.0))
    assert ">€500K<" in svg
    assert ">1000000<" not in svg.replace(",", "")


def test_a_year_stays_where_its_first_month_has_no_room() -> None:
    """Where every second label is left out, the year moves to the first label that is shown of it."""
    svg = drawn(trend(*[10.0] * 12), width=180)
    assert "Jan." not in svg
    assert "2026" in svg


def test_labels_that_stand_apart_have_room() -> None:
    """Of a year of weeks one in four or five has a label: those are shown, the other weeks have none."""
    year = trend(*[10.0] * 52, unit=RATE)
    points = [replace(point, label=f"M{n // 4}" if n % 4 == 1 else "", year="") for n, point in enumerate(year.points)]
    for width, step in ((680, 1), (HALF_WIDTH, 2)):
        shown = re.findall(r">(M\d+)<", drawn(replace(year, points=tuple(points)), width=width))
        assert shown == [f"M{n}" for n in range(0, 13, step)]


def test_a_cent_that_a_spread_leaves_over_breaks_no_dash() -> None:
    """Targets that differ by what nobody sees are one line."""
    points = trend(10.0, 20.0, target=15.0).points
    cents = (replace(points[0], target=15.01), points[1])
    assert drawn(replace(trend(10.0, 20.0), points=cents)).count("stroke-dasharray") == 1
    steps = (replace(points[0], target=18.0), points[1])
    assert drawn(replace(trend(10.0, 20.0), points=steps)).count("stroke-dasharray") == 2


def test_a_target_is_one_dash_as_long_as_it_is_level() -> None:
    """A constant target is one dashed line, named at its end; without a target there is neither."""
    svg, without = drawn(trend(10.0, 20.0, target=15.0)), drawn(trend(10.0, 20.0))
    assert svg.count("stroke-dasharray") == 1
    assert ">target<" in svg
    assert "stroke-dasharray" not in without
    assert ">target<" not in without


def test_a_trend_without_any_value_is_drawn_empty() -> None:
    """Periods without a value give a chart without marks, not an error."""
    svg = drawn(trend(None, None, None))
    assert not paths(svg, ACTUAL)
    assert not paths(svg, LAST_YEAR)


def test_a_band_is_outlined_and_has_no_level() -> None:
    """What is to lie between two values is the dashed outline of both, named once; no line in it is better."""
    level = trend(10.0, 20.0, 30.0, target=15.0)
    points = tuple(replace(point, target=None, band=(12.0, 40.0)) for point in level.points)
    svg = drawn(replace(level, points=points))
    (outline,) = re.findall(r'<path d="([^"]*)"[^>]*stroke-dasharray', svg)
    assert len(set(re.findall(r"[\d.-]+", outline))) >= 4, "a rectangle, not a line"
    assert svg.count(">target<") == 1
    assert drawn(level) != svg


def test_a_band_is_within_the_scale() -> None:
    """One that lies above all values is drawn whole: the columns are lower than without it."""
    bare = trend(10.0, 20.0)
    high = replace(bare, points=tuple(replace(point, band=(50.0, 80.0)) for point in bare.points))
    assert paths(drawn(bare), ACTUAL) != paths(drawn(high), ACTUAL)


def test_a_target_that_lies_on_the_benchmark_is_seen() -> None:
    """It alone is drawn there, in its dashes; where both end at one place they are named together."""
    data = trend(0.9, 0.91, 0.88, unit=RATE, target=0.92)
    same = replace(data, points=tuple(replace(point, benchmark=0.92) for point in data.points))
    svg = drawn(same)
    assert (svg.count('stroke-dasharray="3,2"'), svg.count('stroke-dasharray="1,3"')) == (1, 0)
    assert ">target, benchmark</text>" in svg
    apart = drawn(replace(same, points=(*same.points[:2], replace(same.points[2], target=0.93))))
    assert (apart.count('stroke-dasharray="3,2"'), apart.count('stroke-dasharray="1,3"')) == (2, 1)
    assert all(f">{name}</text>" in apart for name in ("target", "benchmark"))
