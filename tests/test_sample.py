"""The figures of the sample report, computed a second time with DuckDB's SQL on the same CSV files."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import engine

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
TODAY = date(2026, 11, 3)
DATA_END = date(2026, 10, 31)
REPORT_MONTH = date(2026, 10, 1)

TARGETS = {  # of the year 2026, as samples/objectives.yml says them
    "signed_revenue": Decimal(5_700_000),
    "leads_generated": Decimal(10_000),
    "lead_conversion_rate": Decimal("0.095"),
    "cost_per_lead": Decimal(42),
    "win_rate": Decimal("0.32"),
    "sales_cycle": Decimal(42),
}
ADDS_UP_OVER_TIME = ("signed_revenue", "leads_generated")
LOWER = {"cost_per_lead", "sales_cycle"}
MATURES = {"lead_conversion_rate", "opportunity_conversion_rate", "return_on_investment"}

# Each KPI over the rows of a stretch of days from {a} to {b} (not included) and of the segment {s}.
SQL = {
    "signed_revenue": "SELECT coalesce(sum(amount), 0) FROM o WHERE stage = 'won' AND closed >= {a} AND closed < {b}"
    " AND {s}",
    "pipeline_amount": "SELECT coalesce(sum(amount), 0) FROM o WHERE created < {b}"
    " AND (closed IS NULL OR closed >= {b}) AND {s}",
    "leads_generated": "SELECT count(*) FROM l WHERE created >= {a} AND created < {b} AND {s}",
    "lead_conversion_rate": "SELECT count(*) FILTER (status = 'converted') / nullif(count(*), 0) FROM l"
    " WHERE created >= {a} AND created < {b} AND {s}",
    "campaign_cost": "SELECT coalesce(sum(spend), 0) FROM c WHERE spent >= {a} AND spent < {b} AND {s}",
    "cost_per_lead": "SELECT (SELECT coalesce(sum(spend), 0)::DOUBLE FROM c WHERE spent >= {a} AND spent < {b} AND {s})"
    " / nullif((SELECT count(*) FROM l WHERE created >= {a} AND created < {b} AND {s}), 0)",
    "return_on_investment": "WITH r AS (SELECT coalesce(sum(o.amount), 0) AS revenue FROM o JOIN l USING (lead_id)"
    " WHERE o.stage = 'won' AND l.campaign IS NOT NULL AND l.created >= {a} AND l.created < {b} AND l.{s}),"
    " k AS (SELECT coalesce(sum(spend), 0) AS cost FROM c WHERE spent >= {a} AND spent < {b} AND {s})"
    " SELECT (revenue - cost)::DOUBLE / nullif(cost, 0) FROM r, k",
    "average_deal_size": "SELECT sum(amount)::DOUBLE / nullif(count(*), 0) FROM o"
    " WHERE stage = 'won' AND closed >= {a} AND closed < {b} AND {s}",
    "win_rate": "SELECT count(*) FILTER (stage = 'won') / nullif(count(*), 0) FROM o"
    " WHERE stage IN ('won', 'lost') AND closed >= {a} AND closed < {b} AND {s}",
    "sales_cycle": "SELECT avg(closed - first_contact) FROM o"
    " WHERE stage = 'won' AND closed >= {a} AND closed < {b} AND {s}",
    "opportunities_created": "SELECT count(*) FROM o WHERE created >= {a} AND created < {b} AND {s}",
    "opportunity_conversion_rate": "SELECT count(*) FILTER (stage = 'won') / nullif(count(*), 0) FROM o"
    " WHERE created >= {a} AND created < {b} AND {s}",
}
BY = {
    "source": ("leads_generated", "lead_conversion_rate", "campaign_cost", "cost_per_lead", "return_on_investment"),
    "team": ("signed_revenue", "average_deal_size", "win_rate", "sales_cycle", "pipeline_amount"),
    "owner": ("opportunities_created", "opportunity_conversion_rate", "pipeline_amount"),
}


def month(number: int) -> date:
    """The first day of a month, counted from the report's (0)."""
    months = REPORT_MONTH.year * 12 + REPORT_MONTH.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Oracle:
    """DuckDB with the four sample files in it."""

    connection: duckdb.DuckDBPyConnection

    def value(self, kpi: str, start: date, end: date, segment: str = "TRUE") -> Any:
        sql = SQL[kpi].format(a=f"DATE '{start}'", b=f"DATE '{end}'", s=segment)
        row = self.connection.execute(sql.replace("l.TRUE", "TRUE")).fetchone()
        assert row is not None
        return row[0]

    def monthly(self, kpi: str, number: int, segment: str = "TRUE") -> Any:
        return self.value(kpi, month(number), month(number + 1), segment)

    def to_date(self, kpi: str) -> Any:
        return self.value(kpi, date(2026, 1, 1), month(1))


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """The sample's files as DuckDB reads them, each row with the segments that the report cuts by.

    A deal is its desk's, and that of the team that the desk had on the day the deal was opened.
    """
    with duckdb.connect() as connection:
        read = "FROM read_csv('{}', header=true, all_varchar=true)"
        connection.execute("CREATE TABLE r AS " + read.format(SAMPLES / "data/reps.csv"))
        connection.execute(
            "CREATE TABLE l AS SELECT lead_id, created_at::DATE AS created, source, nullif(campaign_id, '') AS"
            " campaign, status FROM (" + read.format(SAMPLES / "data/leads.csv") + ")"
        )
        connection.execute(
            "CREATE TABLE o AS SELECT x.lead_id, x.created_at::DATE AS created, first_contact_at::DATE AS"
            " first_contact, stage, amount::DECIMAL(18, 2) AS amount, closed_at::DATE AS closed, r.team,"
            " r.name AS owner FROM ("
            + read.format(SAMPLES / "data/opportunities.csv")
            + ") x LEFT JOIN r ON r.owner_id = x.owner_id AND x.created_at >= r.start"
            ' AND (r."end" IS NULL OR x.created_at < r."end")'
        )
        connection.execute("CREATE TABLE c (source VARCHAR, spent DATE, spend DECIMAL(18, 2))")
        connection.executemany("INSERT INTO c VALUES (?, ?, ?)", french_rows())
        yield Oracle(connection)


