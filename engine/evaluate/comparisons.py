"""What a figure is compared with: the period before and a year before, where the comparison means something."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.evaluate.cells import Evaluation, Figure, Figures
from engine.measures import age, aged_population, timed
from engine.model.kpis import Kpi
from engine.model.period import PERIOD
from engine.model.plan import Cut, Slice
from engine.model.results import Value
from engine.model.unit import Number
from engine.periods import PER_YEAR


def comparable(
    kpi: Kpi, cut: Cut, figures: dict[int, Figure], ordinal: int, evaluation: Evaluation
) -> dict[int, Figure]:
    """What a figure can be compared with: one that is held not with itself, as if it had stayed the same."""
    if kpi.typed is None:
        return figures

    def typed_for(n: int) -> str:
        return figures[n].typed_for or evaluation.at(cut.slice.grain, n).id

    return {n: figure for n, figure in figures.items() if typed_for(n) != typed_for(ordinal)}


def year_ago_of(kpi: Kpi, slice: Slice) -> int | None:
    """How many periods back a year ago is; None where 52 weeks back a stretch to date is longer than it is now."""
    to_date = timed(kpi, slice).window.kind in ("year_to_date", "quarter_to_date")
    return None if slice.grain == "week" and to_date else PER_YEAR[slice.grain]


def compared(
    value: Figure, figures: dict[int, Figure], ordinal: int, year: int | None
) -> tuple[Number | None, Number | None]:
    """The previous period's value and the year before's, where neither side is provisional."""

    def firm(figure: Figure) -> bool:
        return not figure.provisional and not value.provisional

    before, ago = figures.get(ordinal - 1), figures.get(ordinal - year) if year else None
    return before.value if before and firm(before) else None, ago.value if ago and firm(ago) else None


@dataclass(frozen=True)
class Aged:
    """The cohorts of a conversion as they stood so many days after their period, when the reported one does now."""

    figures: Figures
    days: int


def at_the_same_age(kpi: Kpi, cut: Cut, evaluation: Evaluation) -> Aged | None:
    """What a cohort that is still young can be compared with; None where nothing can be known of it."""
    if kpi.conversion is None or cut.slice.window != PERIOD or aged_population(kpi, evaluation.catalog) is None:
        return None
    period = evaluation.at(cut.slice.grain, evaluation.reported(cut.slice.grain))
    days = age(kpi.conversion, evaluation.tables, period)
    if days is None or not evaluation.coverage(kpi, cut.slice, period)[1]:
        return None
    return Aged(evaluation.figures(kpi, cut.slice, cut.dimensions, aged=True), days)


def compared_young(value: Value, aged: Aged, reported: int) -> Value:
    """A provisional figure beside those that earlier cohorts had when they were as young."""

    def before(steps: int) -> Number | None:
        figure = aged.figures.at((reported - steps, value.segments))
        return None if figure.provisional else figure.value

    return replace(value, previous=before(1), year_ago=before(PER_YEAR[value.grain]), age_days=aged.days)
