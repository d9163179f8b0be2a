"""Rules of the report: what it shows exists, may be shown, and can be cut by what it is cut by."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue
from engine.model.kpis import Kpi
from engine.model.segments import MOST_PANELS
from engine.model.specs import ChartSpec, SectionSpec, Specs
from engine.model.written import Written
from engine.rules.dimensions import all_dimensions, dimensions_of, through_join
from engine.rules.funnels import check_steps
from engine.rules.kpis import KpiChecker
from engine.rules.names import unknown_dimension
from engine.rules.own_charts import check_own
from engine.rules.shares import check_share
from engine.rules.sums import made_of_sums

LACKING = {"trend": "trend", "bridge": "change", "share": "shares over time", "multiples": "trends"}


def check_report(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with the report itself."""
    report = specs.report
    for section in report.sections:
        yield from _section(section, specs, checker)


def _section(section: SectionSpec, specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    for reference in (*section.cards, *section.listed):
        yield from _shown(reference, (), checker)
    for reference in section.kpis:
        yield from _shown(reference, section.by, checker)
    if section.by and not section.kpis:
        message = "'by' cuts the section's 'kpis', and there are none"
        yield Issue("error", "wrong-value", section.by[0].place, message, "add 'kpis', or give 'by' to the chart")
    if section.top is not None and not section.by:
        message = "'top' is of the segments that the section's 'kpis' are cut by, and there is no 'by'"
        yield Issue(
            "error",
            "missing-key",
            section.keys.key("top", section.place),
            message,
            "add 'by', or give 'top' to the chart",
        )
    if section.comparisons and not section.kpis:
        message = "'comparisons' are of the section's 'kpis', and there are none"
        place = section.keys.key("comparisons", section.place)
        yield Issue("error", "missing-key", place, message, "add 'kpis'")
    yield from _once(section.by)
    for chart in section.charts:
        yield from _chart(chart, checker)
    objectives = {objective.kpi.text for objective in specs.objectives}
    if section.scorecard == "all" and not objectives and "objectives" not in checker.broken:
        message = "a scorecard of all objectives is asked for, and there is no objective"
        place = section.keys.key("scorecard", section.place)
        yield Issue("error", "no-objectives", place, message, "add 'objectives:' to a file that is used")
    else:
        yield from _by_segment(section, specs, checker)


def _by_segment(section: SectionSpec, specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """A scorecard by a dimension that there is not, or by which nothing has a target."""
    by = section.scorecard_by
    if by is None or section.scorecard is None:
        return
    known = all_dimensions(specs)
    named = {one.dimension.text for objective in specs.objectives for one in objective.by}
    if by.text not in known:
        yield Issue("error", "unknown-dimension", by.place, *unknown_dimension(by.text, known, specs))
    elif "objectives" not in checker.broken and by.text not in named and named <= known:
        message = f"the scorecard is to be shown by '{by.text}', and no objective has targets by it"
        hint = f"give one 'by: {{{by.text}: …}}', or leave 'by' out"
        yield Issue("error", "no-objectives", by.place, message, hint)


def _chart(chart: ChartSpec, checker: KpiChecker) -> Iterator[Issue]:
    if chart.kind == "breakdown" and not chart.by:
        message = "a breakdown needs 'by': the dimension that it is broken down by"
        yield Issue(
            "error", "missing-key", chart.kpi.place, message, f"like {{breakdown: {chart.kpi.text}, by: source}}"
        )
    yield from _once(chart.by)
    for reference in chart.kpis:
        yield from _shown(reference, chart.by, checker)
    yield from check_steps(chart.steps, checker.checked)
    if chart.kind == "bridge":
        yield from _bridge(chart, checker)
    kpi = checker.checked.get(chart.kpi.text)
    if chart.kind == "share":
        yield from check_share(chart, kpi)
    if chart.kind == "scatter":
        yield from _scatter(chart)
    if chart.kind == "multiples":
        yield from _multiples(chart)
    if chart.kind == "chart":
        yield from check_own(chart)
    if chart.kind in LACKING and kpi is not None and not kpi.dated:
        message = f"'{kpi.id}' has no date, and so no {LACKING[chart.kind]}"
        hint = f"give its dataset a 'date', or leave the {chart.kind} out"
        yield Issue("error", "no-date", chart.kpi.place, message, hint)


def _bridge(chart: ChartSpec, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with a change taken apart: it needs one dimension, and a KPI that is made of sums."""
    id = chart.kpi.text
    if not chart.by:
        message = "a bridge needs 'by': the dimension by which the change is taken apart"
        yield Issue("error", "missing-key", chart.kpi.place, message, f"like {{bridge: {id}, by: source}}")
    if len(chart.by) > 1:
        message = "a bridge takes a change apart by one dimension"
        yield Issue("error", "wrong-value", chart.by[1].place, message, "make a chart for each")
    kpi = checker.checked.get(id)
    if kpi is not None and not made_of_sums(kpi.formula.root, checker.checked):
        message = f"a change of '{id}' cannot be taken apart: it is neither a sum nor a ratio or average of sums"
        hint = "a sum, a count, an average (AVG), or a ratio of such: SUM(x) / COUNT(*)"
        yield Issue("error", "not-made-of-sums", chart.kpi.place, message, hint)


def _scatter(chart: ChartSpec) -> Iterator[Issue]:
    """What is wrong with two KPIs against each other: they are two, and there is one dimension."""
    like = f"like {{scatter: [{chart.kpi.text}, win_rate], by: source}}"
    if len(chart.together) != 2:
        message = f"a scatter has two KPIs, one from left to right and one upwards, and this has {len(chart.together)}"
        yield Issue("error", "wrong-value", chart.together[-1].place, message, like)
    elif chart.together[0].text == chart.together[1].text:
        message = f"'{chart.kpi.text}' against itself is a straight line"
        yield Issue("error", "wrong-value", chart.together[1].place, message, "name another KPI")
    if not chart.by:
        message = "a scatter needs 'by': the dimension whose segments are its points"
        yield Issue("error", "missing-key", chart.kpi.place, message, like)
    if len(chart.by) > 1:
        message = "a scatter has a point for each segment of one dimension"
        yield Issue("error", "wrong-value", chart.by[1].place, message, "make a chart for each")


def _multiples(chart: ChartSpec) -> Iterator[Issue]:
    """What is wrong with small multiples: they need one dimension, and a page holds only so many."""
    if not chart.by:
        message = "multiples need 'by': the dimension whose segments each have a trend"
        hint = f"like {{multiples: {chart.kpi.text}, by: team}}"
        yield Issue("error", "missing-key", chart.kpi.place, message, hint)
    if len(chart.by) > 1:
        message = "multiples have a trend for each segment of one dimension"
        yield Issue("error", "wrong-value", chart.by[1].place, message, "make a chart for each")
    if chart.top is not None and chart.top > MOST_PANELS:
        message = f"multiples of {chart.top} segments are too small to be read"
        hint = f"top: {MOST_PANELS}, or less; all others are counted together"
        yield Issue("error", "wrong-value", chart.keys.key("top", chart.kpi.place), message, hint)


def _once(by: tuple[Written, ...]) -> Iterator[Issue]:
    if len(by) == 2 and by[0].text == by[1].text:
        message = f"'{by[1].text}' is in the rows already"
        yield Issue("error", "wrong-value", by[1].place, message, "name another dimension for the columns, or only one")


def _shown(reference: Written, by: tuple[Written, ...], checker: KpiChecker) -> Iterator[Issue]:
    kpi, issues = checker.used(reference)
    yield from issues
    if kpi is None:
        return
    if kpi.spec.private:
        message = f"'{kpi.id}' is private: it serves other KPIs and is never shown"
        yield Issue("error", "private-kpi", reference.place, message, "leave out its 'private: true', or show another")
    known = all_dimensions(checker.specs)
    for name in by:
        if name.text not in known:
            # Said once, however many KPIs are to be cut by it.
            said = unknown_dimension(name.text, known, checker.specs)
            yield Issue("error", "unknown-dimension", name.place, *said)
        elif name.text not in kpi.dimensions:
            lacking = [id for id in sorted(kpi.datasets) if name.text not in dimensions_of(checker.specs.datasets[id])]
            why = f"{_all_of(lacking)} no such dimension" if lacking else "figures typed by hand have no rows"
            message = f"'{kpi.id}' cannot be cut by '{name.text}': {why}"
            joined = [
                hint for id in lacking if (hint := through_join(name.text, checker.specs.datasets[id], checker.specs))
            ]
            hint = "; ".join(joined) if lacking and len(joined) == len(lacking) else _cut_by(kpi)
            yield Issue("error", "no-dimension", name.place, message, hint)


def _all_of(datasets: list[str]) -> str:
    names = ", ".join(f"'{id}'" for id in datasets)
    return f"the dataset {names} has" if len(datasets) == 1 else f"the datasets {names} have"


def _cut_by(kpi: Kpi) -> str:
    """What a KPI can be cut by, and how it can be by something else."""
    if not kpi.datasets:
        return "leave the KPI out of the section"
    known = f"'{kpi.id}' can be cut by: {', '.join(sorted(kpi.dimensions)[:8])}; " if kpi.dimensions else ""
    return f"{known}name a column under 'dimensions' of the dataset, or leave the KPI out of the section"
