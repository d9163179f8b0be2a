"""The sample's data files are what their generator makes, agree with one another, and hold what their stories say."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.samples_rules import RULES

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DATA = SAMPLES / "data"


def test_the_generator_makes_the_committed_files(tmp_path: Path) -> None:
    """Running make_samples.py gives the files that are there and no other: CSV to the byte, Parquet by its rows."""
    subprocess.run([sys.executable, str(SAMPLES / "make_samples.py"), "--out", str(tmp_path)], check=True)
    names = {path.name for path in DATA.iterdir()}
    assert {path.name for path in tmp_path.iterdir()} == names
    for name in sorted(names):
        made, committed = tmp_path / name, DATA / name
        if name.endswith(".parquet"):  # another version of the library may pack the same rows otherwise
            assert pl.read_parquet(made).equals(pl.read_parquet(committed)), name
        else:
            assert made.read_bytes() == committed.read_bytes(), name


def test_the_files_are_small() -> None:
    """All files together stay under eight megabytes."""
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 8_000_000


def test_the_french_file_is_what_a_french_spreadsheet_writes() -> None:
    """It is cp1252 and not UTF-8, with semicolons, CRLF, decimal commas and no-break spaces in thousands."""
    data = (DATA / "campagnes.csv").read_bytes()
    text = data.decode("cp1252")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        raise AssertionError("the file reads as UTF-8 too")
    assert data.count(b"\r\n") == data.count(b"\n") > 300
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert all(re.fullmatch(r"\d{1,3}(\u00a0\d{3})*,\d\d", row["Dépense"]) for row in rows)
    assert any("\u00a0" in row["Dépense"] for row in rows)
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row["Date"]) for row in rows)
    # Characters that cp1252 has and ISO 8859-1 has not: reading it as the latter would show.
    assert {"–", "’", "œ"} <= set(text)


@pytest.fixture(scope="module")
def company() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with a table for each file; of the messages, each export and what holds of all together."""
    with duckdb.connect() as connection:
        for path in DATA.iterdir():
            if path.name.startswith("messages_") or path.name == "campagnes.csv":
                continue
            read = f"read_csv('{path}', header = true)" if path.suffix == ".csv" else f"'{path}'"
            connection.execute(f"CREATE TABLE {path.stem} AS SELECT * FROM {read}")
        connection.execute(
            f"CREATE TABLE exported AS SELECT * FROM read_csv('{DATA}/messages_*.csv', header = true, filename = true)"
        )
        connection.execute(
            "CREATE TABLE messages AS SELECT * FROM exported"
            " QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY filename DESC) = 1"
        )
        yield connection


@pytest.mark.parametrize("rule", RULES)
def test_the_files_agree(rule: str, company: duckdb.DuckDBPyConnection) -> None:
    """No row of any file breaks a rule that holds between the files."""
    assert company.execute(RULES[rule]).fetchall() == []


def one(company: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """The only row of an answer."""
    rows = company.execute(sql).fetchall()
    assert len(rows) == 1
    found: tuple[Any, ...] = rows[0]
    return found


def test_partners_leads_are_qualified_in_vain(company: duckdb.DuckDBPyConnection) -> None:
    """From June 2026 on about half of the qualified leads of partners get an opportunity; four of five did before."""
    step = "SELECT count(opportunity_at) / count(qualified_at) FROM leads WHERE source = 'partners' AND created_at"
    (before,) = one(company, f"{step} < '2026-04-01'")
    (after,) = one(company, f"{step} BETWEEN '2026-06-01' AND '2026-08-31'")
    assert before > 0.78
    assert after < 0.6


def test_the_cheap_campaign_brings_leads_and_little_else(company: duckdb.DuckDBPyConnection) -> None:
    """C11 has more leads than any other campaign but partners', fewer deals for each than all, and little margin."""
    campaigns = company.execute(
        "SELECT campaign_id, count(*) FROM leads WHERE created_at >= '2026-01-01' AND source <> 'partners'"
        " AND campaign_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    assert campaigns[0][0] == "C11"
    deals = "SELECT count(converted_at) / count(*) FROM leads WHERE created_at BETWEEN '2026-01-01' AND '2026-07-31'"
    (its,), (all_of_them,) = one(company, f"{deals} AND campaign_id = 'C11'"), one(company, deals)
    assert its < 0.8 * all_of_them
    margin = "SELECT sum(margin) / sum(amount) FROM opportunities JOIN leads USING (lead_id) WHERE stage = 'won'"
    (its,), (others,) = (one(company, f"{margin} AND campaign_id {which} 'C11'") for which in ("=", "<>"))
    assert its < others - 0.08


def test_the_last_file_of_messages_ends_early(company: duckdb.DuckDBPyConnection) -> None:
    """The messages end four days before the month; all else goes on to its end."""
    assert one(company, "SELECT max(sent_at)::DATE FROM messages") == (date(2026, 10, 27),)
    for table, day in (("leads", "created_at"), ("sessions", "started_at"), ("page_views", "day"), ("searches", "day")):
        assert one(company, f"SELECT max({day})::DATE FROM {table}") == (date(2026, 10, 31),), table


def test_some_things_are_missing_or_stand_twice(company: duckdb.DuckDBPyConnection) -> None:
    """There is something for the page on the data: repeated messages that got their answer, no owner, no score."""
    (repeated,) = one(company, "SELECT count(*) - count(DISTINCT message_id) FROM exported")
    answers = "SELECT message_id FROM exported GROUP BY 1 HAVING bool_or(replied) AND NOT bool_and(replied)"
    (answered,) = one(company, f"SELECT count(*) FROM ({answers})")
    (no_owner,) = one(company, "SELECT count(*) FROM messages WHERE owner_id IS NULL")
    (no_score,) = one(company, "SELECT count(*) FROM satisfaction WHERE score IS NULL")
    assert 200 < repeated < 1000
    assert answered > 10
    assert 30 < no_owner < 150
    assert 10 < no_score < 50


def test_customers_come_back(company: duckdb.DuckDBPyConnection) -> None:
    """Of a month's buyers 55 to 80 % buy again in the same month of the next year."""
    months = company.execute(
        "WITH bought AS (SELECT DISTINCT customer_id, date_trunc('month', invoiced_on)::DATE AS month FROM invoices)"
        " SELECT a.month, count(b.month) / count(*), count(*) FROM bought a LEFT JOIN bought b"
        " ON b.customer_id = a.customer_id AND b.month = a.month + INTERVAL 1 YEAR"
        " WHERE a.month BETWEEN '2024-11-01' AND '2025-10-01' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert len(months) == 12
    for month, share, buyers in months:
        assert buyers >= 50, month
        assert 0.55 < share < 0.8, month


def test_two_desks_change_their_team(company: duckdb.DuckDBPyConnection) -> None:
    """In July 2026 Rouen goes from north to key accounts and Bordeaux from south to north; the others stay."""
    moved = company.execute(
        "SELECT owner_id, list(team ORDER BY start), max(start) FROM reps GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"
    ).fetchall()
    july = date(2026, 7, 1)
    assert moved == [("R05", ["north", "key_accounts"], july), ("R10", ["south", "north"], july)]
