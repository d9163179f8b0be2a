"""Objectives that stand in a file say what they would say in YAML, and what is wrong in a row is said where it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Issue, SpecError
from engine.formats.json import make
from engine.kept import Kept
from engine.model.objectives import ObjectiveSpec
from engine.model.written import Keys
from engine.pipeline import used
from engine.pipeline.checks import check
from engine.pipeline.differences import diff
from engine.pipeline.figures import compute
from tests.differences.example import Repository
from tests.sources.books import Cell, write_book

REPORT = """report: {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{title: A, scorecard: {kpis: all}}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, amount: money, won: boolean}, covers: {from: 2026-01-01, to: 2026-10-31}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  rate: {label: Rate, dataset: deals, formula: COUNT_IF(won) / COUNT(*), format: percent, better: higher}
objectives:
"""  # noqa: E501
COLUMNS = "columns: {kpi: KPI, period: Month, target: Target, team: Team}"
DEALS = "day,team,amount,won\n2026-03-01,north,100,true\n2026-10-02,south,100,false\n"
TODAY = date(2026, 11, 3)


def report(folder: Path, objectives: str, **files: str) -> Path:
    (folder / "report.yml").write_text(REPORT + objectives, "utf-8")
    for name, text in {"deals": DEALS, **files}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder / "report.yml"


def said(path: Path) -> list[Issue]:
    with pytest.raises(SpecError) as error:
        check(path)
    return list(error.value.issues)


def plain(specs: tuple[ObjectiveSpec, ...]) -> list[str]:
    """What objectives say, without where they stand."""
    return [
        str((s.kpi.text, s.period.text, s.target, [(b.segment.text, b.target) for b in s.by], s.spread.form, s.weight))
        for s in (replace(spec, keys=Keys()) for spec in specs)
    ]


def test_a_file_says_what_yaml_would_say(tmp_path: Path) -> None:
    """Rows of a KPI and period are one objective: that without a segment is the whole's, or their sum."""
    in_yaml = """  - {kpi: sold, period: 2026-10, target: 1200.50, by: {team: {north: 800, south: 400.50}}, weight: 2}
  - {kpi: rate, period: 2026, target: 25%, weight: 2}
  - {kpi: sold, period: 2026-Q3, target: 30, by: {team: {north: 10, south: 20}}, weight: 2}
  - {kpi: rate, period: 2026-09, target: 0.3, weight: 2}
"""
    rows = "KPI;Month;Target;Team\nsold;2026-10;1 200,50;\nrate;2026;25%;\n"
    rows += "sold;2026-10;800;north\nsold;2026-10;400,5;south\n"
    rows += "sold;2026-Q3;10;north\nsold;2026-Q3;20;south\n\nrate;2026-09-01;0,3;\n"
    of_file = f"  - {{from: budget.csv, csv: {{separator: ';', decimal: ',', thousands: ' '}}, {COLUMNS}, weight: 2}}\n"
    written = check(report(tmp_path, in_yaml))[0].specs.objectives
    read = check(report(tmp_path, of_file, budget=rows))[0].specs.objectives
    assert [text.replace("400.50", "400.5") for text in plain(written)] == plain(read)
    assert [(spec.place.line, spec.place.column) for spec in read] == [(2, 1), (3, 1), (6, 1), (9, 1)]


def test_a_spreadsheet_is_read_as_it_is_kept(tmp_path: Path) -> None:
    """Months are days there, numbers are numbers, and a header may stand lower; what is wrong is named by its row."""
    rows: list[list[Cell]] = [
        ["Budget 2026"], ["KPI", "Month", "Target", "Team"], ["sold", date(2026, 10, 1), 1200.5, None],
        ["rate", 2026, 0.25, None], ["sold", "2026-Q3", 10, "north"], ["sold", "2026-Q3", 20, "south"],
    ]  # fmt: skip
    write_book(tmp_path / "budget.xlsx", Plan=rows)
    path = report(tmp_path, f"  - {{from: budget.xlsx, xlsx: {{sheet: Plan, header: 2}}, {COLUMNS}}}\n")
    found = check(path)[0].specs.objectives
    assert [(spec.kpi.text, spec.period.text, spec.target) for spec in found] == [
        ("sold", "2026-10", Decimal("1200.5")), ("rate", "2026", Decimal("0.25")), ("sold", "2026-Q3", 30),
    ]  # fmt: skip
    rows += [["sols", "2026-11", 10, None], ["sold", "October", 10, None], ["sold", "2026-12", "much", None],
             ["sold", "2026-Q3", 5, "south"], [None, "2026-12", 5, None]]  # fmt: skip
    write_book(tmp_path / "budget.xlsx", Plan=rows)
    assert [(issue.code, issue.message, issue.hint) for issue in said(path)] == [
        ("unknown-kpi", "no KPI named 'sols' (row 7)", "did you mean 'sold'?"),
        (
            "bad-value", "'October' in column 'Month' is no period (row 8)",
            "a period is written 2026, 2026-Q3 or 2026-10; weeks have their share of them",
        ),
        (
            "bad-value", "'much' in column 'Target' is not a number (row 9)",
            "a target is a number, or a percentage, like 25%",
        ),
        (
            "duplicate-objective", "two rows have the target of 'sold' of 'south' for 2026-Q3 (row 10)",
            "the first is row 6",
        ),
        ("empty-value", "'KPI' is empty (row 11)", "fill it in, or take the row away"),
    ]  # fmt: skip


