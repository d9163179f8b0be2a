"""Beside a definition stands how its target is spread, in words, and what the private KPIs are that it names."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.charts import draw
from engine.document import make_document
from engine.model.document import Definition
from engine.pipeline.choice import in_language
from engine.pipeline.figures import compute

REPORT = """report:
  {id: r, title: T, company: C, every: EVERY, language: en, currency: EUR, sections: [{title: A, kpis: [sold, margin, double]}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, amount: integer}, covers: {from: 2025-01-01, to: 2026-12-31}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  margin: {label: Margin, formula: kept / sold, format: percent, better: higher}
  kept: {label: Kept, formula: sold - lost, private: true, better: higher}
  lost: {label: Lost, dataset: deals, where: "team = 'south'", formula: SUM(amount), private: true, better: lower, matures: 1 day}
  double: {label: Double, formula: sold * 2, better: higher}
objectives:
  - {kpi: sold, period: PERIOD, target: 1200SPREAD}
  - {kpi: margin, period: 2026, target: 50%}
"""  # noqa: E501
DEALS = "day,team,amount\n" + "".join(f"2025-{month:02}-05,north,10\n" for month in range(1, 13))


def definitions(
    folder: Path, spread: str = "", language: str = "en", every: str = "month", period: str = "2026",
    report: str = REPORT,
) -> dict[str, Definition]:  # fmt: skip
    """By their KPI, of a report of the last period."""
    text = report.replace("SPREAD", spread).replace("EVERY", every).replace("PERIOD", period)
    (folder / "report.yml").write_text(text, "utf-8")
    (folder / "deals.csv").write_text(DEALS + "2026-12-05,south,4\n2026-12-06,north,6\n", "utf-8")
    done = compute(folder / "report.yml", today=date(2027, 1, 5))
    made = make_document(done.results, in_language(done.catalog, language), done.calendar, draw)
    return {one.kpi: one for one in made.definitions}


def target(one: Definition) -> str:
    """What is said of its target."""
    found = [text for word, text in one.details if re.match(r"Target for|Objectif|Цель на", word)]
    return found[0].replace("\u202f", " ").replace("\u00a0", " ") if found else ""


TWELVE = ", spread: [200, 100, 100, 100, 100, 100, 100, 100, 100, 100, 50, 50]"
QUARTERS = ", spread: {2026-Q1: 300, 2026-Q2: 300, 2026-Q3: 300, 2026-Q4: 300}"


@pytest.mark.parametrize(
    ("spread", "language", "said"),
    [
        ("", "en", "1,200, spread evenly over its months"),
        ("", "fr", "1 200, réparti à parts égales sur ses mois"),
        ("", "ru", "1 200, распределена поровну по месяцам"),
        (", spread: seasonal", "en", "1,200, spread over its months in the shape of the year before"),
        (", spread: seasonal", "fr", "1 200, réparti sur ses mois selon la saisonnalité de l’année précédente"),
        (", spread: seasonal", "ru", "1 200, распределена по месяцам с сезонностью предыдущего года"),
        (TWELVE, "en", "1,200, spread as decided for each month"),
        (TWELVE, "fr", "1 200, réparti mois par mois, comme décidé"),
        (QUARTERS, "en", "1,200, spread as decided for its quarters and months"),
        (QUARTERS, "ru", "1 200, распределена по кварталам и месяцам по решению"),
        (", by: {team: {north: {target: 600, spread: seasonal}, south: 600}}", "en",
         "1,200, spread evenly over its months (north: spread over its months in the shape of the year before)"),
    ],
)  # fmt: skip
def test_a_definition_says_how_its_target_is_spread(spread: str, language: str, said: str, tmp_path: Path) -> None:
    """In the reader's language, and which segments go another way."""
    assert target(definitions(tmp_path, spread, language)["sold"]) == said


@pytest.mark.parametrize(
    ("every", "period", "said"),
    [("week", "2026", "1,200, spread evenly over its days"), ("year", "2026", "1,200"), ("month", "2026-12", "1,200")],
)
def test_a_target_of_one_period_is_not_spread(every: str, period: str, said: str, tmp_path: Path) -> None:
    """Where the report shows just the time that the target is for, nothing is said; over weeks it goes by days."""
    assert target(definitions(tmp_path, every=every, period=period)["sold"]) == said


def test_a_rate_has_no_spread(tmp_path: Path) -> None:
    """Its target holds in every month."""
    assert target(definitions(tmp_path)["margin"]) == "50.0%"


def test_what_is_private_stands_in_the_definition_that_names_it(tmp_path: Path) -> None:
    """With its formula and its rows, also where only another private one names it; nowhere else, and not by itself."""
    found = definitions(tmp_path)
    assert set(found) == {"sold", "margin", "double"}
    assert found["margin"].private == (
        ("kept = sold - lost", ()),
        ("lost = SUM(amount) WHERE team = 'south'", (("Rows", "deals"), ("Counted on", "day"))),
    )
    assert found["sold"].private == found["double"].private == ()


@pytest.mark.parametrize(
    ("window", "language", "said"),
    [
        ("last 12 months", "en", ("Over", "the last 12 months")),
        ("last 12 months", "fr", ("Sur", "12 mois glissants")),
        ("last 12 months", "ru", ("Период расчёта", "последние 12 месяцев")),
        ("last 1 year", "fr", ("Sur", "1 année glissante")),
        ("last 2 quarters", "ru", ("Период расчёта", "последние 2 квартала")),
        ("last 3 weeks", "en", ("Over", "the last 3 weeks")),
        ("last 30 days", "fr", ("Sur", "30 jours glissants")),
        ("year_to_date", "fr", ("Sur", "l’année à ce jour")),
        ("quarter_to_date", "ru", ("Период расчёта", "с начала квартала")),
        ("all_time", "en", ("Over", "all time until the period's end")),
    ],
)
def test_a_definition_says_which_time_it_looks_at(
    window: str, language: str, said: tuple[str, str], tmp_path: Path
) -> None:
    """Where that is not the period; also of what is private, whose formula would mean something else without it."""
    report = REPORT.replace("formula: sold - lost, private", f"formula: sold - lost, window: {window}, private")
    report = report.replace("formula: sold * 2, better", f"formula: sold * 2, window: {window}, better")
    found = definitions(tmp_path, language=language, report=report)
    assert said in found["double"].details
    assert dict(found["margin"].private)["kept = sold - lost"] == (said,)
    assert said[0] not in {word for word, _ in found["sold"].details}
