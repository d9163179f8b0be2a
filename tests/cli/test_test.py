"""`kpi test`: a line for each KPI, what differs on stderr, and exit codes that a script can rely on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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
  uses: ['boardpack:sales']
  sections: [{title: Sales, cards: [win, rate, double]}]
datasets:
  deals:
    source: not-there.csv
    date: day
    columns: {day: date, stage: string, amount: money}
kpis:
  win:
    label: Won
    dataset: deals
    where: stage = 'won'
    formula: SUM(amount)
    tests:
      - name: won deals of the month
        period: 2026-10
        given:
          deals:
            - {stage: won, amount: 10, day: 2026-10-31}
            - {_times: 2, stage: lost, amount: 5}
            - {stage: won, amount: 1, day: 2026-11-01}
        expect: 10
  rate:
    label: Rate
    dataset: deals
    formula: COUNT_IF(stage = 'won') / COUNT(*)
    tests:
      - {name: half, given: {deals: [{stage: won}, {stage: lost}]}, expect: 50%}
      - {name: none, given: {deals: []}, expect: null}
  double: {label: Double, formula: win * 2}
  entered: {label: Entered, typed: {2026-10: 4}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a report whose data are not there, which is where the reader stands."""
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["test", *arguments])


def test_right_definitions_pass_with_a_line_for_each(folder: Path) -> None:
    """Exit 0; a mark and a word that say the same; nothing on stderr, and no data file is missed."""
    done = run("tiny.yml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "✓ win: 1 test passed\n✓ rate: 2 tests passed\n3 tests of 2 KPIs: all passed\n"


def test_a_failure_says_where_what_and_by_how_much_and_shows_the_rows(folder: Path) -> None:
    """Exit 1; the message stands at the expected value, and the table says which of the rows count."""
    (folder / "tiny.yml").write_text(REPORT.replace("expect: 10\n", "expect: 12.50\n"), "utf-8")
    done = run("tiny.yml")
    assert done.exit_code == 1
    assert done.stdout == (
        "✗ win: 1 of 1 test failed\n"
        "    won deals of the month:\n"
        "      deals                     stage  amount  day\n"
        "      counts                    won    10      2026-10-31\n"
        "      – does not count 2 times  lost   5       (in the period)  where: stage = 'won'\n"
        "      – does not count          won    1       2026-11-01       outside 2026-10\n"
        "✓ rate: 2 tests passed\n"
        "3 tests of 2 KPIs: 1 failed\n"
    )
    assert done.stderr == (
        "tiny.yml:29:17: error[kpi-test-failed]: 'win', won deals of the month: expected 12.50, got 10.00: 2.5 less\n"
        "   29 |         expect: 12.50\n"
        "      |                 ^^^^^ of 1 row\n"
    )


SEVERAL = """    tests:
      - name: a quarter
        period: 2026-10
        given:
          deals:
            - {stage: won, amount: 600}
            - {_times: 5, stage: open}
            - {stage: lost}
            - {stage: won, amount: 600, day: null}
            - {stage: won, amount: 600, day: 2026-09-30}
            - {stage: lost, amount: 500}
        expect: 25%
"""


def test_a_row_is_said_to_count_in_each_part_of_a_ratio_by_itself(folder: Path) -> None:
    """A row in the period that neither part counts does not seem to count, and the first reason is named."""
    several = (
        "  share:\n    label: S\n    dataset: deals\n    where: stage <> 'open' AND amount >= 500\n"
        "    formula: COUNT_IF(amount > 500) / COUNT(*)\n" + SEVERAL
    )
    (folder / "tiny.yml").write_text(REPORT.replace("stage: string, amount: money", (
        "stage: string, amount: {type: money, nullable: true}")).replace("day: date,", (
        "day: {type: date, nullable: true},")) + several, "utf-8")  # fmt: skip
    table = run("tiny.yml", "share").stdout.splitlines()[2:-1]
    assert [line.split() for line in table] == [
        ["deals", "stage", "amount", "day", "COUNT_IF(amount", ">", "500)", "COUNT(*)"],
        ["won", "600", "(in", "the", "period)", "✓", "✓"],
        ["5", "times", "open", "(empty)", "(in", "the", "period)", "–", "–", "where:", "stage", "<>", "'open'"],
        ["lost", "(empty)", "(in", "the", "period)", "–", "–", "amount", "is", "empty"],
        ["won", "600", "null", "–", "–", "day", "is", "empty"],
        ["won", "600", "2026-09-30", "–", "–", "outside", "2026-10"],
        ["lost", "500", "(in", "the", "period)", "–", "✓"],
    ]


def test_some_kpis_may_be_named(folder: Path) -> None:
    """Only their tests run, in the order in which they are named; a KPI that is not there is a wrong argument."""
    assert run("tiny.yml", "rate").stdout == "✓ rate: 2 tests passed\n2 tests of 1 KPI: all passed\n"
    done = run("tiny.yml", "rte")
    assert (done.exit_code, done.stderr) == (
        2,
        "KPI: error[unknown-kpi]: no KPI named 'rte'\n     = did you mean 'rate'?\n",
    )
    assert run("tiny.yml", "double").stdout == "no tests: write some beside a KPI, under 'tests'\n"


def test_a_test_that_cannot_run_is_said_and_nothing_runs(folder: Path) -> None:
    """A wrong name in a test is a wrong spec: exit 1, and every problem at once, as in `kpi check`."""
    (folder / "tiny.yml").write_text(
        REPORT.replace("{stage: won}, {stage: lost}", "{stge: won}, {stag: lost}"), "utf-8"
    )
    done = run("tiny.yml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("error[unknown-column]") == 2
    assert CliRunner().invoke(kpi, ["check", "tiny.yml"]).stderr == done.stderr


def test_a_value_of_another_type_is_a_wrong_spec(folder: Path) -> None:
    """Exit 1, at the value; the other tests run all the same."""
    (folder / "tiny.yml").write_text(REPORT.replace("amount: 5", "amount: 5.005"), "utf-8")
    done = run("tiny.yml")
    assert done.exit_code == 1
    assert "tiny.yml:27:48: error[bad-value]: '5.005' for column 'amount' is not" in done.stderr
    assert "✗ win: 1 of 1 test failed\n✓ rate: 2 tests passed\n" in done.stdout


def test_cover_names_what_has_no_test(folder: Path) -> None:
    """Exit 1 where a KPI of the report's own files has none; a figure that is typed whole has nothing to test."""
    done = run("tiny.yml", "--cover")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, "1 without a test")
    assert "tiny.yml:37:3: error[untested-kpi]: 'double' has no test" in done.stderr
    assert "entered" not in done.stderr
    tested = "double: {label: Double, formula: win * 2, tests: [{given: {kpis: {win: 1}}, expect: 2}]}"
    (folder / "tiny.yml").write_text(REPORT.replace("double: {label: Double, formula: win * 2}", tested), "utf-8")
    assert run("tiny.yml", "--cover").exit_code == 0


LIBRARY = """datasets:
  opportunities:
    source: not-there.csv
    date: {day}
    columns:
      {day}: date
      closed_at: {{type: date, nullable: true}}
      first_contact_at: date
      stage: {{type: string, values: [discovery, negotiation, won, lost, proposal]}}
      amount: money
"""


def test_all_runs_what_the_data_allow_of_the_library(folder: Path) -> None:
    """Without --all only what is used; with it, or by name, the rest; a test that is for other data is left out."""
    used = REPORT.replace("[win, rate, double]", "[win, win_rate]")
    for day, left_out in (("created_at", ""), ("born_on", "left out: not for this report's data")):
        text = used.replace("datasets:\n", LIBRARY.format(day=day), 1)
        (folder / "tiny.yml").write_text(text, "utf-8")
        plain, everything = run("tiny.yml"), run("tiny.yml", "--all")
        assert (plain.exit_code, everything.exit_code) == (0, 0)
        assert "win_rate" in plain.stdout
        assert "sales_cycle" not in plain.stdout
        assert "✓ sales_cycle: 1 test passed" in everything.stdout
        assert (left_out in everything.stdout) if left_out else ("left out" not in everything.stdout)
        assert "✓ sales_cycle: 1 test passed" in run("tiny.yml", "sales_cycle").stdout


def test_a_hundred_tests_take_well_under_ten_seconds(folder: Path) -> None:
    """They are run while somebody waits."""
    one = "      - {name: t%d, given: {deals: [{stage: won}, {stage: lost}]}, expect: 50%%}\n"
    many = "".join(one % number for number in range(100))
    (folder / "tiny.yml").write_text(REPORT.replace("      - {name: half,", many + "      - {name: half,"), "utf-8")
    began = time.process_time()
    assert run("tiny.yml").exit_code == 0
    assert time.process_time() - began < 8


def test_a_terminal_without_the_marks_has_the_words(folder: Path) -> None:
    """Nothing falls over a mark that an old code page does not have."""
    code = "from engine.cli.kpi import kpi; kpi()"
    done = subprocess.run(
        [sys.executable, "-c", code, "test", "tiny.yml"], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert done.stdout.startswith("? win: 1 test passed\n")


def test_help_loads_nothing_that_counts(folder: Path) -> None:
    """The command's help is there at once: what counts rows is loaded when a test runs."""
    code = (
        "import sys; from click.testing import CliRunner; from engine.cli.kpi import kpi; "
        "r = CliRunner().invoke(kpi, ['test', '--help']); print('polars' in sys.modules, 'kpi test' in r.output)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"
