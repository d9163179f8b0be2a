"""A last row that adds up the others is left out, where the numbers say that it does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine import pipeline
from tests.proposal.looking import found_in

ROWS = "".join(f"a{n};2026-01-{n:02};{n},50\n" for n in range(1, 21))
TODAY = date(2026, 11, 3)


@pytest.mark.parametrize("word", ["Total", "TOTAL :", "Итого", "Total général"])
def test_a_row_of_sums_is_no_row(tmp_path: Path, word: str) -> None:
    """The figures are those of the other rows."""
    (tmp_path / "sales.csv").write_text(f"id;day;amount\n{ROWS}{word};;220,00\n", "utf-8")
    begun = pipeline.begin(tmp_path / "r", [tmp_path / "sales.csv"], pipeline.Wishes(every="month"), today=TODAY)
    assert begun.proposal is not None
    assert begun.proposal.main.spec.where is not None
    computed = pipeline.compute(tmp_path / "r" / "report.yml", today=TODAY, period="2026-01")
    total = computed.results.value("amount_total", computed.results.period)
    assert total is not None
    assert total.value == 220
    assert computed.results.tables["sales"].rows == 20


@pytest.mark.parametrize("last", ["Total;;219,00", "Totally;;220,00", "TotalEnergies;2026-01-03;5,00"])
def test_a_row_that_adds_nothing_up_counts(tmp_path: Path, last: str) -> None:
    """A name is no sum."""
    assert found_in(tmp_path, f"id;day;amount\n{ROWS}{last}\n").spec.where is None