def french_rows() -> list[tuple[str, date, Decimal]]:
    """The spreadsheet's rows, decoded by hand: cp1252, semicolons, 1 234,56, 31/12/2026."""
    lines = (SAMPLES / "data/campagnes.csv").read_bytes().decode("cp1252").splitlines()
    rows = []
    for record in csv.DictReader(lines, delimiter=";"):
        day, mon, year = map(int, record["Date"].split("/"))
        spend = Decimal(record["Dépense"].replace("\u00a0", "").replace(",", "."))
        rows.append((record["Canal"], date(year, mon, day), spend))
    return rows


@dataclass(frozen=True)
class Made:
    """The JSON that `engine.render` wrote: as bytes, and its values by KPI, period, window and segment."""

    data: bytes

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.data, parse_float=Decimal)
        return found

    def values(self) -> dict[tuple[str, str, str, tuple[Any, ...]], dict[str, Any]]:
        return {
            (v["kpi"], v["period"], v["window"], (*v["segments"].items(), v["segment_kind"])): v
            for v in self.content["values"]
        }


def make(report: Path, out: Path) -> Made:
    made = engine.render(report, today=TODAY, period="2026-10", out=out, outputs=("json",))
    return Made(made.files[0].read_bytes())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample's JSON."""
    return make(SAMPLES / "monthly.yml", tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def values(made: Made) -> dict[tuple[str, str, str, tuple[Any, ...]], dict[str, Any]]:
    """Its values."""
    return made.values()


def same(found: Any, wanted: Any) -> None:
    """Money, counts and sums are equal; a division may differ in the last bit of a float."""
    if wanted is None or isinstance(wanted, int | Decimal):
        assert found == wanted
    else:
        assert found is not None
        assert float(found) == pytest.approx(float(wanted), rel=1e-14)


def mature(kpi: str, number: int) -> bool:
    """Whether a month's cohort has had its ninety days when the data end."""
    return kpi not in MATURES or (DATA_END - month(number + 1)).days + 1 >= 90


def total(values: dict[Any, dict[str, Any]], kpi: str, number: int, window: str = "period") -> dict[str, Any]:
    return values[kpi, f"{month(number):%Y-%m}", window, (None,)]


def target(kpi: str, number: int, *, to_date: bool = False) -> Decimal | None:
    """The target of a month of 2026: a twelfth to the cent, what is left over in the first months."""
    if kpi not in TARGETS or month(number).year != 2026:
        return None
    if kpi not in ADDS_UP_OVER_TIME:
        return TARGETS[kpi]
    quantum = Decimal("0.01")
    share, over = divmod(TARGETS[kpi], quantum * 12)
    months = [(share + (n < over / quantum)) * quantum for n in range(12)]
    assert sum(months) == TARGETS[kpi]
    at = month(number).month
    return sum(months[:at], Decimal(0)) if to_date else months[at - 1]


def judged(kpi: str, value: Any, wanted: Any) -> tuple[float, str]:
    """Attainment and state, at the thresholds that hold unless said: 100 % and 90 %."""
    reached = float(wanted) / float(value) if kpi in LOWER else float(value) / float(wanted)
    return reached, "on_track" if reached >= 1 else "at_risk" if reached >= 0.9 else "off_track"


def check(found: dict[str, Any], kpi: str, value: Any, wanted: Decimal | None) -> None:
    """A figure with its target, attainment and state."""
    same(found["value"], value)
    assert found["reason"] is None
    if wanted is None:
        assert (found["target"], found["attainment"], found["state"]) == (None, None, "no_target")
        return
    assert found["target"] == wanted
    reached, verdict = judged(kpi, value, wanted)
    assert float(found["attainment"]) == pytest.approx(reached, rel=1e-14)
    assert found["state"] == verdict


CARDS = ("signed_revenue", "pipeline_amount", "lead_conversion_rate", "cost_per_lead")


@pytest.mark.parametrize("kpi", list(dict.fromkeys((*CARDS, *TARGETS))))
@pytest.mark.parametrize("number", range(-12, 1))
def test_every_month_of_every_card_and_objective(
    kpi: str, number: int, oracle: Oracle, values: dict[Any, dict[str, Any]]
) -> None:
    """Each point of each sparkline, with its previous month, year ago, target and state, is DuckDB's number."""
    found = total(values, kpi, number)
    check(found, kpi, oracle.monthly(kpi, number), target(kpi, number))
    assert found["provisional"] is not mature(kpi, number)
    for key, back in (("previous", 1), ("year_ago", 12)):
        # The data begin in September 2024, and what is not final is compared with nothing.
        compared = mature(kpi, number) and month(number - back) >= date(2024, 9, 1)
        same(found[key], oracle.monthly(kpi, number - back) if compared else None)


@pytest.mark.parametrize("kpi", sorted(TARGETS))
def test_the_year_to_date_of_every_objective(kpi: str, oracle: Oracle, values: dict[Any, dict[str, Any]]) -> None:
    """The year to date is the formula over all rows from January on, against its own target."""
    found = total(values, kpi, 0, "year_to_date")
    check(found, kpi, oracle.to_date(kpi), target(kpi, 0, to_date=True))
    assert found["provisional"] is (kpi in MATURES)


def test_the_last_mature_month_of_the_conversion_rate_is_july(
    oracle: Oracle, values: dict[Any, dict[str, Any]]
) -> None:
    """Ninety days before the end of October lies the end of July: July is final, and August is not."""
    july, august, october = (total(values, "lead_conversion_rate", n) for n in (-3, -2, 0))
    assert [v["provisional"] for v in (july, august, october)] == [False, True, True]
    same(july["value"], oracle.value("lead_conversion_rate", date(2026, 7, 1), date(2026, 8, 1)))
    same(october["value"], oracle.value("lead_conversion_rate", date(2026, 10, 1), date(2026, 11, 1)))


@pytest.mark.parametrize(("dimension", "kpi"), [(d, kpi) for d, kpis in BY.items() for kpi in kpis])
@pytest.mark.parametrize("number", [0, -3])
def test_every_segment_that_is_shown(
    dimension: str, kpi: str, number: int, oracle: Oracle, values: dict[Any, dict[str, Any]]
) -> None:
    """By source, team and desk each segment is the formula over its own rows, and no segment is forgotten."""
    period = f"{month(number):%Y-%m}"
    shown = {
        key[3][0][1]: value
        for key, value in values.items()
        if key[0] == kpi
        and key[1] == period
        and len(key[3]) == 2
        and key[3][0][0] == dimension
        and key[3][1] == "value"
    }
    table = "l" if dimension == "source" else "r"
    column = {"source": "source", "team": "team", "owner": "name"}[dimension]
    wanted = {row[0] for row in oracle.connection.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()}
    assert set(shown) == wanted
    for segment, found in shown.items():
        value = oracle.monthly(kpi, number, f"{dimension} = '{segment}'")
        same(found["value"], value)
        assert found["reason"] == ("zero_denominator" if value is None else None)


@pytest.mark.parametrize(
    ("dimension", "kpi"),
    [("source", "leads_generated"), ("source", "campaign_cost"), ("team", "signed_revenue"),
     ("team", "pipeline_amount"), ("owner", "pipeline_amount"), ("owner", "opportunities_created")],
)  # fmt: skip
def test_segments_of_what_adds_up_make_the_total(dimension: str, kpi: str, values: dict[Any, dict[str, Any]]) -> None:
    """In every period the segments, those without a value or a match too, add up to the total to the cent."""
    sums: dict[str, Decimal] = {}
    for (id, period, window, segments), value in values.items():
        of_dimension = id == kpi and window == "period" and len(segments) == 2 and segments[0][0] == dimension
        if of_dimension and value["value"] is not None:
            sums[period] = sums.get(period, Decimal(0)) + value["value"]
    assert len(sums) >= 25
    for period, added in sums.items():
        assert added == values[kpi, period, "period", (None,)]["value"], period


def test_money_keeps_its_decimals(made: Made) -> None:
    """An amount that ends in a zero is written with it, and no amount has more than two decimals."""
    values = made.data.decode().partition('"derived"')[0]
    blocks = re.findall(r'"kpi": "(?:signed_revenue|campaign_cost|pipeline_amount)".*?"value": ([^,]*),', values, re.S)
    amounts = [block for block in blocks if block != "null"]
    assert len(amounts) > 200
    assert all(re.fullmatch(r"\d+\.\d\d", amount) for amount in amounts)
    assert any(amount.endswith("0") and amount != "0.00" for amount in amounts)
    assert b'"target": 475000.00,' in made.data


def test_the_inputs_are_named_with_their_hash(made: Made) -> None:
    """Each file stands in the JSON with the hash of its bytes and its number of rows."""
    inputs = {item["path"]: item for item in made.content["inputs"]}
    data = {f"data/{name}.csv" for name in ("campagnes", "leads", "opportunities", "reps")}
    assert set(inputs) == data | {"budget.csv"}
    for path, item in inputs.items():
        content = (SAMPLES / path).read_bytes()
        assert item["sha256"] == hashlib.sha256(content).hexdigest()
        assert item["rows"] == content.count(b"\n") - 1


def test_the_order_of_rows_does_not_matter(made: Made, tmp_path: Path) -> None:
    """With the rows of every file shuffled, nothing in the JSON changes but the files' hashes."""
    for path in (*SAMPLES.glob("*.yml"), *SAMPLES.glob("*.csv")):
        shutil.copy(path, tmp_path)
    shutil.copytree(SAMPLES / "commentary", tmp_path / "commentary")
    (tmp_path / "data").mkdir()
    generator = random.Random(7)
    for path in (SAMPLES / "data").glob("*.csv"):
        header, *rows = path.read_bytes().splitlines(keepends=True)
        generator.shuffle(rows)
        (tmp_path / "data" / path.name).write_bytes(header + b"".join(rows))
    shuffled = make(tmp_path / "monthly.yml", tmp_path / "out").data

    def blind(data: bytes) -> bytes:
        return re.sub(rb'"sha256": "[0-9a-f]{64}"', b"", data)

    assert shuffled != made.data
    assert blind(shuffled) == blind(made.data)


RUN = """
import datetime, pathlib, sys, engine
engine.render(pathlib.Path(sys.argv[1]), today=datetime.date(2026, 11, 3), period="2026-10",
              out=pathlib.Path(sys.argv[2]), outputs=("json",))
"""


@pytest.mark.parametrize("threads", [pytest.param("1", marks=pytest.mark.long), "2"])
def test_another_process_writes_the_same_bytes(threads: str, made: Made, tmp_path: Path) -> None:
    """Neither the process, nor its hash seed, nor the number of threads changes one byte of the JSON."""
    environment = os.environ | {"POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads, "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", RUN, str(SAMPLES / "monthly.yml"), str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    assert (tmp_path / "2026-10" / "monthly-commercial.json").read_bytes() == made.data
