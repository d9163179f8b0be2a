"""Polars by hand: the same numbers as someone who knows Polars well would ask for them, and in a loop as most begin.

`plain` groups once for each cut, with all aggregates in it. `rolled` counts what adds up once, in the finest groups,
and adds these up for each cut; distinct customers are grouped twice instead of kept in a set for each group.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import polars as pl

from tests.benchmarks.agree import Values
from tests.benchmarks.data import scan
from tests.benchmarks.listed import CUTS

Frames: TypeAlias = dict[tuple[str, ...], list[pl.DataFrame]]

CONVERTED, LOST = pl.col("state") == "converted", pl.col("state") == "lost"
OPEN = pl.col("state").is_in(["contacted", "qualified"])
REACHED = pl.col("state") != "new"
AMOUNT, COST, DAYS, CUSTOMER = pl.col("amount"), pl.col("cost"), pl.col("days"), pl.col("customer_id")

# What adds up over groups.
SUMS = {
    "leads": pl.len().cast(pl.Int64),
    "contacted": REACHED.sum().cast(pl.Int64),
    "qualified": pl.col("state").is_in(["qualified", "converted"]).sum().cast(pl.Int64),
    "converted": CONVERTED.sum().cast(pl.Int64),
    "lost": LOST.sum().cast(pl.Int64),
    "spent": COST.sum(),
    "costs": COST.count().cast(pl.Int64),
    "revenue": AMOUNT.filter(CONVERTED).sum(),
    "deals": AMOUNT.filter(CONVERTED).count().cast(pl.Int64),
    "pipeline": AMOUNT.filter(OPEN).sum(),
    "lost_amount": AMOUNT.filter(LOST).sum(),
    "amount": AMOUNT.sum(),
    "amounts": AMOUNT.count().cast(pl.Int64),
    "days": DAYS.sum(),
    "answered": DAYS.count().cast(pl.Int64),
    "cycle": DAYS.filter(CONVERTED).sum(),
    "cycles": DAYS.filter(CONVERTED).count().cast(pl.Int64),
    "fast": (DAYS <= 7).sum().cast(pl.Int64),
    "large_deals": (CONVERTED & (AMOUNT >= 5000)).sum().cast(pl.Int64),
}
CUSTOMERS = {"customers": CUSTOMER.n_unique(), "buyers": CUSTOMER.filter(CONVERTED).n_unique()}
OWNERS = {"active_owners": pl.col("owner").filter(REACHED).n_unique()}
MEDIANS = {"median_days": DAYS.median(), "median_deal": AMOUNT.filter(CONVERTED).cast(pl.Float64).median()}


def ratio(top: str, bottom: str) -> pl.Expr:
    """A quotient of two sums, nothing where there is nothing to divide by."""
    return pl.when(pl.col(bottom) != 0).then(pl.col(top).cast(pl.Float64) / pl.col(bottom).cast(pl.Float64))


# KPI and what it is made of, where it is no sum of its own.
RATIOS = {
    "contact_rate": ("contacted", "leads"),
    "qualification_rate": ("qualified", "leads"),
    "conversion_rate": ("converted", "leads"),
    "loss_rate": ("lost", "leads"),
    "win_rate": ("converted", "closed"),
    "cost_per_lead": ("spent", "leads"),
    "cost_per_customer": ("spent", "converted"),
    "average_deal": ("revenue", "deals"),
    "average_amount": ("amount", "amounts"),
    "average_cost": ("spent", "costs"),
    "return_on_spending": ("gain", "spent"),
    "average_days": ("days", "answered"),
    "sales_cycle": ("cycle", "cycles"),
    "fast_rate": ("fast", "answered"),
}
TOGETHER = {"closed": ("converted", "lost"), "gain": ("revenue", "spent")}
PARTS = ("costs", "deals", "amount", "amounts", "days", "answered", "cycle", "cycles")  # of KPIs, and none themselves


def rows(folder: Path) -> pl.LazyFrame:
    """The rows of the 13 months, with their month."""
    when = pl.col("created_at")
    return scan(folder).filter(when >= date(2025, 10, 1), when < date(2026, 11, 1)).with_columns(
        month=when.dt.truncate("1mo")
    )  # fmt: skip


def finished(sums: pl.LazyFrame) -> pl.LazyFrame:
    """The sums with the KPIs made of them."""
    joint = {"closed": pl.col("converted") + pl.col("lost"), "gain": pl.col("revenue") - pl.col("spent")}
    kpis = {kpi: ratio(*parts) for kpi, parts in RATIOS.items()}
    return sums.with_columns(**joint).with_columns(**kpis).drop(*joint, *PARTS)


def plain(folder: Path) -> Frames:
    """One grouping for each cut."""
    found = rows(folder)
    every = SUMS | CUSTOMERS | OWNERS | MEDIANS
    return _collected({cut: [finished(found.group_by("month", *cut).agg(**every))] for cut in CUTS})


def rolled(folder: Path) -> Frames:
    """Sums from the finest groups, distinct customers by grouping twice."""
    found = rows(folder)
    fine = found.group_by("month", "source", "region", "owner").agg(**SUMS)
    active = pl.col("owner").filter(pl.col("contacted") > 0).n_unique().alias("active_owners")
    queries = {}
    for cut in CUTS:
        added = fine.group_by("month", *cut).agg(pl.col(*SUMS).sum(), active)
        each = found.group_by("month", *cut, "customer_id").agg(buyers=CONVERTED.any())
        distinct = each.group_by("month", *cut).agg(customers=pl.len(), buyers=pl.col("buyers").sum())
        queries[cut] = [finished(added), distinct, found.group_by("month", *cut).agg(**MEDIANS)]
    return _collected(queries)


def _collected(queries: dict[tuple[str, ...], list[pl.LazyFrame]]) -> Frames:
    """All of it in one go."""
    collected = iter(pl.collect_all([query for several in queries.values() for query in several], engine="streaming"))
    return {cut: [next(collected) for _ in several] for cut, several in queries.items()}


def loop(folder: Path, kpis: Iterable[str]) -> Frames:
    """A query for each KPI and cut, each of which reads the file."""
    found: Frames = {cut: [] for cut in CUTS}
    every = SUMS | CUSTOMERS | OWNERS | MEDIANS
    for kpi in kpis:
        names = [part for name in RATIOS.get(kpi, (kpi,)) for part in TOGETHER.get(name, (name,))]
        for cut in CUTS:
            groups = rows(folder).group_by("month", *cut).agg(**{name: every[name] for name in names})
            found[cut].append(_one(groups, kpi, cut).collect(engine="streaming"))
    return found


def _one(groups: pl.LazyFrame, kpi: str, cut: tuple[str, ...]) -> pl.LazyFrame:
    if kpi == "win_rate":
        groups = groups.with_columns(closed=pl.col("converted") + pl.col("lost"))
    if kpi == "return_on_spending":
        groups = groups.with_columns(gain=pl.col("revenue") - pl.col("spent"))
    value = ratio(*RATIOS[kpi]) if kpi in RATIOS else pl.col(kpi)
    return groups.select("month", *cut, value.alias(kpi))


def values(found: Frames) -> Values:
    """The numbers, to be compared."""
    made: Values = {}
    for cut, frames in found.items():
        for frame in frames:
            kpis = [name for name in frame.columns if name not in ("month", *cut)]
            for row in frame.iter_rows(named=True):
                segments = tuple(row[name] for name in cut)
                for kpi in kpis:
                    made[kpi, f"{row['month']:%Y-%m}", cut, segments] = row[kpi]
    return made
