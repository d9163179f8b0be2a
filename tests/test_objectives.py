"""Objectives meet the data: a target for a segment that no row has is said where it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import engine
from engine.errors import Issue, SpecError
from engine.kept import Kept
from engine.pipeline.figures import compute

TODAY = date(2026, 11, 3)
REPORT = """report: {{id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{{title: A, cards: [sold]}}]}}
datasets:
  deals:
    source: deals.csv
    date: day
    columns: {{day: date, office: string, rep: string, amount: money}}
    joins: {{who: {{to: reps, on: rep}}}}
    dimensions: {{place: who.place}}
    covers: {{from: 2026-01-01, to: 2026-10-31}}
  reps: {{source: reps.csv, key: rep, columns: {{rep: string, place: string}}}}
kpis:
  sold: {{label: Sold, dataset: deals, formula: SUM(amount), better: higher}}
{more}objectives:
  - {{kpi: sold, period: {period}, target: 100,
     by: {by}}}
"""  # noqa: E501
DEALS = "day,office,rep,amount\n2026-03-01,Central,a,1\n2026-10-02,East,b,2\n"


def written(folder: Path, by: str, more: str = "", period: int = 2026) -> Path:
    path = folder / "report.yml"
    path.write_text(REPORT.format(by=by, more=more, period=period), "utf-8")
    (folder / "deals.csv").write_text(DEALS, "utf-8")
    (folder / "reps.csv").write_text("rep,place\na,Lyon\nb,Metz\nc,Nantes\n", "utf-8")
    return path


def said(path: Path) -> list[Issue]:
    """What every door that reads data says of the objectives: the same."""
    found = at_doors(path)
    assert all(issues == found[0] for issues in found), found
    return found[0]


def wrong(path: Path) -> list[Issue]:
    """The errors alone, the same at every door; whoever finds them late has not gathered all warnings yet."""
    found = [[issue for issue in issues if issue.level == "error"] for issues in at_doors(path)]
    assert all(issues == found[0] for issues in found), found
    return found[0]


def at_doors(path: Path) -> list[list[Issue]]:
    """What each door that reads data says."""
    doors: tuple[Callable[[], tuple[Issue, ...]], ...] = (
        lambda: compute(path, today=TODAY).warnings,
        lambda: compute(path, today=TODAY, keep=Kept()).warnings,
        lambda: engine.pipeline.check_data(path, today=TODAY).warnings,
        lambda: engine.pipeline.explain_figure(path, "sold", today=TODAY).warnings,
    )
    found = []
    for door in doors:
        try:
            found.append(list(door()))
        except SpecError as error:
            found.append(list(error.issues))
    return found


@pytest.mark.parametrize(
    ("by", "level", "segment", "hint"),
    [
        ("{office: {Centrl: 60, East: 40}}", "error", "Centrl", "did you mean 'Central'?"),
        ("{office: {Central: 60, Esat: 40}}", "error", "Esat", "did you mean 'East'?"),
        ("{office: {Central: 60, Wast: 40}}", "warning", "Wast", "did you mean 'East'?"),
        ("{office: {central: 60, East: 40}}", "error", "central", "did you mean 'Central'?"),
        ("{office: {CENTRAL: 60, East: 40}}", "error", "CENTRAL", "did you mean 'Central'?"),
        ("{place: {Lyon: 60, Mets: 40}}", "warning", "Mets", "did you mean 'Metz'?"),
        # All that there are have targets of their own: it is like one of them, and another one.
        (
            "{office: {Central: 50, East: 40, Eastt: 10}}", "warning", "Eastt",
            "where it has no rows yet, list it under 'dimensions', in the values of 'office'",
        ),
        ("{office: {Central: 60, Overseas: 40}}", "warning", "Overseas", "known here: East"),
    ],
)  # fmt: skip
def test_a_segment_that_no_row_has_is_said_at_its_place(
    tmp_path: Path, by: str, level: str, segment: str, hint: str
) -> None:
    """An error where it is a slip in one that has rows and no target, else a warning: it may have none yet."""
    (issue,) = said(written(tmp_path, by))
    assert (issue.level, issue.code, issue.hint) == (level, "unknown-segment", hint)
    assert issue.message == f"no row has {by[1:].split(':')[0]} '{segment}'"
    assert (issue.place.line, issue.place.length) == (15, len(segment))
    assert issue.place.column == len(f"     by: {by}"[: f"     by: {by}".index(segment)]) + 1


@pytest.mark.parametrize(
    ("by", "more"),
    [
        ("{office: {Central: 60, East: 40}}", ""),
        ("{place: {Lyon: 60, Nantes: 40}}", ""),  # of whom there is no deal yet
        (
            "{office: {Centrl: 60, East: 40}}",
            "dimensions: {office: {label: Office, values: {Centrl: New, Central: Central, East: East}}}\n",
        ),
    ],
)
def test_what_a_row_has_or_somebody_declares_is_a_segment(tmp_path: Path, by: str, more: str) -> None:
    """Whenever its rows are, with or without rows that count, and where it is listed without any."""
    assert said(written(tmp_path, by, more)) == []


@pytest.mark.parametrize(("year", "slip"), [(2026, False), (2025, False), (2027, True), (2016, True)])
def test_an_objective_of_a_year_that_is_not_shown_is_said(tmp_path: Path, year: int, slip: bool) -> None:
    """The year of the report's month, and the years of the months that its trends show, are no slip."""
    found = said(written(tmp_path, "{office: {Central: 60, East: 40}}", period=year))
    found = [issue for issue in found if issue.code != "objectives-ended"]
    wanted = (f"the objective of {year} is not of this report's year 2026", "'sold' has none for 2026")
    assert [(issue.level, issue.code, issue.message, issue.hint) for issue in found] == [
        ("warning", "other-year", *wanted)
    ] * slip
    assert all((issue.place.line, issue.place.column) == (14, 25) for issue in found)


