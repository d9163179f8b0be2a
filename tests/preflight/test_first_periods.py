"""A report on the first period of its data, which nothing stands before, says why where it has no figure."""

from __future__ import annotations

from datetime import date

import pytest

from engine.formats import html, sheets
from engine.pipeline import compute
from engine.pipeline.wording import worded
from engine.preflight import inspect
from engine.shipped import shipped

FIRST = [("marketing", "2024-09"), ("monthly", "2024-09"), ("people", "2024-12"), ("sales", "2024-09"),
         ("weekly", "2024-W36")]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "period"), [one if one[0] == "marketing" else pytest.param(*one, marks=pytest.mark.long) for one in FIRST]
)
def test_the_first_period_of_a_sample_passes_the_last_look(name: str, period: str) -> None:
    """Every dash of every table has its reason: steps, shares and changes without an earlier period too."""
    document = worded(compute(shipped("samples") / f"{name}.yml", today=date(2026, 11, 3), period=period), None)
    page = html.make(document).decode()
    assert inspect(document, [sheets.of_page(page)]).outputs == ("HTML",)
