"""An action for a segment that nothing declares and no row has is found as soon as data are read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.errors import Issue, SpecError
from engine.pipeline import check_data, compute
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
