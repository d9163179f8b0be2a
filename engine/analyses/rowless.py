"""Data that are said to be complete, and have no row of the report's period though every one before has some."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, takewhile

from engine.model.data import Remark
from engine.model.kpis import Kpi
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.periods import Calendar

USUAL = 3  # so many periods with rows before one without, or nobody can say what is usual


def rowless(results: Results, catalog: Catalog, calendar: Calendar) -> Iterator[Remark]:
    """A remark for each dataset that gives a KPI of the pages no row: its `day` is that of the last row there is.

    Most likely a month's file was forgotten, and sums of nothing are 0: the figure would look like news. Rows that
    come every quarter, or once in a while, are let be.
    """
    for id, table in results.tables.items():
        spec, coverage = catalog.specs.datasets[id], table.coverage
        if spec.covers_to is None or coverage is None or coverage.dated is None or spec.date is None:
            continue
        if coverage.dated[1] >= results.period.start or not coverage.reaches(results.period.last_day):
            continue
        kpis = (catalog.kpis[kpi] for kpi in catalog.shown)
        if any(kpi.datasets == {id} and _unusual(kpi, results, calendar) for kpi in kpis):
            yield Remark(id, "no_rows_since", spec.date.text, 0, table.rows, day=coverage.dated[1].isoformat())


def _unusual(kpi: Kpi, results: Results, calendar: Calendar) -> bool:
    """Whether it counts no row, and some in every period before of which anybody knows."""
    value = results.value(kpi.id, results.period)
    if value is None or value.value is None or value.rows:
        return False
    earlier = (results.value(kpi.id, calendar.before(results.period, steps)) for steps in count(1))
    known = [one for one in takewhile(lambda one: one is not None and one.value is not None, earlier) if one]
    return len(known) >= USUAL and all(one.rows for one in known)
