"""The worded report says what the results hold: headline, verdicts, order, changes, breakdowns, definitions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine import pipeline
from engine.charts import CHARTS
from engine.document import make_document
from engine.document.desk import Desk
from engine.model.document import Document
from engine.model.results import Results, Segment
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.shipped import shipped

TODAY = date(2026, 11, 3)
REPORT = shipped("samples") / "monthly.yml"


@cache
def computed() -> tuple[Results, Catalog, Calendar]:
    """The sample's results, from its real files."""
    made = pipeline.compute(REPORT, today=TODAY)
    return made.results, made.catalog, made.calendar


def in_language(catalog: Catalog, language: str) -> Catalog:
    return replace(catalog, specs=replace(catalog.specs, report=replace(catalog.report, language=language)))


@cache
def document(language: str = "en") -> Document:
    results, catalog, calendar = computed()
    return make_document(results, in_language(catalog, language), calendar, CHARTS)


def desk(language: str = "en") -> Desk:
    results, catalog, calendar = computed()
    return Desk(results, in_language(catalog, language), calendar)


def test_the_headline_counts_what_the_scorecard_shows() -> None:
    """The headline's number of objectives on track is the scorecard's."""
    rows = [row for group in document().scorecard for row in group.rows]
    held = sum(row.state.code == "on_track" for row in rows)
    assert document().headline.startswith(f"{held} of {len(rows)} objectives on track.")


def test_the_headline_names_the_objective_furthest_off() -> None:
    """The objective that the headline names has the lowest attainment of all."""
    rows = [row for group in document().scorecard for row in group.rows]
    worst = min(rows, key=lambda row: row.attainment.value if row.attainment and row.attainment.value else 9)
    assert worst.label in document().headline


def test_a_cohort_is_judged_on_its_last_mature_month() -> None:
    """What matures in 90 days is judged, at the end of October, on July; October stands beside it as provisional."""
    row = next(card for card in document().cards if card.kpi == "lead_conversion_rate")
    assert row.when == "July 2026"
    assert not row.value.provisional
    assert row.latest is not None
    assert row.latest.provisional
    assert row.note == "final after 90 days"


def test_what_is_not_provisional_is_judged_on_the_reports_month() -> None:
    """Signed revenue is October's, and has no other figure beside it."""
    row = next(card for card in document().cards if card.kpi == "signed_revenue")
    assert (row.when, row.latest, row.note) == ("October 2026", None, "")


def test_the_worst_stands_first_in_each_group() -> None:
    """Off track before at risk before on track."""
    order = ["off_track", "at_risk", "not_measurable", "on_track"]
    for group in document().scorecard:
        ranks = [order.index(row.state.code) for row in group.rows]
        assert ranks == sorted(ranks)


def test_every_objective_off_track_needs_a_decision() -> None:
    """The list of decisions is what is off track, no more and no less."""
    rows = [row for group in document().scorecard for row in group.rows]
    off = {row.label for row in rows if row.state.code == "off_track"}
    assert {decision.label for decision in document().decisions} == off
    assert off


@pytest.mark.parametrize(
    ("kpi", "value", "before", "text", "tone"),
    [
        ("win_rate", 0.30, 0.35, "−5.0\u00a0pts", "bad"),
        ("win_rate", 0.35, 0.30, "+5.0\u00a0pts", "good"),
        ("signed_revenue", 110, 100, "+10.0%", "good"),
        ("cost_per_lead", 110, 100, "+10.0%", "bad"),
        ("sales_cycle", 40, 50, "−20.0%", "good"),
        ("signed_revenue", 100.01, 100, "0.0%", "neutral"),
    ],
)
def test_a_change_is_in_points_for_rates_and_in_percent_for_amounts(
    kpi: str, value: float, before: float, text: str, tone: str
) -> None:
    """Rates change in points, amounts in percent; whether that is good is the KPI's to say."""
    at = desk()
    change = at.change(at.kpi(kpi), value, before, at.period)
    assert change is not None
    assert (change.text, change.tone) == (text, tone)


def test_without_an_earlier_value_there_is_no_change() -> None:
    """No change is shown against a value that is missing, nor between two zeros."""
    at = desk()
    assert at.change(at.kpi("signed_revenue"), 100, None, at.period) is None
    assert at.change(at.kpi("signed_revenue"), 0, 0, at.period) is None


def test_the_breakdown_names_the_segment_that_moved_most() -> None:
    """The story in the sample is found: conversion fell most where partners bring the leads."""
    section = next(part for part in document().sections if part.title == "Acquisition")
    chart = next(chart for chart in section.charts if "source" in chart.subtitle)
    assert chart.title == "Lead conversion rate: Partners −10.1\u00a0pts on the year"


def test_a_table_ends_in_the_total_that_the_cards_show() -> None:
    """The total under a table is the KPI's own figure."""
    section = next(part for part in document().sections if part.title == "Signed business")
    total = section.tables[0].rows[-1]
    card = next(card for card in document().cards if card.kpi == "signed_revenue")
    assert total.kind == "total"
    assert total.cells[0].figure == card.value


def test_people_without_a_value_keep_their_row_at_the_end() -> None:
    """Rows whose look-up found nothing, or had nothing to look up, stand last under their own names."""
    section = next(part for part in document().sections if part.title == "Pipeline")
    kinds = [row.kind for row in section.tables[0].rows]
    named = [kind for kind in kinds if kind in ("missing", "unmatched")]
    assert kinds == sorted(kinds, key=("value", "missing", "unmatched", "total").index)
    assert desk().segment(Segment("team", "", "unmatched")) == "(unmatched)"
    assert named == ["missing", "unmatched"]  # leads without an owner, and with one who is in no list


def test_every_kpi_that_is_shown_is_defined_with_its_parts() -> None:
    """The definitions hold each KPI of the pages, and those that they are made of."""
    defined = {definition.kpi for definition in document().definitions}
    shown = {card.kpi for card in document().cards} | {row.kpi for g in document().scorecard for row in g.rows}
    assert shown <= defined
    assert {"cost_per_lead", "campaign_cost", "campaign_revenue"} <= defined
    assert all(definition.sentence for definition in document().definitions)


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_no_english_sentence_is_left_on_a_page(language: str) -> None:
    """A French or Russian reader finds none of the fixed English words in the worded report."""
    english = re.compile(r"\b(the|of|by|on|off|track|target|period|provisional|year|month|rows)\b", re.IGNORECASE)
    made = document(language)
    texts = [made.headline, *made.footnotes]
    for card in made.cards:
        texts += [card.label, card.note, card.state.word, card.sentence, card.spark.sentence]
    for section in made.sections:
        texts += [section.title, *(text for c in section.charts for text in (c.title, c.subtitle, c.alt))]
        texts += [
            text for t in section.tables for text in (t.title, t.note, *t.columns, *(row.label for row in t.rows))
        ]
    for source in made.sources:
        texts += [source.covers, *source.remarks]
    for definition in made.definitions:
        texts += [definition.label, definition.sentence, definition.unit, *(word for word, _ in definition.details)]
    found = [text for text in texts if english.search(text)]
    assert found == []


def test_a_document_is_the_same_twice() -> None:
    """The same results worded twice are equal, drawings and all."""
    results, catalog, calendar = computed()
    assert make_document(results, in_language(catalog, "en"), calendar, CHARTS) == document("en")


def test_paths_in_the_report_are_relative_to_it() -> None:
    """The sources name files as the report's folder sees them."""
    assert {source.files for source in document().sources} >= {"data/leads.csv", "data/campagnes.csv"}
    assert not any(Path(source.files).is_absolute() for source in document().sources)
