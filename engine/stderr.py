"""What a library says on stderr by itself, held back: whoever reads messages there can do nothing with it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

STDERR: Final = 2
MOST: Final = 1 << 16  # bytes


@contextmanager
def held_back() -> Iterator[Callable[[], bytes]]:
    """Hold stderr back, of the whole process; what is given says what was said so far."""
    try:
        kept = os.dup(STDERR)
    except OSError:  # there is no stderr at all
        yield lambda: b""
        return
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), STDERR)
        try:
            yield lambda: os.pread(said.fileno(), MOST, 0)
        finally:
            os.dup2(kept, STDERR)
            os.close(kept)
