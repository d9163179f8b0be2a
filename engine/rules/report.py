"""Rules of the report: what it shows exists, may be shown, and can be cut by what it is cut by."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue, several
from engine.model.kpis import Kpi
from engine.model.segments import MOST_PANELS
from engine.model.specs import ChartSpec, SectionSpec, Specs
from engine.model.written import Written
from engine.rules.cuts import at_most, by_one
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
        yield from _shown(reference, checker)
    yield from _cut(section.kpis, section.by, checker)
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
            "error",
            "missing-key",
            chart.kpi.place,
            message,
            f"like {{breakdown: {chart.kpi.text}, by: {_dimension(chart, checker)}}}",
        )
    yield from _once(chart.by)
    yield from _cut(chart.kpis, chart.by, checker)
    yield from check_steps(chart.steps, checker.checked)
    if chart.kind == "bridge":
        yield from _bridge(chart, checker)
    kpi = checker.checked.get(chart.kpi.text)
    if chart.kind == "share":
        yield from check_share(chart, kpi)
    if chart.kind == "scatter":
        yield from _scatter(chart, checker)
    if chart.kind == "multiples":
        yield from _multiples(chart, checker)
    if chart.kind == "chart":
        yield from check_own(chart)
    if chart.kind in LACKING and kpi is not None and not kpi.dated:
        message = f"'{kpi.id}' has no date, and so no {LACKING[chart.kind]}"
        hint = f"give its dataset a 'date', or leave the {chart.kind} out"
        yield Issue("error", "no-date", chart.kpi.place, message, hint)


def _bridge(chart: ChartSpec, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with a change taken apart: it needs one dimension, and a KPI that is made of sums."""
    id = chart.kpi.text
    without = "a bridge needs 'by': the dimension by which the change is taken apart"
    by_two = "a bridge takes a change apart by one dimension"
    yield from by_one(chart, without, by_two, f"{{bridge: {id}, by: {_dimension(chart, checker)}}}")
    kpi = checker.checked.get(id)
    if kpi is not None and not made_of_sums(kpi.formula.root, checker.checked):
        message = f"a change of '{id}' cannot be taken apart: it is neither a sum nor a ratio or average of sums"
        hint = "a sum, a count, an average (AVG), or a ratio of such: SUM(x) / COUNT(*)"
        yield Issue("error", "not-made-of-sums", chart.kpi.place, message, hint)


