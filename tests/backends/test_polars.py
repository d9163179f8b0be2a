"""What is counted, over which rows and when: whole KPIs against DuckDB and against their definition in plain Python."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.backends.groups import MISSING, UNMATCHED
from engine.backends.polars import measure
from engine.errors import DataError
from engine.evaluate import evaluate
from engine.model.data import Coverage, Table
from engine.model.datasets import ColumnSpec, DatasetSpec, JoinSpec
from engine.model.formula import Type
from engine.model.kpis import Balance, KpiSpec
from engine.model.results import Results
from engine.model.specs import Specs
from engine.model.unit import SegmentKind
from engine.model.written import Text
from engine.periods import Calendar
from engine.plan import make_plan
from engine.rules import check as check_rules
from tests.backends import oracle
from tests.backends.oracle import (
    DATASET,
    NOWHERE,
    OCTOBER,
    TODAY,
    Row,
    by_segment,
    catalog,
    frame,
    results,
    rows_of,
    word,
)

FEW = settings(
    max_examples=60,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# --- Aggregates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [("COUNT(1)", 3), ("SUM(1)", 3), ("SUM(2.5)", 7.5), ("COUNT_IF(TRUE)", 3), ("COUNT_IF(1 = 2)", 0),
     ("COUNT(NULL)", 0), ("COUNT(DISTINCT 1)", 1), ("AVG(4)", 4.0), ("MIN(7)", 7), ("MEDIAN(3)", 3.0),
     ("SUM(1) FILTER (WHERE j > 1)", 2)],
)  # fmt: skip
def test_a_constant_counts_for_each_row(formula: str, wanted: object) -> None:
    """COUNT(1) and SUM(1) are the number of rows, as in SQL."""
    data = frame([{**dict.fromkeys(oracle.COLUMNS), "e": date(2026, 10, 5), "j": n} for n in (1, 2, 3)])
    assert by_segment(results(catalog(formula), data))["total", ""].value == wanted


def total(formula: str, data: pl.DataFrame, where: str | None = None) -> Any:
    return by_segment(results(catalog(formula, where), data))["total", ""].value


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [("COUNT((i + NULL) IS NULL)", 3), ("COUNT_IF((i + NULL) IS NULL)", 3), ("SUM(COALESCE(i * NULL, 2))", 6),
     ("COUNT(CASE WHEN j > NULL THEN 1 ELSE 2 END)", 3), ("COUNT(i + NULL)", 0)],
)  # fmt: skip
def test_a_column_beside_an_empty_constant_counts_for_each_row(formula: str, wanted: object) -> None:
    """It comes to the same whatever the column holds, and is still counted once for each row, not once."""
    data = rows_of(i=[1, None, 3], j=[1, 2, 3])
    assert total(formula, data) == wanted


def test_nothing_and_no_values_are_told_apart() -> None:
    """A sum over no rows is 0, in money 0.00; over rows whose values are all empty there is none."""
    empty, blank = rows_of(m=[]), rows_of(m=[None, None], i=[None, None])
    assert str(total("SUM(m)", empty)) == "0.00"
    assert str(total("SUM(k)", empty)) == "0.00"
    assert (total("SUM(i)", empty), total("COUNT(*)", empty), total("COUNT(DISTINCT i)", empty)) == (0, 0, 0)
    assert (total("SUM(m)", blank), total("SUM(i)", blank), total("AVG(i)", blank)) == (None, None, None)
    assert (total("COUNT(i)", blank), total("COUNT(*)", blank)) == (0, 2)
    assert total("SUM(i) FILTER (WHERE TRUE)", blank) is None
    assert total("SUM(i) FILTER (WHERE FALSE)", blank) == 0
    assert total("SUM(i)", blank, "i > 0") == 0
    for formula in ("MIN(i)", "MAX(m)", "MEDIAN(i)", "AVG(k)", "COUNT(*) / COUNT(*)"):
        assert total(formula, empty) is None


def test_sums_past_64_bits_do_not_wrap() -> None:
    """Whole numbers add up to what they add up to, in SUM and AVG."""
    data = rows_of(i=[2**63 - 1] * 2, j=[-(2**63)] * 2)
    assert total("SUM(i)", data) == 2 * (2**63 - 1)
    assert total("SUM(j)", data) == -2 * 2**63
    assert total("SUM(i * i)", data) == 2 * (2**63 - 1) ** 2
    assert total("AVG(i)", data) == float(2**63 - 1)


def test_no_sum_is_infinite() -> None:
    """A number beyond what a float can hold is no value, wherever it comes up."""
    data = rows_of(n=[1e308, 1e308])
    for formula in ("SUM(n)", "SUM(n * 10)", "AVG(n * 10)", "MAX(n * 10) / COUNT(*)", "SUM(n * 10) - SUM(n * 10)"):
        assert total(formula, data) is None, formula


def test_the_median_of_decimals_is_not_rounded() -> None:
    """Between 1.25 and 1.30 lies 1.275."""
    assert total("MEDIAN(k)", rows_of(k=[Decimal("1.25"), Decimal("1.30")])) == pytest.approx(1.275, abs=1e-12)


@settings(max_examples=30)
@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=2, max_size=300), st.integers(0, 2**32))
def test_a_sum_of_numbers_does_not_depend_on_the_order_of_rows(numbers: list[float], seed: int) -> None:
    """The same rows in another order give the same bits."""
    made = catalog("SUM(n)")
    shuffled = random.Random(seed).sample(numbers, len(numbers))
    left, right = (by_segment(results(made, rows_of(n=order)))["total", ""].value for order in (numbers, shuffled))
    assert left == right
    assert left == pytest.approx(sum(numbers), rel=1e-6, abs=1e-3)


# --- Time ----------------------------------------------------------------------------------------------------

edges = st.dates(date(2025, 9, 25), date(2026, 12, 5))


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    """The first and the last day of October count, and the first of November does not."""
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)]
    found = results(catalog("COUNT(*)"), rows_of(e=days)).values
    assert {at: v.value for (_, window, at, segments), v in found.items() if window == "period" and not segments
            and at >= "2026-09"} == {"2026-09": 1, "2026-10": 2}  # fmt: skip


def test_the_year_to_date_begins_with_the_year_and_ends_with_the_period() -> None:
    """The first of January and the last of October count, the days outside do not, in fiscal years too."""
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 1), date(2026, 10, 31), date(2026, 11, 1)]
    made = catalog("COUNT(*)", better="higher", target=1200)
    for start, target, wanted in ((1, 1200, 3), (4, None, 2), (10, None, 1), (11, 1200, 4)):
        calendar = Calendar(fiscal_year_start=start)
        figure = results(made, rows_of(e=days), calendar=calendar).values["k", "year_to_date", "2026-10", ()]
        assert figure.value == wanted
        assert figure.target == (target and target * (10 if start == 1 else 12) // 12)


def test_the_first_day_that_is_read_counts() -> None:
    """So does the first day of the earliest period that the report needs."""
    found = results(catalog("COUNT(*)"), rows_of(e=[date(2024, 10, 1), date(2024, 9, 30)])).values
    assert found["k", "period", "2024-10", ()].value == 1
    assert min(period for _, _, period, _ in found) == "2024-10"


@FEW
@given(st.lists(edges, max_size=30), st.integers(1, 12))
def test_each_row_counts_in_the_period_of_its_day(days: list[date], fiscal_year_start: int) -> None:
    """Every period of the report counts exactly the rows whose day lies in it."""
    calendar = Calendar(fiscal_year_start=fiscal_year_start)
    found = results(catalog("COUNT(*)"), rows_of(e=days), calendar=calendar).values
    for (_, window, at, segments), figure in found.items():
        period = calendar.parse("month", at)
        assert period is not None
        if window == "period" and not segments and figure.reason is None:
            assert figure.value == sum(period.start <= day < period.end for day in days)


@FEW
@given(
    st.lists(st.tuples(edges | st.none(), edges | st.none(), st.integers(1, 99)), min_size=1, max_size=12),
    st.sampled_from(["open", "drop", "fail"]),
)
def test_a_stock_is_what_is_open_at_the_end(rows: list[tuple[date | None, date | None, int]], undated: Any) -> None:
    """Open is a row that was opened before the period's end and not closed before it, in every period."""
    data = rows_of(d=[row[0] for row in rows], e=[date(2026, 1, 1)] * len(rows), j=[row[2] for row in rows])
    data = data.with_columns(pl.Series("closed", [row[1] for row in rows], dtype=pl.Date))
    columns = (*DATASET.columns, ColumnSpec("closed", Type("date", True), ("closed",), NOWHERE))
    made = catalog(
        "SUM(j)", dataset=replace(DATASET, columns=columns), balance=Balance(word("d"), word("closed"), undated)
    )
    if undated == "fail" and any(opened is None for opened, _, _ in rows):
        with pytest.raises(DataError) as raised:
            results(made, data)
        assert raised.value.issues[0].code == "undated"
        return
    for (_, _, at, segments), figure in results(made, data).values.items():
        end = Calendar().parse("month", at).end  # type: ignore[union-attr]
        wanted = sum(
            amount
            for opened, closed, amount in rows
            if ((opened is None and undated == "open") or (opened is not None and opened < end))
            and (closed is None or closed >= end)
            # A row that was closed before it was opened is open at no time.
            and not (opened is not None and closed is not None and closed < opened and closed < end)
        )
        if not segments:
            assert figure.value == wanted, at


