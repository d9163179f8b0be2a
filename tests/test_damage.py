"""Whatever happens to its files, a report is made whole or refused with a place; an earlier one stays as it was."""

from __future__ import annotations

import csv
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl
import pytest
from click.testing import CliRunner

from engine.cli.render import render
from tests.damage import damaged_file
from tests.sources.books import Cell, write_book

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
ROWS = 40  # of each file: what is damaged is seldom damaged twice in the same place
SEEDS = 8
EACH = 60  # times that one file is damaged with a seed
APART = (".parquet", ".arrow")  # the library below may end the process over these: each is read by a program
EACH_APART = 12
LONGEST = 20  # seconds for one report
PLACED = re.compile(r"^[^:\n]+(:\d+:\d+)?: (error|warning)\[[a-z0-9-]+\]: .+")
EARLIER = b"an earlier report"

LEADS = "{lead_id: string, created_at: date, source: string, status: {type: string, values: [new, contacted, "
LEADS += "qualified, converted, abandoned]}, converted_at: {type: date, nullable: true}}"
REPORT = """report:
  id: monthly
  title: {en: Monthly review, fr: Revue mensuelle}
  company: Nova
  every: month
  language: en
  currency: EUR
  uses: [datasets.yml, objectives.yml]
  sections:
    - title: All
      cards: [leads, rate, spent]
      kpis: [leads, rate]
      by: source
"""
OBJECTIVES = """objectives:
  - {kpi: leads, period: 2024, target: 1000, by: {source: {web: 400, events: 600}}}
  - {kpi: rate, period: 2024, target: 20%, status: {on_track: 100%, at_risk: 90%}}
kpis:
  leads: {label: Leads, dataset: leads, formula: COUNT(*), better: higher}
  rate:
    {label: Rate, dataset: leads, formula: COUNT_IF(status = 'converted') / COUNT(*), format: percent, better: higher}
  spent: {label: Spent, dataset: campaigns, formula: SUM(spend), format: currency}
"""
KINDS = ("csv", "parquet", "arrow", "ndjson", "json", "xlsx")


def leads_dataset(kind: str) -> str:
    """The dataset of leads in a file of this kind, with a KPI on it."""
    id = "leads" if kind == "csv" else f"leads_{kind}"
    covers = "    covers: {from: 2024-09-01, to: 2024-10-31}\n    key: lead_id\n    date: created_at\n"
    return f"  {id}:\n    source: leads.{kind}\n{covers}    columns: {LEADS}\n"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report over the first rows of the sample, its leads in a file of each kind."""
    folder = tmp_path_factory.mktemp("report")
    with (SAMPLES / "data" / "leads.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = [row for row, _ in zip(csv.reader(file), range(ROWS), strict=False)]
    leads = pl.DataFrame(rows, header, orient="row").with_columns(pl.all().replace("", None))
    leads.write_csv(folder / "leads.csv")
    typed = leads.with_columns(pl.col("created_at", "converted_at").str.to_date())
    typed.write_parquet(folder / "leads.parquet")
    typed.write_ipc(folder / "leads.arrow")
    leads.write_ndjson(folder / "leads.ndjson")
    leads.write_json(folder / "leads.json")
    sheet: list[list[Cell]] = [list(header), *(list(row) for row in leads.iter_rows())]
    write_book(folder / "leads.xlsx", Leads=sheet)
    campaigns = (SAMPLES / "data" / "campagnes.csv").read_bytes().split(b"\r\n")[:ROWS]
    (folder / "campaigns.csv").write_bytes(b"\r\n".join(campaigns) + b"\r\n")
    declared = """  campaigns:
    source: campaigns.csv
    csv: {separator: ';', decimal: ',', thousands: ' ', encoding: cp1252}
    date: spent_on
    columns:
      spent_on: {type: date, from: Date, format: '%d/%m/%Y'}
      spend: {type: money, from: Dépense}
