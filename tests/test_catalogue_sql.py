"""Every KPI of the library, computed a second time from its definition by DuckDB's SQL on the sample's files.

The SQL knows nothing of the engine: it reads the files itself, looks owners up by day itself, and writes out each
definition. Two months are compared, in total and by a dimension: October 2026, the last one, and June, before a
reorganisation of the teams, in which exports of messages overlap.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import engine
from engine.pipeline.checks import check
from engine.shipped import shipped

DATA = shipped("samples") / "data"
MONTHS, TODAY = ("2026-10", "2026-06"), date(2026, 11, 3)
YEARS = Decimal("4.5")  # that a customer is expected to stay: the company's own figure
REPORT = """report:
  id: catalogue
  title: The whole catalogue
  company: Nova
  every: month
  language: en
  currency: EUR
  timezone: Europe/Paris
  uses: ['{samples}/datasets.yml', 'boardpack:*']
  sections:
{sections}
  outputs: [json]
kpis:
  expected_customer_years: {{label: Expected years as a customer, typed: {{2025: {years}}}, hold_for: 1 year}}
"""

# What stands in for an empty key, and for one that no list has.
MISSING, UNMATCHED = "(missing)", "(unmatched)"
TEAM = f"CASE WHEN x.owner_id IS NULL THEN '{MISSING}' ELSE coalesce(r.team, '{UNMATCHED}') END AS team"
SOURCE = f"CASE WHEN x.lead_id IS NULL THEN '{MISSING}' ELSE coalesce(l.source, '{UNMATCHED}') END AS source"
# A desk's row holds from its first day to the day before its end.
ON_DAY = 'LEFT JOIN reps r ON r.owner_id = x.owner_id AND r.start <= x.{day} AND (r."end" IS NULL OR x.{day} < r."end")'
OF_LEAD = "LEFT JOIN leads l ON l.lead_id = x.lead_id"
OF_ACCOUNT = "LEFT JOIN accounts a ON a.customer_id = x.customer_id"
INDUSTRY = f"coalesce(a.industry, '{UNMATCHED}') AS industry"

MONEY = "'amount': 'DECIMAL(18,2)', 'margin': 'DECIMAL(18,2)'"
TABLES = (
    "reps AS FROM read_csv('{data}/reps.csv')",
    "leads AS FROM read_csv('{data}/leads.csv')",
    "accounts AS FROM read_csv('{data}/accounts.csv')",
    f"deals AS SELECT x.*, {TEAM}, {SOURCE}, l.campaign_id, l.created_at AS lead_created_at FROM"
    f" read_csv('{{data}}/opportunities.csv', types={{{{{MONEY}}}}}) x {OF_LEAD} {ON_DAY.format(day='created_at')}",
    "messages AS SELECT x.*, l.source FROM (FROM read_csv('{data}/messages_*.csv', filename=true) QUALIFY"
    " row_number() OVER (PARTITION BY message_id ORDER BY filename DESC) = 1) x"
    " JOIN leads l ON l.lead_id = x.prospect_id",
    "sessions AS FROM '{data}/sessions.parquet'",
    "page_views AS FROM read_csv('{data}/page_views.csv')",
    "searches AS FROM read_csv('{data}/searches.csv')",
    "newsletters AS FROM read_csv('{data}/newsletters.csv')",
    f"meetings AS SELECT x.*, {TEAM} FROM read_csv('{{data}}/meetings.csv') x {ON_DAY.format(day='obtained_on')}",
    f"prospects AS SELECT x.*, {TEAM} FROM '{{data}}/prospects.parquet' x {ON_DAY.format(day='exported_on')}",
    f"proposals AS SELECT x.*, {TEAM} FROM read_csv('{{data}}/proposals.csv') x {ON_DAY.format(day='sent_on')}",
    f"invoices AS SELECT x.*, {INDUSTRY} FROM read_csv('{{data}}/invoices.csv', types={{{{{MONEY}}}}}) x {OF_ACCOUNT}",
    "buyers AS SELECT customer_id, industry, min(invoiced_on) AS first FROM invoices GROUP BY ALL",
    f"satisfaction AS SELECT x.*, {INDUSTRY} FROM read_csv('{{data}}/satisfaction.csv') x {OF_ACCOUNT}",
    "enps AS FROM read_csv('{data}/enps.csv')",
    "pulse AS FROM read_csv('{data}/pulse.csv')",
)

# {a} is the month's first day, {b} the first one after it, {s} the segment.
IN_MONTH = "{} >= {a} AND {} < {b}"
TWELVE_MONTHS = "{} >= {b} - INTERVAL 1 YEAR AND {} < {b}"
SO_FAR = "{} < {b}"
YEAR_BEFORE = "{} >= {a} - INTERVAL 1 YEAR AND {} < {b} - INTERVAL 1 YEAR"
# Twelve months of which the data hold the twelve before too.
TWELVE_BEFORE = (
    TWELVE_MONTHS.replace("{b}", "{b} - INTERVAL 1 YEAR") + " AND {b} - INTERVAL 2 YEAR >= DATE '2024-09-01'"
)


def of(what: str, rows: str, day: str, when: str = IN_MONTH) -> str:
    """A figure over the rows of a table, by segment; `rows` may carry a condition of its own."""
    table, _, where = rows.partition(" WHERE ")
    condition = when.replace("{}", day) + (f" AND ({where})" if where else "")
    return f"SELECT {{s}} AS s, {what} AS v FROM {table} WHERE {condition} GROUP BY 1"


def over(above: str, below: str, formula: str = "a.v::DOUBLE / b.v") -> str:
    """One figure over another, segment by segment."""
    return f"SELECT s, {formula} FROM ({above}) a JOIN ({below}) b USING (s)"


def leads(what: str, day: str = "created_at") -> str:
    return of(what, "leads", day)


def share(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition}) / count(*)"


COST = of("sum(spend)", "spend", "spent_on")
CLOSED, WON = "deals WHERE stage IN ('won', 'lost')", "deals WHERE stage = 'won'"
CAMPAIGN_DEALS = "deals WHERE stage = 'won' AND campaign_id IS NOT NULL"
BALANCE = "created_at < {b} AND (closed_at IS NULL OR closed_at >= {b})"
LAST_COPY = "prospects WHERE exported_on = (SELECT max(exported_on) FROM prospects WHERE exported_on < {b})"
# Of a deal that has closed since, nobody knows what its probability was.
FORECAST = "CASE WHEN bool_or(stage IN ('won', 'lost')) THEN NULL ELSE sum({} * probability::DOUBLE) END"
CYCLE = "closed_at - first_contact_at"
RETURN = "(coalesce(a.v, 0) - b.v)::DOUBLE / b.v"
YEARLY_REVENUE = of("sum(amount)::DOUBLE / count(DISTINCT customer_id)", "invoices", "invoiced_on", TWELVE_MONTHS)
YEARLY_MARGIN = of("sum(margin)::DOUBLE / sum(amount)", WON, "closed_at", TWELVE_MONTHS)


def stock(what: str) -> str:
    return f"SELECT {{s}} AS s, {what} AS v FROM deals WHERE {BALANCE} GROUP BY 1"


def retained(now: str, before: str) -> str:
    again = (
        "invoices WHERE customer_id IN (SELECT customer_id FROM invoices WHERE "
        + now.replace("{}", "invoiced_on")
        + ")"
    )
    buyers = "count(DISTINCT customer_id)"
    return over(of(buyers, again, "invoiced_on", before), of(buyers, "invoices", "invoiced_on", before))


def newsletters(above: str, below: str = "delivered") -> str:
    return of(f"sum({above}) / sum({below})", "newsletters", "sent_on")


SQL = {
    "source": {
        "leads_generated": leads("count(*)"),
        "lead_conversion_rate": leads(share("status = 'converted'")),
        "lead_conversion_90_days": leads(share("status = 'converted' AND converted_at - created_at BETWEEN 0 AND 90")),
        "lead_conversion_by_conversion_date": over(
            of("count(*)", "leads WHERE status = 'converted'", "converted_at"), leads("count(*)")
        ),
        "leads_contacted": leads("count(contacted_at)"),
        "contact_rate": leads(share("contacted_at IS NOT NULL")),
        "leads_with_meeting": leads("count(meeting_at)"),
        "appointment_rate": leads(share("meeting_at IS NOT NULL")),
        "leads_qualified": leads("count(qualified_at)"),
        "sql_rate": leads(share("qualified_at IS NOT NULL")),
        "leads_with_opportunity": leads("count(opportunity_at)"),
        "lead_opportunity_rate": leads(share("opportunity_at IS NOT NULL")),
        "leads_with_proposal": leads("count(proposal_at)"),
        "leads_converted": leads("count(*) FILTER (WHERE status = 'converted')"),
        "lead_abandonment_rate": leads(share("status = 'abandoned'")),
        "campaign_leads": leads("count(campaign_id)"),
        "campaign_cost": COST,
        "cost_per_lead": over(COST, leads("count(*)")),
        "cost_per_paid_lead": over(COST, leads("nullif(count(campaign_id), 0)")),
        "cost_per_closed_opportunity": over(COST, of("count(*)", CLOSED, "closed_at")),
        "return_on_investment": over(of("sum(amount)", CAMPAIGN_DEALS, "lead_created_at"), COST, RETURN).replace(
            ") a JOIN", ") a RIGHT JOIN"
        ),
        "return_on_investment_by_signature": over(of("sum(amount)", CAMPAIGN_DEALS, "closed_at"), COST, RETURN).replace(
            ") a JOIN", ") a RIGHT JOIN"
        ),
        "response_rate": of(share("replied"), "messages", "sent_at"),
        "prospect_response_rate": over(
            of("count(DISTINCT prospect_id)", "messages WHERE replied", "sent_at"),
            of("count(DISTINCT prospect_id)", "messages", "sent_at"),
        ),
        "time_to_conversion": of("avg(converted_at - created_at)", "leads WHERE status = 'converted'", "converted_at"),
        "time_to_conversion_median": of(
            "median(converted_at - created_at)", "leads WHERE status = 'converted'", "converted_at"
        ),
        "website_leads": leads("count(*) FILTER (WHERE source = 'web')"),
    },
    "channel": {
        "sessions": of("count(*)", "sessions", "started_at"),
        "known_contact_sessions": of("count(contact_id)", "sessions", "started_at"),
        "time_on_site": of("avg(duration)", "sessions", "started_at"),
        "bounce_rate": of(share("pages = 1"), "sessions", "started_at"),
    },
    "query": {
        "click_through_rate": of("sum(clicks) / sum(impressions)", "searches", "day"),
        "search_clicks": of("sum(clicks)", "searches", "day"),
    },
    "page": {"page_views": of("sum(views)", "page_views", "day")},
    "audience": {
        "deliverability": newsletters("delivered", "sent"),
        "open_rate": newsletters("opened"),
        "unique_click_rate": newsletters("unique_clicks"),
        "click_to_open_rate": newsletters("unique_clicks", "opened"),
        "unsubscribe_rate": newsletters("unsubscribed"),
        "spam_complaint_rate": newsletters("complaints"),
        "newsletter_conversion_rate": newsletters("actions"),
    },
    "team": {
        "meetings_obtained": of("count(*)", "meetings", "obtained_on"),
        "meetings_held": of("count(*)", "meetings", "held_on"),
        "deciding_meeting_share": of(share("buying_stage = 'deciding'"), "meetings", "obtained_on"),
        "open_prospects": of("count(*)", LAST_COPY, "exported_on"),
        "deciding_prospect_share": of(share("buying_stage = 'deciding'"), LAST_COPY, "exported_on"),
        "proposals_sent": of("count(*)", "proposals", "sent_on"),
        "proposal_read_rate": of(share("read_on IS NOT NULL"), "proposals", "sent_on"),
        "days_to_follow_up": of("avg(followed_up_on - sent_on)", "proposals", "followed_up_on"),
        "proposals_never_followed_up": of("count(*)", "proposals WHERE followed_up_on IS NULL", "sent_on"),
        "opportunities_created": of("count(*)", "deals", "created_at"),
        "opportunity_conversion_rate": of(share("stage = 'won'"), "deals", "created_at"),
        "deals_closed": of("count(*)", CLOSED, "closed_at"),
        "deals_won": of("count(*)", WON, "closed_at"),
        "win_rate": of(share("stage = 'won'"), CLOSED, "closed_at"),
        "won_to_lost": of(
            "count(*) FILTER (WHERE stage = 'won') / nullif(count(*) FILTER (WHERE stage = 'lost'), 0)",
            CLOSED,
            "closed_at",
        ),
        "qualified_win_rate": of(share("stage = 'won'"), f"{CLOSED} AND qualified", "closed_at"),
        "pipeline_amount": stock("sum(amount)"),
        "forecast_revenue": stock(FORECAST.format("amount")),
        "forecast_margin": stock(FORECAST.format("margin")),
        "signed_revenue": of("sum(amount)", WON, "closed_at"),
        "signed_last_week": of("sum(amount)", WON + " AND closed_at >= {b} - INTERVAL 7 DAY", "closed_at"),
        "signed_margin": of("sum(margin)", WON, "closed_at"),
        "margin_rate": of("sum(margin)::DOUBLE / sum(amount)", WON, "closed_at"),
        "average_deal_size": of("sum(amount)::DOUBLE / count(*)", WON, "closed_at"),
        "sales_cycle": of(f"avg({CYCLE})", WON, "closed_at"),
        "sales_cycle_median": of(f"median({CYCLE})", WON, "closed_at"),
        "enps": of("avg(CASE WHEN score >= 9 THEN 1 WHEN score < 7 THEN -1 ELSE 0 END)", "enps", "answered_on"),
        "promoters_share": of(share("score IN (9, 10)"), "enps", "answered_on"),
        "passives_share": of(share("score IN (7, 8)"), "enps", "answered_on"),
        "detractors_share": of(share("score < 7"), "enps", "answered_on"),
        "pulse_score": of("avg(score)", "pulse", "invited_on"),
        "pulse_participation": of(share("score IS NOT NULL"), "pulse", "invited_on"),
    },
    "industry": {
        "new_customers": of("count(*)", "buyers", "first"),
        "average_revenue_per_customer": of(
            "sum(amount)::DOUBLE / count(DISTINCT customer_id)", "invoices", "invoiced_on"
        ),
        "customer_lifetime_value": of(
            "sum(amount)::DOUBLE / count(DISTINCT customer_id)", "invoices", "invoiced_on", SO_FAR
        ),
        "customer_age": of(
            "avg((SELECT max(invoiced_on) FROM invoices WHERE invoiced_on < {b}) - first)",
            "buyers", "first", SO_FAR,
        ),
        "yearly_revenue_per_customer": YEARLY_REVENUE,
        "customer_retention": retained(IN_MONTH, YEAR_BEFORE),
        "yearly_customer_retention": retained(TWELVE_MONTHS, TWELVE_BEFORE),
        "expected_lifetime_value": over(YEARLY_MARGIN, YEARLY_REVENUE, f"a.v * b.v * {YEARS}"),
        "customer_satisfaction": of(share("score >= 4"), "satisfaction WHERE score IS NOT NULL", "answered_on"),
    },
    # These stand on data that share no dimension: they have a total, and no segments.
    "": {
        "cost_per_acquisition": over(COST, of("count(*)", "buyers", "first")),
        "site_conversion_rate": over(
            of("count(*)", "leads WHERE source = 'web'", "created_at"), of("count(*)", "sessions", "started_at")
        ),
    },
}  # fmt: skip
# A probability is today's, and twenty-four months do not reach back from June.
UNKNOWN_EARLIER = {"forecast_revenue", "forecast_margin", "yearly_customer_retention"}
ALL = [(dimension, kpi) for dimension, kpis in SQL.items() for kpi in kpis]


def french_rows() -> list[tuple[str, date, Decimal]]:
    """The spreadsheet's rows, decoded by hand: cp1252, semicolons, 1 234,56, 31/12/2026."""
    lines = (DATA / "campagnes.csv").read_bytes().decode("cp1252").splitlines()
    rows = []
    for record in csv.DictReader(lines, delimiter=";"):
        day, month, year = map(int, record["Date"].split("/"))
        spend = Decimal(record["Dépense"].replace("\u00a0", "").replace(",", "."))
        rows.append((record["Canal"], date(year, month, day), spend))
    return rows


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's files as DuckDB reads them, each row with the segment that it is cut by."""
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table.format(data=DATA.as_posix())}")
        connection.execute("CREATE TABLE spend (source VARCHAR, spent_on DATE, spend DECIMAL(18, 2))")
        connection.executemany("INSERT INTO spend VALUES (?, ?, ?)", french_rows())
        yield connection


