"""All objectives together: a mean by weight of capped attainments, of what is measured alone."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analyses.attainment import _mean
from engine.formats.json import make
from engine.model.attainment import Share
from engine.pipeline.figures import compute

REPORT = """report: {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{title: A, scorecard: {kpis: all}}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, amount: money, score: number}, covers: {from: 2026-01-01, to: 2026-10-31}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  costs: {label: Costs, dataset: deals, formula: AVG(amount), better: lower, format: currency}
  score: {label: Score, dataset: deals, formula: AVG(score), format: points, better: higher}
  young: {label: Young, dataset: deals, formula: COUNT(*), better: higher, matures: 40 days}
  open: {label: Open, dataset: deals, formula: COUNT(*), better: higher}
objectives:
  - {kpi: sold, period: 2026, target: 1200, weight: 3}
  - {kpi: sold, period: 2026-10, target: 50, weight: 2}
  - {kpi: costs, period: 2026, target: 80}
  - {kpi: score, period: 2026, target: 0.3}
  - {kpi: young, period: 2026, target: 12}
  - {kpi: open, period: 2026, target: 1, weight: 0}
"""  # noqa: E501
DEALS = "day,amount,score\n2026-03-01,100,0.2\n2026-09-02,100,0.4\n2026-10-02,100,0.2\n"

shares = st.lists(
    st.builds(
        Share,
        st.just("k"),
        st.just("2026"),
        st.decimals("0.1", 9, places=1),
        st.none() | st.floats(0.001, 1.2),
    ),
    max_size=12,
).map(tuple)


@given(shares)
def test_what_is_not_measured_drops_out_of_the_weights(found: tuple[Share, ...]) -> None:
    """It lies between the least and the greatest, and is the same without what has no attainment."""
    measured = [share.counted for share in found if share.counted is not None]
    mean = _mean(found)
    if not measured:
        assert mean is None
        return
    assert mean is not None
    assert min(measured) - 1e-12 <= mean <= max(measured) + 1e-12
    assert mean == _mean(tuple(share for share in found if share.counted is not None))
    weights = [Fraction(share.weight) for share in found if share.counted is not None]
    exact = sum(w * Fraction(m) for w, m in zip(weights, measured, strict=True)) / sum(weights)
    assert mean == pytest.approx(float(exact), rel=1e-12)


def test_each_objective_counts_with_its_weight_and_at_most_120_percent(tmp_path: Path) -> None:
    """Twice a target counts 120 %; points are not measured; a young cohort's month is an earlier one."""
    (tmp_path / "report.yml").write_text(REPORT, "utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, "utf-8")
    done = compute(tmp_path / "report.yml", today=date(2026, 11, 3))
    found = json.loads(make(done.results, done.catalog))["derived"]["attainment"]
    counted = {one["kpi"]: (one["period"], one["weight"], one["counted"]) for one in found["objectives"]}
    assert counted == {
        "sold": ("2026-10", 2, 1.2), "costs": ("2026-10", 1, 0.8), "score": ("2026-10", 1, None),
        "young": ("2026-08", 1, 0.0),
    }  # fmt: skip
    assert (found["measured"], found["of"], found["on_track"]) == (3, 4, 1)
    assert found["value"] == pytest.approx((2 * 1.2 + 0.8) / 4)
    to_date = {one["kpi"]: (one["weight"], one["counted"]) for one in found["year_to_date"]["objectives"]}
    assert to_date == {"sold": (3, pytest.approx(300 / 950)), "costs": (1, 0.8), "score": (1, None), "young": (1, None)}


@pytest.mark.parametrize(
    ("better", "rows", "counted"),
    [
        ("higher", "2026-10-02,0\n", 0.0), ("higher", "2026-10-02,-5\n", 0.0), ("higher", "2026-10-02,1\n", 0.01),
        ("lower", "2026-10-02,0\n", 1.2), ("lower", "2026-10-02,-5\n", 1.2),
        ("{between: [50, 150]}", "2026-10-02,0\n", None),
    ],
)  # fmt: skip
def test_nothing_counts_as_nothing(better: str, rows: str, counted: float | None, tmp_path: Path) -> None:
    """A month without a sale weighs no less than one with a small one; it has no percentage of its own all the same."""
    (tmp_path / "deals.csv").write_text("day,amount\n2026-01-01,7\n" + rows, "utf-8")
    (tmp_path / "r.yml").write_text(
        "report: {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: "
        "[{title: A, scorecard: {kpis: all}}]}\n"
        "datasets:\n  deals: {source: deals.csv, date: day, columns: {day: date, amount: money}, "
        "covers: {from: 2026-01-01, to: 2026-10-31}}\n"
        f"kpis: {{k: {{label: K, dataset: deals, formula: SUM(amount), better: {better}}}}}\n"
        "objectives: [{kpi: k, period: 2026-10, target: 100}]\n",
        "utf-8",
    )
    made = compute(tmp_path / "r.yml", today=date(2026, 11, 3)).results
    assert [share.counted for share in made.derived.attained.period.shares] == [counted]
