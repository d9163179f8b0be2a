"""The day on which a figure's rows count, where it is another than the dataset's: deals count when they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from engine.proposal.columns import counts_on_days
from engine.proposal.model import Found, FoundColumn, ProposedKpi
from engine.proposal.words import NO_DAYS, says

TOGETHER = 0.98  # of the rows that have one of the two have both
SERVES = 0.5  # of the rows of each side of a rate have the day by which they count


def days_of(found: Found) -> list[FoundColumn]:
    """The columns by which rows may count: the dataset's own first; birthdays and deadlines are none."""
    own = found.day
    if own is None:
        return []
    others = (column for column in found.columns if column is not own and counts_on_days(column))
    return [own, *(column for column in others if not says(column.header, NO_DAYS))]


def with_days(kpis: Sequence[ProposedKpi], found: Found, frame: pl.LazyFrame) -> tuple[ProposedKpi, ...]:
    """The KPIs of a dataset; one whose rows are just those with another day counts them by that day.

    A rate of which one side has no day at all would be of the other side alone, and is left out.
    """
    dated = (_dated(kpi, found, frame) if kpi.of else kpi for kpi in kpis)
    return tuple(kpi for kpi in dated if kpi is not None)


def _dated(kpi: ProposedKpi, found: Found, frame: pl.LazyFrame) -> ProposedKpi | None:
    days = days_of(found)
    counted = pl.col(kpi.of).is_in(list(kpi.among)).fill_null(False) if kpi.among else pl.col(kpi.of).is_not_null()
    present = [pl.col(day.name).is_not_null() for day in days]
    both = frame.select((counted & there).sum().alias(str(n)) for n, there in enumerate(present)).collect().row(0)
    either = frame.select((counted | there).sum().alias(str(n)) for n, there in enumerate(present)).collect().row(0)
    shares = [one / max(all, 1) for one, all in zip(both, either, strict=True)]
    serving = [n for n, serves in enumerate(_serve(kpi, counted, present, frame)) if serves]
    if not serving:
        return None
    best = max(serving, key=lambda n: (shares[n], -n))
    if 0 in serving and (shares[0] >= TOGETHER or shares[best] < TOGETHER):
        return kpi
    return replace(kpi, date=days[best].name, date_note=_note(kpi, days[best], both[best], either[best]))


def _serve(kpi: ProposedKpi, counted: pl.Expr, present: list[pl.Expr], frame: pl.LazyFrame) -> list[bool]:
    """Whether each day is there on both sides of a rate: in rows that turn out well, and in those that do not."""
    if kpi.format != "percent" or not present:
        return [True] * len(present)
    well = pl.col(kpi.of) == kpi.value if kpi.value else pl.col(kpi.of)
    sides = [(counted & well).fill_null(False), (counted & ~well).fill_null(False)]
    # None where a side has no rows.
    shares = [[there.filter(side).mean().alias(f"{n} {m}") for m, side in enumerate(sides)]
              for n, there in enumerate(present)]  # fmt: skip
    row = frame.select(share for of_day in shares for share in of_day).collect().row(0)
    return [all(share is None or share >= SERVES for share in row[2 * n : 2 * n + 2]) for n in range(len(present))]


def _note(kpi: ProposedKpi, day: FoundColumn, both: int, either: int) -> str:
    rows = f"{kpi.of} is {' or '.join(kpi.among)}" if kpi.among else f"{kpi.of} is filled"
    if both == either:
        return f"{rows} in just the rows that have a {day.name}"
    return f"{both:,} of the {either:,} rows where {rows}, or that have a {day.name}, are both"