def test_objectives_that_were_not_rolled_over_are_said_once(tmp_path: Path) -> None:
    """In the report's year nothing judges their KPIs; a report of last year, or of a KPI not shown, is told nothing."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}", period=2025)
    (issue,) = said(path)
    assert (issue.level, issue.code, issue.place.line) == ("warning", "objectives-ended", 14)
    assert issue.message == "the objectives of 'sold' end with 2025: nothing judges it in 2026"
    assert issue.hint == "write those for 2026"
    assert [i.code for i in compute(path, today=TODAY, period="2026-03").warnings] == ["objectives-ended"]
    text = path.read_text("utf-8").replace("from: 2026-01-01", "from: 2025-01-01")
    path.write_text(text, "utf-8")
    assert compute(path, today=TODAY, period="2025-10").warnings == ()
    more = text.replace("[sold]", "[sold, two]").replace(
        "objectives:", "  two: {label: Two, dataset: deals, formula: COUNT(*), better: higher}\n"
        "  three: {label: Three, dataset: deals, formula: COUNT(*), better: higher}\nobjectives:"
    ) + "".join(f"  - {{kpi: {kpi}, period: 2025-Q4, target: 1}}\n" for kpi in ("two", "three"))  # fmt: skip
    path.write_text(more, "utf-8")
    (issue,) = compute(path, today=TODAY).warnings
    assert issue.message == "the objectives of 'sold', 'two' end with 2025: nothing judges them in 2026"


def test_beside_an_objective_for_the_reports_year_another_is_right(tmp_path: Path) -> None:
    """Next year's target may be written when it is decided."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}")
    path.write_text(path.read_text("utf-8") + "  - {kpi: sold, period: 2027, target: 200}\n", "utf-8")
    assert said(path) == []


def seasonal(folder: Path, rows: str, covers: str, spread: str = "seasonal", every: str = "month") -> Path:
    """A report whose target is spread as last year was."""
    path = written(folder, "{office: {Central: 60, East: 40}}")
    text = path.read_text("utf-8").replace("target: 100,", f"target: 100, spread: {spread},")
    text = text.replace("from: 2026-01-01", f"from: {covers}").replace("every: month", f"every: {every}")
    path.write_text(text, "utf-8")
    (folder / "deals.csv").write_text("day,office,rep,amount\n" + rows, "utf-8")
    return path


