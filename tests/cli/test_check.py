"""`kpi check` of several files: each report once, what belongs to a report with that report, the rest in peace."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from tests.cli.test_commands import REPORT

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports that share a file of KPIs, one of them deeper; and YAML that belongs to other programs."""
    report, kpis = REPORT.split("kpis:\n")
    (tmp_path / "kpis.yml").write_text(f"kpis:\n{kpis}", "utf-8")
    (tmp_path / "one.yml").write_text(report.replace("language: en", "language: en\n  uses: [kpis.yml]"), "utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/two.yml").write_text(
        report.replace("language: en", "language: en\n  uses: ['../k*.yml', 'boardpack:*']"), "utf-8"
    )
    (tmp_path / ".cache").mkdir()
    shutil.copy(tmp_path / "one.yml", tmp_path / ".cache/one.yml")
    shutil.copy(tmp_path / "kpis.yml", tmp_path / ".cache/kpis.yml")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/workflow.yml").write_text("on: push\njobs: {report: {uses: [kpis.yml]}}\n", "utf-8")
    (tmp_path / "compose.yaml").write_text("services: {report: {image: x}}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["check", *arguments])


def checked(result: Result) -> list[str]:
    return [line.partition(":")[0] for line in result.stdout.splitlines()]


def test_several_reports_are_checked_in_turn(folder: Path) -> None:
    """A line for each that is right."""
    done = check("one.yml", "deep/two.yml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert checked(done) == ["one.yml", "deep/two.yml"]


def test_what_is_wrong_in_several_is_said_together_and_once(folder: Path) -> None:
    """Two reports use the same wrong file: one message, exit 1, and the third report is checked all the same."""
    (folder / "kpis.yml").write_text("kpis: {sales: {label: S, dataset: sales, formula: SUMM(amount)}}\n", "utf-8")
    (folder / "three.yml").write_text(REPORT, "utf-8")
    done = check("one.yml", "deep/two.yml", "three.yml")
    assert done.exit_code == 1
    assert re.findall(r"^\S+: error\[[\w-]+\]", done.stderr, re.MULTILINE) == ["kpis.yml:1:51: error[unknown-function]"]
    assert checked(done) == ["three.yml"]


@pytest.mark.parametrize("form", ["text", "github"])
def test_a_warning_about_what_two_reports_share_is_said_once(folder: Path, form: str) -> None:
    """Exit 0, and one message."""
    numbered = "  second:\n    label: Sales of team #1\n    dataset: sales\n    formula: SUM(amount)\n"
    (folder / "kpis.yml").write_text((folder / "kpis.yml").read_text("utf-8") + numbered, "utf-8")
    done = check("one.yml", "deep/two.yml", "--message-format", form)
    assert done.exit_code == 0
    assert (done.stderr if form == "text" else done.stdout).count("comment-in-text") == 1


def test_a_part_alone_is_no_report(folder: Path) -> None:
    """Nobody can know the rest: the command says so, unless it is asked to find the reports."""
    done = check("kpis.yml")
    assert (done.exit_code, "error[no-report]" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("changed", "reports"),
    [
        (["one.yml"], ["one.yml"]),
        (["kpis.yml"], ["one.yml", "deep/two.yml"]),
        (["kpis.yml", "deep/two.yml", "compose.yaml"], ["deep/two.yml", "one.yml"]),
        ([".cache/kpis.yml"], ["no report uses what changed"]),
        (["compose.yaml", ".github/workflow.yml"], ["no report uses what changed"]),
    ],
)
def test_what_changed_is_checked_with_its_reports(folder: Path, changed: list[str], reports: list[str]) -> None:
    """A part stands for the reports that use it, each once; other programs' files are nobody's business."""
    done = check("--changed", *changed)
    assert (done.exit_code, done.stderr) == (0, "")
    assert checked(done) == reports


def test_a_file_of_the_library_stands_for_the_reports_that_use_it(folder: Path) -> None:
    """Whoever changes the library is told which reports feel it."""
    done = check("--changed", str(ROOT / "kpi_specs/sales.yml"))
    assert checked(done) == ["deep/two.yml"]


@pytest.mark.parametrize("text", ["report:\n  title: [\n", "report: 3\n", "report: {uses: 3, sections: x}\n"])
def test_a_report_that_cannot_be_read_is_wrong_and_no_part(folder: Path, text: str) -> None:
    """A slip in the very file that changed is not taken for another program's."""
    (folder / "one.yml").write_text(text, "utf-8")
    assert check("--changed", "one.yml").exit_code == 1
    assert checked(check("--changed", "kpis.yml")) == ["deep/two.yml"]


def hook(*files: str) -> Result:
    """Run the hook's entry as pre-commit does: in the repository, with the files that its pattern takes."""
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (found["id"], found["language"], found["require_serial"]) == ("kpi-check", "python", True)
    program, *arguments = shlex.split(found["entry"])
    assert program == "kpi"
    return CliRunner().invoke(kpi, [*arguments, *(file for file in files if re.search(found["files"], file))])


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A copy of the sample as a repository of its own; its files as git names them."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("out", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    return sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.long
def test_the_hook_passes_on_the_sample(sample: list[str]) -> None:
    """All files of a commit, and each of them alone: a report is checked once, a part with the reports that use it."""
    assert "samples/data/leads.csv" in sample
    written = {file: Path(file).read_text("utf-8") for file in sample if file.endswith(".yml")}
    reports = [file for file, text in written.items() if "\nreport:\n" in f"\n{text}"]
    assert {"samples/first/report.yml", "samples/monthly.yml", "samples/sales.yml"} <= set(reports)
    assert checked(hook(*sample)) == reports
    for file in written:
        using = [report for report in reports if re.search(rf"uses: .*\b{Path(file).name}\b", written[report])]
        done = hook(file)
        assert (done.exit_code, done.stderr, checked(done)) == (0, "", [file] if file in reports else using)


def test_the_hook_stops_a_commit_that_breaks_a_report(sample: list[str]) -> None:
    """A slip in a file that is no report is found through the report that uses it."""
    path = Path("samples/datasets.yml")
    path.write_text(path.read_text("utf-8").replace("source: data/leads.csv", "sauce: data/leads.csv"), "utf-8")
    done = hook("samples/datasets.yml")
    assert done.exit_code == 1
    assert "samples/datasets.yml" in done.stderr
    assert "error[unknown-key]" in done.stderr
