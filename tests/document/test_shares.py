"""Shares over time are exact, make up the whole, and say when there are none."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from engine.formats.json import make
from engine.model.document import Section
from engine.pipeline import Computed
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD + """\
  sections:
    - {title: Shares, charts: [{share: amount, by: team}]}
    - {title: Top, charts: [{share: amount, by: team, top: 2, periods: 3}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-08-01, to: %s}
    columns: {day: date, team: {type: string, nullable: true}, amount: money}
kpis:
  amount: {label: Amount, dataset: deals, formula: SUM(amount), better: higher}
"""  # fmt: skip
ROWS = (
    "2025-10-05,north,50.00", "2025-10-06,south,50.00",
    "2026-07-01,north,-10.00", "2026-07-02,south,90.00",
    "2026-09-05,north,300.00", "2026-09-06,south,300.00", "2026-09-07,east,300.00",
    "2026-10-05,north,200.00", "2026-10-06,south,100.00", "2026-10-07,east,20.00", "2026-10-08,west,30.00",
    "2026-10-09,,10.00",
)  # fmt: skip


@cache
def computed(language: str = "en", until: str = "2026-10-31") -> Computed:
    return october(REPORT % (language, until), deals=["day,team,amount", *ROWS])


def section(title: str, language: str = "en", until: str = "2026-10-31") -> Section:
    return next(one for one in worded(computed(language, until), None).sections if one.title == title)


def derived(number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make(computed().results, computed().catalog))["derived"]["shares"][number]
    return found


def test_the_table_has_each_share_then_and_now() -> None:
    """Of 360: 200, 100, 30, 20, 10; a year before 50 each of 100; changes are in points and make up nothing."""
    (table,) = section("Shares").beneath
    assert table.columns == ("Oct 2026", "Share, Oct 2026", "Share, Oct 2025", "Change")
    assert [(row.label, *(cell.figure.text for cell in row.cells)) for row in table.rows] == [
        ("north", "€200.00", "55.6%", "50.0%", "+5.6\u00a0pts"),
        ("south", "€100.00", "27.8%", "50.0%", "−22.2\u00a0pts"),
        ("west", "€30.00", "8.3%", "0.0%", "+8.3\u00a0pts"),
        ("east", "€20.00", "5.6%", "0.0%", "+5.6\u00a0pts"),
        ("(missing)", "€10.00", "2.8%", "0.0%", "+2.8\u00a0pts"),
        ("Total", "€360.00", "100.0%", "100.0%", "0.0\u00a0pts"),
    ]


def test_the_title_is_the_segment_that_moved_most() -> None:
    """With its share, its period and its change in points."""
    (chart,) = section("Shares").charts
    assert chart.title == "Amount: south 27.8% of the total (Oct 2026), −22.2\u00a0pts on the year"
    assert chart.subtitle == "share in %, by team, Oct 2025 – Oct 2026"


def test_rounded_shares_that_miss_the_whole_say_so() -> None:
    """55.6 + 27.8 + 8.3 + 5.6 + 2.8 is 100.1: each is right by itself, and a note says what they make up."""
    note = section("Shares").charts[0].note
    assert "Each share is rounded by itself: as written they make up 100.1%." in note


def test_a_period_without_shares_says_why() -> None:
    """Nothing to share out, and a segment below zero: no column, and no share in the words either."""
    chart = section("Shares").charts[0]
    assert "No shares in Jul 2026: a segment is below zero." in chart.note
    assert "the total is zero" in chart.note
    assert "Jul: a segment is below zero;" in chart.alt
    assert "Sep: north 33.3%, south 33.3%, west 0.0%, east 33.3%, (missing) 0.0%" in chart.alt


def test_what_is_nothing_is_not_drawn() -> None:
    """What would be called "0.0%" in each month has no label; a note names it, the table and the words have it."""
    rows = ("2026-10-05,north,20000.00", "2026-10-06,south,9999.00", "2026-10-07,,1.00")
    made = october(REPORT % ("en", "2026-10-31"), deals=["day,team,amount", *rows])
    one = worded(made, None).sections[0]
    (chart,) = one.charts
    assert ">33.3% south</text>" in chart.svg
    assert "(missing)</text>" not in chart.svg
    assert "Too small to be drawn: (missing)." in chart.note
    assert "(missing) 0.0%" in chart.alt
    assert "(missing)" in [row.label for row in one.beneath[0].rows]
    assert "Too small" not in section("Shares").charts[0].note


def test_the_others_are_counted_together() -> None:
    """North and south by October; east and west are "Other" in every month, who has no team is not among them."""
    made = section("Top")
    assert [row.label for row in made.beneath[0].rows] == ["north", "south", "Other", "(missing)", "Total"]
    assert "team: the 2 largest of 4 by “Amount” in Oct 2026." in made.charts[0].note
    september = next(one for one in derived(1)["periods"] if one["period"] == "2026-09")
    assert [(part["segment"], part["segment_kind"]) for part in september["parts"]] == [
        (None, "missing"), ("beyond the top 2 by amount", "other"), ("north", "value"), ("south", "value"),
    ]  # fmt: skip


def test_the_machine_has_them_exactly() -> None:
    """A share that ends is written out; the parts of a period make up 1."""
    assert (derived(0)["by"], derived(0)["top"], derived(0)["period"], derived(0)["before"]) == (
        "team", 6, "2026-10", "2025-10")  # fmt: skip
    (first, *_, last) = derived(0)["periods"]
    assert [part["share"] for part in first["parts"] if part["share"]] == [0.5, 0.5]
    assert sum(part["share"] for part in last["parts"]) == pytest.approx(1, abs=1e-12)
    assert [one["reason"] for one in derived(0)["periods"]][-4:] == ["negative", "nothing", None, None]


def test_what_is_provisional_is_not_judged() -> None:
    """Data that end on the 20th: the title is about September, and October is marked."""
    made = section("Shares", until="2026-10-20")
    assert "(Sep 2026)" in made.charts[0].title
    assert "Oct (provisional): north 55.6%" in made.charts[0].alt
    assert made.beneath[0].columns[0] == "Sep 2026"


def test_every_language_says_it() -> None:
    """In French and in Russian, with their own numbers."""
    assert (
        section("Shares", "fr")
        .charts[0]
        .title.endswith("south 27,8\u202f% du total (oct. 2026), −22,2\u00a0pts sur un an")
    )
    assert "от целого" in section("Shares", "ru").charts[0].title