@dataclass(frozen=True)
class Figures:
    """What the engine made of a month: the total of each KPI, and its segments; and which KPIs the library shows."""

    month: str
    shown: frozenset[str]
    totals: dict[str, Any]
    segments: dict[tuple[str, str], dict[str, Any]]

    def asked(self, duck: duckdb.DuckDBPyConnection, kpi: str, segment: str) -> list[tuple[Any, Any]]:
        """What SQL finds of a KPI in this month, by a segment."""
        sql = next(kpis[kpi] for kpis in SQL.values() if kpi in kpis)
        first = f"DATE '{self.month}-01'"
        return duck.execute(sql.format(a=first, b=f"({first} + INTERVAL 1 MONTH)", s=segment)).fetchall()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that shows the whole library, each KPI in a table by its dimension."""
    sections = "\n".join(
        f"    - {{title: Section {number}, kpis: [{', '.join(kpis)}]{f', by: {dimension}' if dimension else ''}}}"
        for number, (dimension, kpis) in enumerate(SQL.items())
    )
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.yml"
    path.write_text(REPORT.format(samples=shipped("samples").as_posix(), sections=sections, years=YEARS), "utf-8")
    return path


@pytest.fixture(scope="module", params=MONTHS)
def figures(report: Path, request: pytest.FixtureRequest) -> Figures:
    """The JSON of that report."""
    month = request.param
    made = engine.render(report, today=TODAY, period=month, out=report.parent / "out", outputs=("json",))
    values = json.loads(made.files[0].read_bytes(), parse_float=Decimal)["values"]
    totals: dict[str, Any] = {}
    segments: dict[tuple[str, str], dict[str, Any]] = {}
    for value in (value for value in values if value["period"] == month and value["window"] != "year_to_date"):
        if not value["segments"]:
            totals[value["kpi"]] = value["value"]
            continue
        ((dimension, name),) = value["segments"].items()
        name = {"missing": MISSING, "unmatched": UNMATCHED}.get(value["segment_kind"], name)
        segments.setdefault((dimension, value["kpi"]), {})[name] = value["value"]
    kpis = check(report, dormant=True)[0].kpis.values()
    return Figures(month, frozenset(k.id for k in kpis if k.spec.library and not k.spec.private), totals, segments)


def same(found: Any, wanted: Any) -> None:
    """Counts and money are equal; a division, or a sum of products, may differ in the last bits of a float."""
    if wanted is None or isinstance(wanted, int | Decimal):
        assert found == wanted
    else:
        assert found is not None
        assert float(found) == pytest.approx(float(wanted), rel=1e-12)


def test_nothing_of_the_library_is_left_out(figures: Figures) -> None:
    """Each KPI that it can show is computed here, once."""
    assert sorted(kpi for _, kpi in ALL) == sorted(figures.shown)


@pytest.mark.parametrize("kpi", [kpi for _, kpi in ALL])
def test_the_total_is_what_sql_finds(kpi: str, duck: duckdb.DuckDBPyConnection, figures: Figures) -> None:
    """Over all rows; what is unknown of an earlier month is unknown to both."""
    wanted = dict(figures.asked(duck, kpi, "'all'")).get("all")
    assert (wanted is None) == (kpi in UNKNOWN_EARLIER and figures.month != MONTHS[0])
    same(figures.totals[kpi], wanted)


@pytest.mark.parametrize(("dimension", "kpi"), [(dimension, kpi) for dimension, kpi in ALL if dimension])
def test_each_segment_is_what_sql_finds(
    dimension: str, kpi: str, duck: duckdb.DuckDBPyConnection, figures: Figures
) -> None:
    """Those without a key or a match too; a segment that SQL has not is empty."""
    wanted = dict(figures.asked(duck, kpi, dimension))
    found = figures.segments[dimension, kpi]
    assert len(wanted) > 1 or kpi in UNKNOWN_EARLIER
    assert set(wanted) <= set(found)
    for name, value in found.items():
        if name in wanted:
            same(value, wanted[name])
        else:
            assert value in (None, 0)