CODE = "segments-do-not-add-up"
YEAR = "".join(f"2025-{month:02}-05,{'Central' if month < 7 else 'East'},a,{month}\n" for month in range(1, 13))


def test_a_season_needs_a_whole_last_year(tmp_path: Path) -> None:
    """What the data lack of it is said where the spread is written, by every door."""
    (issue,) = said(seasonal(tmp_path, YEAR, "2025-02-01"))
    assert (issue.level, issue.code, issue.place.line) == ("error", "no-last-year", 14)
    assert issue.message == (
        "a seasonal target has the shape of 2025-01-01 to 2025-12-31, "
        "and the data of 'deals' cover 2025-02-01 to 2026-10-31, as 'covers' says; "
        "their rows are of 2025-01-05 to 2025-12-05"
    )
    assert issue.hint.startswith("where the data are complete from 2025-01-01 on, let 'covers' of 'deals' begin then;")
    assert said(seasonal(tmp_path, YEAR, "2025-01-01")) == []


@pytest.mark.parametrize("every", ["week", "month", "quarter"])
def test_a_target_has_last_years_season(tmp_path: Path, every: str) -> None:
    """October had 10 of 78; a week in it 7 of 31 days of that; the quarter before it 7, 8 and 9 of 78."""
    found = compute(seasonal(tmp_path, YEAR, "2025-01-01", every=every), today=TODAY).results
    value = found.value("sold", found.period)
    assert value is not None
    share = {"week": Decimal(10) * 7 / 31, "month": Decimal(10), "quarter": Decimal(7 + 8 + 9)}[every]
    assert value.target is not None
    assert abs(Decimal(value.target) - share * 100 / 78) < Decimal("0.011")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("2025-03-01,Central,a,-5\n", "2025-03 was below zero"),
        ("2026-03-01,Central,a,5\n", "there was nothing from 2025-01 on"),
    ],
)
def test_a_year_without_a_shape_is_said(tmp_path: Path, rows: str, why: str) -> None:
    """A season of nothing, or with less than nothing in it, gives no parts; every door says so."""
    (issue,) = wrong(seasonal(tmp_path, rows, "2025-01-01"))
    assert issue.message == f"the target of 'sold' is spread in last year's shape, and {why}"


def test_a_revision_of_a_season_leaves_something_for_the_rest(tmp_path: Path) -> None:
    """Nine months of last year's shape keep 45 of 78 hundredths: 50 is too little for the year, at every door."""
    path = seasonal(tmp_path, YEAR, "2025-01-01")
    text = path.read_text("utf-8").replace("\n     by: {office: {Central: 60, East: 40}}", " revisions: [REVISED]")
    path.write_text(text.replace("REVISED", "{from: 2026-10, target: 50}"), "utf-8")
    (issue,) = wrong(path)
    assert issue.message == "the periods before 2026-10 keep 57.69, more than the revised target"
    path.write_text(text.replace("REVISED", "{from: 2026-10, target: 60}"), "utf-8")
    assert said(path) == []
    found = compute(path, today=TODAY).results
    value = found.value("sold", found.period)
    assert value is not None
    assert value.target == Decimal("0.70")  # 10 of 33 parts of what is left


UNLIKE = "in {} the targets by office add up to {}, and that of the whole is 8.33; so they differ in {} periods"


def test_segments_that_do_not_make_up_the_months_of_the_whole_are_named(tmp_path: Path) -> None:
    """With the month that is furthest off: a season's by what reads the data, what is written by every door."""
    path = seasonal(tmp_path, YEAR, "2025-01-01", "even")
    text = path.read_text("utf-8")
    path.write_text(text.replace("East: 40", "East: {target: 40, spread: seasonal}"), "utf-8")
    (issue,) = compute(path, today=TODAY).warnings
    assert (issue.level, issue.code, issue.message) == ("warning", CODE, UNLIKE.format("2026-10", "12.02", "10 of 10"))
    written = "East: {target: 40, spread: [0, 0, 0, 0, 0, 0, 4, 4, 8, 8, 8, 8]}"
    path.write_text(text.replace("East: 40", written), "utf-8")
    (issue,) = said(path)
    assert (issue.level, issue.code, issue.message) == ("warning", CODE, UNLIKE.format("2026-09", "13.00", "12 of 12"))
    whole = text.replace("spread: even", "spread: [5, 5, 5, 5, 5, 5, 9, 9, 13, 13, 13, 13]")
    path.write_text(
        whole.replace("East: 40", written).replace("Central: 60", "Central: {target: 60, spread: even}"), "utf-8"
    )
    assert said(path) == []


