"""Data said to be complete that have no row of the period are told of, unless they skip periods now and then."""

from __future__ import annotations

import pytest

from engine.pipeline import Computed
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = (
    HEAD
    + """\
  sections: [{title: All, cards: [fuel, rate]}]
datasets:
  fuel: {source: fuel.csv, date: day, columns: {day: date, x: integer}%s}
kpis:
  fuel: {label: Fuel, dataset: fuel, formula: SUM(x), better: lower}
  rate: {label: Rate, dataset: fuel, formula: SUM(x) / COUNT(*)}
"""
)
COMPLETE = ", covers: {from: 2026-01-01, to: 2026-10-31}"


def computed(*months: int, covers: str = COMPLETE, language: str = "en") -> Computed:
    """A report of October on fuel of these months."""
    rows = [f"2026-{month:02}-07,{month}" for month in months]
    return october(REPORT % (language, covers), fuel=["day,x", *rows])


def told(made: Computed) -> list[str]:
    return [issue.code for issue in made.warnings]


@pytest.mark.parametrize(
    ("language", "remark"),
    [
        ("en", "no row later than September 7, 2026: its sums and counts of the period are 0"),
        ("fr", "aucune ligne après le 7 septembre 2026\u00a0: ses sommes et ses comptes de la période valent 0"),
        ("ru", "нет строк позднее 7 сентября 2026\u202fг.: суммы и количества за период равны 0"),
    ],
)
def test_a_forgotten_month_is_said_to_author_and_reader(language: str, remark: str) -> None:
    """A warning at `covers`, and a remark beside the source: the 0 on the first page is no news."""
    made = computed(*range(1, 10), language=language)
    assert told(made) == ["no-rows-since"]
    assert worded(made, None).sources[0].remarks == (remark,)


@pytest.mark.parametrize(
    ("months", "covers"),
    [
        (tuple(range(1, 11)), COMPLETE),  # nothing lacks
        ((1, 2, 3, 5, 6, 7, 8, 9), COMPLETE),  # April had none either
        ((8, 9), ", covers: {from: 2026-08-01, to: 2026-10-31}"),  # two months say nothing of a third
    ],
)
def test_what_is_usual_is_no_remark(months: tuple[int, ...], covers: str) -> None:
    """Rows in every period, rows now and then, and a short history."""
    made = computed(*months, covers=covers)
    assert told(made) == []
    assert worded(made, None).sources[0].remarks == ()
