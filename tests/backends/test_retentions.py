"""Retentions: those of the same period a year before that came again, whatever the grain; against DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from random import Random
from typing import Any, TypeAlias

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.model.results import Value
from tests.sql.asking import Twice, twice
from tests.sql.test_kinds import folder

REPORT = """
report:
  id: r
  title: R
  company: C
  every: {every}
  language: en
  sections: [{{title: S, kpis: [kept]}}]
datasets:
  orders:
    source: orders.csv
    date: at
    columns:
      who: {{type: string, nullable: true}}
      at: {{type: datetime, nullable: true}}
      region: {{type: string, nullable: true}}
      rep: {{type: string, nullable: true}}
      good: boolean
    joins: {{rep: {{to: reps, on: rep}}}}
    dimensions: {{team: rep.team}}
    covers: {{from: {covers}, to: 2026-10-31}}
  reps: {{source: reps.csv, key: id, columns: {{id: string, team: string}}}}
kpis:
  kept: {{label: Kept, dataset: orders, retention: {{entity: who, after: 1 year}}}}
  good: {{label: Good, dataset: orders, where: good, retention: {{entity: who, after: 1 year}}}}
  north: {{label: North, dataset: orders, where: rep.team = 'north', retention: {{entity: who, after: 1 year}}}}
  twice: {{label: Two, dataset: orders, retention: {{entity: who, after: 2 years}}}}
  to_date: {{label: To date, dataset: orders, window: year_to_date, retention: {{entity: who, after: 1 year}}}}
  long: {{label: Long, dataset: orders, window: last 3 months, retention: {{entity: who, after: 1 year}}}}
  lost: {{label: Lost, formula: 1 - kept}}
"""
REPS = "id,team\na,north\nb,south\n"
NAMES = ("kept", "good", "north", "twice", "to_date", "long", "lost")
DIMENSIONS = ("region", "team", "good")
PERIODS = {"month": "2026-10", "quarter": "2026-Q3", "year": "2025", "week": "2026-W40"}
Row: TypeAlias = tuple[str, datetime | None, str, str, bool]
# Where the periods and their edges lie, so that people meet again.
DAYS = st.builds(
    date, st.sampled_from([2024, 2025, 2026]), st.sampled_from([7, 9, 10, 10]), st.sampled_from([1, 2, 15, 28, 29, 30])
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["x", "y", "z", ""]),
        st.none() | st.builds(datetime.combine, DAYS, st.sampled_from([time(), time(23, 59, 59)])),
        st.sampled_from(["east", "west", ""]), st.sampled_from(["a", "b", "nobody", ""]), st.booleans(),
    ),
    min_size=1, max_size=30,
)  # fmt: skip
# A counter-example is small enough as it comes, and each takes a whole report.
FEW = settings(
    max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
STARTS = {"month": "2026-10-01", "quarter": "2026-07-01", "year": "2025-01-01", "week": "2026-09-28"}
ENDS = {"month": "2026-11-01", "quarter": "2026-10-01", "year": "2026-01-01", "week": "2026-10-05"}
ORACLE = """
SELECT {by}, count(DISTINCT b.who),
       count(DISTINCT b.who) FILTER (WHERE EXISTS (
         SELECT 1 FROM orders e WHERE e.who = b.who AND {again} AND e.day >= DATE '{start}' AND e.day < DATE '{end}'))
FROM orders b
WHERE {based} AND b.day >= DATE '{start}' - INTERVAL {back} AND b.day < DATE '{end}' - INTERVAL {back}
GROUP BY ALL
"""


def report(rows: Sequence[Row], every: str, period: str = "", covers: str = "2023-01-01") -> Twice:
    lines = [f"{who},{at.isoformat() if at else ''},{region},{rep},{good}" for who, at, region, rep, good in rows]
    files = {"orders.csv": "\n".join(["who,at,region,rep,good", *lines]) + "\n", "reps.csv": REPS}
    text = REPORT.format(every=every, covers=covers)
    return twice(folder(files, text), period or PERIODS[every], DIMENSIONS)


def asked(rows: Sequence[Row], every: str, good: bool, by: str) -> dict[str | None, tuple[int, int]]:
    """What DuckDB says of the same rows, in SQL that knows nothing of the engine: bases and who came again."""
    with duckdb.connect() as session:
        session.execute("CREATE TABLE orders (who VARCHAR, day TIMESTAMP, region VARCHAR, rep VARCHAR, good BOOLEAN)")
        session.executemany(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?)",
            [(who or None, at, region or None, rep or None, good) for who, at, region, rep, good in rows],
        )
        conditions = {"based": "b.good", "again": "e.good"} if good else {"based": "true", "again": "true"}
        back = "364 DAY" if every == "week" else "1 YEAR"
        query = ORACLE.format(by=by, start=STARTS[every], end=ENDS[every], back=back, **conditions)
        return {segment: (bases, again) for segment, bases, again in session.execute(query).fetchall()}


def value(found: Twice, kpi: str, region: str | tuple[()] | None = ()) -> Value | None:
    """A value of the report's period, in total or in a region."""
    window = "period"
    for (id, at_window, period, segments), one in found.results.values.items():
        if (id, at_window, period) == (kpi, window, found.results.period.id):
            named = [s.value if s.kind == "value" else None for s in segments if s.dimension == "region"]
            if (not segments and region == ()) or (len(segments) == 1 and named == [region]):
                return one
    return None


