"""The commands: exit codes, what goes to which stream, and arguments that do not fit."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from engine.cli.render import render
from engine.version import VERSION

REPORT = """report:
  id: tiny
  title: Tiny
  company: Nova
  every: month
  language: en
  sections: [{title: Sales, cards: [sales]}]
datasets:
  sales:
    source: sales.csv
    date: day
    columns: {day: date, amount: integer}
kpis:
  sales: {label: Sales, dataset: sales, formula: SUM(amount)}
"""
DATA = "day,amount\n2026-09-01,1\n2026-10-31,2\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a report over two rows, which is where the reader stands."""
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    (tmp_path / "sales.csv").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, today: str = "2026-11-03") -> Result:
    return CliRunner().invoke(render, ["tiny.yml", "--format", "json", "--today", today, *arguments])


def test_a_report_that_is_made_says_its_paths_and_nothing_else_on_stdout(folder: Path) -> None:
    """Exit 0; a script can read the paths from stdout, and the period is said on stderr."""
    done = run()
    assert done.exit_code == 0
    assert [Path(line) for line in done.stdout.splitlines()] == [Path("out/2026-10/tiny.json")]
    assert "Period 2026-10: the last month that is over on 2026-11-03" in done.stderr
    assert json.loads((folder / "out/2026-10/tiny.json").read_text("utf-8"))["period"] == "2026-10"


def test_the_period_that_is_asked_for_is_taken(folder: Path) -> None:
    """`--period` wins over today."""
    done = run("--period", "2026-09")
    assert done.exit_code == 0
    assert (folder / "out/2026-09/tiny.json").is_file()


NO_MONTH = """--period: error[no-such-period]: '{}' is no month, and the report is made for each month
     = write it 2026-10
"""


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2026-13", NO_MONTH.format("2026-13").replace("= write it", "= 2026 has 2026-01 to 2026-12: write it like")),
        ("2026-Q3", NO_MONTH.format("2026-Q3")),
        ("October", NO_MONTH.format("October")),
        ("9/2026", NO_MONTH.format("9/2026").replace("2026-10\n", "2026-09\n")),
        ("", NO_MONTH.format("")),
        ("٢٠٢٦-10", NO_MONTH.format("٢٠٢٦-10")),
        (
            "2025-10",
            "--period: error[not-covered]: no data cover 2025-10\n"
            "     = the data cover: 'sales' 2026-09-01 to 2026-10-31\n",
        ),
    ],
)
def test_a_period_that_does_not_fit_is_a_wrong_argument(folder: Path, period: str, message: str) -> None:
    """Exit 2, with the form that is wanted or the days that there are."""
    done = run("--period", period)
    assert (done.exit_code, done.stderr, done.stdout) == (2, message, "")
    assert not (folder / "out").exists()


