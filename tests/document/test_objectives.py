"""What the pages say of objectives: blocks by segment, targets that were revised, bands, all of them together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.document import make_document
from engine.formats import json as machine
from engine.model.document import Document
from engine.pipeline.choice import in_language
from engine.pipeline.figures import compute

REPORT = """report:
  {id: r, title: T, company: C, every: month, language: en, currency: EUR, sections: [{title: A, scorecard: {kpis: KPIS, by: team}}]}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, team: string, amount: money}, covers: {from: 2026-01-01, to: 2026-10-31}}
dimensions: {team: {label: {en: Team, fr: Équipe}, values: {north: North, south: South, east: East}}}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  size: {label: Size, dataset: deals, formula: AVG(amount), format: currency, better: {between: [100, 200]}}
  deals: {label: Deals, dataset: deals, formula: COUNT(*), better: higher}
objectives:
  - kpi: sold
    period: 2026
    target: 2400
    by: {team: {north: 1200, south: 1200}}
    revisions:
      - {from: 2026-07, target: 2200, reason: {fr: Deux départs, en: two have left}, by: {team: {north: 1000}}}
  - {kpi: size, period: 2026, target: 150, tolerance: 50, by: {team: {south: 150}}}
  - {kpi: deals, period: 2026, target: 12}
"""  # noqa: E501
DEALS = "day,team,amount\n2026-03-01,north,100\n2026-09-02,south,300\n2026-10-02,north,100\n2026-10-03,south,350\n"


def document(folder: Path, language: str = "en", kpis: str = "all", report: str = REPORT) -> Document:
    (folder / "report.yml").write_text(report.replace("KPIS", kpis), "utf-8")
    (folder / "deals.csv").write_text(DEALS, "utf-8")
    done = compute(folder / "report.yml", today=date(2026, 11, 3))
    return make_document(done.results, in_language(done.catalog, language), done.calendar, {})


def test_a_scorecard_by_team_has_a_block_for_each_with_targets(tmp_path: Path) -> None:
    """Each with the team's own figures and targets; the headline speaks of the whole alone."""
    made = document(tmp_path)
    blocks = {group.title: {row.kpi: row for row in group.rows} for group in made.scorecard}
    assert {title: set(rows) for title, rows in blocks.items()} == {
        "Other objectives": {"sold", "size", "deals"}, "Team: North": {"sold"}, "Team: South": {"sold", "size"},
    }  # fmt: skip
    north, south = blocks["Team: North"]["sold"], blocks["Team: South"]["sold"]
    assert north.target is not None
    assert south.to_date is not None
    assert south.to_date_target is not None
    assert (north.value.value, round(float(north.target.value or 0), 2), north.state.code) == (100, 66.67, "on_track")
    assert (south.to_date.value, south.to_date_target.value) == (650, 1000)
    assert blocks["Team: South"]["size"].state.code == "off_track"
    assert made.headline.startswith("2 of 3 objectives on track.")


def test_a_list_of_kpis_may_hold_one_without_an_objective(tmp_path: Path) -> None:
    """It is shown without a target, and in no block of a team."""
    made = document(tmp_path, kpis="[sold, deals]")
    assert [(group.title, [row.kpi for row in group.rows]) for group in made.scorecard] == [
        ("Other objectives", ["deals", "sold"]), ("Team: North", ["sold"]), ("Team: South", ["sold"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "target for 2026 revised to €2,200.00 as of Jul 2026; was €2,400.00 (two have left)"),
        ("fr", "objectif 2026 révisé à 2 200,00 € à compter de juil. 2026 ; auparavant 2 400,00 € (Deux départs)"),
        ("ru", "цель на 2026 пересмотрена: 2 200,00 € с июл. 2026; было 2 400,00 € (two have left)"),
    ],
)
def test_a_revised_target_says_what_it_is_since_when_and_what_it_was(tmp_path: Path, language: str, said: str) -> None:
    """Of the whole and of a team whose target was; not of one that kept its own."""
    rows = {(group.title, row.kpi): row for group in document(tmp_path, language).scorecard for row in group.rows}
    (whole, north, south) = (row.revised for (_, kpi), row in sorted(rows.items(), key=_place) if kpi == "sold")
    assert whole.replace("\u202f", " ").replace("\u00a0", " ") == said
    assert "200" in north
    assert south == ""


def _place(item: tuple[tuple[str, str], object]) -> int:
    title = item[0][0]
    return 1 if title.endswith("North") else 2 if title.endswith("South") else 0