# Of the calendar two kinds of periods are enough now and then.
OF_EACH = pytest.mark.parametrize(
    "every", [pytest.param(one, marks=pytest.mark.long) if one in ("quarter", "year") else one for one in PERIODS]
)


@OF_EACH
@FEW
@given(rows=ROWS, random=st.randoms())
def test_a_retention_is_duckdbs(every: str, rows: list[Row], random: Random) -> None:
    """Bases, who came again and their share, in total and by region, in any order of rows."""
    found = report(random.sample(rows, len(rows)), every)
    for kpi, good in (("kept", False), ("good", True)):
        total = asked(rows, every, good, "'all'").get("all", (0, 0))
        ours = value(found, kpi)
        assert ours is not None
        assert (ours.denominator, ours.numerator) == total
        assert ours.value == (total[1] / total[0] if total[0] else None)
        for region, (bases, again) in asked(rows, every, good, "b.region").items():
            ours = value(found, kpi, region)
            assert ours is not None
            assert (ours.denominator, ours.numerator) == (bases, again), region


@OF_EACH
@settings(FEW, max_examples=4)
@given(rows=ROWS)
def test_the_statement_gives_the_same(every: str, rows: list[Row]) -> None:
    """Every KPI, by every dimension, with look-ups in its condition, over windows and over two years."""
    found = report(rows, every)
    for kpi in NAMES:
        found.agree(kpi)
        for dimension in DIMENSIONS:
            if dimension in found.catalog.kpis[kpi].dimensions:
                found.agree(kpi, dimension)


def at(day: str, who: str, region: str = "east", *, good: bool = True) -> Row:
    return who, datetime.fromisoformat(day), region, "a", good


FIXED = (
    at("2025-10-01", "x"), at("2025-10-31T23:59:59", "x", "west"), at("2025-10-05", "y"), at("2025-10-05", "y"),
    at("2025-10-20", "z", "", good=False), at("2025-10-21", ""), at("2025-09-30", "w"), at("2025-11-01", "v"),
    at("2024-10-07", "x"), at("2024-10-08", "u"),
    at("2026-10-31", "x", "north"), at("2026-10-01", "w"), at("2026-09-30", "y"), at("2026-10-09", "z", good=False),
    at("2026-10-02", "v"), at("2026-10-03", ""),
    at("2025-10-02", "t"), at("2026-10-05", "t", good=False),
)  # fmt: skip


@cache
def fixed(every: str = "month", covers: str = "2023-01-01") -> Twice:
    return report(FIXED, every, covers=covers)


def parts(kpi: str, region: str | tuple[()] | None = ()) -> tuple[Any, Any]:
    found = value(fixed(), kpi, region)
    assert found is not None
    return found.numerator, found.denominator


def test_who_came_in_the_months_before_and_after_is_neither_base_nor_again() -> None:
    """Of x, y, z and t of October 2025 all but y came again; of the good ones, x, y and t, x alone."""
    assert parts("kept") == (3, 4)
    assert parts("good") == (1, 3)
    assert parts("twice") == (1, 2)


def test_who_has_rows_in_two_segments_is_in_both() -> None:
    """X bought in the east and in the west, and is kept in both, though it bought again in the north."""
    assert parts("kept", "east") == (2, 3)
    assert parts("kept", "west") == (1, 1)
    assert value(fixed(), "kept", "north") is None
    assert parts("kept", None) == (1, 1)


@pytest.mark.parametrize(("covers", "known"), [("2025-10-01", True), ("2025-10-02", False), ("2026-01-01", False)])
def test_without_the_whole_period_before_there_is_no_value(covers: str, known: bool) -> None:
    """A base of half a month would be too few people, for ever: nothing rather than a figure that is called whole."""
    found = value(fixed(covers=covers), "kept")
    assert found is not None
    assert (found.value is not None, found.reason) == ((True, None) if known else (False, "not_covered"))


def test_while_the_period_goes_on_the_share_can_only_grow() -> None:
    """Of the quarter that the data end in it is provisional; of what is over, final."""
    going = report(FIXED, "quarter", "2026-Q4")
    assert [value(found, "kept").provisional for found in (going, fixed())] == [True, False]  # type: ignore[union-attr]


def test_a_figure_carries_the_rows_of_its_base() -> None:
    """Not those by which people came again."""
    found = value(fixed(), "kept")
    assert found is not None
    assert found.rows == 7
