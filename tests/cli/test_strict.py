"""A strict report is not written where something is off track and nobody does anything about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from engine.cli.render import render
from tests.analyses.example import write

ALL = "actions:\n  - {kpi: sold, opened: 2026-09, action: Call., owner: Ann, due: 2026-10-15}\n"
BETA = "actions:\n  - {kpi: sold, segment: {team: b}, opened: 2026-09, action: Call., owner: Ann, due: 2026-12-31}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the reader stands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(render, ["r.yml", "--period", "2026-10", "--format", "json", *arguments])


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("", ["'sold' is off track", "'sold', team 'c', is off track", "'sold', team 'b', is off track"]),
        (BETA, ["'sold', team 'c', is off track"]),
        (ALL, []),  # late, and open
    ],
)
def test_each_without_a_plan_is_named_and_nothing_is_written(folder: Path, more: str, named: list[str]) -> None:
    """Exit code 4, a message for each, no file; with a plan for all the report is written. Without it always is."""
    write(folder, more)
    done = ran("--strict")
    assert done.exit_code == (4 if named else 0)
    assert [line for line in named if line not in done.stderr] == []
    assert done.stderr.count("error[no-action-plan]") == len(named)
    assert (folder / "out").exists() == (not named)
    assert ran().exit_code == 0


def test_a_segments_message_stands_at_its_target(folder: Path) -> None:
    """The place is where its target is written, and the hint is what to write."""
    write(folder, BETA)
    (line,) = [line for line in (folder / "r.yml").read_text("utf-8").splitlines() if "target: 3600" in line]
    error = ran("--strict").stderr
    assert f":{line.index('c: 1200') + 1}: error[no-action-plan]" in error
    assert "actions: [{kpi: sold, segment: {team: c}, opened: …" in error


def test_of_a_budget_it_is_the_row_of_the_segment_and_of_the_period(folder: Path) -> None:
    """Each message stands at the row whose target is missed: the narrower objective's, and the segment's own."""
    write(folder)
    report = folder / "r.yml"
    (line,) = [line for line in report.read_text("utf-8").splitlines() if "target: 3600" in line]
    columns = "{kpi: KPI, period: Month, target: Target, team: Team}"
    report.write_text(report.read_text("utf-8").replace(line, f"  - {{from: b.csv, columns: {columns}}}"), "utf-8")
    rows = ["sold,2026,999999,", "sold,2026,999998,c", "sold,2026,1,b",
            "sold,2026-10,999999,", "sold,2026-10,1,a", "sold,2026-10,999998,c"]  # fmt: skip
    (folder / "b.csv").write_text("\n".join(["KPI,Month,Target,Team", *rows]) + "\n", "utf-8")
    error = ran("--strict").stderr
    assert [line.partition(": error")[0] for line in error.splitlines() if "no-action-plan" in line] == [
        "b.csv:5:1", "b.csv:7:21",
    ]  # fmt: skip


def test_strict_is_for_files(folder: Path) -> None:
    """A page that is watched shows what is off track, and refuses nothing."""
    write(folder)
    done = CliRunner().invoke(render, ["r.yml", "--watch", "--strict"])
    assert (done.exit_code, "--strict" in done.stderr) == (2, True)


def test_the_json_has_the_actions_and_what_has_none(folder: Path) -> None:
    """Each action as it stands at the period's end; each objective off track, and whether an action for it is open."""
    closed = ALL + "  - {kpi: sold, opened: 2026-08-03, action: {en: A, fr: B}, cause: Why., owner: Bob, " \
        "due: 2026-10-31, state: done, closed: 2026-10-20}\n"  # fmt: skip
    write(folder, closed + BETA.removeprefix("actions:\n").replace("opened: 2026-09", "opened: 2026-12"))
    ran()
    derived = json.loads((folder / "out" / "2026-10" / "r.json").read_text("utf-8"))["derived"]
    assert derived["actions"] == [
        {"kpi": "sold", "segments": {}, "opened": "2026-09", "cause": None, "action": "Call.", "owner": "Ann",
         "due": "2026-10-15", "state": "open", "closed": None, "late": True, "late_by_days": 16, "off_track": True},
        {"kpi": "sold", "segments": {}, "opened": "2026-08-03", "cause": "Why.", "action": {"en": "A", "fr": "B"},
         "owner": "Bob", "due": "2026-10-31", "state": "done", "closed": "2026-10-20", "late": False,
         "late_by_days": 0, "off_track": True},
    ]  # fmt: skip
    off = {"kpi": "sold", "window": "period", "period": "2026-10", "action_plan": True}
    assert derived["off_track"] == [
        {**off, "segments": segments} for segments in ({}, {"team": "c"}, {"team": "b"})
    ]  # fmt: skip


def test_explain_tells_what_is_done_and_what_happened(folder: Path) -> None:
    """Beside the figure stand its actions and the events of its trend; of a segment none that is for another."""
    write(folder, BETA + "events:\n  - {on: 2026-06-12, label: Trade fair}\n  - {on: 2024-06-12, label: Long ago}\n")

    def told(*arguments: str) -> str:
        return CliRunner().invoke(kpi, ["explain", "r.yml", "sold", "--period", "2026-10", *arguments]).stdout

    for said in ("Action plans", "Team: Beta · Ann · opened 2026-09 · due 2026-12-31", "2026-06-12  Trade fair"):
        assert said in told()
    assert "Long ago" not in told()
    assert "Call." in told("--segment", "team=b")
    assert "Call." not in told("--segment", "team=c")
    found = json.loads(told("--json"))
    assert [one["due"] for one in found["actions"]] == ["2026-12-31"]
    assert found["events"] == [{"on": "2026-06-12", "label": "Trade fair"}]
