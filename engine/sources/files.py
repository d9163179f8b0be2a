"""The files of a dataset: one, those that fit a glob, or those of a folder, in the order of their names."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place, did_you_mean
from engine.model.datasets import DatasetSpec

GLOB = frozenset("*?[")
# What the library raises over a broken file; the second is its own bug and still the file's fault.
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def find_files(spec: DatasetSpec, endings: Container[str]) -> tuple[list[Path], list[Issue]]:
    """The paths that a dataset's `source` means; of a folder the files with one of these endings.

    A single file is not looked for: whoever reads it says what is wrong with it.
    """
    source = spec.source.text
    path = spec.folder / source
    if path.is_dir():
        found = [file for file in sorted(path.iterdir()) if _is_data(file) and file.suffix.lower() in endings]
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
    names = sorted(file.name for file in path.parent.glob("*") if _is_data(file)) if path.parent.is_dir() else []
    return "the folder holds: " + ", ".join(names[:8]) if names else ""


def name_of(path: Path) -> str:
    """A file as messages call it: relative to the working directory where it lies beneath it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else Path(relative).as_posix()


def file_bytes(path: Path, spec: DatasetSpec) -> tuple[bytes | None, list[Issue]]:
    """A file's content, or the issue that it cannot be had."""
    try:
        return path.read_bytes(), []
    except OSError as error:
        return None, [unreadable(path, spec, error)]


def broken(name: str, kind: str, error: BaseException) -> Issue:
    """The issue of a file that is not what it should be, in the library's first line."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return Issue("error", "broken-file", Place(name), f"this is not {kind}: {lines[0][:200]}", "export it again")


def unreadable(path: Path, spec: DatasetSpec, error: OSError) -> Issue:
    """The issue of a file that cannot be opened."""
    near = did_you_mean(path.name, (p.name for p in path.parent.glob("*"))) if path.parent.is_dir() else ""
    message = f"the data of '{spec.id}' cannot be read: {(error.strerror or str(error)).lower()}"
    return Issue("error", "no-data-file", spec.source.place, message, near)
