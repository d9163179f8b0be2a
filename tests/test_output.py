"""A set of files is written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import MachineError
from engine.output import write_set


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder beneath, hidden ones too, with the files' bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A folder with the report of an earlier run and a file of somebody else."""
    folder = tmp_path / "out" / "2026-10"
    write_set({folder / "a.json": b"old a", folder / "b.pdf": b"old b"})
    (folder / "notes.txt").write_bytes(b"mine")
    return folder


def refused(files: dict[Path, bytes]) -> None:
    with pytest.raises(MachineError) as raised:
        write_set(files)
    assert raised.value.exit_code == 5
    (issue,) = raised.value.issues
    assert issue.code == "cannot-write"
    assert ".boardpack-" not in issue.place.file


def test_a_set_is_written(earlier: Path) -> None:
    """All files are there with their bytes, earlier ones replaced, others untouched, nothing else left."""
    write_set({earlier / "a.json": b"new a", earlier / "c.html": b"new c", earlier.parent / "x" / "d": b""})
    assert everything(earlier.parent) == {
        "2026-10": None, "2026-10/a.json": b"new a", "2026-10/b.pdf": b"old b", "2026-10/c.html": b"new c",
        "2026-10/notes.txt": b"mine", "x": None, "x/d": b"",
    }  # fmt: skip


def test_a_folder_in_a_files_place(earlier: Path) -> None:
    """Where a folder has the name of a file, nothing of the set is written, whatever its place in the order."""
    (earlier / "c.html").mkdir()
    (earlier / "c.html" / "inside").write_bytes(b"x")
    before = everything(earlier)
    for names in (("a.json", "c.html", "z"), ("c.html", "a.json", "z"), ("z", "a.json", "c.html")):
        refused({earlier / name: b"new" for name in names})
        assert everything(earlier) == before


def test_a_file_in_a_folders_place(earlier: Path) -> None:
    """Where a file has the name of the folder, nothing is written, in other folders neither, and no folder stays."""
    before = everything(earlier.parent)
    refused({earlier / "a.json": b"new", earlier.parent / "0" / "b": b"", earlier / "notes.txt" / "deep" / "c": b""})
    assert everything(earlier.parent) == before


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_rename_that_fails_undoes_those_before(earlier: Path, failing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever rename fails, and were it by an interrupt, the folder is as it was."""
    before = everything(earlier)
    for error in (OSError(5, "Input/output error"), KeyboardInterrupt()):
        count = iter(range(1, 100))
        rename = Path.replace

        def replace(self: Path, target: Path) -> Path:
            if next(count) == failing:  # noqa: B023
                raise error  # noqa: B023
            return rename(self, target)  # noqa: B023

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            with pytest.raises((MachineError, KeyboardInterrupt)):
                write_set({earlier / name: b"new" for name in ("a.json", "b.pdf", "c.html")})
        assert everything(earlier) == before


def test_a_disk_without_second_names(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no hard link can be made, a copy is kept, and both ways end as they should."""

    def link(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", link)
    write_set({earlier / "a.json": b"new a"})
    assert (earlier / "a.json").read_bytes() == b"new a"
    (earlier / "z").mkdir()
    before = everything(earlier)
    refused({earlier / "a.json": b"newer", earlier / "z": b""})
    assert everything(earlier) == before


LIMITED = """
import resource, sys
from pathlib import Path
from engine.errors import MachineError
from engine.output import write_set
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
folder = Path(sys.argv[1])
try:
    write_set({folder / "a.json": b"new", folder / "b.pdf": bytes(100_000), folder / "c.html": b"new"})
except MachineError as error:
    sys.exit(error.exit_code)
"""


def test_a_disk_that_takes_no_more(earlier: Path) -> None:
    """When the system refuses to write on in the middle of a file, earlier files stay and nothing is left behind."""
    before = everything(earlier)
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", LIMITED, str(earlier)], cwd=root, check=False)
    assert done.returncode == 5
    assert everything(earlier) == before


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that may be read and not written to, by whoever runs the test but root, and then by nobody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.json").write_bytes(b"old a")
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if user == 0:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_folder_that_may_not_be_written_to(read_only: Path) -> None:
    """The message names the folder, and the file in it stays."""
    for path in (read_only / "a.json", read_only / "2026-10" / "a.json"):
        refused({path: b"new"})
    assert everything(read_only) == {"a.json": b"old a"}
