"""Sentences that people write with figures in them, like "Revenue is {revenue}, {revenue.distance}"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

# What of a KPI can stand in a sentence, and what each form says; without a form it is the figure itself.
FORMS: Final = {
    "target": "the target of the period",
    "attainment": "how much of the target is reached",
    "distance": "how far from the target: 4.1% below target",
    "state": "the state: on track",
    "previous": "the figure of the period before",
    "change": "the change since the period before",
    "year_ago": "the figure a year before",
    "year_change": "the change on the year",
    "year_to_date": "the year to date",
    "benchmark": "the benchmark",
    "final": "the last final figure, with its period where that is an earlier one",
    "label": "the KPI's name",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What of which KPI stands here; `start` and `length` are its place in the text, with the braces."""

    kpi: str
    form: str
    start: int
    length: int


Sentence: TypeAlias = tuple[str | Placeholder, ...]


def named(sentence: Sentence) -> tuple[Placeholder, ...]:
    """The placeholders of a sentence."""
    return tuple(part for part in sentence if isinstance(part, Placeholder))
