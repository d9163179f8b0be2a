"""What tells a file from itself a moment ago, without reading it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

# When it was last written, and last changed in any way; size, inode and mode. Or why it cannot be looked at.
Stamp: TypeAlias = tuple[int, ...]


def stamp(path: Path) -> Stamp:
    """The file's stamp; of one that is not there a stamp of its own."""
    try:
        found = path.stat()
    except OSError as error:
        return (-1, error.errno or 0)
    except ValueError:  # no name that a file can have
        return (-1,)
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode)


def begun(found: Stamp) -> bool:
    """Whether anything is in the file: one that is gone or empty may be about to be written."""
    return found[0] != -1 and found[2] > 0
