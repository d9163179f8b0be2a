"""Objectives meet the data: a target for a segment that no row has is said where it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
    assert all(issues == found[0] for issues in found), found
    return found[0]


@pytest.mark.parametrize(
    ("by", "level", "segment", "hint"),
    [
        ("{office: {Centrl: 60, East: 40}}", "error", "Centrl", "did you mean 'Central'?"),
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
    wanted = (f"the objective of {year} is not of this report's year 2026", "'sold' has none for 2026")
    assert [(issue.level, issue.code, issue.message, issue.hint) for issue in found] == [
        ("warning", "other-year", *wanted)
    ] * slip
    assert all((issue.place.line, issue.place.column) == (14, 25) for issue in found)


def test_beside_an_objective_for_the_reports_year_another_is_right(tmp_path: Path) -> None:
    """Next year's target may be written when it is decided."""
    path = written(tmp_path, "{office: {Central: 60, East: 40}}")
    path.write_text(path.read_text("utf-8") + "  - {kpi: sold, period: 2027, target: 200}\n", "utf-8")
    assert said(path) == []
