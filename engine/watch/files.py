"""The files of a report while people write them: which there are, what tells that one changed, when all hold still.

Files are looked at several times a second rather than waited for: that works on any disk, for editors that save by
renaming, and for a file that is not there yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from engine.pipeline import Used
from engine.stamps import Stamp, begun, stamp

Kind: TypeAlias = Literal["spec", "look", "data"]
Seen: TypeAlias = Mapping[tuple[Kind, Path], Stamp]
Pause: TypeAlias = Callable[[float], object]

POLL = 0.1  # seconds between two looks at files that nobody touches
GLANCE = 0.02  # between two looks while something is being written
SHARE = 0.1  # of the time at most is spent looking, on a disk that is slow to answer
QUIET = 0.05  # seconds without a change, after which a text is taken to be saved
QUIET_DATA = 0.3  # of a data file, or one that is gone or empty: an export writes longer than an editor
PATIENCE = 10.0  # after which a file that never holds still is read all the same


def seen(used: Used) -> Seen:
    """How the files stand now."""
    kinds: tuple[tuple[Kind, set[Path]], ...] = (("spec", used.specs()), ("look", used.look()), ("data", used.data()))
    return {(kind, path): stamp(path) for kind, paths in kinds for path in paths}


def changed(before: Seen, now: Seen) -> list[tuple[Kind, Path]]:
    """What was written, came or went, in the order of names."""
    return sorted(one for one in before.keys() | now.keys() if before.get(one) != now.get(one))


def waits_for(before: Seen, now: Seen) -> float:
    """How long what changed must hold still."""
    slow = any(one[0] == "data" or not begun(now.get(one, (-1,))) for one in changed(before, now))
    return QUIET_DATA if slow else QUIET


def settled(look: Callable[[], Seen], before: Seen, pause: Pause = time.sleep) -> Seen:
    """How the files stand once they are other than before and hold still."""
    while True:
        start = time.monotonic()
        now = look()
        if now != before:
            now = _still(look, before, now, pause)
            if now != before:
                return now
        pause(max(POLL, (time.monotonic() - start) / SHARE))


def _still(look: Callable[[], Seen], before: Seen, now: Seen, pause: Pause) -> Seen:
    first = still = time.monotonic()
    while now != before and time.monotonic() - first < PATIENCE:
        if time.monotonic() - still >= waits_for(before, now):
            return now
        pause(GLANCE)
        then = look()
        if then != now:
            now, still = then, time.monotonic()
    return now


def moves(look: Callable[[], Seen], now: Seen, seconds: float, pause: Pause = time.sleep) -> bool:
    """Whether anything changes within so many seconds."""
    end = time.monotonic() + seconds
    while look() == now:
        if time.monotonic() >= end:
            return False
        pause(GLANCE)
    return True
