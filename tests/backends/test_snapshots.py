"""Stocks in dated copies of the whole: of each period the rows of its last copy, against DuckDB."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import engine
from engine.errors import DataError

REPORT = """
report:
  id: r
  title: R
  company: C
  every: {every}
  language: en
  currency: EUR
  sections: [{{title: S, kpis: [value, deals], by: team}}]
datasets:
  pipeline:
    source: pipeline*.csv
    key: id
    {repeats}
    date: taken
    columns: {{id: integer, taken: date, team: string, open: boolean, amount: money}}
    covers: {{from: 2025-01-01, to: 2026-12-31}}
kpis:
  value: {{label: Value, dataset: pipeline, where: open, formula: SUM(amount), balance: {{snapshot: taken}}}}
  deals:
    {{label: Deals, dataset: pipeline, formula: COUNT(*), balance: {{snapshot: taken}}, better: higher}}
  change: {{label: Change, formula: 'deals - LAG(deals, 1)'}}
objectives:
  - {{kpi: deals, period: 2026, target: 5}}
"""
HEADER = "id,taken,team,open,amount"
# Copies of a few days, each with rows of its own: a deal may be gone from one, or change its team.
ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["north", "south"]), st.booleans(), st.integers(0, 9999)),
    min_size=1, max_size=4, unique_by=lambda row: row[0],
)  # fmt: skip
COPIES = st.dictionaries(st.dates(date(2026, 1, 25), date(2026, 12, 31)), ROWS, min_size=1, max_size=6)
PERIODS = {"month": "strftime({}, '%Y-%m')", "quarter": "year({0}) || '-Q' || quarter({0})", "year": "year({})::TEXT"}
ORACLE = """
WITH t AS (SELECT * FROM read_csv('{folder}/pipeline.csv', header = true, types = {{'taken': 'DATE'}})),
last AS (SELECT {period} AS period, max(taken) AS taken FROM t GROUP BY 1)
SELECT last.period, coalesce(t.team, ''), count(*), coalesce(sum(t.amount) FILTER (WHERE t.open), 0)
FROM last JOIN t ON t.taken = last.taken GROUP BY GROUPING SETS ((last.period, t.team), (last.period))
"""

Values = dict[tuple[str, str, str, str], Any]


def rendered(every: str, period: str, repeats: str = "", **files: str) -> tuple[Path, Values]:
    """The values by KPI, window, period and team of a report over these files."""
    folder = Path(mkdtemp())
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(f"{HEADER}\n{rows}\n", "utf-8")
    (folder / "r.yml").write_text(REPORT.format(every=every, repeats=repeats), "utf-8")
    done = engine.render(folder / "r.yml", today=date(2027, 1, 3), outputs=("json",), period=period)
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    return folder, {(v["kpi"], v["window"], v["period"], v["segments"].get("team", "")): v for v in values}


def lines(day: date, rows: list[Any]) -> list[str]:
    return [f"{id},{day},{team},{open},{cents / 100:.2f}" for id, team, open, cents in rows]


@pytest.mark.parametrize(("every", "period"), [("month", "2026-12"), ("quarter", "2026-Q4"), ("year", "2026")])
@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(copies=COPIES)
def test_a_period_has_the_rows_of_its_last_copy(every: str, period: str, copies: dict[date, list[Any]]) -> None:
    """In each month, quarter and year, in total and by team; a team that the last copy lacks has none, not its older.

    A period without a copy of its own has no value, and says so.
    """
    text = "\n".join(line for day, rows in copies.items() for line in lines(day, rows))
    folder, values = rendered(every, period, pipeline=text)
    sql = ORACLE.format(folder=folder, period=PERIODS[every].format("taken"))
    wanted = {(at, team): (count, amount) for at, team, count, amount in duckdb.connect().execute(sql).fetchall()}
    for (kpi, _, at, team), value in values.items():
        if at < "2025":
            continue  # before what the data cover
        if (at, "") not in wanted:
            assert (value["value"], value["reason"]) == (None, "no_snapshot"), (kpi, at, team)
            continue
        count, amount = wanted.get((at, team), (0, 0))
        assert value["value"] == pytest.approx(count if kpi == "deals" else amount), (kpi, at, team)
        assert value["rows"] == (count if kpi == "deals" else value["rows"])


AUGUST, SEPTEMBER = "1,2026-08-31,north,true,10.00", "1,2026-09-15,north,true,20.00\n2,2026-09-15,south,true,5.00"
OCTOBER = "2,2026-10-05,south,true,7.00\n1,2026-10-30,north,true,30.00"


def test_the_last_copy_is_the_last_of_all_rows() -> None:
    """The south's deal is gone from the copy of the 30th of October: 0, not the 7.00 of the 5th."""
    _, values = rendered("month", "2026-10", pipeline="\n".join((AUGUST, SEPTEMBER, OCTOBER)))
    assert values["value", "period", "2026-10", ""]["value"] == 30
    assert values["value", "period", "2026-10", "south"]["value"] == 0
    assert values["value", "period", "2026-09", "south"]["value"] == 5
    assert values["value", "period", "2026-10", "north"]["previous"] == 20


def test_a_year_to_date_is_its_last_value() -> None:
    """A stock is never added up over time: the year to date is what stood in the last copy."""
    _, values = rendered("month", "2026-10", pipeline="\n".join((AUGUST, SEPTEMBER, OCTOBER)))
    assert values["deals", "year_to_date", "2026-10", ""]["value"] == 1
    assert values["deals", "period", "2026-09", ""]["value"] == 2
    assert values["deals", "period", "2026-10", ""]["target"] == 5


def test_an_older_copy_does_not_look_fresh() -> None:
    """Nothing was exported in November: there is no value, though October's copy is known."""
    _, values = rendered("month", "2026-11", pipeline="\n".join((SEPTEMBER, OCTOBER)))
    november = values["deals", "period", "2026-11", ""]
    assert (november["value"], november["reason"], november["previous"]) == (None, "no_snapshot", 1)


def test_a_key_stands_once_in_each_copy() -> None:
    """In two copies it is one deal at two days; twice in one copy it is an error."""
    rendered("month", "2026-10", pipeline="\n".join((AUGUST, SEPTEMBER)))
    with pytest.raises(DataError, match="the key '1' stands on an earlier line too"):
        rendered("month", "2026-10", pipeline="\n".join((AUGUST, SEPTEMBER, "1,2026-09-15,north,true,1.00")))


def test_overlapping_exports_keep_their_older_copies() -> None:
    """The last file holds where a copy stands in two; a copy that only the first file has stays."""
    again = SEPTEMBER.replace("20.00", "21.00")
    files = {"pipeline_1": f"{AUGUST}\n{SEPTEMBER}", "pipeline_2": f"{again}\n{OCTOBER}"}
    _, values = rendered("month", "2026-10", "key_repeats: last_file", **files)
    found = [values["value", "period", period, ""]["value"] for period in ("2026-08", "2026-09", "2026-10")]
    assert found == [10, 26, 30]
