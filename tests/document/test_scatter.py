"""Two KPIs against each other: a point for each segment that has both, and every other one is named."""

from __future__ import annotations

import re
from functools import cache

from engine.model.pictures import ChartFigure
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD + """\
  sections:
    - {title: Rates, charts: [{scatter: [deals, rate], by: team}, {scatter: [amount, deals], by: team}]}
    - {title: Top, charts: [{scatter: [amount, rate], by: team, top: 2}]}
    - {title: Late, charts: [{scatter: [deals, slow], by: team}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-08-01, to: 2026-10-31}
    columns: {day: date, team: {type: string, nullable: true}, won: integer, amount: money}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  amount: {label: Amount, dataset: deals, formula: SUM(amount)}
  rate: {label: Win rate, dataset: deals, formula: SUM(won) / COUNT_IF(amount > 0), format: percent}
  slow: {label: Slow rate, dataset: deals, formula: COUNT_IF(won = 1) / COUNT(*), format: percent, matures: 20 days}
"""  # fmt: skip
# Of 40 deals each, 20 of north are won and 10 of south; east has one of 2; west has none that counts; (missing) 4 of 4.
ROWS = [
    *[f"2026-10-05,north,{int(n < 20)},100.00" for n in range(40)],
    *[f"2026-10-05,south,{int(n < 10)},50.00" for n in range(40)],
    *[f"2026-10-06,east,{n},10.00" for n in range(2)],
    "2026-10-07,west,0,0.00",
    *["2026-10-07,,1,1.00"] * 4,
    *[f"2026-09-05,north,{int(n < 30)},10.00" for n in range(40)],
    "2025-10-05,gone,1,1.00",
]


@cache
def charts(language: str = "en") -> tuple[ChartFigure, ...]:
    made = worded(october(REPORT % language, deals=["day,team,won,amount", *ROWS]), None)
    return tuple(chart for section in made.sections for chart in section.charts)


def test_the_words_have_both_figures_of_each_segment() -> None:
    """In the order of the first KPI, what is no segment proper last; the unit of each stands with it."""
    assert charts()[0].alt == (
        "Win rate: highest in north (50.0%), lowest in south (25.0%). "
        "north: Deals 40, Win rate 50.0%; south: Deals 40, Win rate 25.0%; east: Deals 2, Win rate 50.0%; "
        "(missing): Deals 4, Win rate 100.0%."
    )


def test_a_segment_without_a_figure_is_named_below() -> None:
    """With the KPI that it lacks and the reason; one that was there a year ago has nothing to show."""
    note = charts()[0].note
    assert note.startswith(
        "Without a point: west (Win rate: nothing to divide by); gone (Win rate: nothing to divide by)."
    )


def test_a_segment_that_has_nothing_is_no_point() -> None:
    """Of two counts or sums: points in the corner would only cover each other."""
    chart = charts()[1]
    assert chart.note == "Without a point: gone (zero in both)."
    assert "gone" not in chart.alt
    assert "west: Amount €0.00, Deals 1" in chart.alt


def test_the_largest_stand_alone_and_the_others_together() -> None:
    """By the first KPI; the others' own rate is over all their rows."""
    chart = charts()[2]
    assert chart.alt.endswith(
        "north: Amount €4,000.00, Win rate 50.0%; south: Amount €2,000.00, Win rate 25.0%; "
        "Other: Amount €20.00, Win rate 50.0%; (missing): Amount €4.00, Win rate 100.0%."
    )
    assert "team: the 2 largest of 5 by “Amount” in Oct 2026." in chart.note


def test_a_period_that_is_not_final_is_not_shown() -> None:
    """One of the two matures in 20 days: both stand for September, which has had them."""
    chart = charts()[3]
    assert chart.subtitle == "by team, Sep 2026"
    assert "north: Deals 40, Slow rate 75.0%" in chart.alt


def test_the_axes_have_names_and_units_and_the_rate_its_total() -> None:
    """A rate's total lies among its segments, a count's does not, and is left out."""
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", charts()[0].svg)
    assert {"Win rate, %", "Deals", "Total", "north", "south", "east", "(missing)"} <= set(texts)
    assert "Total" not in re.findall(r"<text[^>]*>([^<]+)</text>", charts()[1].svg)


def test_every_language_says_it() -> None:
    """In French and in Russian."""
    assert charts("fr")[0].title == "Win rate\u00a0: maximum pour north (50,0\u202f%), minimum pour south (25,0\u202f%)"
    assert charts("ru")[0].title.startswith("Win rate: максимум: north")