def test_a_segment_may_have_a_season_of_its_own(tmp_path: Path) -> None:
    """East sold in the second half of last year only: its own season has 10 of 57 in October, the whole's 10 of 78."""
    path = seasonal(tmp_path, YEAR, "2025-01-01", "even")
    text = path.read_text("utf-8").replace("East: 40", "East: {target: 40, spread: seasonal}")
    path.write_text(text.replace("cards: [sold]", "kpis: [sold], by: office"), "utf-8")
    found = compute(path, today=TODAY).results
    targets = {of[0].value: value.target for (_, _, at, of), value in found.values.items() if of and at == "2026-10"}
    assert targets == {"Central": 5, "East": Decimal("7.02")}
    path.write_text(path.read_text("utf-8").replace("Central: 60", "Central: {target: 60, spread: seasonal}"), "utf-8")
    found = compute(path, today=TODAY).results
    targets = {of[0].value: value.target for (_, _, at, of), value in found.values.items() if of and at == "2026-10"}
    assert targets == {"Central": 0, "East": Decimal("7.02")}


def test_months_of_the_reports_year_are_no_other_time(tmp_path: Path) -> None:
    """Objectives of months of the report's year stand for it, and are no other year's; a later year's is."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}")
    for period, wanted in (("2026-10", []), ("2026-Q4", []), ("2028-Q1", ["other-year"])):
        path.write_text(REPORT.format(by="{office: {Central: 60, East: 40}}", more="", period=period), "utf-8")
        assert [issue.code for issue in said(path)] == wanted


@pytest.mark.parametrize("period", ["2026-Q1", "2026-03", "2026-09", "2026-10", "2026-11", "2026"])
def test_objectives_of_earlier_months_alone_judge_nothing_now(tmp_path: Path, period: str) -> None:
    """Of the report's year, and over before its month: said as of objectives that were not rolled over."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}")
    path.write_text(REPORT.format(by="{office: {Central: 60, East: 40}}", more="", period=period), "utf-8")
    found = [(issue.level, issue.code, issue.place.line, issue.message, issue.hint) for issue in said(path)]
    message = f"the objectives of 'sold' end with {period}: nothing judges it in 2026-10"
    hint = "write those for 2026-10, or one for all of 2026"
    over = period in ("2026-Q1", "2026-03", "2026-09")
    assert found == [("warning", "objectives-ended", 14, message, hint)] * over
    if over:  # an older one beside the month's own is right
        path.write_text(path.read_text("utf-8") + "  - {kpi: sold, period: 2026-10, target: 1}\n", "utf-8")
        assert said(path) == []


def test_a_report_computes_the_objectives_of_what_it_shows(tmp_path: Path) -> None:
    """In a file that reports share are those of others; without a scorecard nothing says which, and all count."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}")
    text = path.read_text("utf-8").replace(
        "objectives:", "  two: {label: Two, dataset: deals, formula: COUNT(*), better: higher}\nobjectives:"
    ) + "  - {kpi: two, period: 2026, target: 1}\n"  # fmt: skip
    path.write_text(text, "utf-8")
    assert {value.kpi for value in compute(path, today=TODAY).results.values.values()} == {"sold", "two"}
    for kpis, computed in (("[sold]", {"sold"}), ("all", {"sold", "two"})):
        path.write_text(text.replace("cards: [sold]", f"scorecard: {{kpis: {kpis}}}"), "utf-8")
        assert {value.kpi for value in compute(path, today=TODAY).results.values.values()} == computed
