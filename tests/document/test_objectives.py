"""What the pages say of objectives: blocks by segment, targets that were revised, bands, all of them together."""

from __future__ import annotations

import json
import re
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from engine.charts import draw, drawing
from engine.document import make_document
from engine.formats import FORMATS, email
from engine.formats import json as machine
from engine.model.document import Document
from engine.pipeline.choice import in_language
from engine.pipeline.figures import compute
from tests.formats.workbook import opened

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
    return make_document(done.results, in_language(done.catalog, language), done.calendar, draw)


def test_a_scorecard_by_team_has_a_block_for_each_with_targets(tmp_path: Path) -> None:
    """Each with the team's own figures and targets; the headline and the scorecard speak of the whole alone."""
    made = document(tmp_path)
    assert [(group.title, {row.kpi for row in group.rows}) for group in made.scorecard] == [
        ("", {"sold", "size", "deals"})
    ]
    assert made.by_segment.title == "Scorecard by team"
    blocks = {group.title: {row.kpi: row for row in group.rows} for group in made.by_segment.groups}
    assert {title: set(rows) for title, rows in blocks.items()} == {
        "Team: North": {"sold"}, "Team: South": {"sold", "size"},
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
    assert [row.kpi for group in made.scorecard for row in group.rows] == ["deals", "sold"]
    assert [(group.title, [row.kpi for row in group.rows]) for group in made.by_segment.groups] == [
        ("Team: North", ["sold"]), ("Team: South", ["sold"]),
    ]  # fmt: skip


@pytest.mark.parametrize("output", ["html", "pdf"])
def test_the_blocks_of_segments_come_after_the_decisions(output: str, tmp_path: Path) -> None:
    """The first page is headline, scorecard of the whole and decisions; the teams stand behind it, and have a link."""
    page = text_of(FORMATS[output](document(tmp_path)), output)
    wanted = ["2 of 3 objectives on track.", "Scorecard Objective", "Needs a decision", "Scorecard by team Objective",
              "Team: South"]  # fmt: skip
    assert [page.find(words) >= 0 for words in wanted] == [True] * len(wanted), page
    places = [page.rfind(words) for words in wanted]
    assert places == sorted(places)
    if output == "pdf":
        assert "Needs a decision" in page.split("\f")[0]
        assert "Scorecard by team Objective" not in page.split("\f")[0]


def text_of(made: bytes, output: str) -> str:
    """What a reader finds on the pages, one after the other; a form feed between two sheets of paper."""
    if output == "html":
        return " ".join(re.sub(r"<style.*?</style>|<[^>]*>", " ", made.decode(), flags=re.DOTALL).split())
    return "\f".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(made)).pages)


def test_the_mail_and_the_sheet_have_the_blocks_of_segments_too(tmp_path: Path) -> None:
    """In the mail behind the decisions; in the sheet beneath the whole."""
    made = document(tmp_path)
    mail = message_from_bytes(email.make(made, b"", drawing.png), policy=default)
    assert isinstance(mail, EmailMessage)
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        text = body.get_content().casefold()
        assert 0 < text.find("needs a decision") < text.find("scorecard by team") < text.rfind("team: south")
    assert "Team: South" in next(iter(opened(FORMATS["xlsx"](made)).values())).texts()


@pytest.mark.parametrize(
    ("language", "marked", "said"),
    [
        ("en", "target revised as of Jul 2026",
         "Sold, target for 2026 revised as of Jul 2026: €2,200.00, was €2,400.00 (two have left)"),
        ("fr", "objectif révisé à compter de juil. 2026",
         "Sold, objectif 2026 révisé à compter de juil. 2026 : 2 200,00 €, auparavant 2 400,00 € (Deux départs)"),
        ("ru", "цель пересмотрена с июл. 2026",
         "Sold, цель на 2026 пересмотрена с июл. 2026: 2 200,00 €, было 2 400,00 € (two have left)"),
    ],
)  # fmt: skip
def test_a_revision_is_marked_where_it_counts_and_told_once(
    tmp_path: Path, language: str, marked: str, said: str
) -> None:
    """Of the whole and of a team whose target was revised, not of one that kept its own; why, beneath the table."""
    made = document(tmp_path, language)
    (whole,) = (row.revised for group in made.scorecard for row in group.rows if row.kpi == "sold")
    north, south = (row.revised for group in made.by_segment.groups for row in group.rows if row.kpi == "sold")
    assert (whole, north, south) == (marked, marked, "")
    assert [plain(note) for note in made.scorecard_notes] == [said]
    (of_teams,) = map(plain, made.by_segment.notes)
    assert of_teams.count("North") == 1
    assert "1 000,00 €" in of_teams or "€1,000.00" in of_teams
    assert "(" not in of_teams, "the whole's note gives the reason"


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_reason_of_a_revision_is_said_once(tmp_path: Path) -> None:
    """Two teams that it concerns have one note; the definition has the day, and not the reason again."""
    both = REPORT.replace("target: 2200, reason: {fr: Deux départs, en: two have left}, by: {team: {north: 1000}}",
                          "target: 2400, decided: 2026-06-25, reason: desks moved, "
                          "by: {team: {north: 1000, south: 1400}}")  # fmt: skip
    page = text_of(FORMATS["html"](document(tmp_path, report=both)), "html")
    assert page.count("desks moved") == 1
    assert (
        "Sold, target for 2026 revised as of Jul 2026: North €1,000.00, was €1,200.00; South €1,400.00, was €1,200.00 "
        "(desks moved)"
    ) in page
    assert "other parts as of Jul 2026 (decided on Jun 25, 2026)" in page


def test_a_band_is_shown_as_one(tmp_path: Path) -> None:
    """Its target is from where to where, and the distance is that to its nearer end."""
    row = next(row for row in document(tmp_path).scorecard[0].rows if row.kpi == "size")
    assert row.target is not None
    assert (row.target.text, row.state.code) == ("€100.00 to\u00a0€200.00", "at_risk")
    assert "€25.00 above its band (€100.00 to\u00a0€200.00)" in document(tmp_path).headline
    assert row.to_date_against == "target €100.00\u00a0–\u00a0€200.00"


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
    """The target, how it is spread, each revision with its first month and its day, and who answers for it."""
    written = REPORT.replace("from: 2026-07, target", "from: 2026-07, decided: 2026-06-25, target")
    written = written.replace("target: 2400\n", "target: 2400\n    owner: sales@example.com\n")
    written = written.replace("{label: Sold,", "{label: Sold, owner: Board,")
    sold = next(one for one in document(tmp_path, report=written).definitions if one.kpi == "sold")
    assert ("Owner of the target", "sales@example.com") in sold.details
    assert dict(sold.details)["Target for 2026"] == (
        "€2,400.00, spread evenly over its months; €2,200.00 as of Jul 2026 (decided on Jun 25, 2026)"
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
