"""Conversions: each entity once, by its first row, in the period of its base or of its event; against DuckDB."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import engine
from engine.errors import SpecError
from engine.pipeline import Rendered

REPORT = """
report:
  id: r
  title: R
  company: C
  every: month
  language: en
  sections: [{title: S, kpis: [k], by: source}]
datasets:
  leads:
    source: leads.csv
    key: row
    date: day
    columns: {row: integer, lead: {type: string, nullable: true}, day: date, source: string, good: boolean}
    covers: {from: 2026-01-01, to: 2026-10-31}
  deals:
    source: deals.csv
    key: row
    date: day
    columns: {row: integer, origin: {type: string, nullable: true}, day: date, won: boolean}
    covers: {from: 2026-01-01, to: 2026-10-31}
kpis:
  k:
    label: Lead to deal
    conversion: {from: %s, to: %s, entity: {from: lead, to: origin}, %scount_by: %s}
    format: percent
"""
DAYS = st.dates(date(2026, 8, 1), date(2026, 10, 31))
PEOPLE = st.sampled_from(["a", "b", "c", "d", "e", ""])
LEADS = st.lists(st.tuples(PEOPLE, DAYS, st.sampled_from(["web", "fair"]), st.booleans()), min_size=1, max_size=20)
DEALS = st.lists(st.tuples(PEOPLE, DAYS, st.booleans()), min_size=1, max_size=20)
FIRST_AND_EVENTS = """
WITH first AS (
  SELECT lead, arg_min(day, (day, row)) AS day, arg_min(source, (day, row)) AS source
  FROM read_csv('{folder}/leads.csv', header = true, types = {{'day': 'DATE', 'lead': 'VARCHAR'}})
  WHERE lead IS NOT NULL AND ({base}) GROUP BY lead
), events AS (
  SELECT origin, day FROM read_csv('{folder}/deals.csv', header = true, types = {{'day': 'DATE', 'origin': 'VARCHAR'}})
  WHERE origin IS NOT NULL AND ({event})
)"""
BY_COHORT = (
    FIRST_AND_EVENTS
    + """
