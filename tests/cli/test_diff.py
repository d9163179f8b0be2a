"""`kpi diff`: what a terminal, a file, a pull request and a program get to see, and the exit codes."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from engine.cli.differences.listed import TITLES
from engine.cli.differences.text import text
from engine.cli.kpi import kpi
from engine.model.differences import Kind
from tests.differences.example import Repository, git
from tests.test_docs import blocks

FORMULA = "COUNT_IF(stage = 'won') / COUNT(*)"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The example, committed; the reader stands in its folder."""
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["diff", "reports/sales.yml", "--today", "2026-11-03", *arguments])


TEXT = """reports/sales.yml against HEAD

KPIs
  ~ win_rate
    formula  HEAD:common/kpis.yml:28 → common/kpis.yml:28
    - COUNT_IF(stage = 'won') / COUNT(*)
    + COUNT_IF(stage = 'won') / COUNT_IF(stage <> 'open')
  + lost  common/kpis.yml:33
    + dataset: deals
    + formula: COUNT_IF(stage = 'lost')

Objectives
  ~ win_rate 2026
    target  HEAD:common/objectives.yml:3 → common/objectives.yml:3
    - 50%
    + 72%

Wording
  ~ revenue
    label  HEAD:common/kpis.yml:19 → common/kpis.yml:19
    - Revenue
    + Signed revenue

Figures, 2025-10 to 2026-10
  Both sides are computed from the data of today.

  ~ win_rate  Win rate
    period   before  after  difference
    2026-10   50.0%  66.7%   +16.7 pts  +33.3%
    12 more are the same

  + lost  Lost
    period   before  after
    2026-08       —      1
    2026-09       —      0
    2026-10       —      1

Objectives in 2026-10
  win_rate: on track → at risk; attainment 100.0% → 92.6%; target 50.0% → 72.0%
  win_rate, year to date: not measurable; target 50.0% → 72.0%

3 KPIs keep all their values.
"""


def changed(repository: Repository) -> None:
    """A formula, an objective, a label, and a new KPI."""
    repository.change(FORMULA, "COUNT_IF(stage = 'won') / COUNT_IF(stage <> 'open')")
    repository.change("label: Revenue\n", "label: Signed revenue\n")
    repository.change("target: 50%", "target: 72%", "common/objectives.yml")
    path = repository.folder / "common" / "kpis.yml"
    lost = "  lost: {label: Lost, dataset: deals, formula: COUNT_IF(stage = 'lost')}\n"
    path.write_text(path.read_text("utf-8") + lost, "utf-8")


