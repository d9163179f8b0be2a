"""The published figures of real data, to the digits in which they were published."""

from __future__ import annotations

import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

import engine

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"

# folder, KPI, segment, the figure as published; percentages are of the value times a hundred.
FACTS = """
maven_crm        won_deals              -                        4238
maven_crm        lost_deals             -                        2473
maven_crm        engaging_deals         -                        1589
maven_crm        prospecting_deals      -                        500
maven_crm        win_rate               -                        63.150%
maven_crm        won_of_all             -                        48.159%
maven_crm        won_revenue            -                        10005534
maven_crm        average_won_deal       -                        2360.909
maven_crm        won_cycle              -                        51.782
maven_crm        won_cycle_median       -                        57
maven_crm        closed_cycle           -                        47.985
maven_crm        win_rate               manager=Celia Rouche     63.41%
maven_crm        win_rate               manager=Cara Losch       64.43%
maven_crm        win_rate               manager=Dustin Brinkmann 62.98%
maven_crm        win_rate               manager=Melvin Marxen    62.20%
maven_crm        win_rate               manager=Summer Sewald    64.34%
maven_crm        win_rate               manager=Rocco Neubert    62.08%
maven_crm        won_cycle              product=GTK 500          64.07
maven_crm        won_cycle              product=GTX Basic        54.77
maven_crm        won_cycle              product=GTX Plus Basic   51.76
maven_crm        won_cycle              product=GTX Plus Pro     51.73
maven_crm        won_cycle              product=GTX Pro          48.33
maven_crm        won_cycle              product=MG Advanced      51.78
maven_crm        won_cycle              product=MG Special       51.34
maven_crm        won_deals              sales_agent=Darcel Schlecht 349
maven_crm        closed_deals           sales_agent=Darcel Schlecht 553
maven_crm        win_rate               sales_agent=Darcel Schlecht 63.11%
maven_crm        won_revenue            sales_agent=Darcel Schlecht 1153214
maven_crm        open_pipeline          -                        4966215
kag_facebook_ads impressions            -                        213434828
kag_facebook_ads clicks                 -                        38165
kag_facebook_ads spend                  -                        58705.23
kag_facebook_ads leads                  -                        3264
kag_facebook_ads sales                  -                        1079
kag_facebook_ads click_through_rate     -                        0.017881%
kag_facebook_ads cost_per_click         -                        1.5382
kag_facebook_ads cost_per_sale          -                        54.4071
kag_facebook_ads cost_per_lead          -                        17.9857
kag_facebook_ads cost_per_sale          xyz_campaign_id=916      6.2379
kag_facebook_ads cost_per_sale          xyz_campaign_id=936      15.8108
kag_facebook_ads cost_per_sale          xyz_campaign_id=1178     63.8327
kag_facebook_ads cost_per_sale          gender=F                 69.7023
kag_facebook_ads cost_per_sale          gender=M                 41.4428
kag_facebook_ads sales_per_click        -                        2.8272%
kag_facebook_ads cost_per_sale_clicked  -                        58.5296
kag_facebook_ads cost_per_lead_clicked  -                        19.235
call_center      calls                  -                        248373
call_center      abandoned              -                        27139
call_center      abandonment_rate       -                        10.9267%
call_center      answer_rate            -                        89.0733%
call_center      median_answer_speed    -                        21
census_email     sent                   -                        1218662
census_email     delivered              -                        1181846
census_email     delivery_rate          -                        96.9790%
census_email     open_rate              -                        10.6595%
census_email     click_rate             -                        2.2114%
census_email     unsubscribed           -                        2324
census_email     unsubscribe_rate       -                        0.1966%
nps_retail_fr    nps                    -                        53.4161%
nps_retail_fr    nps_answers            -                        13612
nps_retail_fr    promoters              -                        8465
nps_retail_fr    detractors             -                        1194
nps_retail_fr    satisfaction           -                        77.787%
nps_retail_fr    satisfaction_answers   -                        13893
online_shoppers  buying_sessions        -                        1908
online_shoppers  conversion_rate        -                        15.4745%
online_shoppers  conversion_rate        VisitorType=New_Visitor  24.91%
online_shoppers  conversion_rate        VisitorType=Returning_Visitor 13.93%
online_shoppers  conversion_rate        VisitorType=Other        18.82%
"""
QUARTERS = {"2017-Q1": 1134672, "2017-Q2": 3086111, "2017-Q3": 2982255, "2017-Q4": 2802496}


def facts() -> list[tuple[str, str, str, str]]:
    rows = []
    for line in FACTS.strip().splitlines():
        folder, kpi, rest = line.split(maxsplit=2)
        segment, figure = rest.rsplit(maxsplit=1)
        rows.append((folder, kpi, segment.strip(), figure))
    return rows


@cache
def values(folder: str, period: str) -> list[dict[str, Any]]:
    """Every value of a folder's report, from the published files."""
    if not (DATA / folder).is_dir():
        pytest.skip("the published data are not on this machine")
    report = HERE / f"{folder}.yml"
    done = engine.render(report, today=date(2026, 11, 3), period=period, out=Path(mkdtemp()), outputs=("json",))
    found: list[dict[str, Any]] = json.loads(done.files[0].read_text("utf-8"), parse_float=Decimal)["values"]
    return [value for value in found if value["period"] == period]


@pytest.mark.parametrize(("folder", "kpi", "segment", "figure"), facts())
def test_a_published_figure_is_reproduced(folder: str, kpi: str, segment: str, figure: str) -> None:
    """The figure that others published comes out, rounded as they rounded it."""
    period = "2017-Q4" if folder == "maven_crm" else "2026-10"
    wanted = {} if segment == "-" else dict([segment.split("=")])
    value = next(v["value"] for v in values(folder, period) if v["kpi"] == kpi and v["segments"] == wanted)
    shown = Decimal(figure.rstrip("%"))
    exact = Decimal(value) * (100 if figure.endswith("%") else 1)
    assert exact.quantize(shown, rounding=ROUND_HALF_UP) == shown


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_revenue_of_each_quarter_of_2017(quarter: str) -> None:
    """Won revenue counts in the quarter in which the deal was closed."""
    found = {v["kpi"]: v["value"] for v in values("maven_crm", quarter) if not v["segments"]}
    assert found["quarter_revenue"] == QUARTERS[quarter]
