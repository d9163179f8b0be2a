"""The plan asks for each thing once, and for all that a report needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.measures import beneath, composition, measures_of, rows_measure
from engine.model.formula import Aggregate, walk
from engine.model.kpis import Balance
from engine.model.period import YEAR_TO_DATE
from engine.model.plan import Cut, Slice
from engine.model.specs import Catalog, ChartSpec
from engine.pipeline import check
from engine.plan import SPARK_PERIODS, make_plan
from tests.backends.oracle import catalog, frame, results, word

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "monthly.yml"


@pytest.fixture(scope="module")
def sample() -> Catalog:
    """The sample's catalog."""
    return check(SAMPLE)[0]


def test_everything_is_asked_for_once(sample: Catalog) -> None:
    """No dataset is read twice, no grouping made twice, no measure counted twice in one grouping."""
    plan = make_plan(sample)
    reads = Counter(read.dataset.id for read in plan.reads)
    assert set(reads) == {"leads", "campaigns", "opportunities", "reps"}
    keys = Counter((job.population, job.slice, job.dimensions) for job in plan.jobs)
    assert set(reads.values()) == set(keys.values()) == set(Counter(plan.cuts).values()) == {1}
    assert all(len(set(job.measures)) == len(job.measures) for job in plan.jobs)


def test_everything_that_is_needed_is_asked_for(sample: Catalog) -> None:
    """Each cut finds the measures of every KPI beneath it, over its own rows, periods and dimensions."""
    plan = make_plan(sample)
    measured = {(job.population.dataset, job.slice, job.dimensions, m) for job in plan.jobs for m in job.measures}
    for cut in plan.cuts:
        for kpi in beneath(sample.kpis[cut.kpi], sample):
            if kpi.spec.dataset is not None:
                for measure in measures_of(kpi):
                    assert (kpi.spec.dataset.text, cut.slice, cut.dimensions, measure) in measured


def test_a_verdict_needs_a_year_before_the_first_period_shown(sample: Catalog) -> None:
    """Thirteen periods are shown, each with its year ago; an objective has its year to date too.

    What matures is judged later: its signal needs as many periods before the one that is.
    """
    plain = [replace(section, comparisons=(), charts=()) for section in sample.report.sections]
    report = replace(sample.report, sections=tuple(plain), insights=())
    plan = make_plan(replace(sample, specs=replace(sample.specs, report=report), insights=()))
    first = -(SPARK_PERIODS - 1) - 12
    whole, to_date = Slice("month"), Slice("month", YEAR_TO_DATE)
    assert {(cut.slice, cut.first) for cut in plan.cuts} == {(whole, first), (whole, first - 4), (to_date, 0)}
    for objective in sample.specs.objectives:
        late = 4 if sample.kpis[objective.kpi.text].matures else 0  # 90 days lie in four months at most
        assert Cut(objective.kpi.text, whole, (), first - late) in plan.cuts
        assert Cut(objective.kpi.text, whole, (), first) not in plan.cuts or not late
        assert Cut(objective.kpi.text, to_date) in plan.cuts
    assert Cut("signed_revenue", whole, ("team",), first) in plan.cuts


def test_what_only_a_scorecard_lists_is_asked_for(sample: Catalog) -> None:
    """A KPI without an objective, that no card, table or picture shows, has its periods all the same."""
    section = replace(sample.report.sections[0], cards=(), scorecard=(word("opportunities_created"),))
    report = replace(sample.report, sections=(section,))
    plan = make_plan(replace(sample, specs=replace(sample.specs, report=report)))
    assert Cut("opportunities_created", Slice("month"), (), -(SPARK_PERIODS - 1) - 12) in plan.cuts


