"""The worded report says what the results hold: headline, verdicts, order, changes, breakdowns, definitions."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

import pytest

from engine import pipeline
from engine.charts import draw
from engine.document import make_document
from engine.document.desk import Desk
from engine.document.revised import mark
from engine.document.segments import dashes
from engine.document.standings import joined, untitled
from engine.formats import FORMATS
from engine.model.document import Document
from engine.model.results import Results, Segment
from engine.model.specs import Catalog
from engine.model.unit import Unit
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
    return make_document(results, in_language(catalog, language), calendar, draw)


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


def test_states_are_explained_where_there_are_any() -> None:
    """A report without an objective does not say when one is on track."""
    results, catalog, calendar = computed()
    values = {key: replace(value, target=None, state="no_target") for key, value in results.values.items()}
    without = make_document(replace(results, values=values), catalog, calendar, draw)
    assert any(note.startswith("On track: ") for note in document().footnotes)
    assert not any(note.startswith("On track: ") for note in without.footnotes)
    assert any(note.startswith("Attainment is ") for note in document().footnotes), "the cost per lead is to be low"
    assert not any(note.startswith("Attainment is ") for note in without.footnotes)


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


def test_a_group_has_a_title_only_beside_others_and_each_once() -> None:
    """What several scorecards say of one theme stands together; a group alone needs no title."""
    first, second = document().scorecard
    assert [group.title for group in joined((first, second, first))] == [first.title, second.title]
    assert len(joined((first, first))[0].rows) == 2 * len(first.rows)
    assert [group.title for group in untitled((first,))] == [""]
    assert untitled((first, second)) == (first, second)


def test_a_dash_has_its_reason() -> None:
    """Under what has a dash stands why, each reason once; without a dash nothing."""
    value = next(iter(computed()[0].values.values()))
    reasons = ("zero_denominator", "not_covered", "not_covered")
    missing = [replace(value, value=None, reason=reason) for reason in reasons]
    assert dashes(desk(), [replace(value, value=1)]) == ""
    assert dashes(desk(), missing[:1]) == "A dash stands where there is nothing to divide by."
    assert dashes(desk(), missing) == "A dash stands for: nothing to divide by or not covered by the data."


def test_every_objective_off_track_needs_a_decision() -> None:
    """The list of decisions is what is off track, in the period or since the year began, no more and no less."""
    rows = [row for group in document().scorecard for row in group.rows]
    off = {row.label for row in rows
           if "off_track" in (row.state.code, row.to_date_state.code if row.to_date_state else "")}  # fmt: skip
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


def test_a_rates_difference_is_as_fine_as_the_rate_is_written() -> None:
    """0.48 % against 0.50 % is no "0.0 points", and not on target either."""
    at = desk()
    kpi = replace(at.kpi("win_rate"), unit=Unit("percent", 2))
    change = at.change(kpi, 0.0048, 0.0050, at.period)
    assert change is not None
    assert (change.text, change.tone) == ("−0.02\u00a0pts", "bad")
    value = at.value(kpi, at.period)
    assert value is not None
    assert at.distance(kpi, replace(value, value=0.0048, target=Decimal("0.005"))) == "0.02\u00a0pts below target"


def test_without_an_earlier_value_there_is_no_change() -> None:
    """No change is shown against a value that is missing, nor between two zeros."""
    at = desk()
    assert at.change(at.kpi("signed_revenue"), 100, None, at.period) is None
    assert at.change(at.kpi("signed_revenue"), 0, 0, at.period) is None


def test_the_bridge_names_the_segment_that_moved_most() -> None:
    """The story in the sample is found: conversion fell most where partners bring the leads."""
    section = next(part for part in document().sections if part.title == "Acquisition")
    chart = next(chart for chart in section.charts if "source" in chart.subtitle)
    told = "Lead conversion rate fell by 1.5 pts compared with Jul 2025: −1.7 pts from a lower rate in “Partners”"
    assert chart.title.replace("\u00a0", " ").startswith(told)


def test_a_bridge_has_a_table_whose_parts_make_up_the_change() -> None:
    """Beneath it stand all its segments then and now, and what their rates and shares did adds up to the total."""
    section = next(part for part in document().sections if part.title == "Acquisition")
    chart = next(chart for chart in section.charts if "source" in chart.subtitle)
    (table,) = section.beneath
    assert chart.table == table.id
    assert table.columns == ("Jul 2025", "Jul 2026", "Rate", "Share", "Change")
    *parts, total = [[cell.figure.value for cell in row.cells] for row in table.rows]
    for column in (2, 3, 4):
        assert sum(float(part[column] or 0) for part in parts) == pytest.approx(float(total[column] or 0))
    assert float(total[1] or 0) - float(total[0] or 0) == pytest.approx(float(total[4] or 0))
    told = {row.label: [cell.figure.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows}
    assert told["Partners"] == ["23.9%", "13.8%", "−1.7 pts", "+0.2 pts", "−1.5 pts"]


def test_the_breakdown_names_the_segment_that_moved_most() -> None:
    """Signed revenue moved most in the south."""
    section = next(part for part in document().sections if part.title == "Signed business")
    chart = next(chart for chart in section.charts if "team" in chart.subtitle)
    assert chart.title.replace("\u00a0", " ") == "Signed revenue: South −15.4% on the year"


def test_only_what_a_revision_changed_is_said_to_be_revised() -> None:
    """The sample's teams got other targets in July, the whole kept its own, and so did the north."""
    kpi, year = desk().kpi("signed_revenue"), desk().period
    assert document().cards[0].kpi == kpi.id
    assert document().cards[0].revised == ""
    said = {team: mark(desk(), kpi, year, (Segment("team", team),)) for team in ("north", "south", "key_accounts")}
    revised = "target revised as of Jul 2026"
    assert said == {"north": "", "south": revised, "key_accounts": revised}


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
    """The definitions hold each KPI of the pages, and those that they are made of, but for what is private."""
    defined = {definition.kpi for definition in document().definitions}
    shown = {card.kpi for card in document().cards} | {row.kpi for g in document().scorecard for row in g.rows}
    assert shown <= defined
    assert {"cost_per_lead", "campaign_cost"} <= defined
    assert "campaign_revenue" not in defined


