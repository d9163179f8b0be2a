"""Look-ups on a day in a whole report: who moved counts where they were, and who was nowhere is unmatched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import engine

REPORT = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, kpis: [deals], by: team}]}
datasets:
  deals:
    source: deals.csv
    date: opened
    covers: {from: 2025-01-01, to: 2026-12-31}
    columns: {rep: {type: string, nullable: true}, opened: date, signed: {type: date, nullable: true}}
    joins: {who: {to: reps, on: rep, at: signed}}
    dimensions: {team: who.team}
  reps:
    source: reps.csv
    key: id
    valid: {from: since, to: until}
    columns: {id: string, team: {type: string, nullable: true}, since: date, until: {type: date, nullable: true}}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
"""
REPS = """id,team,since,until
a,south,2026-10-10,
a,north,2026-01-01,2026-10-10
b,,2026-01-01,2026-10-10
"""
DEALS = """rep,opened,signed
a,2026-10-02,2026-10-09
a,2026-10-02,2026-10-10
a,2026-10-02,2025-12-31
a,2026-10-02,
b,2026-10-02,2026-10-05
b,2026-10-02,2026-10-10
z,2026-10-02,2026-10-02
,2026-10-02,2026-10-02
"""


def rendered(folder: Path) -> dict[str, Any]:
    for name, text in (("deals.csv", DEALS), ("reps.csv", REPS), ("r.yml", REPORT)):
        (folder / name).write_text(text, "utf-8")
    done = engine.render(folder / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10")
    found: dict[str, Any] = json.loads(done.files[0].read_text("utf-8"))
    return found


def test_who_moved_counts_where_they_were_on_the_day(tmp_path: Path) -> None:
    """The team is that of the day; before it, after it and in no list are unmatched, without a day missing."""
    values = rendered(tmp_path)["values"]
    october = {(v["segment_kind"], v["segments"].get("team")): v["value"] for v in values if v["period"] == "2026-10"}
    assert october == {
        (None, None): 8, ("value", "north"): 1, ("value", "south"): 1, ("missing", None): 3, ("unmatched", None): 3,
    }  # fmt: skip


def test_what_is_unmatched_says_on_which_day_it_was_looked_up(tmp_path: Path) -> None:
    """A key that is in the list, and not on that day, would else be sought in vain."""
    assert rendered(tmp_path)["quality"] == [
        {"dataset": "deals", "code": "missing", "column": "rep", "rows": 1, "of": 8},
        {"dataset": "deals", "code": "missing", "column": "signed", "rows": 1, "of": 8},
        {"dataset": "deals", "code": "unmatched", "column": "rep", "rows": 3, "of": 8, "day": "signed"},
    ]
