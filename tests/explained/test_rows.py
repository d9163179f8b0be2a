"""The rows behind a figure are those that it was counted from, whatever they are and however it looks at time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import explained
from engine.backends.polars import measure
from engine.backends.seen import as_csv
from engine.model.data import Coverage, Table
from engine.model.kpis import Balance, Snapshot
from engine.model.period import Window
from engine.numbers import Numbers
from engine.periods import Calendar
from engine.plan import plan_of_figure
from tests.backends.oracle import COLUMNS, DUCK, FEW, OCTOBER, Row, catalog, frame, results, rows, word
from tests.explained.recomputed import reading, recomputed, same

FORMULAS = (
    "COUNT(*)", "COUNT(i)", "COUNT(DISTINCT s)", "COUNT_IF(b)", "SUM(j)", "SUM(k)", "AVG(i)", "AVG(m)", "MIN(n)",
    "MAX(m)", "MEDIAN(i)", "COUNT_IF(c) / COUNT(*)", "SUM(k) FILTER (WHERE c)", "SUM(m) / COUNT(m)",
    "100 * SUM(k) FILTER (WHERE b) / COUNT(DISTINCT u)", "COUNT_IF(s = 'a') - COUNT_IF(i > 0 AND c)",
    "AVG(date_diff('day', d, e))", "COUNT_IF(v > w) / COUNT(v)",
)  # fmt: skip
READS: dict[str, Callable[[Any], str]] = {
    "BOOLEAN": lambda value: str(value).lower(),
    "TIMESTAMP": lambda value: str(value.isoformat()),
    "DECIMAL(18, 2)": lambda value: f"{value:.2f}",
}  # how a value stands in the file, where it is not as Python writes it
CONDITIONS = (None, "c", "b", "i > 0", "s <> ''", "d IS NULL")
TIMES: tuple[dict[str, Any], ...] = (
    {}, {"date": word("d")}, {"date": word("w")}, {"window": Window("last", 10, "day")},
    {"window": Window("year_to_date")}, {"window": Window("all_time")},
    {"balance": Balance(word("e"), word("d"))}, {"balance": Balance(word("d"), word("v"), "open")},
    {"balance": Balance(word("d"), word("e"), "drop")}, {"balance": Snapshot(word("e"))},
)  # fmt: skip


@FEW
@given(data=rows, formula=st.sampled_from(FORMULAS), where=st.sampled_from(CONDITIONS), time=st.sampled_from(TIMES))
def test_the_formula_over_the_rows_is_the_figure(
    data: list[Row], formula: str, where: str | None, time: dict[str, Any]
) -> None:
    """In total and in each segment, over DuckDB's reading of the CSV; and the funnel ends with as many rows."""
    made, held = catalog(formula, where, **time), frame(data)
    found = results(made, held)
    tables = {"t": Table("t", "t.csv", "", held.height, held.lazy(), Coverage(date(2024, 1, 1), date(2026, 12, 31)))}
    kpi, calendar = made.kpis["k"], Calendar()
    window = kpi.spec.window.name if kpi.spec.window else "period"
    for (_, at_window, period, segments), value in found.values.items():
        if period != OCTOBER.id or at_window != window:
            continue
        there = segments and segments[0].kind == "value" and segments[0].value not in set(held["g"])
        if there or (segments and segments[0].kind != "value" and None not in held["g"]):
            continue
        plan = plan_of_figure(kpi, made, tuple(segment.dimension for segment in segments))
        written = tuple((segment.dimension, segment.value or f"({segment.kind})") for segment in segments)
        asked = explained.Asked(kpi, OCTOBER, "", date(2026, 12, 31), written)
        measures = measure(plan, made, tables, OCTOBER, calendar)
        explanation, files = explained.explain(asked, plan, made, measures, tables, calendar)
        figure = explanation.figure
        assert (figure.value, figure.rows, figure.reason) == (value.value, value.rows, value.reason)
        assert figure.shown == Numbers("en").figure(value.value, kpi.unit)
        if figure.reason == "no_snapshot":
            assert files == ()
            continue
        assert figure.behind[0].steps[-1].rows == value.rows
        with TemporaryDirectory() as folder:
            again = recomputed(figure, {file.of: file for file in files}, made, Path(folder))
        assert same(value.value, again), (formula, where, time, segments, value.value, again, files[0].content)


@FEW
@given(data=rows)
def test_what_is_written_reads_back_to_the_same_values(data: list[Row]) -> None:
    """Every type, with nothing for what is empty and quotes around a text without any letter."""
    held = frame(data)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(as_csv(held))
        texts = DUCK.execute(f"SELECT * FROM {reading(path, dict.fromkeys(COLUMNS, 'VARCHAR'))}").fetchall()
    for text, row in zip(texts, data, strict=True):
        for found, name in zip(text, COLUMNS, strict=True):
            value, written = row[name], READS.get(COLUMNS[name][2], str)
            assert found == (None if value is None else written(value)), name


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e-300, 123456789.123456789, -0.0, 5e-324, 1.7976931348623157e308])
def test_numbers_read_back_to_the_same_bits(number: float) -> None:
    """The shortest text that names the number."""
    text = as_csv(pl.DataFrame({"n": [number]})).decode().splitlines()[1]
    assert float(text).hex() == number.hex()
