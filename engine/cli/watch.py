"""`render --watch` in the terminal: the address of the page, then one line for each change."""

from __future__ import annotations

import signal
import sys
import time
import webbrowser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click

from engine.errors import Issue
from engine.spec.load import shown
from engine.watch import Asked, Board, Message, Server, Turn, Watch

# What was made again, one and several, in the order in which it is made.
WORDS = {
    "spec": ("a spec file", "{} spec files"),
    "data": ("a dataset", "{} datasets"),
    "measures": ("a measure", "{} measures"),
    "values": ("figures", "figures"),
    "charts": ("a chart", "{} charts"),
    "page": ("page", "page"),
}


def watch(asked: Asked, port: int | None, *, opened: bool) -> None:
    """Serve a report and make it again at every change, until Ctrl-C, or until the machine asks to end."""
    board = Board()
    server = Server(board, port)
    watched = Watch(asked, board, Teller(), message)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        click.echo(f"{server.url}  (Ctrl-C ends it)")
        watched.first()
        server.start()
        if opened:
            webbrowser.open(server.url)
        watched.follow()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.stop()


@dataclass
class Teller:
    """Tells each turn on standard output, and what is wrong on stderr; the same warnings once."""

    warned: tuple[Issue, ...] = ()

    def __call__(self, turn: Turn) -> None:
        """One turn."""
        from engine.cli.messages import show

        errors = tuple(issue for issue in turn.issues if issue.level == "error")
        if turn.trace:
            click.echo(turn.trace, err=True, nl=False)
        show(errors, outcome="the page shows them")
        if not errors and turn.issues != self.warned:
            show(turn.issues)
            self.warned = turn.issues
        click.echo(line(turn, len(errors)))
        sys.stdout.flush()


def line(turn: Turn, errors: int) -> str:
    """A turn on one line: when, which files, what was made again, how long it took."""
    what = made(turn.made)
    if errors:
        what = f"{errors} error{'' if errors == 1 else 's'}"
    changed = named(turn.changed) if turn.changed else f"Period {turn.why}" if turn.why else "start"
    return f"{time.strftime('%H:%M:%S')}  {changed}: {what} ({turn.seconds * 1000:.0f} ms)"


def made(counted: Counter[str]) -> str:
    """What was made again."""
    parts = [one if counted[kind] == 1 else many.format(counted[kind])
             for kind, (one, many) in WORDS.items() if counted[kind]]  # fmt: skip
    return ", ".join(parts) or "the page is as it was"


def named(paths: tuple[Path, ...]) -> str:
    """The files that changed; of many the first ones."""
    names = [shown(path) for path in paths[:3]]
    return ", ".join(names) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def message(issue: Issue) -> Message:
    """An issue as the page shows it: as the terminal does."""
    from engine.cli.messages import plain, quoted, where

    text, hint = plain(issue.message), plain(issue.hint)
    parts = quoted(issue)
    if parts is None:
        return Message(where(issue), issue.code, text, hint)
    return Message(where(issue), issue.code, text, hint, issue.place.line, *parts)