def test_a_period_that_only_covers_leaves_out_is_one_that_has_rows(folder: Path) -> None:
    """Who wrote `covers` too short is told which rows there are."""
    path = folder / "tiny.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("kpis:\n", "    covers: {to: 2026-09-30}\nkpis:\n"), "utf-8")
    assert run("--period", "2026-10").stderr == (
        "--period: error[not-covered]: no data cover 2026-10\n"
        "     = the data cover: 'sales' 2026-09-01 to 2026-09-30 by 'covers', with rows of 2026-09-01 to 2026-10-31\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tiny.yml", "--language", "de"], "'de' is not one of 'en', 'es', 'fr', 'ru'"),
        (["tiny.yml", "--format", "docx"], "'docx' is not one of 'pdf', 'html', 'json'"),
        (["tiny.yml", "--today", "3 November"], "'3 November' does not match"),
        (["tiny.yml", "--today", "0001-01-01"], "is not between 1900 and 2200"),
        (["tiny.yml", "--nonsense"], "No such option"),
        (["tiny.yml", "other.yml"], "unexpected extra argument"),
        ([], "Missing argument 'FILE'"),
    ],
)
def test_arguments_that_are_wrong_are_named(folder: Path, arguments: list[str], said: str) -> None:
    """Exit 2 and a line that says which argument, and what it may be."""
    done = CliRunner().invoke(render, arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize("arguments", [["check"], ["list"], ["explain"], []])
def test_a_file_that_is_not_there_is_a_wrong_argument(folder: Path, arguments: list[str]) -> None:
    """Exit 2, and the file that is meant is named."""
    command = kpi if arguments else render
    done = CliRunner().invoke(command, [*arguments, "tinny.yml"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "tinny.yml: error[no-file]: the file does not exist\n     = did you mean 'tiny.yml'?\n"
    done = CliRunner().invoke(command, [*arguments, "."])
    assert (done.exit_code, done.stderr) == (
        2,
        ".: error[no-file]: the file is a folder\n     = known here: tiny.yml\n",
    )


def test_a_file_where_the_folder_should_be_is_the_machines_refusal(folder: Path) -> None:
    """Exit 5: nothing is wrong with the report, and what stood there stands there still."""
    (folder / "out").write_text("mine", "utf-8")
    done = run()
    assert (done.exit_code, done.stdout) == (5, "")
    assert "error[cannot-write]: the report cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "out").read_text("utf-8") == "mine"


def test_a_folder_where_the_file_should_be_is_the_machines_refusal(folder: Path) -> None:
    """The same for the report's own name."""
    (folder / "out/2026-10/tiny.json/sub").mkdir(parents=True)
    done = run()
    assert (done.exit_code, done.stdout) == (5, "")
    assert "error[cannot-write]" in done.stderr
    assert [path.name for path in (folder / "out/2026-10").iterdir()] == ["tiny.json"]


def test_wrong_specs_are_1_and_wrong_data_3(folder: Path) -> None:
    """The two kinds of mistake that people make have their own codes."""
    (folder / "sales.csv").write_text(DATA + "2026-10-01,x\n", "utf-8")
    assert run().exit_code == 3
    assert CliRunner().invoke(kpi, ["check", "tiny.yml"]).exit_code == 0, "check reads no data"
    (folder / "tiny.yml").write_text(REPORT.replace("SUM", "SUMM"), "utf-8")
    assert run().exit_code == 1
    assert CliRunner().invoke(kpi, ["check", "tiny.yml"]).exit_code == 1
    assert CliRunner().invoke(kpi, ["explain", "tiny.yml"]).exit_code == 1
    assert not (folder / "out").exists()


def test_check_counts_what_it_checked(folder: Path) -> None:
    """A clean check says so in one line on stdout."""
    done = CliRunner().invoke(kpi, ["check", "tiny.yml"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "tiny.yml: no errors; 1 KPI in use, 0 objectives\n"


DATASETS = """tiny.yml: no errors; 1 KPI in use, 0 objectives
  sales  2 rows  September 1, 2026 – October 31, 2026  sales.csv
Period 2026-10: the last month that is over on 2026-11-03.
"""


def check_data(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["check", "tiny.yml", "--data", "--today", "2026-11-03", *arguments])


def test_check_reads_the_data_where_that_is_asked_for(folder: Path) -> None:
    """A line for each dataset with its rows and what they cover; no report is made."""
    done = check_data()
    assert (done.exit_code, done.stderr, done.stdout) == (0, "", DATASETS)
    assert not (folder / "out").exists()
    assert CliRunner().invoke(kpi, ["check", "tiny.yml", "--today", "2026-11-03"]).exit_code == 2


def test_check_says_all_that_is_wrong_with_the_data_at_once(folder: Path) -> None:
    """Every dataset is looked at, those too that the report does not need; and what merely ends early is a warning."""
    more = "  other: {source: other.csv, key: id, columns: {id: integer, rate: {type: number, max: 1}}}\nkpis:\n"
    (folder / "tiny.yml").write_text(REPORT.replace("kpis:\n", more), "utf-8")
    (folder / "other.csv").write_text("id,rate\n1,0.5\n1,2\n", "utf-8")
    (folder / "sales.csv").write_text(DATA + "2026-10-30,x\n", "utf-8")
    done = check_data()
    assert (done.exit_code, done.stdout) == (3, "")
    codes = ("error[bad-value]", "error[repeated-key]", "error[out-of-bounds]")
    assert all(done.stderr.count(code) == 1 for code in codes), done.stderr
    (folder / "other.csv").write_text("id,rate\n1,0.5\n", "utf-8")
    (folder / "sales.csv").write_text("day,amount\n2026-09-01,1\n2026-10-29,2\n", "utf-8")
    done = CliRunner().invoke(kpi, ["check", "tiny.yml", "--data", "--today", "2026-10-03"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "other  1 row " in done.stdout


def test_explain_prints_each_measure_once(folder: Path) -> None:
    """What the report needs of its data, without reading any."""
    (folder / "sales.csv").unlink()
    done = CliRunner().invoke(kpi, ["explain", "tiny.yml"])
    assert (done.exit_code, done.stderr) == (0, "")
    head, _, plan = done.stdout.partition("\n\n")
    assert head == "What 'tiny.yml' reads and counts, each thing once; for one figure: kpi explain tiny.yml KPI"
    assert plan.startswith("read sales from sales.csv: day, amount\n\ncount sales, by day, 25 months:\n")
    assert done.stdout.count("sum(amount)") == 1
    assert done.stdout.endswith("\n1 KPI, 1 grouping, 2 measures\n")


@pytest.mark.parametrize(
    ("command", "arguments"), [(render, []), (kpi, []), (kpi, ["check"]), (kpi, ["list"]), (kpi, ["explain"])]
)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself(command: object, arguments: list[str], flag: str) -> None:
    """Help goes to stdout, with every option on it."""
    done = CliRunner().invoke(render if command is render else kpi, [*arguments, flag])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")
    for parameter in render.params if command is render else ():
        if parameter.param_type_name == "option":
            assert parameter.opts[0] in done.stdout
    for name in kpi.commands if command is kpi and not arguments else ():
        assert name in done.stdout


@pytest.mark.parametrize("command", [render, kpi])
def test_every_command_knows_its_version(command: object) -> None:
    """One version for all."""
    done = CliRunner().invoke(render if command is render else kpi, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"boardpack, version {VERSION}\n")


def test_the_first_line_for_an_editor_leads_to_a_schema() -> None:
    """`kpi schema` prints one line to paste, with the address of a file that is there."""
    done = CliRunner().invoke(kpi, ["schema"])
    assert done.exit_code == 0
    comment, _, address = done.stdout.removesuffix("\n").partition("=")
    assert comment == "# yaml-language-server: $schema"
    assert json.loads(Path(unquote(urlsplit(address).path)).read_text("utf-8"))["$id"] == "boardpack.schema.json"
