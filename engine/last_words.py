"""What a process was reading when the system ended it, kept in memory that outlives it for the one that waits for it.

A damaged file can end the whole process from within the library below (Polars 2.1 aborts where a page of a Parquet
file asks for more memory than there is), and nothing in that process can catch it.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

SIZE = 1 << 16  # bytes; paths of files that do not fit are left out


@dataclass(frozen=True)
class LastWords:
    """The files that were being read, as a reader knows them, and what messages were wanted as."""

    files: tuple[str, ...] = ()
    message_format: str = "text"
    on_stdout: bool = False


class _Shared:
    """What this process says, and the memory in which those that wait for it hear it."""

    memory: mmap.mmap | None = None
    said = LastWords()


def listen() -> None:
    """Share what is said from now on with the processes that this one forks, and with this one."""
    _Shared.memory = mmap.mmap(-1, SIZE)


def heard() -> LastWords:
    """What was said last, here or in a forked process."""
    text = b"" if _Shared.memory is None else _Shared.memory[:].rstrip(b"\0")
    if not text:
        return LastWords()
    said = json.loads(text)
    return LastWords(tuple(said["files"]), said["message_format"], said["on_stdout"])


def wanted_as(message_format: str, *, on_stdout: bool) -> None:
    """Say what messages are wanted as, should this process end before it writes its own."""
    _say(replace(_Shared.said, message_format=message_format, on_stdout=on_stdout))


@contextmanager
def reading(files: Sequence[str]) -> Iterator[None]:
    """Say that these files are being read, until they are."""
    before = _Shared.said
    _say(replace(before, files=tuple(files)))
    try:
        yield
    finally:
        _say(before)


def _say(said: LastWords) -> None:
    _Shared.said = said
    if _Shared.memory is not None:
        fits = bisect_right(range(len(said.files) + 1), SIZE, key=lambda count: len(_written(said, count)))
        _Shared.memory[:] = _written(said, fits - 1).ljust(SIZE, b"\0")


def _written(said: LastWords, count: int) -> bytes:
    """Last words with so many of their files."""
    return json.dumps(asdict(replace(said, files=said.files[:count]))).encode()
