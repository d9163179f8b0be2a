"""`render --watch` in a terminal: an address, a line for each change, and an end by Ctrl-C."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.render import render
from engine.cli.watch import line, message
from engine.errors import Issue, Place
from engine.watch import Turn
from tests.watch.example import written

COMMAND = [sys.executable, "-c", "from engine.cli.render import render; render()"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_tells_and_ends(end: signal.Signals, tmp_path: Path) -> None:
    """It prints where the page is and what changed, and ends with 0 and a free port."""
    report = written(tmp_path)
    process = subprocess.Popen(
        [*COMMAND, report.name, "--watch", "--today", "2026-11-10"], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    found = re.match(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found is not None
    assert "Period 2026-10: the last month that is over on 2026-11-10: " in process.stdout.readline()
    text = report.read_text("utf-8")
    report.write_text(text.replace("Small", "Great"), "utf-8")
    assert re.fullmatch(r"\d\d:\d\d:\d\d  report\.yml: a spec file, page \(\d+ ms\)\n", process.stdout.readline())
    report.write_text(text.replace("report:", "reprot:"), "utf-8")
    assert re.search(r"report\.yml: 1 error \(", process.stdout.readline())
    process.send_signal(end)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "report.yml:1:1: error[" in said
    assert "Traceback" not in said
    with socket.create_server(("127.0.0.1", int(found[1]))):
        pass
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--watch", "--out", "x"], "--watch writes none"), (["--watch", "--format", "pdf"], "--watch writes none"),
        (["--port", "8000"], "are for --watch"), (["--open"], "are for --watch"),
        (["--watch", "--port", "0"], "0 is not in the range"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(arguments: list[str], message: str, tmp_path: Path) -> None:
    """Options of files beside a page that is in none, and the other way round."""
    done = CliRunner().invoke(render, [str(written(tmp_path)), *arguments])
    assert done.exit_code == 2
    assert message in done.output


def test_a_port_that_is_taken_ends_the_command(tmp_path: Path) -> None:
    """The machine will not do it: exit code 5, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = CliRunner().invoke(render, [str(written(tmp_path)), "--watch", "--port", port])
    assert done.exit_code == 5
    assert (
        f"--port: error[cannot-serve]: the page cannot be served at port {port}: address already in use" in done.output
    )
    assert "give another one, or none, and a free one is taken" in done.output


def test_a_turn_is_one_line() -> None:
    """When, which files, what was made again, how long it took."""
    turn = Turn(tuple(Path(f"{n}.yml") for n in range(5)), Counter(spec=2, measures=1, page=1, charts=0), 0.1234)
    assert line(turn, 0)[8:] == "  0.yml, 1.yml, 2.yml and 2 more: 2 spec files, a measure, page (123 ms)"
    assert line(Turn((Path("a.csv"),), Counter(), 0.05), 0)[8:] == "  a.csv: the page is as it was (50 ms)"
    assert line(Turn((Path("a.csv"),), Counter(data=1), 0.05), 2)[8:] == "  a.csv: 2 errors (50 ms)"


def test_a_message_of_the_page_is_that_of_the_terminal(tmp_path: Path) -> None:
    """The place, the words, the line and the marked part of it; steering signs are not passed on."""
    path = tmp_path / "a.yml"
    path.write_text("kpis:\n  revnue: {x: \x1b1}\n", "utf-8")
    found = message(
        Issue("error", "unknown-key", Place(str(path), 2, 3, 6), "no key '\x1b'", "did you mean 'revenue'?")
    )
    assert (found.where, found.code, found.line) == (f"{path}:2:3", "unknown-key", 2)
    assert (found.before, found.marked, found.after) == ("  ", "revnue", ": {x: \ufffd1}")
    assert (found.text, found.hint) == ("no key '\ufffd'", "did you mean 'revenue'?")
    assert message(Issue("error", "no-file", Place("gone.yml"), "gone")).line == 0
