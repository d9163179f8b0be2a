"""KPIs typed by hand in a whole report: beside rows, with targets, in formulas, and in words on the pages."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import pipeline
from engine.errors import ArgumentError
from engine.pipeline.wording import worded

REPORT = """
report:
  id: r
  title: R
  company: C
  every: {every}
  language: {language}
  currency: EUR
  sections:
    - title: S
      cards: [billed, enps, {cards}]
      charts: [{{trend: enps}}]
kpis:
  billed:
    label: Billed
    typed: {{2026-07: 801200, 2026-08: 0.10, 2026-09: 843150.40{more}}}
    over_time: sum
    format: currency
    better: higher
  enps:
    label: eNPS
    typed:
      2026-Q2: {{promoters: 20, passives: 10, detractors: 20}}
      2026-Q3: {{promoters: 40, passives: 30, detractors: 14}}
    formula: (promoters - detractors) / (promoters + passives + detractors)
    format: points
    hold_for: 1 quarter
    better: higher
  share: {{label: Share, formula: 'signed / billed', format: percent}}
  mix: {{label: Mix, formula: 'signed / billed + enps'}}
  growth: {{label: Growth, formula: 'billed - LAG(billed, 1)'}}
  change: {{label: Change, formula: 'enps - LAG(enps, 1)', format: points}}
objectives:
  - {{kpi: billed, period: 2026, target: 9000000}}
  - {{kpi: enps, period: 2026, target: 0.2}}
"""
DATASET = """
datasets:
  deals:
    source: d.csv
    date: day
    columns: {day: date, amount: money}
    covers: {from: 2026-01-01, to: 2026-12-31}
"""
SIGNED = "  signed: {label: Signed, dataset: deals, formula: SUM(amount)}\n"


def written(folder: Path, *, every: str = "month", language: str = "en", more: str = "", data: bool = True) -> Path:
    text = REPORT.format(
        every=every, language=language, more=more, cards="share, change, mix, growth" if data else "billed"
    )
    if data:
        text = DATASET + text.replace("  billed:\n", SIGNED + "  billed:\n")
        (folder / "d.csv").write_text("day,amount\n2026-09-03,84315.04\n2026-10-03,5.00\n", "utf-8")
    else:
        text = "\n".join(line for line in text.split("\n") if "signed" not in line)
    (folder / "r.yml").write_text(text, "utf-8")
    return folder / "r.yml"


def made(folder: Path, period: str = "2026-10", **more: Any) -> dict[tuple[str, str, str], Any]:
    """The values by KPI, window and period."""
    path = written(folder, **more)
    done = engine.render(path, today=date(2027, 1, 3), outputs=("json",), period=period)
    values = json.loads(done.files[0].read_text("utf-8"))["values"]
    return {(v["kpi"], v["window"], v["period"]): v for v in values}


def test_a_typed_amount_is_its_months_to_the_cent(tmp_path: Path) -> None:
    """It has its unit, comparison and share of the year's target; a month that is not typed is no 0."""
    found = made(tmp_path)
    september, october = found["billed", "period", "2026-09"], found["billed", "period", "2026-10"]
    assert (september["value"], september["previous"], september["target"]) == (843150.40, 0.1, 750000)
    assert (september["unit"], september["state"], september["rows"]) == ("currency", "on_track", None)
    assert (october["value"], october["reason"], october["state"]) == (None, "not_entered", "not_measurable")
    assert found["billed", "year_to_date", "2026-10"]["reason"] == "not_entered"


def test_a_year_to_date_is_the_sum_of_all_its_months(tmp_path: Path) -> None:
    """The first half as two quarters, then month by month: 0.10 is exactly a tenth."""
    more = ", 2026-Q1: 1.05, 2026-Q2: 2, 2026-10: 3"
    found = made(tmp_path, more=more)
    assert found["billed", "year_to_date", "2026-10"]["value"] == 801200 + 0.10 + 843150.40 + 1.05 + 2 + 3
    assert made(tmp_path, "2026-Q3", every="quarter", more=more)["billed", "period", "2026-Q3"]["value"] == 1644350.50


