"""KPIs in a table with what each is compared with; the unit of each change is written with it."""

from __future__ import annotations

from engine.document import aims
from engine.document.benchmarks import figure
from engine.document.desk import Desk
from engine.model.comparisons import Compared, Comparison
from engine.model.figures import Figure
from engine.model.kpis import Band, Kpi
from engine.model.specs import SectionSpec
from engine.model.tables import ComparisonCell, ComparisonRow, ComparisonTable

STRETCHES = ("year_to_date", "rolling_12_months")


def comparison_table(desk: Desk, spec: SectionSpec, id: str) -> ComparisonTable | None:
    """The table of a section; None where it asks for none."""
    if not spec.comparisons:
        return None
    found = {(one.kpi, one.against): one for one in desk.results.derived.comparisons}
    kpis = [desk.kpi(reference.text) for reference in spec.kpis]
    rows = tuple(_row(desk, kpi, [found[kpi.id, against] for against in spec.comparisons]) for kpi in kpis)
    columns = tuple(_head(desk, against) for against in spec.comparisons)
    return ComparisonTable(
        id, desk.say("Comparisons"), desk.numbers.period(desk.period), columns, rows, _note(desk, spec)
    )


def _row(desk: Desk, kpi: Kpi, comparisons: list[Comparison]) -> ComparisonRow:
    period = desk.judged(kpi)
    value = desk.value(kpi, period)
    when = "" if period == desk.period else desk.numbers.period(desk.named(kpi, value, period))
    cells = tuple(_cell(desk, kpi, one) for one in comparisons)
    return ComparisonRow(desk.label(kpi), when, desk.figure(value, kpi), cells)


def _cell(desk: Desk, kpi: Kpi, one: Comparison) -> ComparisonCell:
    band = kpi.spec.better if one.against == "target" and isinstance(kpi.spec.better, Band) else None
    other = one.other
    if band is not None and one.value is not None and other is not None:
        other = band.nearest(one.value)
    within = band is not None and other is not None and other == one.value  # it has no distance from what is good
    change = None if within else desk.change(kpi, one.value, other, desk.judged(kpi))
    beside = _other(desk, kpi, one)
    # The figure of the period stands in a column of its own, that of a longer stretch here.
    stretch = desk.amount(one.value, kpi.unit) if one.against in STRETCHES else None
    value = stretch.text if stretch else ""
    if value and beside is not None:
        said = desk.say("vs %(figure)s", figure=beside.text)
    else:
        said = beside.text if beside else ""
    unchanged = desk.say("within its band") if within else desk.say("unchanged")
    reason = desk.why(one.reason) if one.reason else "" if change else unchanged
    return ComparisonCell(value, change, said, reason, stretch, beside)


def _other(desk: Desk, kpi: Kpi, one: Comparison) -> Figure | None:
    """What a figure is compared with; None where there is nothing."""
    if one.other is None:
        return None
    target = aims.target(desk, kpi, desk.value(kpi, desk.judged(kpi))) if one.against == "target" else None
    return target or figure(desk, kpi, one.other)


def _head(desk: Desk, against: Compared) -> str:
    heads = {
        "previous": desk.say("Previous period"),
        "year_ago": desk.say("A year before"),
        "year_to_date": desk.say("Year to date"),
        "rolling_12_months": desk.say("12 months"),
        "target": desk.say("Target"),
        "benchmark": desk.say("Benchmark"),
    }
    return heads[against]


def _note(desk: Desk, spec: SectionSpec) -> str:
    notes = [desk.say("Changes of rates are in points (pts), those of amounts and counts in percent (%).")]
    if set(STRETCHES) & set(spec.comparisons):
        notes.append(
            desk.say("The year to date and 12 months stand against the same stretch a year before, up to the same day.")
        )
    if desk.period.grain == "week" and "year_to_date" in spec.comparisons:
        notes.append(desk.say("Weeks of two years do not end on the same day: their years to date are not compared."))
    return " ".join(notes)