def test_a_trend_has_its_own_grain_and_its_own_year_before(sample: Catalog) -> None:
    """52 weeks of a trend need 104, of that KPI alone; the rest stays the report's; nothing is counted twice."""
    section, *others = sample.report.sections
    charts = (ChartSpec("trend", word("sales_cycle"), periods=52, grain="week"),
              ChartSpec("trend", word("win_rate"), periods=20, grain="week"),
              ChartSpec("trend", word("win_rate"), periods=13, grain="month"))  # fmt: skip
    report = replace(sample.report, sections=(replace(section, charts=charts), *others))
    plan = make_plan(replace(sample, specs=replace(sample.specs, report=report)))
    weeks = [cut for cut in plan.cuts if cut.slice.grain == "week"]
    assert weeks == [Cut(kpi, Slice("week"), (), -51 - 52) for kpi in ("sales_cycle", "win_rate")]
    assert [cut for cut in plan.cuts if cut.slice.grain != "week"] == list(make_plan(sample).cuts)


def test_parts_come_before_wholes(sample: Catalog) -> None:
    """What is beneath a KPI is each KPI once, itself last."""
    found = [kpi.id for kpi in beneath(sample.kpis["return_on_investment"], sample)]
    assert found == ["campaign_revenue", "campaign_cost", "return_on_investment"]
    assert [kpi.id for kpi in beneath(sample.kpis["leads_generated"], sample)] == ["leads_generated"]


def test_a_plan_needs_no_data() -> None:
    """A plan is made of specs alone, and two of the same specs are equal."""
    made = catalog("AVG(k)", "c")
    assert make_plan(made) == make_plan(catalog("AVG(k)", "c"))


@pytest.mark.parametrize(
    ("formula", "bases"),
    [
        ("COUNT(*)", ["ROWS"]), ("COUNT(i)", ["VALUES"]), ("COUNT_IF(c)", ["ROWS"]),
        ("COUNT(DISTINCT s)", ["DISTINCT"]),
        ("SUM(j)", ["SUM"]), ("SUM(i)", ["SUM", "VALUES", "ROWS"]), ("AVG(i)", ["SUM", "VALUES"]), ("MIN(i)", ["MIN"]),
        ("MAX(i)", ["MAX"]), ("MEDIAN(i)", ["MEDIAN"]),
    ],
)  # fmt: skip
def test_an_aggregate_is_made_of_measures(formula: str, bases: list[str]) -> None:
    """An average is a sum and a count; a sum over a column that may be empty knows whether there was anything."""
    kpi = catalog(formula).kpis["k"]
    (aggregate,) = [node for node in walk(kpi.formula.root) if isinstance(node, Aggregate)]
    assert [measure.base for measure in composition(kpi, aggregate)] == bases
    assert measures_of(kpi)[0] == rows_measure(kpi)


def test_conditions_are_joined() -> None:
    """The KPI's `where`, the FILTER and COUNT_IF's own condition all hold at once."""
    data = frame(
        [{"e": date(2026, 10, 5), "j": j, "b": b, "c": c} for j in (0, 1) for b in (True, False) for c in (True, False)]
    )
    found = results(catalog("COUNT_IF(b) FILTER (WHERE c)", "j = 1"), data)
    figure = found.values["k", "period", "2026-10", ()]
    assert (figure.value, figure.rows) == (1, 4)


def test_a_stock_is_a_population_of_its_own() -> None:
    """A stock and a flow over the same dataset do not share their rows."""
    more: dict[str, Any] = {"balance": Balance(word("e"), word("d"))}
    (job,) = {job.population for job in make_plan(catalog("SUM(k)", **more)).jobs}
    assert (job.dataset, job.date, job.balance) == ("t", "", more["balance"])


def test_a_cut_that_is_asked_for_twice_has_all_its_periods(sample: Catalog) -> None:
    """The year to date that an objective needs now, a table needs a year before too: it is cut once, from there."""
    sections = tuple(
        replace(section, comparisons=("year_to_date",)) if section.kpis else section
        for section in sample.report.sections
    )
    report = replace(sample.report, sections=sections)
    plan = make_plan(replace(sample, specs=replace(sample.specs, report=report)))
    cuts = [cut for cut in plan.cuts if (cut.kpi, cut.slice.window) == ("signed_revenue", YEAR_TO_DATE)]
    assert [cut.first for cut in cuts] == [-24]
    assert set(Counter(plan.cuts).values()) == {1}
