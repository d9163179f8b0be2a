"""`kpi explain FILE KPI`: a figure with where it comes from, as text, as JSON and as the rows behind it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi

REPORT = """report:
  id: tiny
  title: Tiny
  company: Nova
  every: month
  language: en
  currency: EUR
  uses: [kpis.yml]
  sections: [{title: Sales, cards: [won_rate, revenue, share, growth, billed, enps]}]
datasets:
  deals:
    source: deals.csv
    key: id
    where: id <> 'Total'
    date: day
    columns:
      id: string
      day: {type: date, nullable: true}
      team: {type: string, nullable: true}
      stage: {type: string, values: [won, lost]}
      amount: {type: money, nullable: true}
    covers: {from: 2026-01-01, to: 2026-10-31}
    joins: {list: {to: teams, on: team}}
    dimensions: {region: list.region}
  teams: {source: teams.csv, key: team, columns: {team: string, region: string}}
dimensions:
  team: {label: Team, values: {n: North, s: South, w: West}}
objectives:
  - {kpi: revenue, period: 2026, target: 1200}
  - {kpi: won_rate, period: 2026, target: 60%}
"""
KPIS = """kpis:
  won_rate:
    label: Win rate
    description: Deals won, of all.
    dataset: deals
    formula: COUNT_IF(stage = 'won') / COUNT(*)
    format: percent
    better: higher
    owner: ann@example.com
    source: The sales handbook
  revenue:
    {label: Revenue, dataset: deals, where: stage = 'won', formula: SUM(amount), better: higher, matures: 30 days}
  share: {label: Share, formula: revenue / TOTAL(revenue), format: percent}
  growth: {label: Growth, formula: "revenue - LAG(revenue, 1)"}
  billed: {label: Billed, typed: {2026-09: 7.50, 2026-10: 2.25}, over_time: sum, window: last 2 months}
  enps: {label: eNPS, typed: {2026-Q3: {pro: 40, con: 14}}, formula: (pro - con) / (pro + con), hold_for: 1 quarter}
"""
DATA = """id,day,team,stage,amount
a,2026-10-01,n,won,10.10
b,2026-10-31,s,won,
c,2026-10-02,n,lost,3.00
d,2026-10-03,,won,5.05
e,2026-10-04,x,lost,1.00
f,2026-09-30,n,won,4.00
g,,n,won,1.00
Total,2026-10-31,,won,24.15
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report over seven deals and a line with their total, where the reader stands."""
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    (tmp_path / "kpis.yml").write_text(KPIS, "utf-8")
    (tmp_path / "deals.csv").write_text(DATA, "utf-8")
    (tmp_path / "teams.csv").write_text("team,region\nn,up\ns,down\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["explain", "tiny.yml", *arguments, "--today", "2026-11-03"])


def told(*arguments: str) -> str:
    done = explain(*arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


RATE = """Win rate (won_rate)
October 2026

  60.0%

  Deals won, of all.

  formula  COUNT_IF(stage = 'won') / COUNT(*)
  counts   deals by day, 2026-10-01 to 2026-10-31
  better   higher is better
  owner    ann@example.com
  source   The sales handbook
  defined  in kpis.yml

How it is made
  rows in the files of deals                                                   8
  where id <> 'Total'                                                          7
  with day                                                                     6
  day 2026-10-01 to 2026-10-31                                                 5
    COUNT_IF(stage = 'won')                                                  = 3
      where stage = 'won'                                                      3
    COUNT(*)                                                                 = 5

  3 / 5 = 0.6 → 60.0%

What it is compared with
  September 2026                                               100.0%  −40.0 pts
  October 2025                                                      —
    not covered by the data
  year to date, from 2026-01-01                                 66.7%
    target 60.0%, on track

Against its target
  target: that of 2026, which holds in each month                          60.0%
  attainment: value ÷ target                                              100.0%
  state: on track from 100% of the target, at risk from 90%             on track

Signal or noise
  95% interval of a share of 5 rows (Wilson), few cases            23.1% – 88.2%

Where the data come from
  deals, 2026-01-01 to 2026-10-31                                         7 rows
    deals.csv
    sha256 {sha}