# --- Look-ups and segments -----------------------------------------------------------------------------------


def joined(
    keys: list[str | None], teams: dict[str, str | None], formula: str = "COUNT(*)", twice: bool = False
) -> Results:
    """Rows whose `s` is looked up in a second dataset with the column `team`."""
    people = DatasetSpec(
        "people", NOWHERE, word("p.csv"), Path(),
        (ColumnSpec("id", Type("string"), ("id",), NOWHERE),
         ColumnSpec("team", Type("string", True), ("team",), NOWHERE)),
        key=word("id"),
    )  # fmt: skip
    joins = (JoinSpec("person", word("people"), word("s")), JoinSpec("again", word("people"), word("s")))
    dataset = replace(DATASET, joins=joins if twice else joins[:1], dimensions=(("team", word("person.team")),))
    plain = catalog("COUNT(*)")
    section = replace(plain.report.sections[0], by=(word("team"),))
    spec = KpiSpec("k", NOWHERE, Text((("", "K"),)), word(formula), dataset=word("t"))
    report = replace(plain.report, sections=(section,))
    made, issues = check_rules(Specs(report, {"t": dataset, "people": people}, {}, {"k": spec}))
    assert not issues
    data = rows_of(s=keys)
    lookup = pl.DataFrame(
        {"id": list(teams), "team": list(teams.values())}, schema={"id": pl.String, "team": pl.String}
    )
    coverage = Coverage(date(2024, 1, 1), TODAY)
    tables = {"t": Table("t", "t.csv", "", data.height, data.lazy(), coverage),
              "people": Table("people", "p.csv", "", lookup.height, lookup.lazy())}  # fmt: skip
    plan = make_plan(made)
    return evaluate(
        plan, made, measure(plan, made, tables, OCTOBER, Calendar()), tables, OCTOBER, "", Calendar(), TODAY
    )


