"""`kpi help`: the page of a code, the list of all, and colours only where somebody sees them."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from engine.cli.kpi import kpi
from engine.cli.render import render
from engine.codes import THEMES, codes, page
from tests.cli.test_commands import REPORT

ESCAPE = "\x1b["
PROGRAM = "from engine.cli.kpi import kpi; kpi()"


def on_terminal(arguments: list[str], cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """What a terminal gets to see of a command's two streams."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    done = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=theirs, stderr=theirs, stdin=theirs, cwd=cwd,
        env=plain | {"TERM": "xterm-256color", "COLUMNS": "100"} | dict(environment or {}),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # how a terminal says on Linux that nobody writes to it any more
        pass
    done.wait()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def piped(arguments: list[str], cwd: Path, environment: Mapping[str, str]) -> str:
    """What a command prints where nobody watches; a variable that is empty is not there."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=cwd,
        env={name: value for name, value in (os.environ | environment).items() if value or name not in environment},
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder with a wrong report."""
    (tmp_path / "tiny.yml").write_text(REPORT.replace("SUM", "SUMM"), "utf-8")
    return tmp_path


def test_the_page_is_printed_as_it_stands() -> None:
    """Where nobody lays it out it can be read, copied and searched as Markdown."""
    done = CliRunner().invoke(kpi, ["help", "unknown-kpi"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == page("unknown-kpi").text


def test_a_code_may_be_copied_with_its_message() -> None:
    """`error[unknown-kpi]:` is the code too."""
    for written in ("error[unknown-kpi]:", "warning[unknown-kpi]", "unknown-kpi"):
        assert CliRunner().invoke(kpi, ["help", written]).stdout == page("unknown-kpi").text


def test_all_codes_are_listed_by_theme() -> None:
    """A line for each, none twice, under the headings of the themes."""
    done = CliRunner().invoke(kpi, ["help"])
    assert (done.exit_code, done.stderr) == (0, "")
    *lines, between, others = done.stdout.splitlines()
    assert (between, others.split(":")[0]) == ("", "The functions")
    assert [line for line in lines if not line.startswith("  ")] == list(THEMES)
    assert sorted(line.split()[0] for line in lines if line.startswith("  ")) == sorted(codes())
    assert f"  {'unknown-kpi':24} {page('unknown-kpi').summary}" in lines


def test_an_unknown_code_names_the_nearest() -> None:
    """Exit 2, as for any argument that does not fit."""
    done = CliRunner().invoke(kpi, ["help", "unknow-kpi"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "CODE: error[unknown-code]: no message has the code 'unknow-kpi'\n     = did you mean 'unknown-kpi'?\n"
    )
    assert "'kpi help' lists all codes" in CliRunner().invoke(kpi, ["help", "zzz"]).stderr


def test_help_of_a_command_is_its_help() -> None:
    """Who asks for the help of a command in this way gets it."""
    asked = CliRunner().invoke(kpi, ["help", "check"], prog_name="kpi")
    own = CliRunner().invoke(kpi, ["check", "--help"], prog_name="kpi")
    assert asked.stdout == own.stdout


@pytest.mark.parametrize("command", [render, *kpi.commands.values()], ids=lambda command: command.name)
def test_every_command_has_examples_that_name_it(command: click.Command) -> None:
    """Help shows how a command is called, and with options that it has."""
    help = CliRunner().invoke(command, ["--help"], terminal_width=80).stdout
    _, _, shown = help.partition("Examples:\n")
    called = "render" if command is render else f"kpi {command.name}"
    assert shown.splitlines()
    for line in shown.splitlines():
        assert line.strip().startswith(called), line
        for option in re.findall(r"--[\w-]+", line):
            assert option in help.partition("Options:")[2].partition("Examples:")[0]


def test_exit_codes_are_in_the_help() -> None:
    """`kpi --help` says what each of them means."""
    help = CliRunner().invoke(kpi, ["--help"]).stdout
    _, _, shown = help.partition("Exit codes:\n")
    assert [line.split()[0] for line in shown.splitlines()] == ["0", "1", "2", "3", "4", "5", "6"]


def test_a_terminal_gets_a_page_laid_out(tmp_path: Path) -> None:
    """In colour, without the signs of Markdown; without colour where NO_COLOR asks for none."""
    shown = on_terminal(["help", "unknown-kpi"], tmp_path)
    assert ESCAPE in shown
    assert "```" not in shown
    assert "No KPI has this name." in shown
    plain = on_terminal(["help", "unknown-kpi"], tmp_path, {"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-7][;m]", plain)
    assert "```" not in plain


def test_a_terminal_is_told_once_where_messages_are_explained(wrong: Path) -> None:
    """The last line, after all messages; with one code it names that code. Where nobody sees it, it is left out."""
    shown = on_terminal(["check", "tiny.yml"], wrong, {"NO_COLOR": "1"})
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert text.rstrip().endswith("kpi help unknown-function explains the message")
    assert text.count("kpi help") == 1
    (wrong / "tiny.yml").write_text(REPORT.replace("SUM", "SUMM").replace("[sales]", "[sale]"), "utf-8")
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", on_terminal(["check", "tiny.yml"], wrong))
    assert text.rstrip().endswith("kpi help CODE explains a message")
    assert "kpi help" not in piped(["check", "tiny.yml"], wrong, {"FORCE_COLOR": "1"})


def test_colours_are_for_terminals_and_for_those_who_ask(wrong: Path) -> None:
    """None in a pipe; FORCE_COLOR brings them there, NO_COLOR takes them from a terminal."""
    for arguments in (["check", "tiny.yml"], ["help"], ["help", "types"], ["--help"]):
        assert ESCAPE not in piped(arguments, wrong, {"FORCE_COLOR": "", "NO_COLOR": ""})
    colour = re.compile(r"\x1b\[[0-9;]*3[0-7][;m]")
    assert colour.search(piped(["check", "tiny.yml"], wrong, {"FORCE_COLOR": "1", "NO_COLOR": ""}))
    assert colour.search(on_terminal(["check", "tiny.yml"], wrong))
    assert not colour.search(on_terminal(["check", "tiny.yml"], wrong, {"NO_COLOR": "1"}))


def test_checking_reads_no_page(wrong: Path) -> None:
    """`kpi check` must not pay for pages that nobody asked for."""
    program = (
        "import sys; from click.testing import CliRunner; from engine.cli.kpi import kpi; from engine import codes\n"
        "CliRunner().invoke(kpi, ['check', 'tiny.yml'])\n"
        "print(codes.page.cache_info().currsize, sorted({'rich.markdown', 'polars', 'weasyprint'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=wrong)
    assert done.stdout == "0 []\n"


def test_functions_and_keys_are_looked_up() -> None:
    """Who installed the package has no folder of documents: the reference is a command."""
    said = {word: CliRunner().invoke(kpi, ["help", word]).stdout for word in ("formulas", "Median", "kpis", "language")}
    assert "MEDIAN(days)" in said["formulas"]
    assert "LAG(leads, 1)" in said["formulas"]
    assert said["Median"].splitlines() == [
        "Over rows: one value from many", "  MEDIAN             the middle value", f"  {'':18}   MEDIAN(days)"
    ]  # fmt: skip
    assert "\n  *.precision\n    Decimals on the pages." in said["kpis"]
    assert said["kpis"].strip() in said["language"]
    assert "`" not in said["language"]
