"""What adds up is checked on every run: a report whose parts do not make up their whole is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.backends.polars import measure
from engine.errors import ReportRefused
from engine.evaluate import evaluate
from engine.evaluate.sums import check_sums
from engine.model.data import Coverage, Table
from engine.model.results import Results, Segment
from engine.periods import Calendar
from engine.plan import make_plan
from tests.backends.oracle import OCTOBER, TODAY, catalog, results, rows_of

DATA: dict[str, list[Any]] = {
    "g": ["x", "x", "y", None],
    "j": [1, 2, 3, 4],
    "k": [Decimal("0.10")] * 4,
    "n": [0.1, 0.2, 0.3, 1e9],
}
X = (Segment("g", "x"),)


def found(formula: str, segment: Any = X, **changes: Any) -> list[str]:
    """What the check says of October's values by `g`, with one of them changed."""
    made = catalog(formula)
    right = results(made, rows_of(**DATA))
    key = ("k", "period", "2026-10", segment)
    changed = replace(right, values={**right.values, key: replace(right.values[key], **changes)})
    (cut,) = [cut for cut in make_plan(made).cuts if cut.dimensions]
    parts = [value for value in changed.values.values() if value.segments]
    return [issue.message for issue in check_sums(cut, parts, made.kpis["k"], changed)]


@pytest.mark.parametrize("formula", ["COUNT(*)", "SUM(j)", "SUM(k)", "SUM(n)", "SUM(j) / 3", "AVG(j)", "SUM(n) * 7"])
def test_what_was_counted_adds_up(formula: str) -> None:
    """Nothing is said of figures as they were counted, exact or rounded."""
    assert found(formula) == []


@pytest.mark.parametrize(
    ("formula", "value", "says"),
    [
        ("SUM(j)", 4, "its segments add up to 11, and the total is 10"),
        ("SUM(k)", Decimal("0.21"), "its segments add up to 0.41, and the total is 0.40"),
        ("SUM(j) / 4", 0.80, "its segments add up to 2.55, and the total is 2.5"),
        ("SUM(k)", None, "its segments add up to 0.20, and the total is 0.40"),
    ],
)
def test_a_value_that_does_not_add_up_is_named_with_both_figures(formula: str, value: Any, says: str) -> None:
    """One more, a cent more, a twentieth more, or a part without a value: KPI, dimension, period and both figures."""
    assert found(formula, value=value) == [f"'k' by 'g' in 2026-10: {says}"]


def test_rows_are_counted_of_rates_too() -> None:
    """No rate adds up, but the rows behind its segments do: nobody is lost, and nobody stands twice."""
    assert found("AVG(j)", value=5.0) == []
    assert found("AVG(j)", rows=1) == ["'k' by 'g' in 2026-10: its segments have 3 rows, and the total has 4"]


def test_a_total_that_is_wrong_is_found_too() -> None:
    """Whichever side is wrong."""
    assert found("SUM(j)", (), value=9) == ["'k' by 'g' in 2026-10: its segments add up to 10, and the total is 9"]


def test_a_segment_without_values_is_no_fault() -> None:
    """A SUM has no value where its column is always empty, and a formula around it then makes up no total."""
    data = rows_of(g=["x", "y"], i=[None, 3])
    for formula in ("SUM(i)", "SUM(i) - COUNT(*)"):
        assert results(catalog(formula), data).values["k", "period", "2026-10", X].value is None


def evaluated(lose: bool) -> Results:
    """October's rows counted by `g`, with one group of them lost on the way or not."""
    made, data, calendar = catalog("COUNT(*)"), rows_of(**DATA), Calendar()
    plan = make_plan(made)
    tables = {"t": Table("t", "t.csv", "", data.height, data.lazy(), Coverage(date(2024, 1, 1), TODAY))}
    measures = measure(plan, made, tables, OCTOBER, calendar)
    if lose:
        for (_, _, dimensions), counted in measures.groupings.items():
            if dimensions:
                del counted.cells[OCTOBER.ordinal, (Segment("g", "", "missing"),)]
    return evaluate(plan, made, measures, tables, OCTOBER, "", calendar, TODAY)


def test_a_report_that_does_not_add_up_is_refused() -> None:
    """A group that gets lost between counting and evaluating stops the report, with the exit code of a refusal."""
    evaluated(lose=False)
    with pytest.raises(ReportRefused) as refused:
        evaluated(lose=True)
    (issue,) = refused.value.issues
    assert (refused.value.exit_code, issue.code) == (4, "does-not-add-up")
    assert issue.message == "'k' by 'g' in 2026-10: its segments have 3 rows, and the total has 4"
