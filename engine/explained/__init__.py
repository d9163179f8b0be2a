"""A figure explained, from the rows of the files to what is printed: what `kpi explain FILE KPI` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.backends.behind import data_behind
from engine.backends.seen import as_csv
from engine.document.desk import Desk
from engine.evaluate import Evaluation, begun, values_of
from engine.explained.actions import events, plans
from engine.explained.compared import comparisons, verdict
from engine.explained.segments import segments_asked
from engine.explained.signs import interval, usual_range
from engine.explained.tree import Tree
from engine.explained.words import definition
from engine.model.data import Table
from engine.model.explained import WORDS, Explanation, Origin, RowsFile
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.plan import Plan
from engine.model.results import Measures, Results
from engine.model.specs import Catalog
from engine.periods import Calendar

__all__ = ["Asked", "explain"]


@dataclass(frozen=True)
class Asked:
    """The figure that is asked for: a KPI, in a period and why in that one, in segments as a person wrote them."""

    kpi: Kpi
    period: Period
    why: str
    today: date
    segments: tuple[tuple[str, str], ...] = ()


def explain(
    asked: Asked, plan: Plan, catalog: Catalog, measures: Measures, tables: dict[str, Table], calendar: Calendar
) -> tuple[Explanation, tuple[RowsFile, ...]]:
    """The explanation, and the rows of each figure that is made of rows. `plan` is that of the figure.

    Raises ArgumentError for a segment that there is not.
    """
    kpi, period = asked.kpi, asked.period
    data = data_behind(plan, catalog, tables, period, calendar)
    evaluation = Evaluation(catalog, measures, tables, calendar, period, seasons=begun(plan))
    results = Results(period, asked.why, asked.today, tables, measures.remarks)
    desk = Desk(results, catalog, calendar, WORDS)
    segments = segments_asked(asked.segments, plan, data, desk)
    for cut in plan.cuts:
        values = values_of(cut, [segments if cut.dimensions else ()], evaluation)
        results.values.update(((v.kpi, v.window, v.period, v.segments), v) for v in values)
    own = plan.cuts[0]
    tree = Tree(evaluation, data, desk, period)
    figure = tree.node(kpi, own.slice, own.dimensions, period.ordinal, segments)
    value = desk.value(kpi, period, segments)
    assert value is not None, "the plan asks for it"
    origins = tuple(_origin(table) for id, table in tables.items() if id in tree.used)
    explanation = Explanation(
        catalog.report.path.name, asked.today, asked.why,
        tuple((desk.dimension(segment.dimension), desk.segment(segment)) for segment in segments),
        definition(kpi, desk), figure, comparisons(kpi, value, desk), verdict(kpi, value, desk), origins,
        usual_range(kpi, value, desk), interval(kpi, value, desk),
        plans(kpi, segments, desk), events(kpi, desk),
    )  # fmt: skip
    files = (RowsFile(of, frame.height, as_csv(frame)) for of, frame in tree.rows.items())
    return explanation, tuple(files)


def _origin(table: Table) -> Origin:
    files = table.files or ((table.path, table.sha256, table.rows),)
    return Origin(table.id, files, table.rows, table.coverage)
