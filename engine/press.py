"""Who makes the PDF: this process, or one beside it.

That one gets ready while the figures are counted, and lays the pages out while the other files are made.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from engine.errors import BoardpackError
from engine.model.document import Document
from engine.model.preflight import Sheet
from engine.model.values import ValueTable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from engine.formats.pdf import LaidOut

Attachments = tuple[tuple[str, bytes], ...]


class Press(Protocol):
    """Makes one PDF: it may begin before all that goes into it is there."""

    def get_ready(self, language: str) -> None:
        """A PDF in this language is to come."""
        ...

    def lay_out(self, document: Document) -> None:
        """The pages are these."""
        ...

    def sheet(self) -> Sheet:
        """What stands on the pages, once they are laid out; raises what `engine.formats.pdf` raises."""
        ...

    def pdf(self, attachments: Attachments) -> bytes:
        """The PDF of the pages, with these files in it; raises what `engine.formats.pdf` raises."""
        ...


class Here:
    """Makes the PDF in this process, when it is asked for."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.laid_out: LaidOut | None = None

    def get_ready(self, language: str) -> None:
        """Nothing is done ahead."""

    def lay_out(self, document: Document) -> None:
        """Keep the document until its pages are wanted."""
        self.document = document

    def sheet(self) -> Sheet:
        """What stands on the pages."""
        return self._pages()[0].sheet

    def pdf(self, attachments: Attachments) -> bytes:
        """The PDF."""
        from engine.formats import pdf

        laid_out, document = self._pages()
        return pdf.write(laid_out, attachments, document.period_end)

    def _pages(self) -> tuple[LaidOut, Document]:
        from engine.formats import pdf

        assert self.document is not None, "pages are laid out before they are printed"
        if self.laid_out is None:
            self.laid_out = pdf.lay_out(self.document)
        return self.laid_out, self.document


class Beside(Here):
    """Makes the PDF in a process of its own; here, where that one ended without a word."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.seen: Sheet | None = None
        # That process reads when it has time: nobody here waits until it does.
        self.sender = ThreadPoolExecutor(max_workers=1)

    def get_ready(self, language: str) -> None:
        """Have the other process load what this language needs."""
        self._send(language)

    def lay_out(self, document: Document) -> None:
        """Have the other process lay the pages out."""
        super().lay_out(document)
        self._send(replace(document, attachments=(), values=ValueTable()))

    def sheet(self) -> Sheet:
        """What stands on the other process's pages."""
        if self.seen is None:
            made = self._told()
            self.seen = made if isinstance(made, Sheet) else super().sheet()
        return self.seen

    def pdf(self, attachments: Attachments) -> bytes:
        """The other process's PDF."""
        self.sheet()  # which it tells first
        if self.laid_out is None:
            self._send(attachments)
            made = self._told()
            if isinstance(made, bytes):
                return made
        return super().pdf(attachments)

    def _told(self) -> object:
        """What the other process says; None where it has ended, an error where it raised one."""
        try:
            made = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(made, tuple):
            kind, issues = made
            raise kind(issues)
        return made

    def _send(self, what: object) -> None:
        def send() -> None:
            with suppress(OSError):  # it has ended, and is found to have when its PDF is asked for
                self.connection.send(what)

        self.sender.submit(send)


@contextmanager
def press() -> Iterator[Press]:
    """The press that is the quickest on this machine, for one PDF; begin it before anything heavy is loaded."""
    if sys.platform != "linux" or threading.active_count() > 1 or len(os.sched_getaffinity(0)) < 2:
        yield Here()
        return
    from multiprocessing import get_context

    forks = get_context("fork")
    ours, theirs = forks.Pipe()
    process = forks.Process(target=_work, args=(theirs, ours), daemon=True)
    process.start()
    theirs.close()
    found = Beside(ours)
    try:
        yield found
    finally:
        process.kill()
        found.sender.shutdown()
        ours.close()
        process.join()


def _work(connection: Connection, other: Connection) -> None:
    """What the process does: get ready, lay out, print, each when it is told to; it ends with the one that began it."""
    other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both, and one answers
    with suppress(EOFError, OSError):
        from engine.formats import pdf

        # Layout makes millions of objects and throws few away: looking for garbage is a sixth of its time.
        gc.set_threshold(200_000, 20, 20)
        pdf.load()
        while not isinstance(told := connection.recv(), Document):
            pdf.get_ready(told)
        try:
            laid_out = pdf.lay_out(told)
            connection.send(laid_out.sheet)
            connection.send(pdf.write(laid_out, connection.recv(), told.period_end))
        except BoardpackError as error:
            # What is raised below says more than it carries: the kinds that the commands know tell all that they need.
            kind = next(one for one in type(error).__mro__ if one.__module__ == BoardpackError.__module__)
            connection.send((kind, error.issues))