def test_what_is_private_is_explained_in_the_definition_that_names_it() -> None:
    """Its formula and its rows stand beside the formula with its name."""
    invested = next(one for one in document().definitions if one.kpi == "return_on_investment")
    assert invested.formula == "(campaign_revenue - campaign_cost) / campaign_cost"
    formula = "campaign_revenue = SUM(amount) WHERE stage = 'won' AND lead.campaign_id IS NOT NULL"
    assert invested.private == ((formula, (("Rows", "opportunities"), ("Counted on", "lead.created_at"))),)
    page = FORMATS["html"](document()).decode()
    assert f"<code>{html.escape(formula).replace('&#x27;', '&#39;')}</code>" in page
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
    assert make_document(results, in_language(catalog, "en"), calendar, draw) == document("en")


def test_paths_in_the_report_are_relative_to_it() -> None:
    """The sources name files as the report's folder sees them."""
    assert {source.files for source in document().sources} >= {"data/leads.csv", "data/campagnes.csv"}
    assert not any(Path(source.files).is_absolute() for source in document().sources)


@cache
def variant(every: str, *changes: tuple[str, str], period: str | None = None) -> tuple[Results, Catalog, Calendar]:
    """The sample as a report of another grain."""
    folder = Path(mkdtemp()) / "samples"
    copytree(shipped("samples"), folder)
    text = REPORT.read_text("utf-8").replace("every: month", f"every: {every}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "monthly.yml").write_text(text, "utf-8")
    made = pipeline.compute(folder / "monthly.yml", today=TODAY, period=period)
    return made.results, made.catalog, made.calendar


def worded(every: str, language: str, *changes: tuple[str, str], period: str | None = None) -> Document:
    results, catalog, calendar = variant(every, *changes, period=period)
    return make_document(results, in_language(catalog, language), calendar, draw)


@pytest.mark.parametrize(
    ("language", "title", "decided", "previous"),
    [
        ("en", "Oct 19 – 25, 2026", "€63,446 in the week of Oct 19, 2026, 42.0% below target", "Oct 12 – 18, 2026"),
        ("fr", "19–25 oct. 2026", "63 446 € la semaine du 19 oct. 2026, 42,0 % sous l’objectif", "12–18 oct. 2026"),
        ("ru", "19–25 окт. 2026", "63 446 € за неделю с 19 окт. 2026 г., на 42,0 % ниже цели", "12–18 окт. 2026"),
    ],
)
def test_a_weekly_report_speaks_of_weeks(language: str, title: str, decided: str, previous: str) -> None:
    """Its title, decisions and comparisons name weeks by their days as the language writes them."""
    made = worded("week", language)

    def plain(text: str) -> str:
        return re.sub("[\u00a0\u202f]", " ", text)

    assert plain(made.period) == title
    assert made.period_id == "2026-W43"
    assert plain(made.decisions[0].sentence).startswith(decided)
    card = next(card for card in made.cards if card.kpi == "signed_revenue")
    assert card.previous is not None
    assert card.year_ago is not None
    assert plain(card.previous.against) == previous
    assert "2025" in card.year_ago.against
    assert any("52" in note for note in made.footnotes)


def test_a_trend_of_weeks_in_a_monthly_report_says_which() -> None:
    """Its title names the last whole week, its subtitle the stretch, and it has last year and the target."""
    made = worded("month", "en", ("{trend: leads_generated}", "{trend: leads_generated, grain: week, periods: 52}"))
    chart = made.sections[0].charts[0]
    title = chart.title.replace("\u00a0", " ")
    assert title.startswith("Leads generated: 244 (Oct 19 – 25, 2026), 27.2% above target, +")
    assert chart.subtitle.replace("\u00a0", " ") == "by week, Oct 27, 2025 – Oct 25, 2026"
    assert ">Target<" in chart.svg
    assert ">Last year<" in chart.svg
    assert "Oct 27 2025 " in chart.alt.replace("\u00a0", " ")
    assert any("October 31, 2026" in note and "52 weeks" in note for note in made.footnotes)
    assert not any("52 weeks" in note for note in document().footnotes)


def test_a_year_is_compared_once_and_is_its_own_year_to_date() -> None:
    """In a report by year last year is the previous period: it is said once, and there is no year to date beside it."""
    made = worded("year", "en", ("every: year", "every: year\n  fiscal_year_start: september"))
    assert (made.period, made.period_id) == ("FY 2026", "2026")
    rows = [row for group in made.scorecard for row in group.rows]
    assert all(row.previous is None and row.to_date is None for row in rows)
    against = {row.year_ago.against for row in rows if row.year_ago}
    assert against == {"FY 2025"}
    assert "Fiscal year 2026 is from September 1, 2025 to August 31, 2026." in made.footnotes
    # Of thirteen years the data cover two.
    chart = made.sections[0].charts[0]
    assert chart.subtitle == "by year, FY 2025 – FY 2026"
    assert ">Last year<" not in chart.svg


@pytest.mark.parametrize(
    ("language", "fiscal", "period", "decided"),
    [
        ("en", "january", "3rd quarter 2026", " in Q3 2026, "),
        ("fr", "january", "3e trimestre 2026", " au T3 2026, "),
        ("ru", "january", "3-й квартал 2026", " за 3-й кв. 2026, "),
        ("en", "september", "4th quarter, FY 2026", " in Q4 of fiscal year 2026, "),
        ("fr", "september", "4e trimestre de l’exercice 2026", " au T4 de l’exercice 2026, "),
        ("ru", "september", "4-й квартал 2026 финансового года", " за 4-й кв. 2026 финансового года, "),
    ],
)
def test_a_quarterly_report_speaks_of_quarters(language: str, fiscal: str, period: str, decided: str) -> None:
    """A fiscal quarter says that it is one, in the title and in every sentence."""
    made = worded("quarter", language, ("every: quarter", f"every: quarter\n  fiscal_year_start: {fiscal}"))
    assert made.period == period
    assert made.decisions
    assert any(decided in decision.sentence for decision in made.decisions)


def test_a_figure_without_a_value_says_whether_there_were_rows() -> None:
    """'No rows' is said of none alone: rows that are there may give no value, as an unknown forecast does."""
    results, catalog, _ = computed()
    kpi = catalog.kpis["average_deal_size"]
    found = next(value for value in results.values.values() if value.kpi == kpi.id)
    without = replace(found, value=None, reason="no_rows", rows=0)
    assert desk().reason(without, kpi) == "no rows in the period"
    assert desk().reason(replace(without, rows=3), kpi) == "the period's rows give no value"
