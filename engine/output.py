"""Writes a set of files whole or not at all; what stood there before stays until every new file is complete."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from engine.errors import Issue, MachineError, Place


def write_set(files: dict[Path, bytes], what: str = "the report") -> None:
    """Write all files, replacing earlier ones of the same names; `what` they are stands in the message of an error.

    First every file is written in full beside its place and brought to the disk; only then are they renamed. If a
    rename fails, those already made are undone. Raises MachineError where the machine will not do it.
    """
    folders = sorted({path.parent for path in files})
    made: list[Path] = []
    try:
        for folder in folders:
            made += [missing for missing in (folder, *folder.parents) if not missing.exists()]
            folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            staging = {
                folder: Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".boardpack-", dir=folder)))
                for folder in folders
            }
            staged = {path: staging[path.parent] / path.name for path in files}
            for path, data in files.items():
                _write(staged[path], data)
            _exchange(staged)
    except OSError as error:
        for folder in sorted(made, reverse=True):
            with contextlib.suppress(OSError):  # what is not empty is not ours
                folder.rmdir()
        place = Place(str(folders[0]))
        message = f"{what} cannot be written: {(error.strerror or str(error)).lower()}"
        hint = "look at the folder's permissions and the space on the disk; what stood there is as it was"
        raise MachineError(Issue("error", "cannot-write", place, message, hint)) from error


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _exchange(staged: dict[Path, Path]) -> None:
    """Rename every staged file to its place, keeping what was there until all are done."""
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, new in staged.items():
            if path.exists():
                kept[path] = _second_name(path, new.with_name(f"{new.name}.before"))
            new.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            if path in kept:
                kept[path].replace(path)
            else:
                path.unlink(missing_ok=True)
        raise


def _second_name(path: Path, other: Path) -> Path:
    """The file under another name too; a copy where the disk knows no second names."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)
    return other
