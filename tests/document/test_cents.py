"""Large amounts stand without cents, one KPI's all alike; what its author decided stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.document.cents import readable
from engine.model.results import Results
from tests.document.test_document import computed


def made(largest: float, segment: float = 0.0) -> Results:
    """The sample's results with another size of the pipeline's figures."""
    results, _, _ = computed()
    values = {
        key: replace(value, value=segment if value.segments else largest) if value.kpi == "cost_per_lead" else value
        for key, value in results.values.items()
    }
    return replace(results, values=values)


@pytest.mark.parametrize(
    ("largest", "segment", "precision"),
    [(9_999.99, 0.0, None), (10_000.0, 0.0, 0), (-10_000.0, 12.5, 0), (46.34, 99_999.0, None)],
)
def test_cents_go_where_the_whole_is_large(largest: float, segment: float, precision: int | None) -> None:
    """From 10,000 on, whatever its segments are, and below zero alike."""
    _, catalog, _ = computed()
    catalog = replace(catalog, kpis={id: replace(kpi, unit=replace(kpi.unit, precision=None))
                                     for id, kpi in catalog.kpis.items()})  # fmt: skip
    seen = readable(catalog, made(largest, segment)).kpis["cost_per_lead"].unit
    assert (seen.kind, seen.precision) == ("currency", precision)


def test_a_given_precision_stays_and_other_units_have_no_cents() -> None:
    """A `precision` of the definition is kept, and only money is rounded."""
    _, catalog, _ = computed()
    kpi = catalog.kpis["cost_per_lead"]
    for unit in (replace(kpi.unit, precision=2), replace(kpi.unit, kind="number", precision=None)):
        given = replace(catalog, kpis={**catalog.kpis, kpi.id: replace(kpi, unit=unit)})
        assert readable(given, made(1e9)).kpis[kpi.id].unit == unit
