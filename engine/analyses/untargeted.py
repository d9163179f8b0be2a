"""What the reader of a report has to know of its targets: which months are left out between others."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.attainment import MissingTarget
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.spreads import stretch
from engine.untargeted import Lack, lacks


def missing_targets(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[MissingTarget, ...]:
    """Of every KPI that is shown, in the report's year up to its period: what comes later judges nothing yet."""
    kpis = (catalog.kpis[id] for id in catalog.shown)
    return tuple(lack for kpi in kpis for lack in _missing(kpi, results.period, catalog, calendar))


def _missing(kpi: Kpi, period: Period, catalog: Catalog, calendar: Calendar) -> Iterator[MissingTarget]:
    year = calendar.year_of(period)
    for lack in lacks(catalog.objectives(kpi.id), kpi, calendar):
        months = tuple(calendar.period("month", day).id for day in lack.months if year.start <= day < period.end)
        if months and stretch(lack.within[0], calendar).start < year.end:
            yield _told(kpi, lack, months)


def _told(kpi: Kpi, lack: Lack, months: tuple[str, ...]) -> MissingTarget:
    summed = bool(lack.segments) and any(spec.summed for spec in lack.within)
    file = next((spec.file for spec in lack.within if spec.file), "")
    return MissingTarget(kpi.id, months, lack.dimension, lack.segments, kpi.adds_up_over_time, summed, file)
