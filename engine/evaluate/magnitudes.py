"""Figures so large that no comparison of them is certain: said of their KPI, rather than shown as infinite."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.results import Results, Value
from engine.model.specs import Catalog
from engine.model.unit import Number

LARGEST = 1e120  # its square, and what hundreds of them add up to, are numbers still


def too_large(results: Results, catalog: Catalog) -> Iterator[Issue]:
    """An error for each KPI with such a figure, at the first of its periods."""
    told: set[str] = set()
    for value in results.values.values():
        if value.kpi not in told and _beyond(value):
            told.add(value.kpi)
            message = f"'{value.kpi}' comes to more than 1e120 in {value.period}: no figure can be that large"
            hint = "look for a value that cannot be, or give its column a 'max' that finds it"
            yield Issue("error", "too-large", catalog.kpis[value.kpi].spec.place, message, hint)


def _beyond(value: Value) -> bool:
    return any(_large(part) for part in (value.value, value.numerator, value.denominator))


def _large(number: Number | None) -> bool:
    return number is not None and (number > LARGEST or number < -LARGEST)
