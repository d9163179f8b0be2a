"""A figure with a target either has an attainment or says why it has none, in its JSON and on the page."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.formats.json import make
from engine.pipeline.figures import compute
from engine.pipeline.wording import worded

REPORT = """report: {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{title: A, scorecard: {kpis: all}}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, amount: money}, covers: {from: 2026-01-01, to: 2026-10-31}}
kpis:
  k: {label: K, dataset: deals, formula: FORMULA, better: BETTER}
  met: {label: Met, dataset: deals, formula: COUNT(*), better: {between: [1, 100]}}
objectives:
  - {kpi: met, period: 2026, target: 50}
  - {kpi: k, period: 2026-10, target: TARGET, by: {team: {a: TARGET, b: 0}}}
"""  # noqa: E501
NOTE = "there is no attainment in percent: the difference decides."


@pytest.mark.parametrize(
    ("better", "target", "formula", "reason"),
    [
        ("higher", "100", "SUM(amount)", None),
        ("higher", "100", "SUM(amount) - 70", "value_not_above_zero"),
        ("lower", "100", "SUM(amount) - 100", "value_not_above_zero"),
        ("higher", "0", "SUM(amount)", "target_not_above_zero"),
        ("{between: [50, 150]}", "100", "SUM(amount)", None),
        ("{between: [80, 150]}", "100", "SUM(amount)", "outside_band"),
    ],
)
def test_no_attainment_is_empty_without_a_reason(
    better: str, target: str, formula: str, reason: str | None, tmp_path: Path
) -> None:
    """Of the whole and of a segment without a sale alike; a value that is missing has its own reason."""
    text = REPORT.replace("FORMULA", formula).replace("BETTER", better).replace("TARGET", target)
    if "between" in better or reason is None:
        text = text.replace(", by: {team: {a: 100, b: 0}}", "")
    (tmp_path / "r.yml").write_text(text, "utf-8")
    (tmp_path / "deals.csv").write_text("day,team,amount\n2026-01-01,b,7\n2026-10-02,a,70\n", "utf-8")
    done = compute(tmp_path / "r.yml", today=date(2026, 11, 3))
    values = json.loads(make(done.results, done.catalog))["values"]
    (found,) = [
        one for one in values
        if one["kpi"] == "k" and one["period"] == "2026-10" and not one["segments"] and one["window"] == "period"
    ]  # fmt: skip
    assert found.get("attainment_reason") == reason
    assert (found["attainment"] is None) == (reason is not None)
    for one in values:
        whole = one["value"] is not None and one["target"] is not None
        assert ("attainment_reason" in one) == (whole and one["attainment"] is None)
    assert any(note.endswith(NOTE) for note in worded(done, "en").footnotes) == (reason is not None)


def test_a_band_counts_where_it_is_met_and_the_sentence_says_what_it_leaves_out(tmp_path: Path) -> None:
    """Inside it counts as 100 %; outside no percentage would mean anything, and a reader is told that one is missed."""
    text = REPORT.replace("FORMULA", "SUM(amount)").replace("BETTER", "{between: [80, 150]}").replace("TARGET", "100")
    (tmp_path / "r.yml").write_text(text.replace(", by: {team: {a: 100, b: 0}}", ""), "utf-8")
    (tmp_path / "deals.csv").write_text("day,team,amount\n2026-01-01,b,7\n2026-10-02,a,70\n", "utf-8")
    done = compute(tmp_path / "r.yml", today=date(2026, 11, 3))
    found = done.results.derived.attained.period
    assert {one.kpi: one.counted for one in found.shares} == {"met": 1.0, "k": None}
    assert (found.value, found.measured, found.missed) == (1.0, 1, 1)
    assert worded(done, "en").attained.startswith(
        "All objectives together: 100.0% attained. 1 of 2 is not counted: it has no attainment in percent. "
        "Of what is not counted, 1 is off track."
    )
