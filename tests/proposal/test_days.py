"""A figure counts by the day that its rows have: what is closed by the day of closing, where the data bear it out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine import pipeline
from engine.proposal.model import Proposal, Wishes
from engine.proposal.propose import propose

TODAY = date(2026, 11, 3)


def deals(folder: Path, *, dayless: int = 0, header: str = "close_date") -> Path:
    """Sixty deals begun in three months and closed in the third, the first few without that day; forty still open."""
    rows = [
        f"{n},2026-{n % 3 + 1:02}-{n % 28 + 1:02},{'' if n < dayless else '2026-03-10'},{('Won', 'Lost')[n % 2]},5"
        for n in range(60)
    ]
    rows += [f"{n},2026-{n % 3 + 1:02}-{n % 28 + 1:02},,Open," for n in range(60, 100)]
    path = folder / "deals.csv"
    path.write_text("\n".join([f"id,engage_date,{header},stage,amount", *rows]) + "\n", "utf-8")
    return path


def days(proposal: Proposal) -> list[str]:
    return [kpi.date for kpi in proposal.kpis]


def test_what_is_filled_with_another_day_counts_by_it(tmp_path: Path) -> None:
    """The sum and the rate of what is over by the closing day, the rows by their own; and the figures are of it."""
    begun = pipeline.begin(tmp_path / "r", [deals(tmp_path)], Wishes(every="month"), today=TODAY)
    assert begun.proposal is not None
    assert days(begun.proposal) == ["", "close_date", "close_date"]
    text = (tmp_path / "r/report.yml").read_text("utf-8")
    assert "# amount is filled in just the rows that have a close_date" in text
    assert "# stage is Won or Lost in just the rows that have a close_date" in text
    assert "check: it could also be close_date" in (tmp_path / "r/datasets.yml").read_text("utf-8")
    computed = pipeline.compute(tmp_path / "r/report.yml", today=TODAY, period="2026-03")
    total = computed.results.value("amount_total", computed.results.period)
    assert total is not None
    assert total.value == Decimal(60 * 5)


def test_a_few_rows_may_lack_the_day(tmp_path: Path) -> None:
    """One of sixty, which the note says; not two."""
    (_, total, _) = propose([deals(tmp_path, dayless=1)], Wishes()).kpis
    assert total.date == "close_date"
    assert total.date_note == "59 of the 60 rows where amount is filled, or that have a close_date, are both"
    assert days(propose([deals(tmp_path, dayless=2)], Wishes())) == ["", "", ""]


def delivered(folder: Path, begun: bool = True) -> Path:
    """Two hundred orders, three of them cancelled and so without the day of delivery, and ten that are still open."""
    rows = [f"{n},{'2026-01-05' if begun else ''},{'2026-01-09' if n > 2 else ''},{'Done' if n > 2 else 'Cancelled'}"
            for n in range(200)]  # fmt: skip
    rows += [f"{n},{'2026-01-05' if begun else ''},,Open" for n in range(200, 210)]
    path = folder / "deliveries.csv"
    path.write_text("\n".join(["id,order_date,delivery_date,status", *rows]) + "\n", "utf-8")
    return path


def test_a_rate_counts_by_no_day_that_one_of_its_sides_lacks(tmp_path: Path) -> None:
    """By the day of delivery every row would be a delivered one, and the rate 100 %."""
    proposal = propose([delivered(tmp_path)], Wishes())
    (rate,) = [kpi for kpi in proposal.kpis if kpi.format == "percent"]
    assert rate.formula == "COUNT_IF(status = 'Done') / COUNT_IF(status IN ('Done', 'Cancelled'))"
    assert proposal.main.spec.date is not None
    assert (proposal.main.spec.date.text, rate.date) == ("order_date", "")


def test_a_rate_that_no_day_serves_is_not_proposed(tmp_path: Path) -> None:
    """The only day is that of delivery: what is left counts by it."""
    proposal = propose([delivered(tmp_path, begun=False)], Wishes())
    assert proposal.main.spec.date is not None
    assert proposal.main.spec.date.text == "delivery_date"
    assert [kpi.formula for kpi in proposal.kpis] == ["COUNT(*)"]


@pytest.mark.parametrize("header", ["due_date", "birth_date"])
def test_a_deadline_is_no_day_to_count_by(tmp_path: Path, header: str) -> None:
    """However well it fits."""
    assert days(propose([deals(tmp_path, header=header)], Wishes())) == ["", "", ""]


def test_the_datasets_own_day_stays_where_it_fits_as_well(tmp_path: Path) -> None:
    """Every row has both days and an amount."""
    rows = "".join(f"{n},2026-01-{n:02},2026-02-{n:02},5\n" for n in range(1, 28))
    (tmp_path / "deals.csv").write_text("id,engage_date,close_date,amount\n" + rows, "utf-8")
    assert days(propose([tmp_path / "deals.csv"], Wishes())) == ["", "", ""]