def test_what_is_wrong_with_an_objective_is_said_at_its_row(tmp_path: Path) -> None:
    """The rules of objectives hold for those of files; a rate of segments alone has no whole."""
    rows = "KPI,Month,Target,Team\nrate,2026,60,\nsold,2026-10,10,\nsold,2026-10,4,north\nrate,2026-10,0.2,north\n"
    path = report(
        tmp_path, f"  - {{kpi: rate, period: 2026, target: 20%}}\n  - {{from: budget.csv, {COLUMNS}}}\n", budget=rows
    )
    assert [(issue.code, Path(issue.place.file).name, issue.place.line) for issue in said(path)] == [
        ("duplicate-objective", "budget.csv", 2), ("target-above-100", "budget.csv", 2),
        ("segments-do-not-add-up", "budget.csv", 3), ("segments-do-not-add-up", "budget.csv", 5),
    ]  # fmt: skip


def test_a_wrong_sum_names_the_kpi_the_period_and_the_rows(tmp_path: Path) -> None:
    """Of sixty rows it is known which to look at: that of the whole, and those of its segments."""
    rows: list[list[Cell]] = [["KPI", "Month", "Target", "Team"]]
    for month in range(1, 11):
        rows += [["sold", f"2026-{month:02}", 100, None], ["sold", f"2026-{month:02}", 60, "north"]]
        rows += [["sold", f"2026-{month:02}", 41 if month == 3 else 40, "south"]]
    write_book(tmp_path / "budget.xlsx", Plan=rows)
    [issue] = said(report(tmp_path, f"  - {{from: budget.xlsx, {COLUMNS}}}\n"))
    assert issue.message == ("the segments' targets of 'sold' for 2026-03 add up to 101, and the target is 100 (row 8)")
    assert issue.hint == "change it, or one of theirs in rows 9 and 10"
    text = "\n".join(",".join(str(cell or "") for cell in row) for row in rows)
    [issue] = said(report(tmp_path, f"  - {{from: budget.csv, {COLUMNS}}}\n", budget=text))
    assert (issue.place.line, issue.hint) == (8, "change it, or one of theirs in lines 9 and 10")


def test_rows_that_are_wrong_in_the_same_way_are_one_message(tmp_path: Path) -> None:
    """At the first of them, with their number; what differs stands in the order of the rows, 9 before 10."""
    rows: list[list[Cell]] = [["KPI", "Month", "Target", "Team"]]
    rows += [["sold", f"{month:02}/2026", 100, None] for month in range(1, 13)]
    rows += [[f"nix{number}", "2026", 1, None] for number in (3, 1, 2)]
    rows += [["rate", "2026", "a lot", None], [None, "2026-11", 1, None], [None, "2026-12", 1, None]]
    write_book(tmp_path / "budget.xlsx", Plan=rows)
    path = report(tmp_path, f"  - {{from: budget.xlsx, {COLUMNS}}}\n")
    assert [issue.message for issue in said(path)] == [
        "'01/2026' in column 'Month' is no period (row 2; 12 such rows in the file)",
        "no KPI named 'nix3' (row 14)",
        "no KPI named 'nix1' (row 15)",
        "no KPI named 'nix2' (row 16)",
        "'a lot' in column 'Target' is not a number (row 17)",
        "'KPI' is empty (row 18; 2 such rows in the file)",
    ]
    rows = rows[:1]
    rows += [["sold", f"2026-{month:02}", 100, team] for team in ("nord", None) for month in range(1, 13)]
    write_book(tmp_path / "budget.xlsx", Plan=rows)
    declared = "dimensions: {team: {label: Team, values: {north: North, south: South}}}\n"
    path.write_text(declared + path.read_text("utf-8"), "utf-8")
    assert [(issue.message, issue.hint) for issue in said(path)] == [
        ("'team' has no value 'nord' (row 2; 12 such rows in the file)", "did you mean 'north'?")
    ]


def test_what_stands_twice_is_named_by_its_row_in_another_file_too(tmp_path: Path) -> None:
    """A spreadsheet has rows in place of lines."""
    write_book(tmp_path / "budget.xlsx", Plan=[["KPI", "Month", "Target"], ["sold", "2026", 5]])
    columns = "columns: {kpi: KPI, period: Month, target: Target}"
    again = f"  - {{from: budget.xlsx, {columns}}}\n  - {{from: budget.csv, {columns}}}\n"
    [issue] = said(report(tmp_path, again, budget="KPI,Month,Target\nsold,2026,6\n"))
    assert (issue.code, issue.hint) == ("duplicate-objective", f"the first is in row 2 of {tmp_path}/budget.xlsx")


