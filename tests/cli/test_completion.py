"""What a shell offers while somebody types, asked as the shell asks; and with bash itself where it is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

from engine.cli.kpi import kpi
from engine.cli.render import render
from tests.cli.test_commands import REPORT

MORE = "  orders: {label: Orders, dataset: sales, formula: COUNT(*)}\n  sold: {label: Sold, formula: sales * 2}\n"
BIN = Path(sys.executable).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports, a file of no kind, a folder with another report, and no data; where the reader stands."""
    (tmp_path / "tiny.yml").write_text(REPORT + MORE, "utf-8")
    (tmp_path / "two words.yaml").write_text(REPORT, "utf-8")
    (tmp_path / "sales.txt").write_text("", "utf-8")
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "other.yml").write_text(REPORT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(command: click.Command, *words: str) -> list[str]:
    """What is offered for the last of the words, as `type,value`."""
    shell = BashComplete(command, {}, str(command.name), f"_{command.name}_COMPLETE".upper())
    return [f"{item.type},{item.value}" for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("begun", "found"),
    [
        ("", ["plain,tiny.yml", "plain,two words.yaml", "plain,team/"]),
        ("ti", ["plain,tiny.yml"]),
        ("./ti", ["plain,./tiny.yml"]),
        ("team/", ["plain,team/other.yml"]),
        ("te", ["dir,te"]),
        ("sa", []),
        ("nowhere/x", []),
    ],
)
def test_reports_are_offered(folder: Path, begun: str, found: list[str]) -> None:
    """YAML files and the folders on the way to them, and no data."""
    assert offered(kpi, "check", begun) == found
    assert offered(kpi, "explain", begun) == found
    assert offered(render, begun) == found


def test_kpis_of_the_report_are_offered(folder: Path) -> None:
    """Those that the named report knows, without reading data: there are none here."""
    assert offered(kpi, "explain", "tiny.yml", "") == ["plain,sales", "plain,orders", "plain,sold"]
    assert offered(kpi, "explain", "tiny.yml", "so") == ["plain,sold"]


@pytest.mark.parametrize("text", ["report: [", "kpis: 3\n", "", "\x00", "report: {uses: [gone.yml]}\n"])
def test_a_report_that_is_wrong_is_no_error_while_typing(
    folder: Path, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """What can be read of it is offered, or nothing; a message would stand in the middle of the line."""
    (folder / "tiny.yml").write_text(text, "utf-8")
    assert offered(kpi, "explain", "tiny.yml", "") == []
    assert offered(kpi, "explain", "gone.yml", "") == []
    assert offered(kpi, "explain", "team", "") == []
    assert capfd.readouterr() == ("", "")


def test_a_kpi_that_is_wrong_takes_no_others_along(folder: Path) -> None:
    """The others are offered."""
    (folder / "tiny.yml").write_text(REPORT + MORE.replace("label: Orders", "lable: Orders"), "utf-8")
    assert offered(kpi, "explain", "tiny.yml", "s") == ["plain,sales", "plain,sold"]


def test_commands_options_and_codes_are_offered(folder: Path) -> None:
    """Codes for `kpi help`, and what the command itself knows."""
    assert offered(kpi, "help", "unknown-k") == ["plain,unknown-key", "plain,unknown-kpi"]
    assert offered(kpi, "ch") == ["plain,check"]
    assert "plain,sarif" in offered(kpi, "check", "--message-format", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes(folder: Path) -> None:
    """The lines of the README, in bash: what it would put on the line."""
    script = """
        eval "$(_KPI_COMPLETE=bash_source kpi)" && eval "$(_RENDER_COMPLETE=bash_source render)"
        ask() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); "_$1_completion" "$1"; echo "${COMPREPLY[@]}"
        }
        ask kpi explain tiny.yml so; ask render tin; ask kpi help yaml-t
    """
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    # Outside of an interactive line bash says that it has no options of a completion to change.
    assert [line for line in done.stderr.splitlines() if "compopt" not in line and "complete" not in line] == []
    assert done.stdout.splitlines() == ["sold", "tiny.yml", "yaml-tag yaml-too-much yaml-top"]