def test_a_quarters_figure_is_held_and_says_so(tmp_path: Path) -> None:
    """The third quarter's stands in September and, until the fourth's is there, in October; never against itself."""
    found = made(tmp_path)
    september, october = found["enps", "period", "2026-09"], found["enps", "period", "2026-10"]
    assert (september["value"], september["numerator"], september["denominator"]) == (26 / 84, 26, 84)
    assert (september["typed_for"], september["previous"]) == ("2026-Q3", 0)
    assert (october["value"], october["typed_for"], october["previous"]) == (26 / 84, "2026-Q3", None)
    assert found["enps", "period", "2026-08"]["typed_for"] == "2026-Q2"
    assert found["enps", "period", "2026-05"]["reason"] == "not_entered"
    assert ("enps", "year_to_date", "2026-10") not in found
    quarter = made(tmp_path, "2026-Q3", every="quarter")["enps", "period", "2026-Q3"]
    assert (quarter["value"], quarter["previous"], "typed_for" in quarter) == (26 / 84, 0, False)


def test_a_typed_figure_is_a_part_like_any_other(tmp_path: Path) -> None:
    """A share of what was typed; where that is missing, so is the share, and it says why."""
    found = made(tmp_path)
    assert found["share", "period", "2026-09"]["value"] == pytest.approx(0.1)
    assert (found["share", "period", "2026-10"]["value"], found["share", "period", "2026-10"]["reason"]) == (
        None, "not_entered",
    )  # fmt: skip
    change = found["change", "period", "2026-09"]
    assert (change["value"], change["typed_for"]) == (26 / 84, "2026-Q3")
    assert found["mix", "period", "2026-09"]["typed_for"] == "2026-Q3"
    # The month before is what was asked for: nothing is held.
    growth = found["growth", "period", "2026-09"]
    assert (growth["value"], growth["previous"], "typed_for" in growth) == (843150.30, pytest.approx(-801199.9), False)


def test_without_a_dataset_a_period_must_be_asked_for(tmp_path: Path) -> None:
    """What is typed does not choose the period; asked for one, the report needs no data at all."""
    path = written(tmp_path, data=False)
    with pytest.raises(ArgumentError, match="no data has a date"):
        engine.render(path, today=date(2026, 11, 3), outputs=("json",))
    assert made(tmp_path, "2026-09", data=False)["billed", "period", "2026-09"]["value"] == 843150.40


@pytest.mark.parametrize(
    ("language", "when", "short", "missing", "part"),
    [("en", "3rd quarter 2026", "(Q3 2026)", "not entered yet", "with a figure entered for 3rd quarter 2026"),
     ("fr", "3e trimestre 2026", "(T3 2026)", "pas encore saisi", "avec un chiffre saisi pour 3e trimestre 2026"),
     ("ru", "3-й квартал 2026", "(3-й кв. 2026)", "ещё не введено", "с показателем, введённым за 3-й квартал 2026")],
)  # fmt: skip
def test_the_pages_say_what_is_held_and_what_is_missing(
    tmp_path: Path, language: str, when: str, short: str, missing: str, part: str
) -> None:
    """A held figure bears the name of its own period, on the card and over the trend; what is made of it says so."""
    computed = pipeline.compute(written(tmp_path, language=language), today=date(2027, 1, 3), period="2026-10")
    document = worded(computed, None)
    cards = {card.kpi: card for card in document.cards}
    assert cards["enps"].when == when
    assert short in document.sections[0].charts[0].title
    assert (cards["change"].when, cards["change"].note) == (document.period, part)
    assert (cards["billed"].value.text, cards["billed"].value.reason) == ("—", missing)
    assert len(document.footnotes) == 4  # how states come, points, by hand, from rows
