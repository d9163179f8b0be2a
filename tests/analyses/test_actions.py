"""An action stands in a report as it stood when the period ended; what is off track has one, or it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analyses.actions import is_about, plan_at
from engine.errors import Place
from engine.model.actions import ActionPlan, ActionSpec, ActionState, OffTrack
from engine.model.period import Grain
from engine.model.written import Text, Written
from engine.periods import Calendar
from engine.pipeline import compute
from tests.analyses import example
from tests.analyses.example import TODAY, computed, document, write

HERE = Place("a.yml", 1, 1)
OCTOBER = Calendar().period("month", date(2026, 10, 1))


def action(
    opens: date, due: date, state: ActionState = "open", closed: date | None = None, kpi: str = "sold"
) -> ActionSpec:
    text, ann = Text((("", "Call."),)), Text((("", "Ann"),))
    return ActionSpec(
        Written(kpi, HERE), HERE, Written(opens.isoformat(), HERE), opens, text, ann, due, state=state, closed=closed
    )


SEPTEMBER, LATER = date(2026, 9, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("opens", "due", "state", "closed", "wanted"),
    [
        (SEPTEMBER, LATER, "open", None, ("open", 0)),
        (SEPTEMBER, date(2026, 11, 1), "open", None, ("open", 0)),  # due on the day after the period
        (SEPTEMBER, date(2026, 10, 31), "open", None, ("open", 0)),  # due on its last day
        (SEPTEMBER, date(2026, 10, 30), "open", None, ("open", 1)),
        (SEPTEMBER, date(2026, 10, 1), "open", None, ("open", 30)),
        (date(2026, 10, 31), LATER, "open", None, ("open", 0)),  # opened on its last day
        (date(2026, 11, 3), LATER, "open", None, ("open", 0)),  # decided when the figures were known
        (date(2026, 11, 4), LATER, "open", None, None),  # opened since the report was made
        (SEPTEMBER, date(2026, 10, 15), "done", date(2026, 10, 20), ("done", 0)),
        (SEPTEMBER, date(2026, 10, 15), "done", date(2026, 10, 31), ("done", 0)),
        (SEPTEMBER, date(2026, 10, 15), "done", date(2026, 11, 1), ("open", 16)),  # done since: it was late then
        (SEPTEMBER, LATER, "dropped", date(2026, 11, 20), ("open", 0)),
        (SEPTEMBER, LATER, "dropped", date(2026, 10, 20), ("dropped", 0)),
        (SEPTEMBER, LATER, "done", date(2026, 9, 30), None),  # September's report said so
        (SEPTEMBER, LATER, "done", date(2026, 10, 1), ("done", 0)),
        (SEPTEMBER, LATER, "done", None, ("done", 0)),  # nobody says when
        (SEPTEMBER, date(2026, 10, 1), "done", None, ("done", 0)),
        (SEPTEMBER, date(2026, 9, 30), "done", None, None),
    ],
)
def test_an_action_stands_as_it_stood_when_the_period_ended(
    opens: date, due: date, state: ActionState, closed: date | None, wanted: tuple[str, int] | None
) -> None:
    """Open, late, done and dropped at the end of October, whatever was written since."""
    plan = plan_at(action(opens, due, state, closed), OCTOBER, date(2026, 11, 3))
    assert (plan and (plan.state, plan.late_by)) == wanted


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def actions(draw: st.DrawFn) -> ActionSpec:
    """Actions as they can be written: closed ones with or without their day, nothing before it is opened."""
    opens = draw(days)
    state: ActionState = draw(st.sampled_from(get_args(ActionState)))
    later = st.integers(0, 400).map(lambda number: opens + timedelta(days=number))
    return action(opens, draw(later), state, None if state == "open" else draw(st.none() | later))


@given(spec=actions(), grain=st.sampled_from(get_args(Grain)))
def test_through_all_periods_an_action_is_opened_late_and_closed_in_this_order(spec: ActionSpec, grain: Grain) -> None:
    """Not there, open, late, closed once where its day is known, and gone: never back, late only while it is open."""
    calendar = Calendar()
    first = calendar.period(grain, date(2025, 12, 1))
    periods = [calendar.before(first, -steps) for steps in range(170 if grain == "week" else 40)]
    course = [plan_at(spec, period, period.last_day) for period in periods]
    order = ["absent", "open", "late", spec.state if spec.state != "open" else "-", "gone"]
    seen = [_name(plan, before=not any(course[:number])) for number, plan in enumerate(course)]
    ranks = [order.index(name) for name in seen]
    assert ranks == sorted(ranks)
    if spec.closed is not None:
        assert seen.count(spec.state) == 1
    for number, plan in enumerate(course):
        last = calendar.before(first, -number).last_day
        if plan is not None:
            assert spec.opens <= last
            assert plan.late == (plan.state == "open" and spec.due < last)
            assert plan.late_by == (max(0, (last - spec.due).days) if plan.state == "open" else 0)


def _name(plan: ActionPlan | None, *, before: bool) -> str:
    if plan is None:
        return "absent" if before else "gone"
    return "late" if plan.late else plan.state


ALL = "  - {kpi: sold, opened: 2026-09, action: Call., owner: Ann, due: 2026-12-31}\n"
BETA = "  - {kpi: sold, segment: {team: b}, opened: 2026-09, action: Call., owner: Ann, due: 2026-12-31}\n"
ALPHA = BETA.replace("team: b", "team: a")


@pytest.mark.parametrize(
    ("actions", "planned"),
    [
        ("", {None: False, "c": False, "b": False}),
        (ALL, {None: True, "c": True, "b": True}),  # what is done about the whole is done about its parts
        (BETA, {None: True, "c": False, "b": True}),  # and what is done about a part, about the whole
        (ALPHA, {None: True, "c": False, "b": False}),
        (ALL.replace("due: 2026-12-31", "due: 2026-10-01"), {None: True, "c": True, "b": True}),  # late, and open
        (ALL.replace("opened: 2026-09", "opened: 2026-12"), {None: False, "c": False, "b": False}),
        (ALL.replace("due: 2026-12-31", "due: 2026-12-31, state: done"), {None: False, "c": False, "b": False}),
        (ALL.replace("sold", "deals"), {None: False, "c": False, "b": False}),
    ],
)
def test_what_is_off_track_has_an_open_action_or_none(
    actions: str, planned: dict[str | None, bool], tmp_path: Path
) -> None:
    """In total and by team, the worst team first; Alpha is on track, and no decision."""
    made = computed(tmp_path, f"actions:\n{actions}" if actions else "")
    found = made.results.derived.plans.off_track
    assert {off.segment and off.segment[1]: off.planned for off in found} == planned
    assert [off.segment and off.segment[1] for off in found] == [None, "c", "b"]


@pytest.mark.parametrize(
    ("amounts", "off"),
    [
        ({"a": 100, "b": 100, "c": 100}, []),
        ({"a": 500, "b": 100, "c": 20}, ["c"]),  # the whole hides it
        ({"a": 95, "b": 95, "c": 95}, []),  # at risk is not off track
    ],
)
def test_a_team_may_be_off_track_alone(amounts: dict[str, int], off: list[str], tmp_path: Path) -> None:
    """A team below its own target is found where the total reaches its."""
    made = computed(tmp_path, amounts=amounts)
    assert [one.segment and one.segment[1] for one in made.results.derived.plans.off_track] == off


def test_a_good_month_in_a_missed_year_is_found(tmp_path: Path) -> None:
    """The year to date is off track, the month is not."""
    folder = tmp_path
    made = computed(folder, amounts={"a": 40, "b": 40, "c": 40})
    rows = folder / "rows.csv"
    rows.write_text(rows.read_text("utf-8") + "".join(f"2026-10-06,{team},100\n" for team in "abc"), "utf-8")
    again = compute(folder / "r.yml", today=date(2026, 11, 3), period="2026-10")
    assert [(off.window, off.segment) for off in made.results.derived.plans.off_track][:1] == [("period", None)]
    assert [(off.window, off.segment) for off in again.results.derived.plans.off_track] == [("year_to_date", None)]


def test_a_team_behind_in_the_year_is_found_where_its_year_is_shown(tmp_path: Path) -> None:
    """A good month of a team hides its year no more than one of the whole does: where the scorecard shows it."""
    write(tmp_path, amounts={"a": 400, "b": 100, "c": 40})
    rows = tmp_path / "rows.csv"
    rows.write_text(rows.read_text("utf-8") + "2026-10-06,c,100\n", "utf-8")
    for scorecard, off in (("{kpis: all}", []), ("{kpis: all, by: team}", [("year_to_date", ("team", "c"))])):
        report = tmp_path / "r.yml"
        report.write_text(report.read_text("utf-8").replace("{kpis: all}", scorecard), "utf-8")
        made = compute(report, today=TODAY, period="2026-10")
        assert [(one.window, one.segment) for one in made.results.derived.plans.off_track] == off
    pages = document(made)
    assert pages.unplanned == "Off track without an action plan: Sold (Team: Gamma)."
    (decision,) = pages.decisions
    assert (decision.label, decision.sentence) == ("Sold, Team: Gamma", "year to date 500 of 1,000 (off track).")


def test_late_ones_stand_first_then_what_is_due_soonest_then_what_is_closed(tmp_path: Path) -> None:
    """The order of the table, whatever that of the file; of a KPI that the report does not show there is none."""
    more = """actions:
  - {kpi: sold, opened: 2026-09, action: done, owner: Ann, due: 2026-09-15, state: done, closed: 2026-10-02}
  - {kpi: sold, opened: 2026-09, action: later, owner: Ann, due: 2026-12-31}
  - {kpi: sold, opened: 2026-09, action: late, owner: Ann, due: 2026-10-15}
  - {kpi: deals, opened: 2026-09, action: latest, owner: Ann, due: 2026-09-15}
  - {kpi: sold, opened: 2026-09, action: dropped, owner: Ann, due: 2026-09-12, state: dropped, closed: 2026-10-02}
  - {kpi: hidden, opened: 2026-09, action: not here, owner: Ann, due: 2026-09-12}
