"""What the documents say is what the program does: help, schemas, examples, links."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import engine
from engine.cli.kpi import kpi
from engine.cli.render import render
from engine.spec.yaml import read_yaml

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["language.md", "formulas.md", "codes/README.md", "shapes.md"])
def test_the_reference_is_what_the_schemas_and_the_table_say(page: str) -> None:
    """The pages of reference are what the schemas, the formula table and the pages of codes say (docs/reference.py)."""
    found = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert found is not None
    assert found.loader is not None
    reference = importlib.util.module_from_spec(found)
    found.loader.exec_module(reference)
    assert (ROOT / "docs" / page).read_text("utf-8") == reference.PAGES[page]()


def test_the_readme_shows_the_help_as_it_is() -> None:
    """The README's text of `render --help` is the command's own."""
    shown = blocks(ROOT / "README.md", "text")[0]
    printed = CliRunner().invoke(render, ["--help"], prog_name="render", terminal_width=80)
    assert printed.output == shown


def test_the_ten_minute_report_works_as_the_readme_says(tmp_path: Path) -> None:
    """Whoever copies the two files of the README and renders gets the report, with the figures of its seven rows."""
    (tmp_path / "deals.csv").write_text(blocks(ROOT / "README.md", "csv")[0], "utf-8")
    (tmp_path / "report.yml").write_text(blocks(ROOT / "README.md", "yaml")[0], "utf-8")
    done = engine.render(tmp_path / "report.yml", today=date(2026, 11, 3))
    assert [path.relative_to(tmp_path).as_posix() for path in done.files] == [
        "out/2026-10/sales-review.en.pdf",
        "out/2026-10/sales-review.en.html",
        "out/2026-10/sales-review.json",
    ]
    values = json.loads(done.files[-1].read_text("utf-8"))["values"]
    total = {v["kpi"]: v for v in values if v["period"] == "2026-10" and v["window"] == "period" and not v["segments"]}
    assert total["revenue"]["value"] == 1800.00 + 700.25
    assert (total["win_rate"]["numerator"], total["win_rate"]["denominator"]) == (2, 3)


def test_the_explanation_in_the_readme_is_the_one_that_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks where the README's win rate comes from is told what the README says."""
    (tmp_path / "deals.csv").write_text(blocks(ROOT / "README.md", "csv")[0], "utf-8")
    (tmp_path / "report.yml").write_text(blocks(ROOT / "README.md", "yaml")[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(kpi, ["explain", "report.yml", "win_rate", "--period", "2026-10"])
    shown = [block for block in blocks(ROOT / "README.md", "text") if block.startswith("Win rate (win_rate)\n")]
    assert (printed.exit_code, [printed.stdout]) == (0, shown)


def test_the_statement_in_the_readme_is_the_one_that_is_printed(tmp_path: Path) -> None:
    """Whoever doubts the README's win rate gets the README's statement."""
    (tmp_path / "deals.csv").write_text(blocks(ROOT / "README.md", "csv")[0], "utf-8")
    (tmp_path / "report.yml").write_text(blocks(ROOT / "README.md", "yaml")[0], "utf-8")
    arguments = ["explain", str(tmp_path / "report.yml"), "win_rate", "--sql", "--period", "2026-10"]
    printed = CliRunner().invoke(kpi, arguments)
    assert (printed.exit_code, printed.stdout) == (0, blocks(ROOT / "README.md", "sql")[0])


def test_the_tests_in_the_readme_run_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put into the report of ten minutes they pass without its data; with another value they say what is shown."""
    report = blocks(ROOT / "README.md", "yaml")[0]
    tests = next(block for block in blocks(ROOT / "README.md", "yaml") if "    tests:\n" in block)
    shown = next(block for block in blocks(ROOT / "README.md", "console") if "kpi test" in block)
    definitions = tests.removeprefix("kpis:\n") + "  visits: {label: Visits, typed: {2026-10: 400}}\n\n"
    text = report[: report.index("  win_rate:")] + definitions + report[report.index("objectives:") :]
    monkeypatch.chdir(tmp_path)
    Path("report.yml").write_text(text, "utf-8")
    assert CliRunner().invoke(kpi, ["test", "report.yml"]).exit_code == 0
    Path("report.yml").write_text(text.replace("expect: 1\n", "expect: 0.5\n"), "utf-8")
    printed = CliRunner().invoke(kpi, ["test", "report.yml", "win_rate"])
    assert "$ kpi test report.yml win_rate\n" + printed.stdout + printed.stderr == shown


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_yaml_block_is_yaml(path: Path) -> None:
    """YAML in the documents can be copied: it reads, with no key given twice."""
    for block in blocks(path, "yaml"):
        root, issues = read_yaml(block, path.name)
        assert root is not None
        assert issues == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    """A link within the project leads to a file that is there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target
