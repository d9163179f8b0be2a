"""A word that formulas ask for and no row has is said, with the words that there are; what may be so is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.pipeline import compute

REPORT = """report:
  {{id: r, title: R, company: Nova, every: month, language: en, currency: EUR, sections: [{{title: A, cards: [k]}}]}}
datasets:
  deals:
    source: deals.csv
    date: day
    columns: {{day: date, stage: {stage}, amount: money}}
    covers: {{from: 2026-09-01, to: 2026-10-31}}
kpis:
  k: {{label: K, dataset: deals, formula: "{formula}"}}
"""
DEALS = "day,stage,amount\n2026-09-02,gagnée,3\n2026-10-02,perdue,1\n2026-10-06,gagnée,2\n"
STRING = "string"
NULLABLE = "{type: string, nullable: true}"


def said(tmp_path: Path, formula: str, stage: str = STRING, rows: str = DEALS) -> list[str]:
    (tmp_path / "deals.csv").write_text(rows, "utf-8")
    (tmp_path / "r.yml").write_text(REPORT.format(formula=formula, stage=stage), "utf-8")
    warnings = compute(tmp_path / "r.yml", today=date(2026, 11, 3)).warnings
    return [issue.message for issue in warnings if issue.code == "absent-word"]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("COUNT_IF(stage = 'won')", "'won'"), ("COUNT_IF('won' = stage)", "'won'"),
        ("COUNT_IF(stage IN ('won', 'perdue'))", "'won'"), ("COUNT_IF(stage IN ('won', 'lost'))", "'won' or 'lost'"),
        ("SUM(amount) FILTER (WHERE stage = 'won')", "'won'"), ("COUNT_IF(stage = 'Gagnée')", "'Gagnée'"),
        ("COUNT_IF(stage = 'won') / COUNT_IF(stage = 'gagnée')", "'won'"),
    ],
)  # fmt: skip
def test_what_no_row_has_is_said(formula: str, words: str, tmp_path: Path) -> None:
    """With who counts by it, and what the file has, the most frequent first."""
    message = f"no row has {words} in 'stage', which 'k' counts by; there is 'gagnée', 'perdue'"
    assert said(tmp_path, formula) == [message]


@pytest.mark.parametrize(
    ("formula", "stage", "rows"),
    [
        ("COUNT_IF(stage = 'gagnée')", STRING, DEALS),
        ("COUNT_IF(stage <> 'won')", STRING, DEALS),
        ("COUNT_IF(stage = 'won')", "{type: string, map: {gagnée: won}}", DEALS),
        ("COUNT_IF(stage = 'won')", "{type: string, values: [won, gagnée, perdue]}", DEALS),
        ("COUNT_IF(stage = 'won')", NULLABLE, "day,stage,amount\n2026-10-02,,1\n"),
        ("COUNT(*)", STRING, DEALS),
    ],
)
def test_what_may_be_so_is_not(formula: str, stage: str, rows: str, tmp_path: Path) -> None:
    """Words that rows have, that are left out, mapped or declared; and a column without any word."""
    assert said(tmp_path, formula, stage, rows) == []
