"""The table beneath a bridge has each segment then and now, and what it did, also where a sum is taken apart."""

from __future__ import annotations

from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD % "en" + """\
  sections:
    - {title: Bridge, charts: [{bridge: amount, by: team, against: previous}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2026-09-01, to: 2026-10-31}
    columns: {day: date, team: string, amount: money}
kpis:
  amount: {label: Amount, dataset: deals, formula: SUM(amount), better: higher}
"""  # fmt: skip
ROWS = ["2026-09-05,north,100.10", "2026-09-06,south,40.00", "2026-10-05,north,70.00", "2026-10-06,south,55.55"]


def test_a_sum_stands_then_and_now() -> None:
    """Its segments are the rows' own sums in both periods, the largest change first; there are no rates and shares."""
    (section,) = worded(october(REPORT, deals=["day,team,amount", *ROWS]), None).sections
    (table,) = section.beneath
    assert table.columns == ("Sep 2026", "Oct 2026", "Change")
    assert [(row.label, *(cell.figure.text for cell in row.cells)) for row in table.rows] == [
        ("north", "€100.10", "€70.00", "−€30.10"),
        ("south", "€40.00", "€55.55", "+€15.55"),
        ("Total", "€140.10", "€125.55", "−€14.55"),
    ]


def test_a_segment_that_is_new_has_a_dash_and_the_note_says_why() -> None:
    """The note's part on dashes stands by itself, for a spreadsheet whose cells give the reason."""
    report = REPORT.replace("SUM(amount)", "AVG(amount)")
    (section,) = worded(october(report, deals=["day,team,amount", *ROWS, "2026-10-07,west,1.00"]), None).sections
    (table,) = section.beneath
    west = next(row for row in table.rows if row.label == "west")
    assert west.cells[0].figure.text == "—"
    assert west.cells[0].figure.reason == "no rows in the period"
    assert table.note == table.dashed == "A dash stands for: no rows in the period."
