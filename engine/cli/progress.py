"""Steps and their times on stderr, while a person watches; silent where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Progress:
    """Shows each step with a spinner while it runs and with its time when it is done."""

    def __init__(self) -> None:
        self.console = Console(file=sys.stderr, highlight=False)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """One step."""
        if not self.console.is_terminal:
            yield
            return
        begun = time.perf_counter()
        with self.console.status(f"{name} …"):
            yield
        self.console.print(f"[dim]{time.perf_counter() - begun:6.2f} s[/dim]  {name}")
