"""Conditions over KPIs, decided for the report's period: true, false, or not to be told."""

from __future__ import annotations

from typing import NoReturn

from engine.evaluate.cells import Evaluation
from engine.evaluate.formulas import Formulas, Node
from engine.measures import references
from engine.model.insights import Decided, Insight
from engine.model.plan import Measure, Slice


def decided(insight: Insight, evaluation: Evaluation) -> Decided:
    """Whether an insight holds. Of a figure that may still change, or is not there, nothing is concluded.

    What is true or false whatever the missing figure may be is decided, as in SQL: false AND nothing is false.
    """
    slice, root = Slice(evaluation.catalog.report.every), insight.condition.root
    reported = evaluation.reported(slice.grain)

    def part(id: str, back: int, total: bool) -> Node:
        of = evaluation.figures(evaluation.catalog.kpis[id], slice, ())
        return lambda cell: of.at((cell[0] - back, ())).value

    figures = [
        (id, evaluation.figure(evaluation.catalog.kpis[id], slice, (), reported - back, ()))
        for id, back, _ in references(root)
    ]
    number, when = insight.number, insight.spec.when.text
    if young := dict.fromkeys((id, "provisional") for id, figure in figures if figure.provisional):
        return Decided(number, when, None, "provisional", tuple(young))
    holds = Formulas(None, _of_rows, part, _of_rows).value(root)((reported, ()))
    if isinstance(holds, bool):
        return Decided(number, when, holds)
    lacking = dict.fromkeys((id, figure.reason or "no_rows") for id, figure in figures if figure.value is None)
    return Decided(number, when, None, "no_value", tuple(lacking))


def _of_rows(of: Measure | str) -> NoReturn:
    raise AssertionError("a condition over KPIs has no rows of its own")
