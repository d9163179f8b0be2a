"""A small company in YAML, which the tests of the rules add to."""

from __future__ import annotations

from pathlib import Path

from engine import pipeline
from engine.errors import SpecError
from engine.model.specs import Catalog

BASE = """report:
  id: r
  title: T
  company: C
  every: month
  language: en
  currency: EUR
  uses: [{uses}]
  sections: [{title: A, cards: [{card}]}]
datasets:
  deals:
    source: deals.csv
    date: created_at
    columns:
      created_at: date
      closed_at: {type: date, nullable: true}
      stage: string
      called: boolean
      amount: money
      days: integer
      owner_id: {type: string, nullable: true}
    joins: {owner: {to: reps, on: owner_id}}
    dimensions: {team: owner.team}
  calls:
    source: calls.csv
    date: day
    columns: {day: date, team: string, kind: string}
  reps:
    source: reps.csv
    key: owner_id
    columns: {owner_id: string, team: string}
{datasets}kpis:
"""


def checked(folder: Path, kpis: str, *, card: str = "a", datasets: str = "", uses: str = "", more: str = "") -> Catalog:
    """The catalog of the company with these KPIs; raises SpecError."""
    path = folder / "report.yml"
    parts = {"{card}": card, "{datasets}": datasets, "{uses}": uses}
    text = BASE
    for slot, part in parts.items():
        text = text.replace(slot, part)
    path.write_text(text + kpis + more, "utf-8")
    return pipeline.check(path)[0]


def codes(
    folder: Path, kpis: str, *, card: str = "a", datasets: str = "", uses: str = "", more: str = ""
) -> list[tuple[str, str]]:
    """What is wrong with it: codes and messages, in order."""
    try:
        checked(folder, kpis, card=card, datasets=datasets, uses=uses, more=more)
    except SpecError as error:
        return [(issue.code, issue.message) for issue in error.issues]
    return []


def kpi(id: str, formula: str, more: str = "") -> str:
    dataset = "" if "dataset" in more or "over: kpis" in more else ", dataset: deals"
    more = more.replace("over: kpis", "").strip(", ")
    return f'  {id}: {{label: L, formula: "{formula}"{dataset}{", " + more if more else ""}}}\n'
