"""The largest segments stand by themselves, and Other is the formula over the rows of all the rest."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.model.results import Results, Segments
from engine.model.segments import MOST_COLUMNS, MOST_ROWS
from tests.backends.oracle import ask, catalog, frame, literal, results, row, rows_of, same, table_sql

MONTHS = ("2026-08", "2026-09", "2026-10")
# Our formula: DuckDB's, and by what it is ranked.
FORMULAS = {
    "COUNT(*)": ("count(*)", "count(*)"),
    "SUM(j)": ("sum(j)", "sum(j)"),
    "2 * SUM(k)": ("2 * sum(k)", "2 * sum(k)"),
    "COUNT(DISTINCT s)": ("count(DISTINCT s)", "count(*)"),
    "MEDIAN(j)": ("median(j)", "count(*)"),
    "SUM(j) / COUNT(*)": ("sum(j)::DOUBLE / count(*)", "count(*)"),
    "MAX(i)": ("max(i)", "count(*)"),
}
many = st.lists(row, min_size=2, max_size=14)

Named: TypeAlias = dict[tuple[str, str], Any]  # month and segment: a name, "(missing)" or "(other)"


def named(found: Results, segments: Segments) -> str:
    return "|".join(f"{s.dimension} {s.value if s.kind == 'value' else f'({s.kind})'}" for s in segments)


def by_month(found: Results) -> Named:
    """Our values by one dimension or two."""
    values = found.values.values()
    return {(v.period, named(found, v.segments)): v.value for v in values if v.segments and v.period in MONTHS}


def largest(data: list[dict[str, Any]], column: str, by: str, top: int) -> tuple[list[str], int]:
    """The largest of a column's values in October as DuckDB ranks them, and of how many in the months shown."""
    size = (
        f"coalesce({by.replace('(*)', '(*) FILTER (WHERE october)').replace('(j)', '(j) FILTER (WHERE october)')}, 0)"
    )
    size = size.replace("(k)", "(k) FILTER (WHERE october)")
    sql = f"""SELECT {column}, {size} FROM (SELECT *, e >= DATE '2026-10-01' AS october FROM t)
        WHERE {column} IS NOT NULL AND e < DATE '2026-11-01' GROUP BY 1"""
    found = sorted(ask(table_sql(data) + sql), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, _ in found[:top]], len(found)


def label(column: str, members: list[str]) -> str:
    inside = f"{column} IN ({', '.join(map(literal, members))})" if members else "FALSE"
    name = f"CASE WHEN {column} IS NULL THEN '(missing)' WHEN {inside} THEN {column} ELSE '(other)' END"
    return f"'{column.partition(':')[0]} ' || {name}"


@settings(max_examples=40)
@given(many, st.sampled_from(sorted(FORMULAS)), st.sampled_from(["u", "s", "g"]), st.integers(1, 3))
def test_other_is_the_formula_over_the_rows_of_all_the_rest(
    data: list[dict[str, Any]], formula: str, column: str, top: int
) -> None:
    """Whatever the formula, DuckDB counts the same for the largest, for who is missing, and for all the others."""
    duck, by = FORMULAS[formula]
    members, of = largest(data, column, by, top)
    found = results(catalog(formula, by=column, top=top), frame(data))
    (ranking,) = found.rankings.values()
    assert (list(ranking.members), ranking.of) == (members, of)
    sql = f"SELECT strftime(e, '%Y-%m'), {label(column, members)}, {duck} FROM t GROUP BY 1, 2"
    wanted = {(month, name): value for month, name, value in ask(table_sql(data) + sql) if month in MONTHS}
    ours = by_month(found)
    assert {key: (ours[key], value) for key, value in wanted.items() if not same(ours[key], value)} == {}
    seen = {name for _, name in wanted}
    assert seen <= {name for _, name in ours} <= seen | {f"{column} {name}" for name in (*members, "(other)")}
    assert (f"{column} (other)" in {name for _, name in ours}) == (of > len(members))


@settings(max_examples=40)
@given(many, st.sampled_from(sorted(FORMULAS)), st.sampled_from(["g c", "u c", "c g"]), st.none() | st.integers(1, 2))
def test_totals_in_both_directions_are_over_their_own_rows(
    data: list[dict[str, Any]], formula: str, by: str, top: int | None
) -> None:
    """Each cell of two dimensions, each total of a row or a column, as DuckDB counts it over the same rows."""
    duck, rank_by = FORMULAS[formula]
    labels = []
    for column, most in zip(by.split(), (MOST_ROWS, MOST_COLUMNS), strict=True):
        expression = f"{column}::VARCHAR"
        members, _ = largest(data, expression, rank_by, top or most)
        labels.append(label(expression, members))
    ours = by_month(results(catalog(formula, by=by, top=top), frame(data)))
    both = f"{labels[0]} || '|' || {labels[1]}"
    for name in (*labels, both):
        sql = f"SELECT strftime(e, '%Y-%m'), {name}, {duck} FROM t GROUP BY 1, 2"
        wanted = [(month, cell, value) for month, cell, value in ask(table_sql(data) + sql) if month in MONTHS]
        assert [(m, cell, ours[m, cell], v) for m, cell, v in wanted if not same(ours[m, cell], v)] == []


