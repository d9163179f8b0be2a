"""The weighted attainment of all objectives: each capped, what is not measured drops out of the weights."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.holding import judged_by
from engine.judged import judged
from engine.model.attainment import Attained, Attainment, Share
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE
from engine.model.results import Results, Value
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.spreads import exact

CAP = Fraction(6, 5)  # one that is far above its target hides no other


def attained(results: Results, catalog: Catalog, calendar: Calendar) -> Attained:
    """All objectives in the period and in the year to date."""
    period, to_date = (tuple(_shares(results, catalog, calendar, to_date=to_date)) for to_date in (False, True))
    return Attained(Attainment(_mean(period), period), Attainment(_mean(to_date), to_date))


def _shares(results: Results, catalog: Catalog, calendar: Calendar, *, to_date: bool) -> Iterator[Share]:
    """Each KPI that has a target there, with what it attains; a figure that may still change attains nothing yet.

    A year to date of which a month has no target has none itself: it attains nothing, and is one of those that are not
    counted. Left out without a word, the rest would look like all.
    """
    for id in _scored(catalog):
        kpi = catalog.kpis[id]
        period = results.period if to_date else judged(results, (kpi,), results.period, calendar)
        window = YEAR_TO_DATE if to_date else kpi.spec.window or PERIOD
        value = results.value(id, period, window=window.name)
        spec = judged_by(catalog.objectives(id), kpi, period, calendar, to_date=to_date)
        if value is None or spec is None or spec.weight == 0 or (value.state == "no_target" and not to_date):
            continue
        reached = None if value.provisional else _reached(kpi, value)
        state = "" if value.provisional else value.state
        counted = None if reached is None else float(reached)
        yield Share(id, period.id, spec.weight, counted, state == "on_track", state == "off_track")


def _reached(kpi: Kpi, value: Value) -> Fraction | None:
    """How much of a target counts; None where that means nothing.

    A figure of nothing, or less, is no share of its target that anyone could read, and yet the worst there is where
    more is better, and the best where less is: a month without a sale must not count more than one with a small one.
    """
    if value.attainment is not None:
        return min(exact(value.attainment), CAP)
    if value.value is None or value.target is None or value.value > 0 or value.target <= 0 or kpi.unit.kind == "points":
        return None
    return {"higher": Fraction(0), "lower": CAP}.get(str(kpi.spec.better))


def _scored(catalog: Catalog) -> list[str]:
    """The KPIs with objectives that the report's scorecards show; all of them where it has none."""
    ids = list(dict.fromkeys(spec.kpi.text for spec in catalog.specs.objectives))
    scorecards = [section for section in catalog.report.sections if section.scorecard]
    if not scorecards or any(section.scorecard == "all" for section in scorecards):
        return ids
    shown = {reference.text for section in scorecards for reference in section.listed}
    return [id for id in ids if id in shown]


def _mean(shares: tuple[Share, ...]) -> float | None:
    measured = [(Fraction(share.weight), exact(share.counted)) for share in shares if share.counted is not None]
    if not measured:
        return None
    return float(sum(weight * counted for weight, counted in measured) / sum(weight for weight, _ in measured))
