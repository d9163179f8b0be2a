"""The program ends as its command does, and tells what ended it where the system did: a file, or the machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

RENDER = [sys.executable, "-c", "from engine.cli.apart import render; render()"]
REPORT = """report:
  {id: r, title: R, company: Nova, every: month, language: en, sections: [{title: All, cards: [deals]}]}
datasets:
  deals:
    source: deals.parquet
    covers: {from: 2026-09-01, to: 2026-10-31}
    date: signed_on
    columns: {signed_on: date, team: {type: string, nullable: true}}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
"""
ROWS = 80
# How a page begins, as Parquet writes it: its number of rows, which has a sign, and the same number below none.
PAGE, BELOW_NONE = b"\x15\xa0\x01\x15", b"\x15\xa1\x01\x15"


def written(folder: Path, page: bytes = PAGE) -> Path:
    teams = ["north" if number % 2 == 0 else None for number in range(ROWS)]
    rows = pl.DataFrame({"signed_on": ["2026-10-06"] * ROWS, "team": teams})
    path = folder / "deals.parquet"
    rows.with_columns(pl.col("signed_on").str.to_date()).write_parquet(path, compression="uncompressed")
    whole = path.read_bytes()
    assert PAGE in whole
    path.write_bytes(whole.replace(PAGE, page))
    (folder / "report.yml").write_text(REPORT, "utf-8")
    return folder


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The page of a report, served until something ends it; its worker has begun when this returns."""
    command = [*RENDER, "report.yml", "--today", "2026-11-03", "--watch", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    assert "Period 2026-10" in process.stdout.readline()
    return process


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that one has begun."""
    return [int(id) for id in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()]


def is_there(id: int) -> bool:
    """Whether a process runs; one that ended, and that nobody has asked about, does not."""
    try:
        return Path(f"/proc/{id}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*RENDER, "report.yml", "--today", "2026-11-03", "--format", "json", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60)


def test_what_is_whole_is_rendered(tmp_path: Path) -> None:
    """Or nothing below would mean anything."""
    done = run(written(tmp_path))
    assert (done.returncode, done.stdout) == (0, "out/2026-10/r.json\n")


def test_a_file_that_ends_the_process_is_named(tmp_path: Path) -> None:
    """The library below aborts; the reader has a message, an exit code, and the report of before."""
    written(tmp_path, BELOW_NONE)
    out = tmp_path / "out" / "2026-10"
    out.mkdir(parents=True)
    (out / "r.json").write_bytes(b"an earlier report")
    done = run(tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr == (
        "deals.parquet: error[broken-file]: reading this file ended the program: it is damaged, or asks for more "
        "memory than there is\n     = export it, or copy it, again\n"
    )
    assert [path.read_bytes() for path in tmp_path.glob("out/**/*.*")] == [b"an earlier report"]


def test_a_program_has_the_message_as_it_wants_it(tmp_path: Path) -> None:
    """A document, on the stream on which that command's documents stand."""
    done = run(written(tmp_path, BELOW_NONE), "--message-format", "json")
    said = json.loads(done.stderr)
    assert (done.returncode, said["exitCode"]) == (3, 3)
    assert [(one["file"], one["code"]) for one in said["issues"]] == [("deals.parquet", "broken-file")]
    check = [sys.executable, "-c", "from engine.cli.apart import kpi; kpi()", "check", "report.yml", "--data"]
    done = subprocess.run(
        [*check, "--message-format", "github"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("::error file=deals.parquet,title=broken-file::")


def test_what_is_damaged_is_told_among_others_that_are_read(tmp_path: Path) -> None:
    """Of a dataset of several files nobody knows which one it was."""
    written(tmp_path, BELOW_NONE)
    for number in range(2):
        (tmp_path / f"deals-{number}.parquet").write_bytes((tmp_path / "deals.parquet").read_bytes())
    (tmp_path / "report.yml").write_text(REPORT.replace("deals.parquet", "deals*.parquet"), "utf-8")
    done = run(tmp_path)
    assert done.returncode == 3
    assert "reading this file and 2 others ended the program: one is damaged" in done.stderr


@pytest.mark.parametrize(("arguments", "code"), [(["--nonsense"], 2), (["--period", "2020-01"], 2), (["--help"], 0)])
def test_the_exit_code_is_the_commands(arguments: list[str], code: int, tmp_path: Path) -> None:
    """Whoever waits says nothing of their own."""
    done = run(written(tmp_path), *arguments)
    assert done.returncode == code
    assert "ended" not in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_an_end_without_a_file_is_the_machines(number: signal.Signals, tmp_path: Path) -> None:
    """Where memory is short the system kills: exit code 5 and a message, rather than a word of the shell's."""
    process = begun(written(tmp_path))
    (worker,) = workers(process)
    os.kill(worker, number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 5
    assert f"error[ended]: the system ended the program ({number.name})" in said


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_ends_the_program_ends_its_work(number: signal.Signals, tmp_path: Path) -> None:
    """What the one that waits is told, the one that works is told; neither stays."""
    process = begun(written(tmp_path))
    (worker,) = workers(process)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == (0 if number != signal.SIGHUP else 128 + number)
    assert "error" not in said
    assert not is_there(worker)


@pytest.mark.long
def test_a_program_that_is_killed_leaves_no_work_behind(tmp_path: Path) -> None:
    """Or its page would be served by nobody that can be found."""
    process = begun(written(tmp_path))
    (worker,) = workers(process)
    process.kill()
    process.communicate(timeout=30)
    until = time.monotonic() + 10
    while is_there(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(worker)


@pytest.mark.long
def test_no_work_has_more_memory_than_the_machine(tmp_path: Path) -> None:
    """A file may ask for any amount; others on the machine would be ended for it."""
    process = begun(written(tmp_path))
    (worker,) = workers(process)
    limits = Path(f"/proc/{worker}/limits").read_text("ascii").splitlines()
    (size,) = (line.split()[3] for line in limits if line.startswith("Max data size"))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert 0 < int(size) <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
