"""The rows that `kpi explain --rows` gives make the printed figure again, for every KPI and segment of the sample."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import explained, pipeline, sources
from engine.backends import polars as backend
from engine.evaluate import evaluate
from engine.formats.json import make as make_json
from engine.model.explained import WORDS, Explanation, RowsFile
from engine.model.plan import Plan
from engine.model.results import Measures, Results, Segment
from engine.model.specs import Catalog
from engine.numbers import Numbers
from engine.pipeline.choice import chosen_period
from engine.plan import make_plan, plan_of_figure
from tests.explained.recomputed import recomputed, same
from tests.sql.asking import TODAY, calendar_of, with_everything

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "monthly.yml"
DIMENSIONS = ("source", "team", "owner", "status", "stage", "campaign_id")
KPIS = tuple(pipeline.check(SAMPLE)[0].kpis)


@dataclass(frozen=True)
class Sample:
    """The sample as it was read, once, with the figures that its report would have by each of its dimensions."""

    catalog: Catalog
    tables: dict[str, Any]
    results: Results
    printed: dict[tuple[str, tuple[tuple[str, str | None, str], ...]], dict[str, Any]]

    @cache  # noqa: B019  # of one frozen thing, for the length of the test run
    def counted(self, kpi: str, dimensions: tuple[str, ...]) -> tuple[Plan, Measures]:
        """The plan of a figure and what it counts."""
        plan = plan_of_figure(self.catalog.kpis[kpi], self.catalog, dimensions)
        calendar = calendar_of(self.catalog)
        return plan, backend.measure(plan, self.catalog, self.tables, self.results.period, calendar)

    def explained(self, kpi: str, segments: tuple[Segment, ...]) -> tuple[Explanation, tuple[RowsFile, ...]]:
        """A figure explained, as the command does it."""
        plan, measures = self.counted(kpi, tuple(segment.dimension for segment in segments))
        written = tuple((segment.dimension, segment.value or f"({segment.kind})") for segment in segments)
        asked = explained.Asked(self.catalog.kpis[kpi], self.results.period, "", TODAY, written)
        return explained.explain(asked, plan, self.catalog, measures, self.tables, calendar_of(self.catalog))

    def segments(self, kpi: str) -> list[tuple[Segment, ...]]:
        """The whole, and each segment of each dimension that the report has for a KPI in its period."""
        period = self.results.period.id
        return [segments for id, _, at, segments in self.results.values if id == kpi and at == period]

    __hash__ = object.__hash__


@pytest.fixture(scope="module")
def sample() -> Sample:
    plain, _ = pipeline.check(SAMPLE)
    calendar, catalog = calendar_of(plain), with_everything(plain, plain.kpis.values(), DIMENSIONS)
    plan = make_plan(catalog)
    tables = sources.read(plan.reads, SAMPLE.parent, backend.condition)
    tables = {id: replace(table, frame=table.frame.collect().lazy()) for id, table in tables.items()}
    period, why = chosen_period(catalog, calendar, tables, None, TODAY)
    measures = backend.measure(plan, catalog, tables, period, calendar)
    results = evaluate(plan, catalog, measures, tables, period, why, calendar, TODAY)
    values = json.loads(make_json(results, catalog), parse_float=Decimal)["values"]
    printed = {(v["kpi"], tuple((name, value, v["segment_kind"]) for name, value in v["segments"].items())): v
               for v in values if v["period"] == period.id and v["window"] == "period"}  # fmt: skip
    return Sample(plain, tables, results, printed)


def recompute(sample: Sample, kpi: str, segments: tuple[Segment, ...], folder: Path) -> None:
    """The figure of the report, of the explanation, and of the rows are one."""
    explanation, files = sample.explained(kpi, segments)
    again = recomputed(explanation.figure, {file.of: file for file in files}, sample.catalog, folder)
    key = tuple((s.dimension, s.value if s.kind == "value" else None, s.kind) for s in segments)
    report = sample.printed[kpi, key]
    value = sample.results.value(kpi, sample.results.period, segments)
    assert value is not None
    assert same(value.value, again), (kpi, segments, value.value, again)
    assert same(_as_printed(report["value"], again), again)
    shown = Numbers(WORDS).figure(again, sample.catalog.kpis[kpi].unit)
    assert explanation.figure.shown == shown
    assert explanation.figure.value == value.value
    assert explanation.figure.rows == value.rows


def _as_printed(value: Any, again: Any) -> Any:
    """The JSON's number as what it was before it was text: a decimal for money, else a float."""
    return float(value) if isinstance(again, float) and value is not None else value


@pytest.mark.parametrize("kpi", KPIS)
def test_the_rows_of_every_segment_make_the_figure(sample: Sample, kpi: str, tmp_path: Path) -> None:
    """In total, and in every segment of every dimension, those without a value or a match among them."""
    every = sample.segments(kpi)
    assert () in every
    assert len(every) > 6
    for segments in every:
        recompute(sample, kpi, segments, tmp_path)


def test_two_dimensions_at_once(sample: Sample, tmp_path: Path) -> None:
    """A row counts where both segments hold; what is missing is a segment like any other."""
    plan, measures = sample.counted("leads_generated", ("source", "team"))
    calendar = calendar_of(sample.catalog)
    asked = explained.Asked(
        sample.catalog.kpis["leads_generated"], sample.results.period, "", TODAY,
        (("source", "web"), ("team", "(missing)")),
    )  # fmt: skip
    explanation, files = explained.explain(asked, plan, sample.catalog, measures, sample.tables, calendar)
    assert explanation.figure.value == files[0].rows
    assert files[0].content.count(b"\n") == files[0].rows + 1
    assert {line.split(b",")[2] for line in files[0].content.splitlines()[1:]} == {b"web"}
