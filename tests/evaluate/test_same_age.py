"""A young cohort is compared with what earlier cohorts had reached at its age, and with nothing else."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine

REPORT = """
report:
  {{id: r, title: R, company: C, every: month, language: en, outputs: [json],
    sections: [{{title: S, cards: [won], kpis: [won], by: source}}]}}
datasets:
  leads: {{source: leads.csv, date: day, covers: {{from: 2025-01-01, to: 2026-10-31}},
    columns: {{id: string, day: date, source: string}}}}
  deals: {{source: deals.csv, date: day, covers: {{from: 2025-01-01, to: {end}}}, columns: {{id: string, day: date}}}}
kpis:
  won:
    label: Won
    conversion: {{from: leads, to: deals, entity: id, {within} count_by: {by}}}
    format: percent
"""
Leads = list[tuple[date, str, date | None]]
END = date(2026, 11, 10)
AGE = 10


def values(
    folder: Path, leads: Leads, within: str = "within: 90 days,", by: str = "cohort", end: date = END
) -> dict[tuple[str, str], dict[str, Any]]:
    """The figures of each month in total and by source, from real files."""
    (folder / "r.yml").write_text(REPORT.format(within=within, by=by, end=end), "utf-8")
    rows = [f"{n},{day},{source}" for n, (day, source, _) in enumerate(leads)]
    (folder / "leads.csv").write_text("\n".join(["id,day,source", "x,2025-01-01,web", *rows]) + "\n", "utf-8")
    won = [f"{n},{event}" for n, (_, _, event) in enumerate(leads) if event]
    (folder / "deals.csv").write_text("\n".join(["id,day", "y,2025-01-01", *won]) + "\n", "utf-8")
    made = engine.render(folder / "r.yml", today=date(2026, 11, 20), period="2026-10", out=folder / "out")
    found = json.loads(made.files[0].read_text("utf-8"))["values"]
    return {(v["period"], v["segments"].get("source", "")): v for v in found}


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def test_a_young_cohort_stands_beside_earlier_ones_at_its_age(tmp_path: Path) -> None:
    """October is ten days old: of September what was won by the 10th of October, of last October by 10 November."""
    leads: Leads = [
        (date(2026, 10, 5), "web", date(2026, 11, 9)),
        (date(2026, 10, 6), "web", None),
        (date(2026, 9, 1), "web", date(2026, 10, 10)),  # the last day that September had at that age
        (date(2026, 9, 2), "web", date(2026, 10, 11)),  # a day too late
        (date(2026, 9, 3), "ads", date(2026, 9, 4)),
        (date(2026, 9, 4), "ads", None),
        (date(2025, 10, 1), "web", date(2025, 11, 10)),
        (date(2025, 10, 1), "web", date(2025, 12, 20)),
    ]
    found = values(tmp_path, leads)
    october = found["2026-10", ""]
    assert (october["value"], october["provisional"], october["age_days"]) == (0.5, True, AGE)
    assert (october["previous"], october["year_ago"]) == (0.5, 0.5)
    assert found["2026-10", "web"]["previous"] == 0.5
    assert found["2026-10", "ads"]["previous"] == 0.5
    # What is final is compared with nothing that is young, and bears no age.
    september = found["2026-09", ""]
    assert (september["provisional"], september["previous"], "age_days" in september) == (True, None, False)


@pytest.mark.parametrize(
    "change",
    [
        {"by": "event"},  # it never matures
        {"within": ""},  # nothing says when it is final
        {"end": date(2026, 10, 20)},  # the period itself is not over in the data
    ],
)
def test_what_has_no_age_is_not_compared_at_one(change: dict[str, Any], tmp_path: Path) -> None:
    """Counted by the event, without a time to mature, or in a period that is cut short: no such comparison."""
    leads: Leads = [(date(2026, 10, 5), "web", None), (date(2026, 9, 5), "web", date(2026, 9, 6))]
    october = values(tmp_path, leads, **change)["2026-10", ""]
    assert "age_days" not in october
    if october["provisional"]:
        assert (october["previous"], october["year_ago"]) == (None, None)


day = st.dates(date(2025, 10, 1), date(2025, 10, 31)) | st.dates(date(2026, 9, 1), date(2026, 10, 31))
lead = st.tuples(day, st.sampled_from(["web", "ads"]), st.none() | st.integers(-5, 70))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(lead, min_size=1, max_size=25), within=st.sampled_from([31, 60, 90]), after=st.integers(0, 30))
def test_it_is_what_was_won_by_that_day(
    rows: list[tuple[date, str, int | None]], within: int, after: int, tmp_path: Path
) -> None:
    """For any leads: counted one by one, those of a month whose event came in time and by the day of that age."""
    leads: Leads = [(day, source, day + timedelta(days=days) if days is not None else None)
                    for day, source, days in rows]  # fmt: skip
    end = date(2026, 10, 31) + timedelta(days=after)
    october = values(tmp_path, leads, f"within: {within} days,", "cohort", end)["2026-10", ""]
    for key, month, last in (("previous", "2026-09", date(2026, 9, 30)), ("year_ago", "2025-10", date(2025, 10, 31))):
        cohort = [(day, event) for day, _, event in leads if month_of(day) == month]
        until = last + timedelta(days=after)
        won = [day for day, event in cohort if event and day <= event <= min(until, day + timedelta(days=within))]
        assert october[key] == (len(won) / len(cohort) if cohort else None)
