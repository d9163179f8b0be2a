"""What stands in a file's place and is none: pipes, devices, links in a circle, folders, what may not be read."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.backends.polars import condition
from engine.errors import Issue
from engine.model.data import Table
from engine.model.datasets import DatasetSpec
from engine.model.plan import Read
from engine.sources import SOURCES, read_dataset
from tests.sources.reading import NOWHERE, column, frame, word

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (column("id"),)
# The administrator reads everything; without these two rights, no more than what the file allows.
RIGHTS = "-dac_override,-dac_read_search"
AS_ANYBODY = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}"] if os.geteuid() == 0 else []
REFUSED = """
import sys
from pathlib import Path
from tests.sources.test_unusual_files import refused
for source in sys.argv[2:]:
    print(refused(Path(sys.argv[1]), source).message)
"""


def read(folder: Path, source: str) -> tuple[Table | None, list[Issue]]:
    spec = DatasetSpec("t", NOWHERE, word(source), folder, COLUMNS)
    return read_dataset(Read(spec, COLUMNS), folder, condition)


def refused(folder: Path, source: str) -> Issue:
    """The one issue of a source; it comes within seconds, or whoever waits would wait for ever."""
    found: list[tuple[Table | None, list[Issue]]] = []
    reader = threading.Thread(target=lambda: found.append(read(folder, source)), daemon=True)
    reader.start()
    reader.join(20)
    assert found, f"{source} is still being read"
    table, (issue,) = found[0]
    assert table is None
    assert (issue.level, issue.code, issue.place) == ("error", "no-data-file", NOWHERE)
    return issue


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("ending", sorted(SOURCES))
def test_a_pipe_is_not_waited_for(ending: str, tmp_path: Path) -> None:
    """Nobody writes into it; neither when it is named, nor when a glob would find it."""
    os.mkfifo(tmp_path / f"t{ending}")
    assert "no file but" in refused(tmp_path, f"t{ending}").message
    assert "no file fits" in refused(tmp_path, f"*{ending}").message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_without_an_end_is_not_read(tmp_path: Path) -> None:
    """It would fill the memory."""
    assert "no file but" in refused(tmp_path, "/dev/zero").message


def _circle(path: Path) -> None:
    path.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("nothing.csv")


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "hint"), [(_circle, "leads to no file"), (_nowhere, "leads to no file"), (_folder, "ending says")]
)
def test_what_is_no_file_is_said_to_be_none(make: Callable[[Path], None], hint: str, tmp_path: Path) -> None:
    """A link in a circle, one to nowhere, a folder of a file's name."""
    make(tmp_path / "t.csv")
    assert hint in refused(tmp_path, "t.csv").hint


def test_links_in_a_circle_do_not_multiply_what_a_glob_finds(tmp_path: Path) -> None:
    """A folder that links to itself holds its file once, or once more; but no further."""
    (tmp_path / "t.csv").write_text("id\na\n")
    (tmp_path / "again").symlink_to(tmp_path)
    assert frame(read(tmp_path, "**/t.csv")).rows() == [("a",)]


def test_a_name_that_no_system_takes_is_said(tmp_path: Path) -> None:
    """It is longer than names of files may be."""
    assert "too long" in refused(tmp_path, "x" * 300 + ".csv").message


def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    """A file without the right to read it, one in a folder without the right to enter it, and that folder."""
    (tmp_path / "t.csv").write_text("id\na\n")
    (tmp_path / "t.csv").chmod(0)
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(0)
    reader = [*AS_ANYBODY, sys.executable, "-c", REFUSED, str(tmp_path), "t.csv", "d/t.csv", "d"]
    try:
        ran = subprocess.run(reader, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        (tmp_path / "d").chmod(0o700)
    assert ran.returncode == 0, ran.stderr
    messages = ran.stdout.splitlines()
    assert len(messages) == 3
    assert all("permission" in message for message in messages)


@pytest.mark.parametrize(("source", "hint"), [("https://x.org/t.csv", "download"), ("~/t.csv", "whole")])
def test_an_address_is_no_file(source: str, hint: str, tmp_path: Path) -> None:
    """Nothing is fetched, and nothing that a shell would expand is."""
    assert hint in refused(tmp_path, source).hint


def test_a_field_of_ten_megabytes_is_read_and_shown_in_short(tmp_path: Path) -> None:
    """It is a text like any other; a message that it does not read stays on a line."""
    (tmp_path / "t.csv").write_text("id\n" + "z" * 10_000_000 + "\n")
    assert frame(read(tmp_path, "t.csv"))["id"].str.len_chars().to_list() == [10_000_000]
    spec = DatasetSpec("t", NOWHERE, word("t.csv"), tmp_path, (column("id", "integer"),))
    _, (issue,) = read_dataset(Read(spec, spec.columns), tmp_path, condition)
    assert len(issue.message) < 200