names = st.sampled_from(["a", "b", "c", "missing", "unmatched", "(missing)", ""])


@FEW
@given(st.lists(names | st.none(), max_size=12), st.dictionaries(names, names | st.none(), max_size=4), st.booleans())
def test_a_look_up_keeps_every_row_once(keys: list[str | None], teams: dict[str, str | None], twice: bool) -> None:
    """No key is `(missing)`, a key without its row `(unmatched)`, both are counted, no row is lost or doubled."""
    found = joined(keys, teams, twice=twice)
    wanted: dict[tuple[str, str], int] = {}
    for key in keys:
        kind: SegmentKind = "missing" if key is None else "unmatched" if key not in teams else "value"
        team = teams.get(key) if key is not None else None
        kind = "missing" if kind == "value" and team is None else kind
        wanted[kind, team or ""] = wanted.get((kind, team or ""), 0) + 1
    counted = {key: v.value for key, v in by_segment(found, "team").items()}
    assert counted.pop(("total", "")) == len(keys)
    assert {key: count for key, count in counted.items() if count} == wanted
    remarks = {(remark.code, remark.column): remark.rows for remark in found.remarks}
    lost = {
        ("missing", "s"): sum(key is None for key in keys),
        ("unmatched", "s"): sum(key is not None and key not in teams for key in keys),
    }
    assert remarks == {key: rows for key, rows in lost.items() if rows}


def test_a_column_that_is_looked_up_counts() -> None:
    """A formula may use the other's columns; where nothing is found they are empty."""
    assert by_segment(joined(["a", "b", "z", None], {"a": "x", "b": None}, "COUNT(person.team)"), "team")[
        "total", ""
    ].value == 1  # fmt: skip


def test_words_of_the_data_are_not_taken_for_marks() -> None:
    """A team called "missing" or "unmatched" is a team; the marks hold a NUL, which no source lets through."""
    found = by_segment(joined(["a", "b", "c"], {"a": "missing", "b": "(missing)", "c": "unmatched"}), "team")
    assert {key for key in found if key[0] == "value"} == {("value", "missing"), ("value", "(missing)"),
                                                          ("value", "unmatched")}  # fmt: skip
    assert MISSING[0] == UNMATCHED[0] == "\0"


def test_yes_and_no_are_segments() -> None:
    """A column of yes and no can be cut by; an empty one is `(missing)`."""
    found = by_segment(results(catalog("COUNT(*)", by="b"), rows_of(b=[True, True, False, None])), "b")
    assert {key: v.value for key, v in found.items()} == {
        ("total", ""): 4, ("value", "true"): 2, ("value", "false"): 1, ("missing", ""): 1,
    }  # fmt: skip


def test_rows_without_their_date_are_remarked() -> None:
    """Rows that a KPI would count if they had a day are counted beside it, once, and only those."""
    data = rows_of(d=[date(2026, 10, 1), None, None], j=[1, 1, 2])
    found = results(catalog("COUNT(*)", "j = 1", date=word("d")), data)
    assert [(r.code, r.column, r.rows, r.of) for r in found.remarks] == [("undated", "d", 1, 3)]


@FEW
@given(oracle.rows, st.sampled_from(["SUM(k)", "COUNT(*)", "SUM(j) - COUNT(i)", "COUNT_IF(b)", "2 * SUM(k)"]))
def test_segments_of_what_adds_up_make_the_total(data: list[Row], formula: str) -> None:
    """Whatever the rows, the segments add up to the total exactly."""
    made = catalog(formula)
    assert made.kpis["k"].adds_up
    found = by_segment(results(made, frame(data)))
    whole = found.pop(("total", "")).value
    assert sum((Decimal(v.value) for v in found.values() if v.value is not None), Decimal(0)) == whole
