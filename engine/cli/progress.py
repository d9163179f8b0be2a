"""Steps and their times on stderr, while a person watches; silent where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import click

from engine.cli.arguments import kept_messages

if TYPE_CHECKING:
    from rich.console import Console


class Progress:
    """Shows each step with a spinner while it runs and with its time when it is done."""

    @cached_property
    def console(self) -> Console:
        """The terminal; loaded when something is shown on it."""
        from rich.console import Console

        return Console(file=sys.stderr, highlight=False)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """One step."""
        if not sys.stderr.isatty() or kept_messages() is not None:
            yield
            return
        begun = time.perf_counter()
        with self.console.status(f"{name} …"):
            yield
        self.console.print(f"[dim]{time.perf_counter() - begun:6.2f} s[/dim]  {name}")

    def say(self, text: str) -> None:
        """A remark beside the result, where no document for a program stands on stderr."""
        if kept_messages() is None:
            click.secho(text, dim=True, err=True)
