"""A card says why it has no changes, where there is nothing earlier to compare its figure with."""

from __future__ import annotations

import pytest

from engine.model.document import Document
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = (
    HEAD
    + """\
  sections:
    - {title: All, cards: [new, old, none]}
datasets:
  new: {source: new.csv, date: day, covers: {from: 2026-10-01, to: 2026-10-31}, columns: {day: date, n: integer}}
  old: {source: old.csv, date: day, covers: {from: 2026-09-01, to: 2026-10-31}, columns: {day: date, n: integer}}
kpis:
  new: {label: New, dataset: new, formula: SUM(n)}
  old: {label: Old, dataset: old, formula: SUM(n)}
  none: {label: None, dataset: old, formula: SUM(n) / COUNT_IF(n < 0)}
"""
)


def document(language: str) -> Document:
    """Figures since October, since September, and one that nothing divides."""
    tables = {"new": ["day,n", "2026-10-05,3"], "old": ["day,n", "2026-09-05,2", "2026-10-05,3"]}
    return worded(october(REPORT % language, **tables), None)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "no earlier figure to compare with"),
        ("fr", "sans chiffre antérieur pour comparer"),
        ("ru", "нет прежних значений для сравнения"),
    ],
)
def test_the_first_figure_says_that_it_is_alone(language: str, note: str) -> None:
    """One that has a month before says its change, and one without a value its reason."""
    cards = {card.kpi: card for card in document(language).cards}
    new, old, none = cards["new"], cards["old"], cards["none"]
    assert (new.note, new.previous, new.year_ago) == (note, None, None)
    assert old.note == ""
    assert old.previous is not None
    assert none.note == ""
    assert none.value.reason
