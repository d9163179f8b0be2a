"""The KPIs that are counted: as boardpack writes them, and as DuckDB is asked for the same.

The first 30 are the benchmark; the other 30 are over the same columns, with as many distinct counts and medians.
"""

from __future__ import annotations

from typing import NamedTuple

PERIODS = 13
CUTS: tuple[tuple[str, ...], ...] = ((), ("source",), ("region",), ("owner",), ("source", "region"))


class Listed(NamedTuple):
    """A KPI; `duck` is the whole of it for DuckDB where the formula does not say the same there."""

    id: str
    formula: str
    where: str = ""
    duck: str = ""


KPIS = (
    Listed("leads", "COUNT(*)"),
    Listed("contacted", "COUNT_IF(state <> 'new')"),
    Listed("qualified", "COUNT_IF(state IN ('qualified', 'converted'))"),
    Listed("converted", "COUNT_IF(state = 'converted')"),
    Listed("lost", "COUNT_IF(state = 'lost')"),
    Listed("contact_rate", "COUNT_IF(state <> 'new') / COUNT(*)"),
    Listed("qualification_rate", "COUNT_IF(state IN ('qualified', 'converted')) / COUNT(*)"),
    Listed("conversion_rate", "COUNT_IF(state = 'converted') / COUNT(*)"),
    Listed("loss_rate", "COUNT_IF(state = 'lost') / COUNT(*)"),
    Listed("win_rate", "COUNT_IF(state = 'converted') / COUNT_IF(state IN ('converted', 'lost'))",
           duck="count_if(state = 'converted') / nullif(count_if(state IN ('converted', 'lost')), 0)"),
    Listed("spent", "SUM(cost)"),
    Listed("cost_per_lead", "SUM(cost) / COUNT(*)"),
    Listed("cost_per_customer", "SUM(cost) / COUNT_IF(state = 'converted')",
           duck="sum(cost) / nullif(count_if(state = 'converted'), 0)"),
    Listed("revenue", "SUM(amount)", "state = 'converted'",
           "coalesce(sum(amount) FILTER (WHERE state = 'converted'), 0)"),
    Listed("pipeline", "SUM(amount) FILTER (WHERE state IN ('contacted', 'qualified'))",
           duck="coalesce(sum(amount) FILTER (WHERE state IN ('contacted', 'qualified')), 0)"),
    Listed("lost_amount", "SUM(amount)", "state = 'lost'", "coalesce(sum(amount) FILTER (WHERE state = 'lost'), 0)"),
    Listed("average_deal", "AVG(amount)", "state = 'converted'", "avg(amount) FILTER (WHERE state = 'converted')"),
    Listed("average_amount", "AVG(amount)"),
    Listed("average_cost", "AVG(cost)"),
    Listed("return_on_spending", "(SUM(amount) FILTER (WHERE state = 'converted') - SUM(cost)) / SUM(cost)",
           duck="(coalesce(sum(amount) FILTER (WHERE state = 'converted'), 0) - sum(cost)) / nullif(sum(cost), 0)"),
    Listed("average_days", "AVG(days)"),
    Listed("sales_cycle", "AVG(days)", "state = 'converted'", "avg(days) FILTER (WHERE state = 'converted')"),
    Listed("fast", "COUNT_IF(days <= 7)", duck="coalesce(count_if(days <= 7), 0)"),
    Listed("fast_rate", "COUNT_IF(days <= 7) / COUNT(days)", duck="count_if(days <= 7) / nullif(count(days), 0)"),
    Listed("large_deals", "COUNT(*)", "state = 'converted' AND amount >= 5000",
           "count(*) FILTER (WHERE state = 'converted' AND amount >= 5000)"),
    Listed("customers", "COUNT(DISTINCT customer_id)"),
    Listed("buyers", "COUNT(DISTINCT customer_id)", "state = 'converted'",
           "count(DISTINCT customer_id) FILTER (WHERE state = 'converted')"),
    Listed("active_owners", "COUNT(DISTINCT owner)", "state <> 'new'",
           "count(DISTINCT owner) FILTER (WHERE state <> 'new')"),
    Listed("median_days", "MEDIAN(days)"),
    Listed("median_deal", "MEDIAN(amount)", "state = 'converted'",
           "median(amount::DOUBLE) FILTER (WHERE state = 'converted')"),
)  # fmt: skip