Period 2026-10: the last month that is over on 2026-11-03.
"""


def test_a_figure_is_told_from_the_rows_of_the_file_to_what_is_printed(folder: Path) -> None:
    """Every filter with the rows that it leaves, the sum, what it is held against, and the file."""
    from hashlib import sha256

    sha = sha256((folder / "deals.csv").read_bytes()).hexdigest()
    assert told("won_rate").replace("\u00a0", " ") == RATE.format(sha=sha)


def test_no_line_is_wider_than_a_terminal(folder: Path) -> None:
    """80 columns, whatever is told; only a line's own word may be longer, and here none is."""
    for id in ("won_rate", "revenue", "share", "growth", "billed", "enps"):
        assert max(map(len, told(id).splitlines())) <= 80


def test_a_segment_by_its_value_or_its_name_and_what_is_nowhere(folder: Path) -> None:
    """A value that is declared and has no rows is a segment; so is what is missing or found nothing."""
    counted = {
        segment: json.loads(told("won_rate", "--json", "--segment", segment))["figure"]["rows"]
        for segment in ("team=n", "team=North", "team=(missing)", "team=w", "region=(unmatched)", "region=(missing)")
    }
    assert counted == {"team=n": 2, "team=North": 2, "team=(missing)": 1, "team=w": 0, "region=(unmatched)": 1,
                       "region=(missing)": 1}  # fmt: skip
    both = json.loads(told("won_rate", "--json", "--segment", "team=n", "--segment", "stage=lost"))
    steps = [(step["code"], step["rows"]) for step in both["figure"]["behind"][0]["steps"]]
    assert steps == [("files", 8), ("dataset_where", 7), ("dated", 6), ("in_time", 5), ("segment", 2), ("segment", 1)]
    assert both["figure"]["segments"] == [
        {"dimension": "team", "value": "n", "kind": "value"},
        {"dimension": "stage", "value": "lost", "kind": "value"},
    ]


def test_the_rows_that_are_written_are_those_that_count(folder: Path) -> None:
    """With the key, the day, what the formula looks at, and where aggregates differ whether the row counts in each."""
    done = explain("won_rate", "--rows", "rows.csv")
    assert (done.exit_code, done.stderr) == (0, "rows.csv: 5 rows\n")
    assert (folder / "rows.csv").read_text("utf-8") == (
        "id,day,stage,COUNT_IF(stage = 'won'),COUNT(*)\n"
        "a,2026-10-01,won,true,true\nb,2026-10-31,won,true,true\nc,2026-10-02,lost,false,true\n"
        "d,2026-10-03,won,true,true\ne,2026-10-04,lost,false,true\n"
    )
    explain("revenue", "--segment", "region=(missing)", "--rows", "rows.csv")
    assert (folder / "rows.csv").read_text("utf-8") == "id,day,team,list.region,stage,amount\nd,2026-10-03,,,won,5.05\n"


def test_each_part_of_a_figure_has_a_file_of_its_own(folder: Path) -> None:
    """Named after the part, its period where that is another, and whether it is the whole of a segment's."""
    explain("growth", "--rows", "out.csv")
    explain("share", "--segment", "team=s", "--rows", "out.csv")
    names = {path.name: path.read_text("utf-8") for path in folder.glob("out*")}
    assert {name: text.count("\n") - 1 for name, text in names.items()} == {
        "out.revenue.csv": 1, "out.revenue.2026-09.csv": 1, "out.revenue.total.csv": 3,
    }  # fmt: skip
    assert "f,2026-09-30,won,4.00\n" in names["out.revenue.2026-09.csv"]


def test_a_part_that_may_change_makes_the_whole_provisional_and_says_why(folder: Path) -> None:
    """The reasons of the parts are the whole's; the last final figure stands beside it."""
    found = json.loads(told("share", "--json"))
    assert found["figure"]["provisional"] == ["it is final 30 days after 2026-10-31, when the data reach 2026-11-30"]
    assert [part["role"] for part in found["figure"]["parts"]] == ["revenue", "TOTAL(revenue)"]
    revenue = json.loads(told("revenue", "--json"), parse_float=Decimal)
    codes = {other["code"]: other["value"] for other in revenue["comparisons"]}
    assert codes == {
        "previous": None,
        "year_ago": None,
        "year_to_date": Decimal("19.15"),
        "last_final": Decimal("4.00"),
    }
    assert revenue["figure"]["value"] == Decimal("15.15")
    assert revenue["verdict"]["target"] == {
        "value": Decimal("100.00"), "shown": "€100.00", "how": "of €1,200.00 for 2026, spread evenly over its months",
    }  # fmt: skip