SELECT strftime(f.day, '%Y-%m'), f.source, count(*),
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM events e WHERE e.origin = f.lead AND ({timely})))
FROM first f GROUP BY ALL
"""
)
BY_EVENT = (
    FIRST_AND_EVENTS
    + """, reached AS (
  SELECT f.source, min(e.day) AS day FROM first f JOIN events e ON e.origin = f.lead AND ({timely})
  GROUP BY f.lead, f.source
)
SELECT strftime(day, '%Y-%m'), source, sum(based), sum(converted) FROM (
  SELECT day, source, 1 AS based, 0 AS converted FROM first UNION ALL SELECT day, source, 0, 1 FROM reached
) GROUP BY ALL
"""
)


def rendered(
    leads: list[Any], deals: list[Any], base: str, event: str, within: int | None, count_by: str = "cohort"
) -> tuple[Path, list[Any]]:
    folder, done = written(leads, deals, base, event, within, count_by)
    return folder, json.loads(done.files[0].read_text("utf-8"))["values"]


def written(
    leads: list[Any], deals: list[Any], base: str, event: str, within: int | None, count_by: str
) -> tuple[Path, Rendered]:
    folder = Path(mkdtemp())
    rows = [f"{n},{lead},{day},{source},{good}" for n, (lead, day, source, good) in enumerate(leads)]
    (folder / "leads.csv").write_text("\n".join(["row,lead,day,source,good", *rows]), "utf-8")
    rows = [f"{n},{lead},{day},{won}" for n, (lead, day, won) in enumerate(deals)]
    (folder / "deals.csv").write_text("\n".join(["row,origin,day,won", *rows]), "utf-8")
    span = f"within: {within} days, " if within is not None else ""
    (folder / "r.yml").write_text(REPORT % (base, event, span, count_by), "utf-8")
    return folder, engine.render(folder / "r.yml", today=date(2026, 11, 3), outputs=("json",))


@pytest.mark.parametrize("within", [None, 0, 7, 30])
@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("count_by", ["cohort", "event"])
# A counter-example is small enough as it comes, and each takes a whole report.
@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(leads=LEADS, deals=DEALS)
def test_a_conversion_is_duckdbs(
    within: int | None, filtered: bool, count_by: str, leads: list[Any], deals: list[Any]
) -> None:
    """Bases, converted entities and their share are the same as in plain SQL, by month and source of the base.

    Counted by the event, the month of those who converted is that of the first of their events that count.
    """
    base = "{dataset: leads, where: good}" if filtered else "leads"
    event = "{dataset: deals, where: won}" if filtered else "deals"
    folder, values = rendered(leads, deals, base, event, within, count_by)
    timely = "true" if within is None else f"e.day >= f.day AND date_diff('day', f.day, e.day) <= {within}"
    oracle = BY_COHORT if count_by == "cohort" else BY_EVENT
    sql = oracle.format(folder=folder, base="good" if filtered else "true", event="won" if filtered else "true",
                        timely=timely)  # fmt: skip
    counted = duckdb.connect().execute(sql).fetchall()
    wanted = {(period, source): (bases, reached) for period, source, bases, reached in counted}
    for value in values:
        if not value["segments"] or value["period"] < "2026-08":
            continue
        bases, reached = wanted.get((value["period"], value["segments"]["source"]), (0, 0))
        assert (value["denominator"], value["numerator"]) == (bases, reached)
        assert value["value"] == (reached / bases if bases else None)


def test_a_cohort_that_has_not_had_its_time_is_provisional() -> None:
    """With 30 days to convert, a lead of October can still do so when the data end with October."""
    leads = [("a", date(2026, 9, 1), "web", True), ("b", date(2026, 10, 20), "web", True)]
    deals = [("a", date(2026, 9, 1) + timedelta(days=30), True)]
    _, values = rendered(leads, deals, "leads", "deals", 30)
    found = {v["period"]: v for v in values if not v["segments"]}
    assert (found["2026-09"]["value"], found["2026-09"]["provisional"]) == (1, False)
    assert (found["2026-10"]["value"], found["2026-10"]["provisional"]) == (0, True)


def test_by_event_more_may_convert_than_came() -> None:
    """Two leads of September sign in October, where one came: 200 %, and nothing of it is provisional."""
    leads = [("a", date(2026, 9, 1), "web", True), ("b", date(2026, 9, 2), "fair", True),
             ("c", date(2026, 10, 20), "web", True)]  # fmt: skip
    deals = [("a", date(2026, 10, 2), True), ("b", date(2026, 10, 31), True), ("b", date(2026, 11, 5), True)]
    _, values = rendered(leads, deals, "leads", "deals", 90, "event")
    found = {(v["period"], v["segments"].get("source")): v for v in values}
    september, october = found["2026-09", None], found["2026-10", None]
    assert (september["numerator"], september["denominator"], september["provisional"]) == (0, 2, False)
    assert (october["value"], october["numerator"], october["denominator"]) == (2, 2, 1)
    assert (october["rows"], october["provisional"]) == (1, False)
    # The lead of the fair is the fair's, and in October nobody came from there.
    fair = found["2026-10", "fair"]
    assert (fair["value"], fair["numerator"], fair["denominator"], fair["reason"]) == (None, 1, 0, "zero_denominator")


@pytest.mark.parametrize("count_by", ["cohort", "event"])
def test_what_is_odd_about_a_conversion_is_said(count_by: str) -> None:
    """Who had the event first counts, and a warning names how many; who has no base counts nowhere, and is shown."""
    leads = [(name, date(2026, 9, 10), "web", True) for name in "abc"]
    deals = [("a", date(2026, 9, 9), True), ("b", date(2026, 9, 10), True), ("d", date(2026, 9, 11), True)]
    _, done = written(leads, deals, "leads", "deals", None, count_by)
    content = json.loads(done.files[0].read_text("utf-8"))
    assert content["quality"] == [
        {"dataset": "leads", "code": "before_base", "column": "lead", "rows": 1, "of": 3, "other": "deals"},
        {"dataset": "deals", "code": "baseless", "column": "origin", "rows": 1, "of": 3, "other": "leads"},
    ]
    september = next(v for v in content["values"] if v["period"] == "2026-09" and not v["segments"])
    assert (september["numerator"], september["denominator"]) == (2, 3)
    (warning,) = done.warnings
    said = "1 of 3 values of 'lead' in 'leads' have an earlier day in 'deals', and count as converted"
    assert (warning.code, warning.message) == ("event-before-base", said)
    _, within = written(leads, deals, "leads", "deals", 30, count_by)
    assert [issue.code for issue in within.warnings] == []


@pytest.mark.parametrize(
    ("base", "event", "message"),
    [
        ("leeds", "deals", "no dataset named 'leeds'"),
        ("leads", "deels", "no dataset named 'deels'"),
        ("{dataset: leads, where: god}", "deals", "no column 'god'"),
    ],
)
def test_a_wrong_side_is_named(base: str, event: str, message: str) -> None:
    """What the conversion speaks of must be there."""
    day = date(2026, 9, 1)
    with pytest.raises(SpecError, match=message):
        rendered([("a", day, "web", True)], [("a", day, True)], base, event, None)


OWN_DAYS = """
report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: S, cards: [soon, event]}]}
datasets:
  deals:
    source: deals.csv
    key: id
    date: engaged
    covers: {from: 2026-01-01, to: 2026-12-31}
    columns: {id: string, engaged: date, closed: {type: date, nullable: true}, stage: string}
kpis:
  soon:
    label: Won within 60 days
    conversion:
      from: deals
      to: {dataset: deals, where: stage = 'won', date: closed}
      entity: id
      within: 60 days
      count_by: cohort
  event:
    label: Won
    conversion: {from: deals, to: {dataset: deals, where: stage = 'won', date: closed}, entity: id, count_by: event}
"""


def test_base_and_event_may_be_two_days_of_one_row(tmp_path: Path) -> None:
    """Of three deals of August one is won after 60 days, one after 61; they are counted in October by the event."""
    rows = ("a,2026-08-01,2026-09-30,won", "b,2026-08-01,2026-10-01,won", "c,2026-08-02,2026-08-03,lost",
            "d,2026-10-02,,open")  # fmt: skip
    (tmp_path / "deals.csv").write_text("\n".join(["id,engaged,closed,stage", *rows]), "utf-8")
    (tmp_path / "r.yml").write_text(OWN_DAYS, "utf-8")
    done = engine.render(tmp_path / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10")
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    found = {(v["kpi"], v["period"]): (v["numerator"], v["denominator"]) for v in values}
    assert found["soon", "2026-08"] == (1, 3)
    assert [found["event", f"2026-{month}"] for month in ("08", "09", "10")] == [(0, 3), (1, 0), (1, 1)]
