"""Numbers at the ends of what a machine holds end in a message or in a report, never in a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.render import render

REPORT = """report:
  id: r
  title: T
  company: C
  every: month
  language: fr
  currency: EUR
  sections:
    - {title: A, cards: [k, m, p, d, u], scorecard: {kpis: all}}
    - title: B
      kpis: [k, m, p, d, u]
      by: team
      charts: [{trend: k}, {breakdown: k, by: team}, {bridge: k, by: team}, {multiples: k, by: team}, {scatter: [k, m], by: team}]
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, hours: number}, covers: {from: 2026-01-01, to: 2026-10-31}}
kpis:
  k: {label: K, dataset: deals, formula: SUM(hours), better: higher, format: number}
  m: {label: M, dataset: deals, formula: AVG(hours), better: higher, format: currency}
  p: {label: P, dataset: deals, formula: AVG(hours) / 3, better: higher, format: percent}
  d: {label: D, dataset: deals, formula: MAX(hours), better: higher, format: duration}
  u: {label: U, dataset: deals, formula: FORMULA, better: higher, format: days}
objectives:
  - {kpi: k, period: 2026, target: 5}
  - {kpi: d, period: 2026, target: 5}
"""  # noqa: E501
CODES = {0: None, 3: ("too-large", "bad-value")}


def made(folder: Path, hours: tuple[str, str], formula: str) -> tuple[int, str]:
    """The exit code of a report over these numbers of two months, and what stands on stderr."""
    rows = "".join(
        f"2026-{month},{team},{value}\n"
        for team in "ab"
        for month, value in zip(("09-01", "10-01"), hours, strict=True)
    )
    (folder / "deals.csv").write_text("day,team,hours\n" + rows, "utf-8")
    (folder / "r.yml").write_text(REPORT.replace("FORMULA", formula), "utf-8")
    command = [
        str(folder / "r.yml"),
        "--today",
        "2026-11-03",
        "--format",
        "html",
        "--format",
        "json",
        "--format",
        "xlsx",
        "--out",
        str(folder),
    ]
    result = CliRunner().invoke(render, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.stderr


@pytest.mark.parametrize("formula", ["MAX(hours)", "MAX(hours * hours)"])
@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (("1e308", "1e308"), "bad-value"),
        (("-1e307", "1e308"), "bad-value"),
        (("1e99", "1e100"), ""),
        (("5e-324", "1e90"), ""),
    ],
)
def test_no_number_ends_in_a_traceback(hours: tuple[str, str], code: str, formula: str, tmp_path: Path) -> None:
    """What cannot be is an error at its place; what is merely odd is shown, if need be without a percentage."""
    if "* hours" in formula and not code:
        code = "too-large"
    exit_code, stderr = made(tmp_path, hours, formula)
    assert exit_code == (3 if code else 0), stderr
    assert not code or f"error[{code}]" in stderr
    if not code:
        values = json.loads((tmp_path / "2026-10" / "r.json").read_text("utf-8"))["values"]
        found = [
            one
            for one in values
            if one["kpi"] == "d" and one["period"] == "2026-10" and not one["segments"] and one["window"] == "period"
        ]
        assert [one["value"] for one in found] == [float(hours[1])]