"""
    kpis = "".join(
        f"  leads_{kind}: {{label: In {kind}, dataset: leads_{kind}, formula: COUNT(*)}}\n" for kind in KINDS[1:]
    )
    listed = ", ".join(f"leads_{kind}" for kind in KINDS[1:])
    datasets = "datasets:\n" + "".join(map(leads_dataset, KINDS)) + declared + "kpis:\n" + kpis
    (folder / "datasets.yml").write_text(datasets, "utf-8")
    (folder / "objectives.yml").write_text(OBJECTIVES, "utf-8")
    (folder / "report.yml").write_text(REPORT.replace("spent]", f"spent, {listed}]"), "utf-8")
    return folder


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """What takes longer is stopped, where the system can."""

    def stop(*_: object) -> None:
        raise AssertionError(f"no end after {seconds} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    exit_code: int
    stdout: str
    stderr: str


def done_here(arguments: list[str], what: str) -> Done:
    """`render` in this process."""
    with no_longer_than(LONGEST):
        done = CliRunner().invoke(render, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), f"{what}: {done.exception!r}"
    return Done(done.exit_code, done.stdout, done.stderr)


def done_apart(arguments: list[str], what: str) -> Done:
    """`render` as a shell starts it."""
    command = [sys.executable, "-c", "from engine.cli.apart import render; render()", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST)
    return Done(done.returncode, done.stdout, done.stderr)


def made_whole_or_refused(folder: Path, out: Path, what: str, run: Callable[[list[str], str], Done] = done_here) -> int:
    """Render, and see that the end is a right one; the exit code."""
    (out / "2024-10").mkdir(parents=True, exist_ok=True)
    (out / "2024-10" / "monthly.json").write_bytes(EARLIER)
    before = tree(out)
    arguments = [str(folder / "report.yml"), "--today", "2024-11-03", "--format", "json", "--out", str(out)]
    done = run(arguments, what)
    if done.exit_code == 0:
        (written,) = done.stdout.split("\n")[:-1]
        assert json.loads(Path(written).read_text("utf-8"))["values"], what
        assert set(tree(out)) <= {*before, str(Path(written).relative_to(out))}, what
        return 0
    assert done.exit_code in (1, 2, 3), f"{what}: {done.stderr}"
    assert done.stdout == "", what
    messages = [line for line in done.stderr.split("\n") if line and not line.startswith((" ", "…"))]
    counted = re.compile(r"\d+ errors(; nothing was written)?\.")
    assert messages, what
    assert all(PLACED.match(line) or counted.fullmatch(line) for line in messages), f"{what}: {done.stderr}"
    assert not re.search("Traceback|polars|calamine|ComputeError|Exception", done.stderr), f"{what}: {done.stderr}"
    assert tree(out) == before, what
    return done.exit_code


FILES = ("campaigns.csv", *(f"leads.{kind}" for kind in KINDS), "datasets.yml", "objectives.yml", "report.yml")


def test_what_is_not_damaged_is_rendered(report: Path, tmp_path: Path) -> None:
    """Or nothing below would mean anything."""
    assert made_whole_or_refused(report, tmp_path, "whole") == 0


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_damaged_file_is_read_or_refused(report: Path, tmp_path: Path, name: str, seed: int) -> None:
    """Bytes lost, added, changed, doubled, cut off; columns in each other's place: it is noticed, if not each time."""
    path = report / name
    whole = path.read_bytes()
    random = Random(f"{seed} {name}")
    codes = []
    try:
        apart = path.suffix in APART
        for number in range(EACH_APART if apart else EACH):
            path.write_bytes(whole)
            path.write_bytes(damaged_file(path, random))
            what = f"{name}, damaged the {number}th time with {seed}"
            codes.append(made_whole_or_refused(report, tmp_path, what, done_apart if apart else done_here))
    finally:
        path.write_bytes(whole)
    assert any(codes)