def test_who_is_missing_is_neither_ranked_nor_swallowed() -> None:
    """Rows without a value are the most, and yet stand by themselves and take nobody's place."""
    data = rows_of(s=[None] * 5 + ["a"] * 3 + ["b"] * 2 + ["c"])
    found = by_month(results(catalog("COUNT(*)", by="s", top=2), data))
    october = {name: value for (month, name), value in found.items() if month == "2026-10"}
    assert october == {"s a": 3, "s b": 2, "s (other)": 1, "s (missing)": 5}


@pytest.mark.parametrize(
    ("top", "wanted"), [(2, {"s a", "s b", "s (other)"}), (3, {"s a", "s b", "s c"}), (9, {"s a", "s b", "s c"})]
)
def test_where_nobody_is_left_over_there_is_no_other(top: int, wanted: set[str]) -> None:
    """As many as there are, or more, leave nobody over."""
    data = rows_of(s=["a", "b", "c"])
    assert {name for _, name in by_month(results(catalog("COUNT(*)", by="s", top=top), data))} == wanted


def test_ties_are_ranked_by_name() -> None:
    """Of four that are alike the first two of the alphabet are the largest, whatever the order of the rows."""
    for names in (["d", "b", "c", "a"], ["a", "b", "c", "d"]):
        found = results(catalog("COUNT(*)", by="s", top=2), rows_of(s=names))
        assert [ranking.members for ranking in found.rankings.values()] == [("a", "b")]


def test_the_members_are_the_same_in_every_period() -> None:
    """Ranked in the report's month; a year before they are the same ones, however small they were."""
    days = [date(2026, 10, 5)] * 3 + [date(2025, 10, 5)] * 4
    data = rows_of(s=["b", "b", "a", "a", "a", "a", "b"], e=days)
    found = results(catalog("COUNT(*)", by="s", top=1), data).values
    at = {named_kind(v.segments): (v.value, v.year_ago) for v in found.values() if v.segments and v.period == "2026-10"}
    assert at == {"value b": (2, 1), "other": (1, 3)}


def named_kind(segments: Segments) -> str:
    (segment,) = segments
    return f"value {segment.value}" if segment.kind == "value" else segment.kind


def test_two_rankings_do_not_share_their_rest() -> None:
    """A table and a picture of one KPI, by the same dimension with different tops: each has its own Other."""
    plain = catalog("COUNT(*)", by="s", top=1)
    section = plain.report.sections[0]
    sections = (section, replace(section, top=2))
    made = replace(plain, specs=replace(plain.specs, report=replace(plain.report, sections=sections)))
    found = results(made, rows_of(s=["a"] * 3 + ["b"] * 2 + ["c"]))
    rests = {v.segments[0].value: v.value for v in found.values.values()
             if v.segments and v.segment_kind == "other" and v.period == "2026-10"}  # fmt: skip
    assert rests == {"beyond the top 1 by k": 3, "beyond the top 2 by k": 1}


# --- KPIs over KPIs, and several in one table: from a report's own files --------------------------------------

REPORT = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, kpis: [%s], by: team, top: 1}]}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-10-31}
    columns: {day: date, team: string, won: integer}
dimensions: {team: {label: Team, values: {quiet: Quiet}}}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  won: {label: Won, dataset: deals, formula: SUM(won)}
  rate: {label: Rate, formula: won / deals}
  lost: {label: Lost, formula: deals - won}
  share: {label: Share, formula: won / TOTAL(won)}
"""
DEALS = "day,team,won\n" + "2026-10-05,big,0\n" * 5 + "2026-10-05,keen,1\n" * 3 + "2026-10-05,tiny,1\n"


def october(folder: Path, kpis: str) -> dict[str, dict[str, Any]]:
    """October's values of each KPI by team, from the JSON."""
    (folder / "deals.csv").write_text(DEALS, "utf-8")
    (folder / "r.yml").write_text(REPORT % kpis, "utf-8")
    done = engine.render(folder / "r.yml", today=date(2026, 11, 3), outputs=("json",))
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for value in json.loads(done.files[0].read_text("utf-8"))["values"]:
        if value["segment_kind"] and value["period"] == "2026-10":
            name = value["segments"]["team"] if value["segment_kind"] == "value" else value["segment_kind"]
            found[value["kpi"]][name] = value["value"]
    return found


@pytest.mark.parametrize(
    ("kpi", "wanted"),
    [
        ("deals", {"big": 5, "other": 4}),
        ("won", {"keen": 3, "other": 1}),
        ("lost", {"big": 5, "other": 0}),  # adds up: by value
        ("rate", {"big": 0.0, "other": 1.0}),  # a ratio: by what it divides by
        ("share", {"keen": 0.75, "other": 0.25}),  # which is the same for all: by value
    ],
)
def test_kpis_over_kpis_are_ranked_by_their_own(tmp_path: Path, kpi: str, wanted: dict[str, float]) -> None:
    """By value where values add up, else by the denominator, else by value; and their parts have the same members."""
    assert october(tmp_path, kpi)[kpi] == wanted


def test_a_table_has_the_members_of_its_first_kpi(tmp_path: Path) -> None:
    """One set of rows for all columns: whoever wins most, and the rest of the deals beside them."""
    found = october(tmp_path, "won, deals, rate")
    assert found == {
        "won": {"keen": 3, "other": 1}, "deals": {"keen": 3, "other": 6}, "rate": {"keen": 1.0, "other": 1 / 6},
    }  # fmt: skip
