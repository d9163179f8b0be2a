"""Actions and events that cannot be meant so: for a segment that no row has, or without a target, and decades away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.errors import Issue, SpecError
from engine.pipeline import check, check_data, compute
from tests.analyses.example import REPORT, TODAY, write

ACTION = "actions:\n  - {kpi: sold, segment: {team: %s}, opened: 2026-09, action: A., owner: B, due: 2026-12-31}\n"
UNDECLARED = re.sub(r"dimensions:\n.*?(?=kpis:)", "", REPORT, flags=re.DOTALL)
TEAMS = {"north": 120, "south": 120}


def found(folder: Path, team: str, *, data_only: bool = False) -> list[Issue]:
    """What is said of the action's segment."""
    write(folder, amounts=TEAMS)
    report = folder / "r.yml"
    report.write_text(
        UNDECLARED.replace("a: 1200, b: 1200, c: 1200", "north: 1800, south: 1800") + ACTION % team, "utf-8"
    )
    try:
        warnings = (
            check_data(report, today=TODAY).warnings
            if data_only
            else compute(report, today=date(2026, 11, 3), period="2026-10").warnings
        )
    except SpecError as error:
        warnings = error.issues
    return [issue for issue in warnings if issue.code == "unknown-segment"]


@pytest.mark.parametrize("data_only", [False, True])
@pytest.mark.parametrize(
    ("team", "wanted"),
    [
        ("north", []),
        ("nort", [("error", "no row has team 'nort'", "did you mean 'north'?")]),
        ("North", [("error", "no row has team 'North'", "did you mean 'north'?")]),
        ("exports", [("warning", "no row has team 'exports'", "known here: north, south")]),
    ],
)
def test_a_segment_that_no_row_has_is_said(
    team: str, wanted: list[tuple[str, str, str]], data_only: bool, tmp_path: Path
) -> None:
    """A slip is an error; a segment that may have no rows yet is a warning, in the report and in `kpi check --data`."""
    assert [(one.level, one.message, one.hint) for one in found(tmp_path, team, data_only=data_only)] == wanted


@pytest.mark.parametrize(
    ("more", "team", "hint"),
    [
        (", by: {team: {north: 1800, south: 1800}}", "north", None),
        ("", "north", None),  # no team has a target: it is a part of the plan for the whole
        (", by: {team: {south: 3600}}", "north", "give it a target under the objective's 'by', or leave 'segment' out"),
        (", by: {team: {northe: 3600}}", "north", "did you mean 'northe'?"),
    ],
)
def test_an_action_for_a_segment_without_a_target_is_asked_about(
    more: str, team: str, hint: str | None, tmp_path: Path
) -> None:
    """Where others of its dimension have one; it would be late, and nothing would say for what."""
    write(tmp_path, amounts=TEAMS)
    objective = re.sub(r", by: {team: {a: 1200, b: 1200, c: 1200}}", more, UNDECLARED)
    (tmp_path / "r.yml").write_text(objective + ACTION % team, "utf-8")
    _, warnings = check(tmp_path / "r.yml")
    assert [one.hint for one in warnings if one.code == "action-without-objective"] == ([hint] if hint else [])


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("2062-06-12", "did you mean 2026-06-12?"),
        ("2064-02-29", "did you mean 2026?"),
        ("2027-11-04", None),
        ("2020-01-01", None),
    ],
)
def test_an_event_decades_away_is_asked_about(day: str, hint: str | None, tmp_path: Path) -> None:
    """What is planned within a year may stand in the file, and so may what was years ago."""
    report = write(tmp_path, f"events:\n  - {{on: {day}, kpis: [sold], label: Fair}}\n")
    for warnings in (check_data(report, today=TODAY).warnings, compute(report, today=TODAY, period="2026-10").warnings):
        assert [one.hint for one in warnings if one.code == "event-far-off"] == ([hint] if hint else [])