def test_a_file_gets_definitions_figures_and_verdicts(repository: Repository) -> None:
    """Everything in one reading; colours and progress are for terminals only."""
    changed(repository)
    done = run()
    head, _, rest = done.stdout.partition("\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert head.startswith("reports/sales.yml against HEAD (")
    assert ("reports/sales.yml against HEAD\n" + rest).replace("\N{NO-BREAK SPACE}", " ") == TEXT


def test_in_a_terminal_lines_are_as_wide_as_it(repository: Repository) -> None:
    """Long formulas and places are broken at blanks; nothing is cut off."""
    formula = " + ".join(f"COUNT_IF(amount > {number})" for number in range(12))
    repository.change("formula: SUM(number)", f"formula: {formula.replace('amount', 'number')}")
    lines = [line for line in text(repository.diff(), notation=False, width=60) if "\x1b[1m" not in line]
    assert max(map(len, (line.replace("\x1b[0m", "").replace("\x1b[32m", "") for line in lines))) <= 60 + len("\x1b[2m")
    assert "".join("".join(lines).split()).count("COUNT_IF(number>11)") == 1


def test_nothing_to_say_is_said(repository: Repository) -> None:
    """A report against itself; the exit code is 0 either way."""
    done = run("--exit-code")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == ["No differences."]


def test_formulas_that_are_written_differently_are_listed_where_asked(repository: Repository) -> None:
    """They are counted, are no difference for the exit code, and --wording shows them."""
    repository.change(FORMULA, "count_if(stage='won')/count(*)")
    done = run("--exit-code")
    assert (done.exit_code, done.stdout.splitlines()[1:4]) == (
        0, ["No differences.", "", "1 formula is written differently and means the same; --wording shows which."],
    )  # fmt: skip
    asked = run("--exit-code", "--wording")
    assert asked.exit_code == 1
    assert "    + count_if(stage='won')/count(*)" in asked.stdout.splitlines()


def test_the_exit_code_says_whether_there_are_differences(repository: Repository) -> None:
    """1 where asked for, else 0."""
    changed(repository)
    assert (run("--no-data").exit_code, run("--no-data", "--exit-code").exit_code) == (0, 1)


def test_a_program_gets_everything_in_full_precision(repository: Repository) -> None:
    """The JSON holds definitions, what stands on them, figures and verdicts; money with its own digits."""
    repository.change("    where: stage = 'won'\n", "    where: stage <> 'open'\n")
    done = run("--json")
    assert done.exit_code == 0
    assert '"difference": 800.00' in done.stdout
    found = json.loads(done.stdout)
    assert found["definitions"] == [
        {
            "kind": "kpi", "id": "revenue", "change": "changed", "effect": "figures", "note": None,
            "before_at": "HEAD:common/kpis.yml:19", "after_at": "common/kpis.yml:19",
            "settings": [{
                "key": "where", "effect": "figures", "before": "stage = 'won'", "after": "stage <> 'open'",
                "before_at": "HEAD:common/kpis.yml:22", "after_at": "common/kpis.yml:22",
            }],
        }
    ]  # fmt: skip
    assert found["through"] == [{"kpi": "revenue_per_visit", "through": ["revenue"]}]
    figures = {kpi["kpi"]: kpi["figures"] for kpi in found["figures"]["kpis"]}
    assert figures["revenue"][0] == {
        "period": "2026-08", "segments": {}, "segment_kind": None,
        "before": {"value": 1200.0, "unit": "currency", "provisional": False, "reason": None},
        "after": {"value": 2000.0, "unit": "currency", "provisional": False, "reason": None},
        "difference": 800.0, "relative": pytest.approx(2 / 3),
    }  # fmt: skip
    assert found["figures"]["same"] == ["win_rate", "visits"]


def test_a_pull_request_gets_markdown(repository: Repository) -> None:
    """Definitions in diff blocks, figures in tables, wording folded away."""
    changed(repository)
    lines = run("--markdown").stdout.splitlines()
    assert lines[0].startswith("### reports/sales.yml against HEAD (")
    assert "+ formula: COUNT_IF(stage = 'won') / COUNT_IF(stage <> 'open')" in lines
    assert "| 2026-10 | 50.0% | 66.7% | +16.7\N{NO-BREAK SPACE}pts | +33.3% |" in lines
    assert "<details><summary>Wording: 1 change</summary>" in lines


def test_a_figure_that_differs_beyond_its_decimals_shows_more_of_them(repository: Repository) -> None:
    """Two figures that differ never look alike."""
    repository.change("formula: revenue / visits", "formula: revenue / visits + 0.0001")
    line = next(line for line in run().stdout.splitlines() if "2026-08" in line)
    assert line.split() == ["2026-08", "€12.0000", "€12.0001", "+€0.0001", "+0.0008%"]


def test_data_that_cannot_be_read_hide_no_definition(repository: Repository) -> None:
    """What changed is printed, then what is wrong with the data, with the exit code of data."""
    changed(repository)
    repository.change("id,signed_on,team,", "id,signed_on,squad,", "data/deals.csv")
    done = run("--exit-code")
    assert done.exit_code == 3
    assert "Figures are not compared: the data cannot be read." in done.stdout.splitlines()
    assert "  ~ win_rate" in done.stdout.splitlines()
    assert "error[no-header]: no column is headed 'team'" in done.stderr


def test_where_the_data_are_not_there_definitions_are_compared(repository: Repository) -> None:
    """On a machine without data it is no failure, and it is said."""
    changed(repository)
    shutil.rmtree(repository.folder / "data")
    done = run()
    assert done.exit_code == 0
    assert "Figures are not compared: the data are not there." in done.stdout.splitlines()
    assert "warning[no-data-file]" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--against", "mian"), 2), (("--json", "--markdown"), 2), (("--no-data", "--by", "team"), 2),
     (("--period", "2026-Q3"), 2), (("--by", "teem"), 2)],
)  # fmt: skip
def test_wrong_arguments_are_refused(repository: Repository, arguments: tuple[str, ...], code: int) -> None:
    """With the exit code of arguments, and nothing on stdout."""
    changed(repository)
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr


def test_a_machine_that_cannot_write_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for temporary files: a message, and the exit code of the machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(repository.folder / "nowhere"))
    done = run()
    assert (done.exit_code, done.stdout) == (5, "")
    assert "error[cannot-write]: the files of 'HEAD' cannot be laid out: no such file or directory" in done.stderr


def test_an_earlier_report_that_does_not_check_is_refused(repository: Repository) -> None:
    """Its issues stand at its revision, with the exit code of specs."""
    repository.change("formula: revenue / visits", "formula: revenu / visits")
    repository.commit()
    repository.change("formula: revenu / visits", "formula: revenue / visits")
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("HEAD:common/kpis.yml:32:58: error[unknown-kpi]")


README_CHANGE = (
    "COUNT_IF(stage = 'won') / COUNT(*)",
    "SUM(amount) FILTER (WHERE stage = 'won') / SUM(amount)",
)


def test_the_diff_in_the_readme_is_the_one_that_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever weighs the README's win rate by amounts sees the README's diff."""
    readme = Path(__file__).resolve().parents[2] / "README.md"
    text = blocks(readme, "yaml")[0]
    (tmp_path / "deals.csv").write_text(blocks(readme, "csv")[0], "utf-8")
    (tmp_path / "report.yml").write_text(text, "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "The report")
    (tmp_path / "report.yml").write_text(text.replace(*README_CHANGE), "utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(kpi, ["diff", "report.yml", "--today", "2026-11-03"]).stdout
    commit = git(tmp_path, "rev-parse", "HEAD")[:10]
    printed = printed.replace("\N{NO-BREAK SPACE}", " ").replace(f" ({commit})", "")
    assert printed == blocks(readme, "diff")[0]


def test_every_kind_of_definition_has_its_heading() -> None:
    """A kind without one would change in silence."""
    assert set(TITLES) == set(get_args(Kind))