def test_the_verdict_on_a_provisional_figure_is_that_of_the_last_final_one(folder: Path) -> None:
    """Target, attainment and state are of the period judged: a good October that may change hides no bad September."""
    (folder / "deals.csv").write_text(DATA.replace("10.10", "910.10"), "utf-8")
    verdict = json.loads(told("revenue", "--json"))["verdict"]
    assert (verdict["period"], verdict["attainment"]["shown"].replace("\u00a0", " ")) == ("2026-09", "4.0%")
    assert verdict["state"]["value"] == "off_track"
    text = told("revenue").partition("Against its target")[2].partition("Where the data")[0]
    assert text.startswith(", in September 2026\n")
    assert "state: that of September 2026, the last that is final; on track" in text
    assert "off track" in text
    won = json.loads(told("won_rate", "--json"))["verdict"]
    assert (won["period"], won["state"]["value"]) == ("2026-10", "on_track")


def test_what_was_typed_is_told_entry_by_entry(folder: Path) -> None:
    """The entries that make the figure, and these as rows; one that is held says for when it was typed."""
    assert "  2026-09                                                                   7.50\n" in told("billed")
    assert "  together                                                                  9.75\n" in told("billed")
    assert explain("billed", "--rows", "typed.csv").exit_code == 0
    assert (folder / "typed.csv").read_text("utf-8") == "period,value\n2026-09,7.50\n2026-10,2.25\n"
    assert "typed for 2026-Q3" in told("enps")
    assert "(40 - 14) / (40 + 14) = 0.4814… → 0.48" in told("enps")


