"""Figures come from the rows alone: not from their order, their files, the form of these, or the number of threads."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pytest

import engine
from tests.october import HEAD

Rows: TypeAlias = pl.DataFrame

REPORT = HEAD % "en" + """\
  timezone: Europe/Paris
  sections:
    - {title: Teams, by: team, kpis: &all [total, small, spread, middle, high, mean, least, most, zero, none, last,
       people, part, open, amount, won, later, early, share, reached, soon]}
    - {title: Sources, by: source, kpis: *all}
datasets:
  deals:
    source: SOURCE
    date: day
    columns:
      person: {type: string, nullable: true}
      owner: {type: string, nullable: true}
      source: {type: string, nullable: true}
      day: {type: date, nullable: true}
      closed: {type: date, nullable: true}
      called: {type: datetime, nullable: true}
      score: {type: number, nullable: true}
      tenths: number
      amount: {type: money, currency: EUR, nullable: true}
      won: boolean
    joins: {rep: {to: reps, on: owner}}
    dimensions: {team: rep.team}
    covers: {from: 2025-06-01, to: 2026-10-31}
  reps: {source: reps.csv, key: id, columns: {id: string, team: {type: string, nullable: true}}}
kpis:
  total: {label: L, dataset: deals, formula: SUM(score)}
  small: {label: L, dataset: deals, formula: SUM(tenths * 0.1) / COUNT(*)}
  spread: {label: L, dataset: deals, formula: STDDEV(score) + STDDEV(tenths)}
  middle: {label: L, dataset: deals, formula: MEDIAN(score)}
  high: {label: L, dataset: deals, formula: 'QUANTILE_CONT(tenths, 0.9)'}
  mean: {label: L, dataset: deals, formula: AVG(score) FILTER (WHERE won)}
  least: {label: L, dataset: deals, formula: MIN(ABS(score))}
  most: {label: L, dataset: deals, formula: MAX(-ABS(score))}
  zero: {label: L, dataset: deals, formula: MIN(score) FILTER (WHERE score >= 0)}
  none: {label: L, dataset: deals, formula: MEDIAN(score) FILTER (WHERE ABS(score) < 1e-9)}
  last: {label: L, dataset: deals, formula: 'QUANTILE_CONT(score, 1) FILTER (WHERE score <= 0)'}
  people: {label: L, dataset: deals, formula: COUNT(DISTINCT person) + COUNT(DISTINCT tenths)}
  part: {label: L, dataset: deals, formula: SUM(score) / TOTAL(total)}
  open: {label: L, dataset: deals, formula: SUM(score), balance: {opened: day, closed: closed, undated: drop}}
  amount: {label: L, dataset: deals, formula: SUM(amount) * 1.1 / COUNT(DISTINCT person)}
  won: {label: L, dataset: deals, formula: COUNT_IF(won) / COUNT(*), window: last 90 days}
  later: {label: L, dataset: deals, formula: 'AVG(date_diff(''hour'', day, called))'}
  early: {label: L, dataset: deals, formula: COUNT_IF(closed <= day + INTERVAL 1 MONTH), date: closed}
  share: {label: L, formula: 'amount / LAG(amount, 1)'}
  reached: {label: L, format: percent, conversion: {from: deals, to: {dataset: deals, where: won}, entity: person,
            count_by: cohort}}
  soon: {label: L, format: percent, conversion: {from: deals, to: {dataset: deals, where: won}, entity: person,
         within: 30 days, count_by: cohort}}
