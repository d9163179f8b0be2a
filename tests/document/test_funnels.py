"""A funnel's page says the narrowest step, how it changed, and which steps are no part of the one before."""

from __future__ import annotations

import re
from functools import cache

import pytest

from engine.formats import pages
from engine.model.document import Document
from engine.model.pictures import ChartFigure
from engine.model.tables import FunnelTable
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD % "en" + """\
  sections:
    - {title: Steps, charts: [{funnel: [visits, leads, called, won]}]}
    - {title: Ripe, charts: [{funnel: [leads, called, ripe]}]}
    - {title: Apart, charts: [{funnel: [visits, leads]}]}
    - {title: Astray, charts: [{funnel: [called, won]}]}
datasets:
  leads:
    source: leads.csv
    date: day
    covers: {from: 2026-01-01, to: 2026-10-31}
    columns: {day: date, called: boolean, won: boolean}
  visits: {source: leads.csv, date: day, covers: {from: 2026-01-01, to: 2026-10-31}, columns: {day: date}}
kpis:
  visits: {label: {en: Visits, fr: Visites, ru: Визиты}, dataset: visits, formula: COUNT(*)}
  leads: {label: {en: Leads, fr: Leads, ru: Лиды}, dataset: leads, formula: COUNT(*)}
  called: {label: {en: Called, fr: Appelés, ru: Со звонком}, dataset: leads, formula: COUNT_IF(called), better: higher}
  won: {label: {en: Won, fr: Gagnés, ru: Со сделкой}, dataset: leads, formula: COUNT_IF(won), better: higher}
  ripe: {label: {en: Ripe, fr: Mûrs, ru: Зрелые}, dataset: leads, formula: COUNT_IF(called AND won), matures: 40 days}
"""  # fmt: skip
# Of each month: leads, of them called, of them won, and one more that is won and was not called.
MONTHS = {"2026-07": (10, 8, 2, 0), "2026-08": (10, 5, 2, 0), "2026-09": (10, 9, 6, 0), "2026-10": (10, 8, 6, 0)}


@cache
def documents(astray: int = 0) -> dict[str, Document]:
    """The report in each language."""
    lines = ["day,called,won"]
    for month, (leads, called, won, _) in MONTHS.items():
        lines += [f"{month}-05,{str(n < called).lower()},{str(n < won).lower()}" for n in range(leads)]
    lines += ["2026-10-06,false,true"] * astray
    made = october(REPORT, leads=lines)
    return {language: worded(made, language) for language in ("en", "fr", "ru")}


def shown(title: str, language: str = "en", astray: int = 0) -> tuple[ChartFigure, FunnelTable]:
    part = next(part for part in documents(astray)[language].sections if part.title == title)
    return part.charts[0], part.funnels[0]


@pytest.mark.parametrize(
    ("language", "title", "unlike", "note"),
    [
        ("en", "Narrowest step: Called → Won, 75.0%, +8.3\u00a0pts vs Sep 2026", "not the same people",
         "Narrowed most against Sep 2026: Leads → Called, from 90.0% to 80.0% (−10.0\u00a0pts)."),
        ("fr", "Étape la plus étroite\u00a0: Appelés → Gagnés, 75,0\u202f%, +8,3\u00a0pts vs sept. 2026",
         "pas les mêmes personnes",
         "Plus fort resserrement par rapport à sept. 2026\u00a0: Leads → Appelés, de 90,0\u202f% à 80,0\u202f% "
         "(−10,0\u00a0pts)."),
        ("ru", "Самое узкое место: Со звонком → Со сделкой, 75,0\u00a0%, +8,3\u00a0п.\u00a0п. против сент. 2026",
         "не те же люди",
         "Сильнее всего сузился этап «Лиды → Со звонком»: было 90,0\u00a0%, стало 80,0\u00a0% "
         "(−10,0\u00a0п.\u00a0п. против сент. 2026)."),
    ],
)  # fmt: skip
def test_the_message_is_the_narrowest_step(language: str, title: str, unlike: str, note: str) -> None:
    """In the title, with its change; which narrowed most stands beside, and who are other people has no rate."""
    chart, table = shown("Steps", language)
    assert (chart.title, chart.note) == (title, note)
    assert f"– {unlike}" in chart.alt
    assert [row.note for row in table.rows] == ["", unlike, "", ""]
    assert [row.rate and row.rate.value for row in table.rows] == [None, None, 0.8, 0.75]


def test_each_step_stands_in_figures() -> None:
    """Then and now, the share of the step before, and its change in points."""
    _, table = shown("Steps")
    assert table.heads == ("Step", "Oct 2026", "Sep 2026", "Rate, Oct 2026", "Rate, Sep 2026", "Change")
    row = table.rows[2]
    assert [figure and figure.text for figure in (row.value, row.previous, row.rate, row.previous_rate)] == [
        "8", "9", "80.0%", "90.0%",
    ]  # fmt: skip
    assert row.change is not None
    assert (row.change.text, row.change.tone) == ("−10.0\u00a0pts", "bad")


def test_a_step_that_is_not_final_sends_the_funnel_back() -> None:
    """The last month in which all are final stands there, the report's own so far beside it, marked."""
    chart, table = shown("Ripe")
    assert chart.title == "Narrowest step: Called → Ripe, 40.0%, +15.0\u00a0pts vs Jul 2026"
    assert chart.note.endswith("August 2026 is the last period in which every step is final.")
    assert table.heads[-1] == "Oct 2026 so far"
    assert [row.latest and (row.latest.text, row.latest.provisional) for row in table.rows] == [
        ("10", False), ("8", False), ("6", True),
    ]  # fmt: skip
    assert "provisional" in pages.render(documents()["en"], "screen", lambda weight, characters: "")


def test_without_a_rate_there_is_no_message_about_one() -> None:
    """Two counts of other things are two bars, from one to the other."""
    chart, _ = shown("Apart")
    assert (chart.title, chart.note) == ("Visits → Leads", "")


def test_rows_that_are_not_among_the_step_before_are_counted() -> None:
    """One row that is won and was not called: no rate, and the page says how many they are."""
    chart, table = shown("Astray", astray=1)
    assert chart.note == "Called → Won: 1 row is not among the step before."
    assert table.rows[1].rate is None
    assert "not the same people" in chart.alt


def test_the_picture_outlines_the_period_before_and_names_both() -> None:
    """A solid bar for each count, an outline for what it was, and a word for each."""
    chart, _ = shown("Steps")
    assert len(re.findall(r'<path d="[^"]*" fill="#3d4859"', chart.svg)) == 4 + 1  # the key's swatch
    assert len(re.findall(r'stroke="#5a6675"', chart.svg)) == 4 + 1
    assert ">Oct 2026<" in chart.svg
    assert ">Sep 2026<" in chart.svg
    assert ">↓ not the same people<" in chart.svg
