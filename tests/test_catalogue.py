"""The library of KPIs says of each what a reader needs, in three languages, and every definition is proven on rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.model.kpis import KpiSpec
from engine.model.specs import Catalog
from engine.model.written import Text
from engine.pipeline.checks import check
from engine.pipeline.testing import run_test
from engine.shipped import shipped

LIBRARY = sorted(shipped("kpi_specs").glob("*.yml"))
REPORT = """report:
  id: library
  title: The library
  company: Nova
  every: month
  language: en
  currency: EUR
  timezone: Europe/Paris
  uses: ['{samples}/datasets.yml', 'boardpack:*']
  sections: [{{title: All, cards: [leads_generated]}}]
kpis:
  expected_customer_years: {{label: A figure of the company's own, typed: {{2026: 4.5}}, hold_for: 1 year}}
"""
LANGUAGES = ("en", "fr", "ru")

# What the catalogue asks for, theme by theme: a row of it is one KPI or several.
CATALOGUE = {
    "acquisition": {
        "leads_generated", "lead_conversion_rate", "lead_conversion_by_conversion_date", "lead_opportunity_rate",
        "leads_contacted", "contact_rate", "appointment_rate", "leads_qualified", "sql_rate", "lead_abandonment_rate",
        "campaign_cost", "cost_per_lead", "cost_per_paid_lead", "cost_per_acquisition", "cost_per_closed_opportunity",
        "return_on_investment", "return_on_investment_by_signature", "response_rate", "prospect_response_rate",
        "time_to_conversion", "time_to_conversion_median",
    },
    "website": {
        "sessions", "known_contact_sessions", "time_on_site", "bounce_rate", "click_through_rate", "website_leads",
        "site_conversion_rate", "page_views", "search_clicks",
    },
    "newsletter": {
        "deliverability", "open_rate", "unique_click_rate", "click_to_open_rate", "unsubscribe_rate",
        "spam_complaint_rate", "newsletter_conversion_rate",
    },
    "meetings": {
        "meetings_obtained", "meetings_held", "open_prospects", "deciding_prospect_share", "deciding_meeting_share",
        "proposals_sent", "proposal_read_rate", "days_to_follow_up", "proposals_never_followed_up",
    },
    "sales": {
        "opportunities_created", "opportunity_conversion_rate", "deals_closed", "deals_won", "win_rate", "won_to_lost",
        "qualified_win_rate", "pipeline_amount", "forecast_revenue", "forecast_margin", "signed_revenue",
        "signed_last_week", "signed_margin", "margin_rate", "average_deal_size", "sales_cycle", "sales_cycle_median",
    },
    "customers": {
        "new_customers", "average_revenue_per_customer", "customer_lifetime_value", "customer_age",
        "yearly_revenue_per_customer", "expected_lifetime_value", "customer_satisfaction",
        "customer_retention", "yearly_customer_retention",
    },
    "people": {
        "enps", "promoters_share", "passives_share", "detractors_share", "pulse_score", "pulse_participation",
    },
}  # fmt: skip
# Neither more nor less of these is good: what counts is which pages and which words lead.
WITHOUT_DIRECTION = {"page_views", "search_clicks", "passives_share"}
# Letters that Russian readers know as they are: names of measures, and of roles where no word is shorter.
LATIN_IN_RUSSIAN = {"SQL", "ROI", "CTR", "CRM", "NPS", "eNPS", "CLV", "LTV"}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The whole library over the sample company's data."""
    path = tmp_path_factory.mktemp("library") / "report.yml"
    path.write_text(REPORT.format(samples=shipped("samples").as_posix()), "utf-8")
    return check(path, dormant=True)[0]


def definitions(library: Catalog) -> list[KpiSpec]:
    """What the library defines, without what the report adds of its own."""
    return [spec for spec in library.specs.kpis.values() if spec.library]


def texts(spec: KpiSpec) -> dict[str, Text]:
    """What the pages say of a KPI."""
    said = {"label": spec.label, "description": spec.description, "owner": spec.owner, "source": spec.source}
    assert all(said.values()), f"{spec.id} lacks {[key for key, text in said.items() if not text]}"
    return {key: text for key, text in said.items() if text}


def test_each_row_of_the_catalogue_has_its_kpi(library: Catalog) -> None:
    """It stands in the file of its theme, and can be shown."""
    for theme, ids in CATALOGUE.items():
        written = {spec.id for spec in definitions(library) if spec.written_in == f"boardpack:{theme}"}
        assert ids <= written, ids - written
        assert not {id for id in ids if library.specs.kpis[id].private}


def test_every_definition_can_be_computed_on_the_sample_company(library: Catalog) -> None:
    """None lies dormant for want of a dataset or a column."""
    assert LIBRARY
    assert set(library.kpis) == set(library.specs.kpis)


def test_each_is_said_in_three_languages(library: Catalog) -> None:
    """Label, description, owner and source; a description is one sentence, with a full stop."""
    for spec in definitions(library):
        for key, text in texts(spec).items():
            assert [language for language, _ in text.versions] == [*LANGUAGES], f"{key} of {spec.id}"
        for _, sentence in texts(spec)["description"].versions:
            assert re.fullmatch(r"[A-ZÀ-ÿА-ЯЁ].*[^.]\.", sentence), sentence
            assert ". " not in sentence, sentence
        for _, label in spec.label.versions:
            assert not label.endswith("."), label


def test_labels_are_told_apart(library: Catalog) -> None:
    """In each language no two KPIs have the same label."""
    for language in LANGUAGES:
        labels = [spec.label.in_(language) for spec in definitions(library)]
        assert len(labels) == len(set(labels)), {label for label in labels if labels.count(label) > 1}


def test_french_and_russian_are_set_as_their_readers_set_them(library: Catalog) -> None:
    """French: ’, guillemets, a no-break space before : ; ? ! » %; Russian: guillemets, and no word in Latin letters."""
    for spec in definitions(library):
        for key, text in texts(spec).items():
            french, russian = text.in_("fr"), text.in_("ru")
            assert not re.search(r"['\"“”]", french + russian), f"{key} of {spec.id}: {french} {russian}"
            assert not re.search(r"(?<![\u00a0\u202f])[:;?!»%]|«(?![\u00a0\u202f])", french), f"{spec.id}: {french}"
            assert not set(re.findall(r"[A-Za-z]+", russian)) - LATIN_IN_RUSSIAN, f"{key} of {spec.id}: {russian}"
            assert re.search(r"[А-Яа-я]", russian), f"{key} of {spec.id}: {russian}"


def test_each_has_its_unit_its_direction_and_a_test(library: Catalog) -> None:
    """A format is written out; only what the catalogue gives no direction has none."""
    for spec in definitions(library):
        assert spec.format, spec.id
        assert (spec.better is None) == (spec.id in WITHOUT_DIRECTION), spec.id
        assert spec.tests, spec.id


def test_leads_are_cut_by_all_that_the_catalogue_names(library: Catalog) -> None:
    """Leads by source, campaign, industry, region and owner; what they cost by source and campaign."""
    of_leads = [kpi for kpi in library.kpis.values() if kpi.datasets == {"leads"}]
    assert {"leads_generated", "lead_conversion_90_days", "sql_rate", "time_to_conversion"} <= {
        kpi.id for kpi in of_leads
    }
    for kpi in of_leads:
        assert {"source", "campaign", "industry", "region", "owner", "team"} <= kpi.dimensions, kpi.id
    for id in ("cost_per_lead", "cost_per_paid_lead", "cost_per_closed_opportunity", "return_on_investment"):
        assert {"source", "campaign"} <= library.kpis[id].dimensions, id


def test_every_test_of_the_library_passes(library: Catalog) -> None:
    """Each fits the sample's datasets, none is left out, and each gives what it says."""
    outcomes = [run_test(kpi, test, library) for kpi in library.kpis.values() for test in kpi.spec.tests]
    assert [outcome.test.name for outcome in outcomes if outcome.left_out] == []
    assert [str(issue) for outcome in outcomes for issue in outcome.issues] == []
    assert len(outcomes) >= len(library.kpis)


def test_a_library_file_is_named_by_its_theme() -> None:
    """The files that the catalogue's themes name are there, and no other file hides among them."""
    assert set(CATALOGUE) <= {Path(path).stem for path in LIBRARY}