def test_a_band_is_shown_as_one(tmp_path: Path) -> None:
    """Its target is from where to where, and the distance is that to its nearer end."""
    row = next(row for row in document(tmp_path).scorecard[0].rows if row.kpi == "size")
    assert row.target is not None
    assert (row.target.text, row.state.code) == ("€100.00 to €200.00", "at_risk")
    assert "€25.00 above its band (€100.00 to €200.00)" in document(tmp_path).headline
    assert row.to_date_against == "€100.00 – €200.00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "year to date €212.50, target €100.00 to €200.00 (at risk)"),
        ("fr", "cumul annuel 212,50 €, objectif entre 100,00 € et 200,00 € (à surveiller)"),
        ("ru", "с начала года 212,50 €, цель от 100,00 € до 200,00 € (под угрозой)"),
    ],
)
def test_a_band_is_part_of_a_sentence(tmp_path: Path, language: str, said: str) -> None:
    """It has prepositions of its own: none stands before them."""
    report = REPORT.replace("better: {between: [100, 200]}}", "better: {between: [100, 200]}}").replace(
        "tolerance: 50", "tolerance: 20"
    )
    made = document(tmp_path, language, report=report)
    sentence = next(one.sentence for one in made.decisions if one.label == "Size")
    assert said in sentence.replace("\u202f", " ").replace("\u00a0", " ")


def test_what_was_decided_of_a_target_stands_beside_the_definition(tmp_path: Path) -> None:
    """The target, each revision with its first month and its day, and who answers for it."""
    written = REPORT.replace("from: 2026-07, target", "from: 2026-07, decided: 2026-06-25, target")
    written = written.replace("target: 2400\n", "target: 2400\n    owner: sales@example.com\n")
    written = written.replace("{label: Sold,", "{label: Sold, owner: Board,")
    sold = next(one for one in document(tmp_path, report=written).definitions if one.kpi == "sold")
    assert ("Owner of the target", "sales@example.com") in sold.details
    assert dict(sold.details)["Target for 2026"] == (
        "€2,400.00; €2,200.00 as of Jul 2026 (decided on Jun 25, 2026; two have left)"
    )


def test_what_was_decided_of_a_target_stands_in_the_json(tmp_path: Path) -> None:
    """As it is written: the owner, the new target, the month from which it holds, the day and why."""
    written = REPORT.replace("from: 2026-07, target", "from: 2026-07, decided: 2026-06-25, target")
    (tmp_path / "report.yml").write_text(written.replace("KPIS", "all"), "utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, "utf-8")
    done = compute(tmp_path / "report.yml", today=date(2026, 11, 3))
    sold = json.loads(machine.make(done.results, done.catalog))["derived"]["objectives"][0]
    assert (sold["kpi"], sold["period"], sold["target"], sold["owner"]) == ("sold", "2026", 2400, None)
    assert sold["revisions"] == [
        {"from": "2026-07", "decided": "2026-06-25", "target": 2200,
         "reason": {"fr": "Deux départs", "en": "two have left"},
         "by": [{"segments": {"team": "north"}, "target": 1000}]},
    ]  # fmt: skip


def test_all_objectives_together_are_said_with_what_is_left_out(tmp_path: Path) -> None:
    """The band's value lies outside, and has no percentage: it is left out, and the page says so."""
    made = document(tmp_path)
    assert made.attained == (
        "All objectives together: 120.0% attained. 1 of 3 is not counted: it has no attainment in percent. "
        "Year to date 42.8% (1 of 3 not counted)."
    )


def test_a_miss_that_has_no_percentage_is_not_left_out_in_silence(tmp_path: Path) -> None:
    """Without its tolerance the band is off track; the mean of the others does not hide that."""
    made = document(tmp_path, report=REPORT.replace(", tolerance: 50", ""))
    assert made.attained == (
        "All objectives together: 120.0% attained. 1 of 3 is not counted: it has no attainment in percent. "
        "Of what is not counted, 1 is off track. Year to date 42.8% (1 of 3 not counted, off track of these: 1)."
    )


def test_a_scorecard_of_some_is_summed_up_by_itself(tmp_path: Path) -> None:
    """What it does not show counts for nothing in it: the reader could not see why."""
    made = document(tmp_path, kpis="[deals, size]")
    assert made.headline.startswith("1 of 2 objectives on track.")
    assert made.attained.startswith("All objectives together: 120.0% attained. 1 of 2 is not counted")
    assert "Year to date 40.0%" in made.attained