def test_a_segment_may_be_written_as_it_is_called_on_the_pages(tmp_path: Path) -> None:
    """By its label in any language, to the letter: a label that two values have, or that is another's id, is none."""
    labels = "north: {en: North, fr: Nord}, south: East, east: South, west: South, wild: south"
    declared = f"dimensions: {{team: {{label: Team, values: {{{labels}}}}}}}\n"
    rows = "KPI,Month,Target,Team\nsold,2026-01,5,Nord\nsold,2026-01,4,south\nsold,2026-02,7,North\n"
    path = report(tmp_path, f"  - {{from: budget.csv, {COLUMNS}}}\n{declared}", budget=rows)
    found = check(path)[0].specs.objectives
    assert [(spec.period.text, one.segment.text) for spec in found for one in spec.by] == [
        ("2026-01", "north"), ("2026-01", "south"), ("2026-02", "north"),
    ]  # fmt: skip
    (tmp_path / "budget.csv").write_text(rows + "sold,2026-03,7,South\nsold,2026-02,8,north\nsold,2026-03,7,nord\n")
    assert [(issue.message, issue.hint) for issue in said(path)] == [
        ("'team' has no value 'South'", "did you mean 'south'?"),
        ("two rows have the target of 'sold' of 'north' for 2026-02", f"the first is at {tmp_path}/budget.csv:4"),
        ("'team' has no value 'nord'", "did you mean 'north'?"),
    ]


def test_its_targets_are_the_reports(tmp_path: Path) -> None:
    """October's target is that of its row, a segment's that of its own."""
    rows = "KPI,Month,Target,Team\nsold,2026-10,200,\nsold,2026-10,120,north\nsold,2026-10,80,south\n"
    path = report(tmp_path, f"  - {{from: budget.csv, {COLUMNS}}}\n", budget=rows)
    done = compute(path, today=TODAY)
    value = done.results.value("sold", done.results.period)
    assert value is not None
    assert (value.target, value.attainment, value.state) == (200, 0.5, "off_track")
    inputs = json.loads(make(done.results, done.catalog))["inputs"]
    sha256 = hashlib.sha256(rows.encode()).hexdigest()
    assert inputs[-1] == {"objectives": "budget.csv", "path": "budget.csv", "sha256": sha256, "rows": 3}


def test_a_watched_report_follows_its_file(tmp_path: Path) -> None:
    """The file is among those that are looked at; a change of it is read, and nothing else changes what was kept."""
    rows = "KPI,Month,Target,Team\nsold,2026-10,200,\n"
    path = report(tmp_path, f"  - {{from: budget.csv, {COLUMNS}}}\n", budget=rows)
    assert tmp_path / "budget.csv" in used(path).data()
    keep = Kept()
    targets = []
    for text in (rows, rows, rows.replace("200", "400.5")):
        (tmp_path / "budget.csv").write_text(text, "utf-8")
        done = compute(path, today=TODAY, keep=keep)
        value = done.results.value("sold", done.results.period)
        assert value is not None
        targets.append(value.target)
    assert targets == [200, 200, Decimal("400.5")]


def test_what_a_file_says_differently_is_a_difference(tmp_path: Path) -> None:
    """Each side reads its own file: the targets of then stand beside those of now."""
    for folder, target in (("before", "200"), ("after", "300")):
        (tmp_path / folder).mkdir()
        rows = f"KPI,Month,Target,Team\nsold,2026-10,{target},\n"
        report(tmp_path / folder, f"  - {{from: budget.csv, {COLUMNS}}}\n", budget=rows)
    found = diff(tmp_path / "after" / "report.yml", str(tmp_path / "before"), today=TODAY)
    (change,) = found.definitions.changes
    assert (change.id, [(one.key, one.before, one.after) for one in change.settings]) == (
        "sold 2026-10", [("target", "200", "300")],
    )  # fmt: skip
    assert found.values is not None
    (state,) = (state for state in found.values.states if state.window == "period")
    assert [side and side.target for side in (state.before, state.after)] == [200, 300]


def test_the_file_of_a_revision_is_that_of_then(tmp_path: Path) -> None:
    """A target is a definition, wherever it stands: git's file is read, not the one that lies there today."""
    repository = Repository(tmp_path)
    repository.write(
        "common/objectives.yml",
        "objectives:\n  - {from: budget.csv, columns: {kpi: KPI, period: Month, target: Target}}\n",
    )
    repository.write("common/budget.csv", "KPI,Month,Target\nrevenue,2026-10,2000\n")
    repository.commit()
    repository.write("common/budget.csv", "KPI,Month,Target\nrevenue,2026-10,3000\n")
    found = repository.diff()
    (change,) = found.definitions.changes
    assert (change.id, [(one.key, one.before, one.after) for one in change.settings]) == (
        "revenue 2026-10", [("target", "2000", "3000")],
    )  # fmt: skip
    assert change.before_place is not None
    assert change.before_place.file == "HEAD:common/budget.csv"
