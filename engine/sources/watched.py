"""Runs what the library reads from a file that may be damaged: its panics are no words for a reader, and may not end.

Where a page of a Parquet file is damaged, Polars 2.1 writes a panic to stderr and now and then waits for ever for the
task that is gone. So it works in a thread, with stderr held back; some time after a panic nobody waits any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

import polars as pl

from engine.last_words import reading
from engine.stderr import held_back

Read = TypeVar("Read")

GLANCE = 0.05  # seconds between two looks at what was written
GRACE = 3.0  # seconds in which a panic becomes an exception, if it ever does
PANIC = b"panicked at"


class PanickedError(Exception):
    """The library panicked, and did not come back."""


# What the library raises over a broken file; panics are its own bugs and still the file's fault.
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, PanickedError, OSError)


def watched(read: Callable[[], Read], files: Sequence[str]) -> Read:
    """What `read` gives or raises; PanickedError where it panicked and never ended.

    `files` are those that it reads, by name: what ends the process is told by another one.
    """
    with reading(files):
        return _watched(read)


def _watched(read: Callable[[], Read]) -> Read:
    found: list[Read] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(read())
        except BaseException as error:  # a panic is no Exception
            raised.append(error)

    thread = Thread(target=run, daemon=True)
    with held_back() as said:
        thread.start()
        while thread.is_alive() and PANIC not in said():
            thread.join(GLANCE)
        thread.join(GRACE if PANIC in said() else None)
    if raised:
        raise raised[0]
    if not found:
        raise PanickedError
    return found[0]
