"""`kpi init --from` on published files: each gives a report that renders, and what belongs together is joined."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from engine import pipeline

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TODAY = date(2026, 11, 3)

# The file, its rows, and the types of some of its columns.
FILES = {
    "call_center/call_center.csv": (1251, {"answer_rate": "percent", "incoming_calls": "integer",
                                           "waiting_time_avg": "duration"}),
    "census_email/census_bulletins.csv": (21, {"created_at": "datetime", "total_click_count": "integer"}),
    "kag_facebook_ads/KAG_conversion_data.csv": (1143, {"Spent": "number", "Total_Conversion": "integer"}),
    "kag_facebook_ads/KAG_conversion_data_as_found_with_added_Date.csv": (1143, {"Date": "date"}),
    "maven_crm/accounts.csv": (85, {"account": "string", "revenue": "money"}),
    "maven_crm/data_dictionary.csv": (21, {"Table": "string"}),
    "maven_crm/products.csv": (7, {"sales_price": "money"}),
    "maven_crm/sales_pipeline.csv": (8800, {"close_value": "money", "engage_date": "date", "deal_stage": "string"}),
    "maven_crm/sales_teams.csv": (35, {"manager": "string"}),
    "nps_retail_fr/nps_scores.csv": (13954, {"nps": "integer", "CaTicket": "money"}),
    "online_shoppers/online_shoppers_intention.csv": (12330, {"Revenue": "boolean", "VisitorType": "string"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_published_file_gives_a_report_that_renders(tmp_path: Path, name: str) -> None:
    """With all of its rows, and the types that a person would give its columns."""
    if not (DATA / name).is_file():
        pytest.skip("the published data are not on this machine")
    begun = pipeline.begin(tmp_path, [DATA / name], pipeline.Wishes(), today=TODAY)
    assert begun.proposal is not None
    rows, types = FILES[name]
    main = begun.proposal.main
    assert main.rows == rows
    assert {column.name: column.spec.reads for column in main.columns if column.name in types} == types
    period = begun.period or None
    done = pipeline.render(tmp_path / "report.yml", today=TODAY, period=period, outputs=("html", "json"))
    assert [path.suffix for path in done.files] == [".html", ".json"]


def test_files_that_belong_together_are_joined(tmp_path: Path) -> None:
    """The deals look up their accounts, people and products; the figures are DuckDB's."""
    names = ("accounts", "data_dictionary", "products", "sales_pipeline", "sales_teams")
    paths = [DATA / "maven_crm" / f"{name}.csv" for name in names]
    if not paths[0].is_file():
        pytest.skip("the published data are not on this machine")
    begun = pipeline.begin(tmp_path, paths, pipeline.Wishes(every="year"), today=TODAY)
    assert begun.proposal is not None
    main = begun.proposal.main
    assert {join.to.text: join.on.text for join in main.spec.joins} == {
        "accounts": "account", "products": "product", "sales_teams": "sales_agent",
    }  # fmt: skip
    joined = [found for found in begun.proposal.datasets if found.spec.joins]
    assert joined == [main], "nothing else looks anything up"
    assert dict(main.spec.dimensions).keys() >= {"manager", "regional_office", "series", "sector"}
    computed = pipeline.compute(tmp_path / "report.yml", today=TODAY, period="2017")
    found = [computed.results.value(kpi.id, computed.results.period) for kpi in begun.proposal.kpis]
    counted = (
        duckdb.connect()
        .execute(
            "SELECT count(*) FILTER (year(engage_date) = 2017), sum(close_value) FILTER (year(close_date) = 2017),"
            " count(*) FILTER (deal_stage = 'Won' AND year(close_date) = 2017),"
            " count(*) FILTER (deal_stage IN ('Won', 'Lost') AND year(close_date) = 2017)"
            f" FROM '{paths[3]}'"
        )
        .fetchall()
    )
    count, total, rate = found
    assert count is not None
    assert total is not None
    assert rate is not None
    assert [(count.value, total.value, rate.numerator, rate.denominator)] == counted
