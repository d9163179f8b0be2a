"""Where a file may lie that is not where its path leads: a folder further up, down or beside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from engine.errors import did_you_mean

NO_DATA = (".yml", ".yaml", ".md", ".html", ".pdf", ".py")  # they stand beside data and are none


def is_data(path: Path) -> bool:
    """Whether a file may hold data; spreadsheets leave locks beside them."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.suffix.lower() not in NO_DATA


def looked_at(path: Path) -> str:
    """A path as a person who stands in the working directory would write it."""
    return Path(os.path.relpath(path)).as_posix()


def elsewhere(source: str, folder: Path) -> str:
    """A hint at what is meant by a path that leads to no file; `folder` is what it is relative to."""
    if "://" in source:
        return "a source is a file on this machine: download it first"
    if source.startswith("~"):
        return "'~' is no folder here: write the path whole"
    try:
        return _of_windows(source, folder) if re.match(r"[A-Za-z]:|.*\\", source) else _meant(source, folder)
    except OSError:
        return ""


def _of_windows(source: str, folder: Path) -> str:
    path = PureWindowsPath(source)
    if path.drive or path.root:
        meant = next(_of_that_name(path.name, folder), f"{path.parent.name or 'data'}/{path.name}")
        return f"this is a path of Windows; a path is relative to this file: {meant}"
    return f"write '/' between folders: {path.as_posix()}"


def _meant(source: str, folder: Path) -> str:
    path = folder / source
    if os.path.lexists(path):
        return "it is a link, and leads to no file" if path.is_symlink() and not path.exists() else ""
    found = next(_of_that_name(path.name, folder), "")
    if found:
        return f"did you mean '{found}'?"
    if not path.parent.is_dir():
        return f"there is no folder '{looked_at(path.parent)}': a path is relative to the folder of this file"
    return did_you_mean(path.name, (other.name for other in path.parent.iterdir() if is_data(other)))


def _of_that_name(name: str, folder: Path) -> Iterator[str]:
    """The files of a name at most two folders up or down, and in the folders beside those above; nearest first."""
    near = folder.resolve()
    for pattern, above in (("", near), ("*/", near), ("", near.parent), ("*/", near.parent), ("*/*/", near),
                           ("", near.parent.parent), ("*/", near.parent.parent)):  # fmt: skip
        held = sorted(above.glob(pattern)) if pattern else [above]
        for path in (place / name for place in held if not place.name.startswith(".")):
            if path.is_file():
                yield Path(os.path.relpath(path, near)).as_posix()
