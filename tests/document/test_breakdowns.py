"""A breakdown names the segment that moved most, where that says something; who belongs nowhere is not judged."""

from __future__ import annotations

import pytest

from engine.model.document import Document
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = (
    HEAD
    + """\
  sections:
    - {title: All, kpis: [visits, rate], by: page, charts: [{breakdown: visits, by: page}, {breakdown: rate, by: page}]}
datasets:
  visits:
    source: visits.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-10-31}
    columns: {day: date, page: {type: string, nullable: true}, won: integer}
dimensions: {page: {label: Page URL}}
kpis:
  visits: {label: Visits, dataset: visits, formula: COUNT(*), better: higher}
  rate: {label: Rate, dataset: visits, formula: COUNT_IF(won = 1) / COUNT(*), format: percent, better: higher}
"""
)


def document(language: str = "en") -> Document:
    """Last October's visits, won every fourth time, and this one's: "/" lost half, "a1" has few and won them all."""
    rows = [f"2025-10-05,{page},{int(n % 4 == 0)}" for page, count in (("/", 80), ("about", 50), ("a1", 8), ("", 1))
            for n in range(count)]  # fmt: skip
    rows += [f"2026-10-05,{page},{int(page == 'a1' or n % 5 == 0)}"
             for page, count in (("/", 40), ("about", 45), ("a1", 9), ("", 3)) for n in range(count)]  # fmt: skip
    return worded(october(REPORT % language, visits=["day,page,won", *rows]), None)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Visits: “/” −50.0% on the year"),
        ("fr", "Visits\u00a0: «\u00a0/\u00a0» −50,0\u202f% sur un an"),
        ("ru", "Visits: «/» −50,0\u00a0% за год"),
    ],
)
def test_a_name_that_would_run_into_the_figure_stands_in_quotes(language: str, title: str) -> None:
    """Bare, "/ −50.0%" reads like a calculation; "South −15.4%" does not."""
    visits, _ = document(language).sections[0].charts
    assert visits.title == title


def test_how_much_a_share_of_few_cases_moved_is_no_message() -> None:
    """From 2 of 8 to 9 of 9 is the most, and says the least."""
    _, rate = document().sections[0].charts
    assert rate.title == "Rate: about −6.0\u00a0pts on the year"


def test_rows_that_belong_nowhere_are_neither_better_nor_worse() -> None:
    """Two more of them are shown as any change is, without a verdict."""
    changes = {row.label: row.cells[0].year_ago for row in document().sections[0].tables[0].rows}
    told = {label: (change.text, change.tone) for label, change in changes.items() if change}
    assert told["(missing)"] == ("+200.0%", "neutral")
    assert told["/"] == ("−50.0%", "bad")
    assert told["a1"] == ("+12.5%", "good")


def test_a_heading_keeps_the_capitals_of_a_dimension() -> None:
    """It is "By page URL", on the table and beneath the title of the chart."""
    (section,) = document().sections
    assert section.tables[0].title == "By page URL"
    assert section.charts[0].subtitle.startswith("by page URL, ")
