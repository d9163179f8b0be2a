"""Small multiples have a trend for each segment, in words too, and say what moved and what the total is."""

from __future__ import annotations

import re
from functools import cache

from engine.model.pictures import ChartFigure
from engine.pipeline.wording import worded
from engine.protocols import HALF_WIDTH, WHOLE_WIDTH
from tests.october import HEAD, october

REPORT = HEAD + """\
  sections:
    - title: All
      charts:
        - {trend: deals}
        - {multiples: deals, by: team, periods: 3}
        - {trend: deals}
        - {trend: rate}
        - {multiples: rate, by: team, top: 2}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-08-01, to: %s}
    columns: {day: date, team: {type: string, nullable: true}, won: integer}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  rate: {label: Win rate, dataset: deals, formula: COUNT_IF(won = 1) / COUNT(*), format: percent}
"""  # fmt: skip
# North 40 and south 8 in October; east had 3 in August alone; one has no team.
ROWS = [
    *[f"2026-10-05,north,{int(n < 30)}" for n in range(40)], *["2026-10-05,south,0"] * 8, "2026-10-06,,1",
    *["2026-09-05,north,0"] * 10, *["2026-08-05,east,1"] * 3, *["2025-10-05,north,1"] * 20,
    *["2025-10-05,south,1"] * 16,
]  # fmt: skip


@cache
def charts(language: str = "en", until: str = "2026-10-31") -> tuple[ChartFigure, ...]:
    made = worded(october(REPORT % (language, until), deals=["day,team,won", *ROWS]), None)
    return made.sections[0].charts


def texts(chart: ChartFigure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", chart.svg)


def test_the_words_say_where_each_segment_stands_and_between_what_it_lay() -> None:
    """The largest first, who is missing last; one that had something in the meantime only is there too."""
    assert charts()[1].alt == (
        "Deals: 49 in total (Oct 2026), north +100.0% on the year. "
        "north 40, between 0 and 40; south 8, between 0 and 8; east 0, between 0 and 3; (missing) 1, between 0 and 1."
    )


def test_every_panel_has_its_name_and_figure() -> None:
    """And the periods at both ends."""
    assert {"north", "40", "south", "8", "east", "0", "(missing)", "1", "Aug 2026", "Oct 2026"} <= set(
        texts(charts()[1])
    )


def test_a_rate_stands_beside_its_total_and_the_others_together() -> None:
    """The rate of the others is over all their rows; a share of few cases is marked and no message."""
    chart = charts()[4]
    assert chart.title == "Win rate: 63.3% in total (Oct 2026), north −25.0\u00a0pts on the year"
    assert chart.subtitle == "%, by team, Oct 2025 – Oct 2026, thin line: total"
    assert {"north", "75.0%", "south", "0.0%*", "Other", "—"} <= set(texts(chart))
    assert chart.note.startswith("team: the 2 of 3 with the most behind “Win rate” in Oct 2026.")
    assert "thin line" not in charts()[1].subtitle


def test_what_is_provisional_is_named_and_not_judged() -> None:
    """Data that end on the 20th: the figures are those of September, and a note says what dashes are."""
    chart = charts(until="2026-10-20")[1]
    assert "10 in total (Sep 2026)" in chart.title
    assert "Dashed: provisional." in chart.note
    assert charts()[1].note == ""


def test_they_take_the_width_of_the_page() -> None:
    """What stands before and behind them is paired for itself."""
    widths = [float(match[1]) for chart in charts() if (match := re.search(r'viewBox="0 0 ([\d.]+) ', chart.svg))]
    assert [round(width) for width in widths] == [WHOLE_WIDTH, WHOLE_WIDTH, HALF_WIDTH, HALF_WIDTH, WHOLE_WIDTH]


def test_every_language_says_it() -> None:
    """In French and in Russian."""
    assert charts("fr")[1].title.startswith("Deals\u00a0: 49 au total (oct. 2026), north ")
    assert charts("ru")[1].title.startswith("Deals: всего 49 (окт. 2026), north ")