# No further value of a row has to be kept for these: sums and counts under other conditions.
MORE_ADDING_UP = (
    Listed("unanswered", "COUNT_IF(days IS NULL)"),
    Listed("unanswered_rate", "COUNT_IF(days IS NULL) / COUNT(*)"),
    Listed("answered", "COUNT(days)"),
    Listed("slow", "COUNT_IF(days > 30)", duck="coalesce(count_if(days > 30), 0)"),
    Listed("slow_rate", "COUNT_IF(days > 30) / COUNT(days)", duck="count_if(days > 30) / nullif(count(days), 0)"),
    Listed("waiting", "COUNT_IF(state = 'new')"),
    Listed("waiting_rate", "COUNT_IF(state = 'new') / COUNT(*)"),
    Listed("open", "COUNT_IF(state IN ('contacted', 'qualified'))"),
    Listed("open_rate", "COUNT_IF(state IN ('contacted', 'qualified')) / COUNT(*)"),
    Listed("cheap", "COUNT_IF(cost < 20)"),
    Listed("cheap_rate", "COUNT_IF(cost < 20) / COUNT(*)"),
    Listed("converted_at_once", "COUNT(*)", "state = 'converted' AND days <= 7",
           "count(*) FILTER (WHERE state = 'converted' AND days <= 7)"),
    Listed("spent_on_lost", "SUM(cost)", "state = 'lost'", "coalesce(sum(cost) FILTER (WHERE state = 'lost'), 0)"),
    Listed("spent_on_converted", "SUM(cost)", "state = 'converted'",
           "coalesce(sum(cost) FILTER (WHERE state = 'converted'), 0)"),
    Listed("wasted_rate", "SUM(cost) FILTER (WHERE state = 'lost') / SUM(cost)",
           duck="coalesce(sum(cost) FILTER (WHERE state = 'lost'), 0) / nullif(sum(cost), 0)"),
    Listed("known_amount", "SUM(amount)", duck="sum(amount)"),
    Listed("contacted_amount", "SUM(amount)", "state = 'contacted'",
           "coalesce(sum(amount) FILTER (WHERE state = 'contacted'), 0)"),
    Listed("qualified_amount", "SUM(amount)", "state = 'qualified'",
           "coalesce(sum(amount) FILTER (WHERE state = 'qualified'), 0)"),
    Listed("average_lost", "AVG(amount)", "state = 'lost'", "avg(amount) FILTER (WHERE state = 'lost')"),
    Listed("average_open", "AVG(amount)", "state IN ('contacted', 'qualified')",
           "avg(amount) FILTER (WHERE state IN ('contacted', 'qualified'))"),
    Listed("days_to_lose", "AVG(days)", "state = 'lost'", "avg(days) FILTER (WHERE state = 'lost')"),
    Listed("days_to_qualify", "AVG(days)", "state = 'qualified'", "avg(days) FILTER (WHERE state = 'qualified')"),
    Listed("cost_of_converted", "AVG(cost)", "state = 'converted'", "avg(cost) FILTER (WHERE state = 'converted')"),
    Listed("revenue_per_lead", "SUM(amount) FILTER (WHERE state = 'converted') / COUNT(*)",
           duck="coalesce(sum(amount) FILTER (WHERE state = 'converted'), 0) / count(*)"),
    Listed("revenue_per_euro", "SUM(amount) FILTER (WHERE state = 'converted') / SUM(cost)",
           duck="coalesce(sum(amount) FILTER (WHERE state = 'converted'), 0) / nullif(sum(cost), 0)"),
)  # fmt: skip

MORE = (
    *MORE_ADDING_UP,
    Listed("losers", "COUNT(DISTINCT customer_id)", "state = 'lost'",
           "count(DISTINCT customer_id) FILTER (WHERE state = 'lost')"),
    Listed("answered_customers", "COUNT(DISTINCT customer_id)", "days IS NOT NULL",
           "count(DISTINCT customer_id) FILTER (WHERE days IS NOT NULL)"),
    Listed("selling_owners", "COUNT(DISTINCT owner)", "state = 'converted'",
           "count(DISTINCT owner) FILTER (WHERE state = 'converted')"),
    Listed("median_cycle", "MEDIAN(days)", "state = 'converted'", "median(days) FILTER (WHERE state = 'converted')"),
    Listed("median_lost", "MEDIAN(amount)", "state = 'lost'",
           "median(amount::DOUBLE) FILTER (WHERE state = 'lost')"),
)  # fmt: skip