kpis: {hidden: {label: Hidden, dataset: rows, formula: COUNT(*), better: higher}}
"""
    more, own = more.split("kpis: {")
    path = tmp_path / "kpis.yml"
    path.write_text("kpis: {" + own, "utf-8")
    report = example.REPORT.replace("  language: en\n", "  language: en\n  uses: [kpis.yml]\n")
    example.write(tmp_path)
    (tmp_path / "r.yml").write_text(report + more, "utf-8")
    plans = compute(tmp_path / "r.yml", today=example.TODAY, period="2026-10").results.derived.plans
    assert [plan.spec.action.in_("en") for plan in plans.actions] == ["latest", "late", "later", "done", "dropped"]
    assert [plan.late for plan in plans.actions] == [True, True, False, False, False]


def test_a_plan_of_another_segment_is_not_about_it() -> None:
    """Two segments have nothing to do with each other, the whole has with both."""
    north, south = (Written("team", HERE), Written("n", HERE)), (Written("team", HERE), Written("s", HERE))
    spec = action(SEPTEMBER, LATER)
    off = OffTrack("sold", "period", "2026-10", ("team", "n"))
    assert is_about(ActionPlan(replace(spec, segment=north), "open"), off)
    assert not is_about(ActionPlan(replace(spec, segment=south), "open"), off)
    assert is_about(ActionPlan(spec, "open"), off)
    assert is_about(ActionPlan(replace(spec, segment=south), "open"), replace(off, segment=None))
    assert not is_about(ActionPlan(spec, "open"), replace(off, kpi="deals"))
