"""The leads that are counted: seeded, as Parquet, in parts of at most a million rows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl

FIRST, DAYS = date(2024, 1, 1), 1035  # 34 months: January 2024 to October 2026
LAST = date(2026, 10, 31)
SOURCES = ["web", "referral", "event", "partner", "call", "mail"]
REGIONS = ["north", "south", "east", "west"]
OWNERS = [f"owner {number:02}" for number in range(1, 41)]
STATES = ["new", "contacted", "qualified", "converted", "lost"]
PART = 1_000_000
VERSION = 1  # of what is made here: another one is made anew
MONEY = pl.Decimal(38, 2)


def leads(folder: Path, rows: int) -> Path:
    """The folder with so many rows, made unless it is there."""
    made = folder / f"leads-{rows}-v{VERSION}"
    if made.is_dir():
        return made
    unfinished = made.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for number, start in enumerate(range(0, rows, PART)):
        part(start, min(start + PART, rows), rows).write_parquet(unfinished / f"part-{number:03}.parquet")
    return unfinished.rename(made)


def scan(folder: Path) -> pl.LazyFrame:
    """The rows, for whoever asks Polars."""
    return pl.scan_parquet(folder / "*.parquet")


def part(start: int, stop: int, rows: int) -> pl.DataFrame:
    """The rows of these numbers; a quarter as many customers as there are rows in all."""
    drawn = pl.select(pl.int_range(start, stop, dtype=pl.UInt64).alias("row")).select(
        day=draw(1) % DAYS,
        source=pl.min_horizontal(draw(2) % 6, draw(3) % 6),  # the first ones more often
        region=draw(4) % 4,
        owner=draw(5) % 40,
        state=draw(6) % 5,
        cents=draw(7) % 20_000,
        # Few are large; the product of two draws is far from even.
        amount=(draw(8) % 2_000) * (draw(9) % 1_500) + 1_000,
        days=pl.min_horizontal(draw(10) % 120, draw(11) % 120),
        answered=draw(12) % 10 < 7,
        customer=draw(13) % max(rows // 4, 1),
    )
    return drawn.select(
        created_at=pl.lit(FIRST) + pl.duration(days=pl.col("day").cast(pl.Int64)),
        source=_word("source", SOURCES),
        region=_word("region", REGIONS),
        owner=_word("owner", OWNERS),
        state=_word("state", STATES),
        cost=_money(pl.col("cents")),
        amount=pl.when(pl.col("state") > 0).then(_money(pl.col("amount"))),  # nobody knows it of a new lead
        days=pl.when("answered").then(pl.col("days").cast(pl.Int64)),
        customer_id=pl.format("C{}", pl.col("customer").cast(pl.String).str.zfill(9)),
    )


def draw(seed: int) -> pl.Expr:
    """A number for each row that looks drawn, and is the same on every machine (SplitMix64)."""
    mixed = pl.col("row") * _u64(0x9E3779B97F4A7C15) + _u64(seed * 0xD1B54A32D192ED03 % 2**64)
    mixed = (mixed ^ (mixed // _u64(1 << 30))) * _u64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed // _u64(1 << 27))) * _u64(0x94D049BB133111EB)
    return mixed ^ (mixed // _u64(1 << 31))


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def _word(name: str, words: list[str]) -> pl.Expr:
    return pl.col(name).replace_strict(list(range(len(words))), words, return_dtype=pl.String)


def _money(cents: pl.Expr) -> pl.Expr:
    return cents.cast(pl.Int64).cast(pl.Decimal(38, 0)).cast(MONEY) / pl.lit(100, dtype=pl.Decimal(38, 0))