"""  # fmt: skip
COUNT = 4000
# A sum of them depends on the order in which they are added, and the two zeros are told apart by their sign alone.
AWKWARD = [1e16, -1e16, 1.0, 0.1, 0.2, 0.3, -0.1, 1e-9, 0.0, -0.0, 1 / 3, 1e15 + 0.5, 2.5, -7.25, None]


def rows() -> Rows:
    """Deals, some without a day, an owner or an owner that is known, many of one person and one day."""
    made = random.Random(7)
    first = date(2025, 6, 1)

    def deal(_: int) -> dict[str, Any]:
        day = first + timedelta(days=made.randrange(517)) if made.random() < 0.97 else None
        closed = day + timedelta(days=made.randrange(120)) if day and made.random() < 0.6 else None
        called = datetime.combine(day, time(made.randrange(8, 20), 5)) + timedelta(days=3) if day else None
        return {
            "person": made.choice([None, *(f"p{n}" for n in range(400))]),
            "owner": made.choice([None, "o1", "o2", "o3", "o4", "nobody"]),
            "source": made.choice([None, "web", "fair", "partner"]),
            "day": day, "closed": closed, "called": called,
            "score": made.choice(AWKWARD), "tenths": made.randrange(1000) / 10,
            "amount": None if made.random() < 0.1 else Decimal(made.randrange(-9999, 99_999_999)) / 100,
            "won": made.random() < 0.3,
        }  # fmt: skip

    kinds: dict[str, Any] = {
        "score": pl.Float64, "tenths": pl.Float64, "amount": pl.Decimal(18, 2), "day": pl.Date, "closed": pl.Date,
        "called": pl.Datetime("us"),
    }  # fmt: skip
    return pl.DataFrame([deal(n) for n in range(COUNT)], schema_overrides=kinds, infer_schema_length=None)


def parts(data: Rows) -> list[Rows]:
    """The rows in three uneven parts."""
    return [data[:10], data[10:3000], data[3000:]]


def one_csv(data: Rows, folder: Path) -> str:
    data.write_csv(folder / "deals.csv", datetime_format="%Y-%m-%dT%H:%M:%S")
    return "deals.csv"


def several_csv(data: Rows, folder: Path) -> str:
    for number, part in enumerate(parts(data)):
        part.write_csv(folder / f"deals_{number}.csv", datetime_format="%Y-%m-%dT%H:%M:%S")
    return "deals_*.csv"


def one_parquet(data: Rows, folder: Path) -> str:
    data.write_parquet(folder / "deals.parquet", row_group_size=COUNT)
    return "deals.parquet"


def row_groups(data: Rows, folder: Path) -> str:
    data.write_parquet(folder / "deals.parquet", row_group_size=128)
    return "deals.parquet"


def several_parquet(data: Rows, folder: Path) -> str:
    for number, part in enumerate(parts(data)):
        part.write_parquet(folder / f"deals_{number}.parquet", row_group_size=512)
    return "deals_*.parquet"


def several_kinds(data: Rows, folder: Path) -> str:
    for number, part in enumerate(parts(data)):
        path = folder / f"deals_{number}"
        part.write_ipc(path.with_suffix(".arrow")) if number else part.write_parquet(path.with_suffix(".parquet"))
    return "deals_*"


WAYS: list[Callable[[Rows, Path], str]] = [
    one_csv,
    several_csv,
    one_parquet,
    row_groups,
    several_parquet,
    several_kinds,
]


def report(folder: Path, data: Rows, write: Callable[[Rows, Path], str]) -> Path:
    """The report's file, with the rows written in one of the ways."""
    folder.mkdir(exist_ok=True)
    reps = ["id,team", "o1,north", "o2,south", "o3,north", "o4,"]
    (folder / "reps.csv").write_text("\n".join(reps) + "\n", "utf-8")
    (folder / "r.yml").write_text(REPORT.replace("SOURCE", write(data, folder)), "utf-8")
    return folder / "r.yml"


def figures(made: Path) -> str:
    """All that the JSON says but for what it was read from."""
    data = json.loads(made.read_text("utf-8"))
    assert len(data["values"]) > 500
    return json.dumps({key: data[key] for key in ("values", "derived", "quality")}, indent=0)


def rendered(path: Path) -> str:
    """The report's figures."""
    done = engine.render(path, today=date(2026, 11, 3), outputs=("json",))
    return figures(done.files[0])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The figures of the rows as they are, in one CSV."""
    return rendered(report(tmp_path_factory.mktemp("plain"), rows(), one_csv))


def the_same(found: str, wanted: str) -> None:
    """Byte for byte; where not, the first line that differs is told."""
    for ours, its in zip(found.splitlines(), wanted.splitlines(), strict=True):
        assert ours == its


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
def test_figures_do_not_depend_on_the_order_or_the_files(
    plain: str, tmp_path: Path, write: Callable[[Rows, Path], str]
) -> None:
    """With the rows shuffled, in one file or in several, as text or with types."""
    shuffled = rows().sample(fraction=1, shuffle=True, seed=1)
    the_same(rendered(report(tmp_path, shuffled, write)), plain)


def test_figures_of_the_same_rows_are_the_same_again(plain: str, tmp_path: Path) -> None:
    """Nor on how the threads happened to share the work."""
    the_same(rendered(report(tmp_path, rows(), one_csv)), plain)


@pytest.mark.parametrize("threads", ["1", "2"])
def test_figures_do_not_depend_on_the_number_of_threads(plain: str, tmp_path: Path, threads: str) -> None:
    """On however many cores."""
    path = report(tmp_path, rows(), several_parquet)
    code = (
        "import sys, datetime, engine, polars; from pathlib import Path; "
        "made = engine.render(Path(sys.argv[1]), today=datetime.date(2026, 11, 3), outputs=('json',)); "
        "print(polars.thread_pool_size(), made.files[0])"
    )
    environment = os.environ | {"POLARS_MAX_THREADS": threads}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    used, made = done.stdout.strip().split(" ", 1)
    assert used == threads
    the_same(figures(Path(made)), plain)
