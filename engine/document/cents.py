"""Amounts without their cents where they are large: nobody reads the last six of €1,765,169,229.41.

Decided for a KPI and not for a figure, so that a table has the same decimals all down its column. It is the pages
that round; the JSON and `kpi explain` have every cent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.model.kpis import Kpi
from engine.model.period import PERIOD
from engine.model.results import Results
from engine.model.specs import Catalog

LARGE: Final = 10_000  # from here on an axis is written in thousands, too


def readable(catalog: Catalog, results: Results) -> Catalog:
    """The catalog with no cents for amounts of money that reach `LARGE`, unless their precision is given."""
    reach = _reach(catalog, results)
    kpis = {id: _without_cents(kpi) if reach.get(id, 0) >= LARGE else kpi for id, kpi in catalog.kpis.items()}
    return replace(catalog, kpis=kpis)


def _without_cents(kpi: Kpi) -> Kpi:
    open_amount = kpi.unit.kind == "currency" and kpi.unit.precision is None
    return replace(kpi, unit=replace(kpi.unit, precision=0)) if open_amount else kpi


def _reach(catalog: Catalog, results: Results) -> dict[str, float]:
    """How large a KPI's figures become in its periods; segments and years to date are left aside."""
    found: dict[str, float] = {}
    for value in results.values.values():
        own = catalog.kpis[value.kpi].spec.window or PERIOD
        if value.window == own.name and not value.segments and value.value is not None:
            found[value.kpi] = max(found.get(value.kpi, 0.0), abs(float(value.value)))
    return found
