"""`kpi list`: what a report shows, as a table that fits the terminal, in lines for a program, as JSON."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.kpi import kpi

REPORT = """report:
  id: tiny
  title: Tiny
  company: Nova
  every: month
  language: fr
  currency: EUR
  uses: ['boardpack:acquisition']
  sections: [{title: Sales, cards: [revenue, leads_generated]}]
datasets:
  leads: {source: no.csv, date: created_at, columns: {created_at: date, status: string}}
  deals: {source: no.csv, date: day, columns: {day: date, amount: money}}
kpis:
  revenue:
    label: {en: Revenue of all deals that were signed, fr: Chiffre d’affaires de toutes les affaires signées}
    dataset: deals
    formula: SUM(amount)
    better: higher
    owner: ann@example.com
    source: {en: The sales handbook, fr: Le guide des ventes}
  signed: {label: Deals, dataset: deals, formula: COUNT(*), owner: {en: Head of sales, fr: Direction commerciale}}
objectives:
  - {kpi: revenue, period: 2026, target: 1200}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*arguments: str) -> str:
    done = CliRunner().invoke(kpi, ["list", "tiny.yml", *arguments])
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return done.stdout


def test_each_kpi_stands_in_a_line_of_its_own_where_nobody_looks(folder: Path) -> None:
    """Piped, nothing is wrapped or cut; labels and targets are in the report's language, or the one asked for."""
    head, *lines = listed("--language", "en").splitlines()
    assert head.split() == ["KPI", "label", "unit", "better", "objective", "owner", "source"]
    cells = [[cell for cell in line.split("  ") if cell] for line in lines]
    assert [[cell.strip() for cell in row] for row in cells] == [
        ["revenue", "Revenue of all deals that were signed", "EUR", "higher", "€1,200.00 (2026)", "ann@example.com",
         "The sales handbook"],
        ["signed", "Deals", "integer", "Head of sales", "tiny.yml"],
        ["leads_generated", "Leads generated", "integer", "higher", "Marketing", "Metrics of the sales funnel"],
    ]  # fmt: skip
    assert "Chiffre d’affaires de toutes les affaires signées" in listed()
    assert "Direction commerciale" in listed()


def test_the_rest_of_the_library_with_why_it_cannot_be_used(folder: Path) -> None:
    """`--all` adds what nothing uses, and what lies dormant for want of data."""
    kpis = {found["id"]: found for found in json.loads(listed("--all", "--json"), parse_float=Decimal)}
    assert {found["status"] for found in kpis.values()} == {"in use", "unused", "dormant"}
    assert kpis["lead_conversion_rate"]["status"] == "unused"
    assert (kpis["campaign_cost"]["status"], kpis["campaign_cost"]["why"]) == (
        "dormant", "no dataset named 'campaigns', with the column spend",
    )  # fmt: skip
    leads, spend = {"dataset": "leads", "columns": []}, {"dataset": "campaigns", "columns": ["spend"]}
    assert kpis["cost_per_lead"]["needs"] == [spend, leads]
    assert kpis["revenue"] == {
        "id": "revenue", "label": "Chiffre d’affaires de toutes les affaires signées", "unit": "EUR",
        "better": "higher", "owner": "ann@example.com", "source": "Le guide des ventes", "file": "tiny.yml",
        "objectives": [{"period": "2026", "target": 1200, "shown": "1\u202f200,00\u00a0€"}], "status": "in use",
        "why": "", "benchmark": "", "needs": [{"dataset": "deals", "columns": ["amount"]}],
    }  # fmt: skip
    (line,) = (line for line in listed("--all").splitlines() if line.startswith("cost_per_lead "))
    assert "  campaigns: spend; leads  " in line
    assert line.endswith("  dormant: no dataset named 'campaigns', with the column spend")
    assert "campaigns" not in listed()
    assert "campaign_cost" not in listed()


@pytest.mark.parametrize("columns", [80, 100])
def test_it_fits_a_terminal(folder: Path, columns: int) -> None:
    """No line is wider; long labels go on beneath themselves, and who answers for a KPI stands below it."""
    master, slave = pty.openpty()
    code = "from engine.cli.kpi import kpi; kpi(['list', 'tiny.yml', '--language', 'en'])"
    root = Path(__file__).resolve().parents[2]
    wide = {**os.environ, "COLUMNS": str(columns), "PYTHONPATH": str(root), "NO_COLOR": "1", "TERM": "dumb"}
    subprocess.run([sys.executable, "-c", code], stdout=slave, stderr=subprocess.DEVNULL, env=wide, check=True)
    os.close(slave)
    text = os.read(master, 65536).decode().replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
    lines = text.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[-1].strip() == "Marketing · Metrics of the sales funnel"
    assert "ann@example.com · The sales handbook" in map(str.strip, lines)
    assert "Revenue of all" in text
