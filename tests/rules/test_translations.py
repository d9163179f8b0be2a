"""Texts that are not in the language of the report are named, each once; of another language, all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine import pipeline
from engine.errors import Issue
from engine.rules.translations import missing_in

REPORT = """report:
  id: r
  title: {en: Review, fr: Revue}
  company: C
  every: month
  language: LANGUAGE
  uses: ['boardpack:acquisition']
  sections: [{title: &deals {en: Deals, ru: Сделки}, cards: [sold, leads_generated]}]
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, place: string}}
  leads: {source: deals.csv, date: day, columns: {day: date}}
dimensions: {place: {label: {en: Place}}}
kpis:
  sold: {label: *deals, description: Same in all, dataset: deals, formula: COUNT(*)}
  inner: {label: {en: Inner}, dataset: deals, formula: COUNT(*), private: true}
"""


def checked(folder: Path, language: str) -> tuple[Issue, ...]:
    (folder / "report.yml").write_text(REPORT.replace("LANGUAGE", language), "utf-8")
    (folder / "deals.csv").write_text("day,place\n2026-10-02,here\n2026-10-31,here\n", "utf-8")
    return pipeline.check(folder / "report.yml")[1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", []),
        ("fr", [(8, "the title of a section is not in French", "in English and Russian")]),
        ("ru", [(3, "the title of the report is not in Russian", "in English and French")]),
    ],
)
def test_a_text_in_other_languages_is_named_once(
    tmp_path: Path, language: str, said: list[tuple[int, str, str]]
) -> None:
    """Not those of the library, of private KPIs, of dimensions that nothing is cut by, or without any language."""
    found = checked(tmp_path, language)
    assert {(issue.level, issue.code) for issue in found} <= {("warning", "translation-missing")}
    hint = f"add '{language}:'; until then it is shown in English"
    assert [(issue.place.line, issue.message, issue.hint) for issue in found] == [
        (line, f"{what}, the language of the report: it is {there}", hint) for line, what, there in said
    ]


def test_another_language_that_is_asked_for_has_one_message(tmp_path: Path) -> None:
    """It names the first texts and counts the rest, and stands beside what is said of the report's own."""
    assert checked(tmp_path, "en") == ()
    made = pipeline.render(
        tmp_path / "report.yml", today=date(2026, 11, 3), language="ru", outputs=("json",), out=tmp_path
    )
    (issue,) = (issue for issue in made.warnings if issue.code == "translation-missing")
    assert issue.message == "the title of the report is not in Russian, and shown in another language"
    catalog, _ = pipeline.check(tmp_path / "report.yml")
    (issue,) = missing_in(catalog, "fr")
    assert (issue.place.line, issue.message) == (
        8, "the title of a section is not in French, and shown in another language",
    )  # fmt: skip
