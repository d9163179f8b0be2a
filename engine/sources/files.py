"""The files of a dataset: one, those that fit a glob, or those of a folder, in the order of their names."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Container
from pathlib import Path
from typing import BinaryIO

from engine.beside import elsewhere, is_data, looked_at
from engine.errors import Issue
from engine.model.datasets import NOT_READ, DatasetSpec

GLOB = frozenset("*?[")


def find_files(spec: DatasetSpec, endings: Container[str]) -> tuple[list[Path], list[Issue]]:
    """The paths that a dataset's `source` means; of a folder the files with one of these endings.

    A single file is not looked for: whoever reads it says what is wrong with it.
    """
    path = spec.folder / spec.source.text
    try:
        return _found(spec, path, endings)
    except OSError as error:  # a folder that may not be entered, a name that is too long
        return [], [unreadable(path, spec, error)]


def _found(spec: DatasetSpec, path: Path, endings: Container[str]) -> tuple[list[Path], list[Issue]]:
    source = spec.source.text
    if path.is_dir():
        held = [file for file in sorted(path.iterdir()) if _is_data(file)]
        found = [file for file in held if file.suffix.lower() in endings]
        if issues := [_not_read(file, spec) for file in held if file.suffix.lower() in NOT_READ]:
            return [], issues  # an export that is left out in silence would be missing from every figure
        message = f"the folder of '{spec.id}' holds no file that can be read"
        hint = "a file's ending says what it is: .csv, .parquet, .xlsx and so on"
    elif GLOB.isdisjoint(source) or path.exists():
        return [path], []
    else:
        found = [file for file in _matching(spec.folder, source) if _is_data(file)]
        message = f"no file fits '{source}', which is the data of '{spec.id}'"
        hint = _beside(path)
    if found:
        return found, []
    return [], [Issue("error", "no-data-file", spec.source.place, message, hint)]


def _not_read(file: Path, spec: DatasetSpec) -> Issue:
    message = f"the folder of '{spec.id}' holds '{file.name}', and files of that kind are not read"
    return Issue("error", "not-read", spec.source.place, message, "save it as CSV or .xlsx, or take it away")


def _is_data(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$"))  # spreadsheets leave locks of that name


def _matching(folder: Path, source: str) -> list[Path]:
    whole = folder / source
    anchor = Path(whole.anchor) if Path(source).is_absolute() else folder
    pattern = whole.relative_to(anchor).as_posix() if anchor != folder else source
    try:
        return sorted(anchor.glob(pattern))
    except (NotImplementedError, ValueError):  # no glob at all
        return []


def _beside(path: Path) -> str:
    names = sorted(file.name for file in path.parent.glob("*") if is_data(file)) if path.parent.is_dir() else []
    return "the folder holds: " + ", ".join(names[:8]) if names else ""


def name_of(path: Path) -> str:
    """A file as messages call it: relative to the working directory where it lies beneath it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else Path(relative).as_posix()


def opened(path: Path) -> BinaryIO:
    """The file, open; OSError where it is none: a pipe or a device may have no end, or never begin."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(None, "it is no file but a folder, a pipe or a device")
    return path.open("rb")


def file_bytes(path: Path, spec: DatasetSpec) -> tuple[bytes | None, list[Issue]]:
    """A file's content, or the issue that it cannot be had."""
    try:
        with opened(path) as file:
            return file.read(), []
    except OSError as error:
        return None, [unreadable(path, spec, error)]


def unreadable(path: Path, spec: DatasetSpec, error: OSError) -> Issue:
    """The issue of a file that cannot be opened."""
    reason = (error.strerror or "the machine does not say why").lower()
    where = looked_at(path)
    shown = f": {where}" if where != spec.source.text and error.errno == errno.ENOENT else ""
    message = f"the data of '{spec.id}' cannot be read: {reason}{shown}"
    return Issue("error", "no-data-file", spec.source.place, message, elsewhere(spec.source.text, spec.folder))
