"""What a process beside does: it gets ready for its task, then draws, lays out or prints, each when it is asked to."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from engine.errors import BoardpackError
from engine.model.document import Document
from engine.numbers import Numbers
from engine.protocols import Look

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from engine.press import Attachments

Task: TypeAlias = Literal["charts", "html", "pdf"]
# What a person's report may bring about, and is raised where it was asked for.
RAISED: Final = (BoardpackError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Made:
    """What was asked for."""

    thing: object


class Work:
    """Answers the requests of one report."""

    def __init__(self, task: Task) -> None:
        from engine.press import Here

        self.here = Here()
        self.task = task

    def load(self) -> None:
        """Load what every report needs: Vega, or WeasyPrint, or what cuts fonts."""
        match self.task:
            case "charts":
                from engine.charts import drawing

                drawing.get_ready()
            case "html":
                from engine.formats import html

                html.load()
            case "pdf":
                from engine.formats import pdf

                pdf.load()

    def get_ready(self, language: str) -> None:
        """Load what pages in a language need, before there are any."""
        if self.task == "pdf":
            from engine.formats import pdf

            pdf.get_ready(language)
        else:
            from engine.formats import pages

            pages.get_ready(language)

    def draw(self, kind: str, data: Any, id: str, numbers: Numbers, look: Look) -> str:
        """A chart as SVG."""
        return self.here.draw(kind, data, id=id, numbers=numbers, look=look)()

    def html(self, document: Document) -> bytes:
        """The HTML."""
        return self.here.html(document)()

    def lay_out(self, document: Document) -> object:
        """What stands on the PDF's pages."""
        self.here.lay_out(document)
        return self.here.sheet()

    def pdf(self, attachments: Attachments) -> bytes:
        """The PDF."""
        return self.here.pdf(attachments)


def work(connection: Connection, other: Connection, task: Task) -> None:
    """Answer until the process that asks has ended."""
    other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both, and one answers
    # Layout makes millions of objects and hardly any that only refer to each other: looking for those is a fifth of
    # its time, and lets go of nothing that shows in the most memory it takes.
    gc.disable()
    with suppress(EOFError, OSError):
        working = Work(task)
        working.load()
        while True:
            name, given = connection.recv()
            if name == "get_ready":
                working.get_ready(*given)
            else:
                connection.send(_answer(getattr(working, name), given))


def _answer(make: Callable[..., object], given: tuple[Any, ...]) -> Made | Exception:
    """What is made of a request, or why it cannot be."""
    try:
        return Made(make(*given))
    except RAISED as error:
        return error