def test_a_figure_without_a_value_says_why(folder: Path) -> None:
    """Where there is nothing to divide by, and before anything was typed."""
    assert "nothing to divide by" in told("won_rate", "--segment", "team=w")
    assert "nothing is typed for 2026-03 yet" in told("enps", "--period", "2026-03")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["won_rat"], "KPI: error[unknown-kpi]: no KPI named 'won_rat'\n     = did you mean 'won_rate'?\n"),
        (
            ["won_rate", "--segment", "tem=n"],
            "--segment: error[unknown-dimension]: 'won_rate' cannot be cut by 'tem'\n     = did you mean 'team'?\n",
        ),
        (
            ["won_rate", "--segment", "North"],
            "--segment: error[unknown-dimension]: 'North' stands without its dimension\n     = write team=North\n",
        ),
        (
            ["share", "--segment", "lost"],
            "--segment: error[unknown-dimension]: 'lost' stands without its dimension\n     = write stage=lost\n",
        ),
        (
            ["won_rate", "--segment", "East"],
            "--segment: error[unknown-dimension]: 'East' stands without its dimension\n     = write it team=…\n",
        ),
        (
            ["enps", "--segment", "East"],
            "--segment: error[unknown-dimension]: 'East' stands without its dimension\n"
            "     = there is only the whole: leave --segment away\n",
        ),
        (
            ["billed", "--segment", "team=n"],
            "--segment: error[unknown-dimension]: 'billed' cannot be cut by 'team'\n"
            "     = there is only the whole: leave --segment away\n",
        ),
        (
            ["won_rate", "--segment", "team=Nort", "--segment", "region=left"],
            "--segment: error[unknown-segment]: no row has 'Nort' as its 'team', and nothing declares it\n"
            "     = did you mean 'North'?\n"
            "--segment: error[unknown-segment]: no row has 'left' as its 'region', and nothing declares it\n"
            "     = known here: (missing), (unmatched), down, up\n2 errors.\n",
        ),
        (
            ["won_rate", "--segment", "team=Nouth"],
            "--segment: error[unknown-segment]: no row has 'Nouth' as its 'team', and nothing declares it\n"
            "     = did you mean 'North' or 'South'?\n",
        ),
        (
            ["won_rate", "--segment", "team=other"],
            "--segment: error[other-segment]: 'other' is what a table leaves over beyond its largest segments, "
            "and is explained by none\n     = explain its segments one at a time, or the whole\n",
        ),
        (
            ["won_rate", "--segment", "team=n", "--segment", "team=s"],
            "--segment: error[repeated-segment]: 'team' is asked for twice, and a row is in one of its segments only\n"
            "     = explain one segment at a time\n",
        ),
        (
            ["won_rate", "--period", "2025-01"],
            "--period: error[not-covered]: no data cover 2025-01\n"
            "     = the data cover: 'deals' 2026-01-01 to 2026-10-31\n",
        ),
        (
            ["won_rate", "--rows", "nowhere/rows.csv"],
            "--rows: error[no-folder]: the folder 'nowhere' does not exist\n"
            "     = make it first, or name another file\n",
        ),
        (
            ["won_rate", "--rows", "deals.csv"],
            "--rows: error[not-overwritten]: 'deals.csv' is one of the report's own files\n     = name another file\n",
        ),
        (
            ["won_rate", "--rows", "kpis.yml"],
            "--rows: error[not-overwritten]: 'kpis.yml' is one of the report's own files\n     = name another file\n",
        ),
        (
            ["won_rate", "--rows", "."],
            "--rows: error[not-overwritten]: '.' is a folder\n     = name another file\n",
        ),
        (
            ["enps", "--period", "2026-03", "--rows", "rows.csv"],
            "--rows: error[no-rows]: there are no rows behind a figure without a value\n"
            "     = leave --rows away, or ask for another --period\n",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_wrong_argument(folder: Path, arguments: list[str], message: str) -> None:
    """Exit 2, with what was meant; nothing is printed, and no file is written or lost."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = explain(*arguments)
    assert (done.exit_code, done.stderr, done.stdout) == (2, message, "")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_rows_stay_as_they_were_where_the_run_fails(folder: Path) -> None:
    """An earlier file is replaced by a run that succeeds, and by no other."""
    (folder / "rows.csv").write_text("mine", "utf-8")
    (folder / "deals.csv").write_text(DATA + "h,2026-10-32,n,won,1\n", "utf-8")
    done = explain("won_rate", "--rows", "rows.csv")
    assert (done.exit_code, done.stdout) == (3, "")
    assert (folder / "rows.csv").read_text("utf-8") == "mine"
    (folder / "deals.csv").write_text(DATA, "utf-8")
    assert explain("won_rate", "--rows", "rows.csv").exit_code == 0
    assert (folder / "rows.csv").read_text("utf-8").startswith("id,day")


def test_what_a_whole_report_needs_says_what_it_is(folder: Path) -> None:
    """A plan is for whoever looks at what is counted; a person who asks for a figure is told how."""
    done = CliRunner().invoke(kpi, ["explain", "tiny.yml"])
    first = "What 'tiny.yml' reads and counts, each thing once; for one figure: kpi explain tiny.yml KPI"
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, first)


def test_what_the_program_says_is_english_in_every_report(folder: Path) -> None:
    """Its sentences, months and numbers, in a French report as in an English one; names are those of its pages."""
    english = told("won_rate")
    (folder / "tiny.yml").write_text(REPORT.replace("language: en", "language: fr"), "utf-8")
    assert told("won_rate") == english
    kpis = KPIS.replace("label: Win rate", "label: {fr: Taux de réussite, en: Win rate}")
    (folder / "kpis.yml").write_text(kpis, "utf-8")
    assert told("won_rate") == english.replace("Win rate", "Taux de réussite")
    assert told("won_rate", "--language", "en") == english
    assert told("won_rate", "--segment", "team=(non renseigné)") == told("won_rate", "--segment", "team=(missing)")


def test_a_kpi_outside_of_the_scorecard_has_its_year_to_date(folder: Path) -> None:
    """It has an objective all the same, and the line is there whatever the report's pages show."""
    line = "  year to date, from 2026-01-01"
    with_all = next(text for text in told("revenue").splitlines() if text.startswith(line))
    report = REPORT.replace("cards: [won_rate, revenue,", "scorecard: {kpis: [won_rate]}, cards: [won_rate,")
    (folder / "tiny.yml").write_text(report, "utf-8")
    assert with_all in told("revenue").splitlines()


@pytest.mark.parametrize("asked", [(), ("--json",), ("--period", "2026-09")])
def test_data_that_are_said_to_reach_into_days_to_come_are_said(folder: Path, asked: tuple[str, ...]) -> None:
    """As render and check say it; of a figure that stands on other data alone, nothing."""
    today = ["explain", "tiny.yml", "--today", "2026-10-20"]
    done = CliRunner().invoke(kpi, [*today, "won_rate", *asked])
    assert done.exit_code == 0, done.output
    assert "warning[covers-days-to-come]: 'deals' is said to be complete up to 2026-10-31" in done.stderr
    assert "covers-days-to-come" not in CliRunner().invoke(kpi, [*today, "billed", *asked]).stderr