def _scatter(chart: ChartSpec, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with two KPIs against each other: they are two, and there is one dimension."""
    like = f"{{scatter: [{chart.kpi.text}, {_other(chart, checker)}], by: {_dimension(chart, checker)}}}"
    if len(chart.together) != 2:
        message = f"a scatter has two KPIs, one from left to right and one upwards, and this has {len(chart.together)}"
        yield Issue("error", "wrong-value", chart.together[-1].place, message, f"like {like}")
    elif chart.together[0].text == chart.together[1].text:
        message = f"'{chart.kpi.text}' against itself is a straight line"
        yield Issue("error", "wrong-value", chart.together[1].place, message, "name another KPI")
    without = "a scatter needs 'by': the dimension whose segments are its points"
    yield from by_one(chart, without, "a scatter has a point for each segment of one dimension", like)


def _multiples(chart: ChartSpec, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with small multiples: they need one dimension, and a page holds only so many."""
    without = "multiples need 'by': the dimension whose segments each have a trend"
    by_two = "multiples have a trend for each segment of one dimension"
    yield from by_one(chart, without, by_two, f"{{multiples: {chart.kpi.text}, by: {_dimension(chart, checker)}}}")
    yield from at_most(chart, MOST_PANELS, f"multiples of {chart.top} segments are too small to be read")


def _once(by: tuple[Written, ...]) -> Iterator[Issue]:
    if len(by) == 2 and by[0].text == by[1].text:
        message = f"'{by[1].text}' is in the rows already"
        yield Issue("error", "wrong-value", by[1].place, message, "name another dimension for the columns, or only one")


def _dimension(chart: ChartSpec, checker: KpiChecker) -> str:
    """A dimension for an example: the chart's own, or one that its KPI has, those that somebody named first."""
    kpi, specs = checker.checked.get(chart.kpi.text), checker.specs
    named = {*specs.dimensions, *(name for spec in specs.datasets.values() for name, _ in spec.dimensions)}
    its = sorted(kpi.dimensions, key=lambda id: (id not in named, id)) if kpi is not None else []
    return next((id for id in (*(one.text for one in chart.by), *its)), "team")


def _other(chart: ChartSpec, checker: KpiChecker) -> str:
    """Another KPI of the author's for an example, one that can be cut alike."""
    by, named = _dimension(chart, checker), [one.text for one in chart.together]
    kpis = [
        kpi for kpi in checker.checked.values() if kpi.id not in named and not kpi.spec.private and by in kpi.dimensions
    ]
    return next((kpi.id for kpi in sorted(kpis, key=lambda kpi: (kpi.unit.kind != "percent", kpi.id))), "…")


def _shown(reference: Written, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with a KPI that is to be shown."""
    kpi, issues = checker.used(reference)
    yield from issues
    if kpi is not None and kpi.spec.private:
        message = f"'{kpi.id}' is private: it serves other KPIs and is never shown"
        yield Issue("error", "private-kpi", reference.place, message, "leave out its 'private: true', or show another")


def _cut(references: tuple[Written, ...], by: tuple[Written, ...], checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with KPIs that are to be shown by dimensions; those that lack one for one reason together."""
    for reference in references:
        yield from _shown(reference, checker)
    known = all_dimensions(checker.specs)
    kpis = [kpi for one in references if (kpi := checker.used(one)[0]) is not None]
    for name in by if kpis else ():
        if name.text not in known:
            said = unknown_dimension(name.text, known, checker.specs)
            yield Issue("error", "unknown-dimension", name.place, *said)
            continue
        alike: dict[tuple[str, ...], list[Kpi]] = {}
        for kpi in {kpi.id: kpi for kpi in kpis}.values():
            if name.text not in kpi.dimensions:
                lacking = (
                    id for id in sorted(kpi.datasets) if name.text not in dimensions_of(checker.specs.datasets[id])
                )
                alike.setdefault(tuple(lacking), []).append(kpi)
        for datasets, found in alike.items():
            yield _not_cut(name, list(datasets), found, checker)


def _not_cut(name: Written, lacking: list[str], kpis: list[Kpi], checker: KpiChecker) -> Issue:
    why = f"{_all_of(lacking)} no such dimension" if lacking else "figures typed by hand have no rows"
    message = f"{several(kpi.id for kpi in kpis)} cannot be cut by '{name.text}': {why}"
    joined = [hint for id in lacking if (hint := through_join(name.text, checker.specs.datasets[id], checker.specs))]
    hint = "; ".join(joined) if lacking and len(joined) == len(lacking) else _cut_by(kpis)
    return Issue("error", "no-dimension", name.place, message, hint)


def _all_of(datasets: list[str]) -> str:
    names = ", ".join(f"'{id}'" for id in datasets)
    return f"the dataset {names} has" if len(datasets) == 1 else f"the datasets {names} have"


def _cut_by(kpis: list[Kpi]) -> str:
    """What KPIs can be cut by, all of them, and how they can be by something else."""
    them = "the KPI" if len(kpis) == 1 else "the KPIs"
    if not any(kpi.datasets for kpi in kpis):
        return f"leave {them} out of the section"
    shared = sorted(frozenset.intersection(*(kpi.dimensions for kpi in kpis)))
    known = f"{several(kpi.id for kpi in kpis)} can be cut by: {', '.join(shared[:8])}; " if shared else ""
    return f"{known}name a column under 'dimensions' of the dataset, or leave {them} out of the section"
