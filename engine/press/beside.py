"""A press in processes of its own. What it is asked for, it does in that order, and answers in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar, cast

from engine.model.document import Document
from engine.model.preflight import Sheet
from engine.numbers import Numbers
from engine.press import Attachments, Here
from engine.press.work import Made, Task, work
from engine.protocols import Look

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Thing = TypeVar("Thing")


class Worker:
    """The other end of a process: what it is asked for is made here where it ended without a word."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.asked = 0
        self.answers: list[Made | Exception | None] = []
        # That process reads when it has time: nobody here waits until it does.
        self.sender = ThreadPoolExecutor(max_workers=1)

    def ask(self, name: str, given: tuple[Any, ...], otherwise: Callable[[], Thing]) -> Callable[[], Thing]:
        """Ask for a thing, which is waited for when it is wanted; `otherwise` makes it where nobody answers."""
        number, self.asked = self.asked, self.asked + 1
        self.tell(name, given)

        def answer() -> Thing:
            while len(self.answers) <= number:
                self.answers.append(self._told())
            told = self.answers[number]
            if isinstance(told, Exception):
                raise told
            return otherwise() if told is None else cast("Thing", told.thing)

        return answer

    def tell(self, name: str, given: tuple[Any, ...]) -> None:
        """Ask for what nobody waits for."""

        def send() -> None:
            with suppress(OSError):  # it has ended, and is found to have when its answer is waited for
                self.connection.send((name, given))

        self.sender.submit(send)

    def _told(self) -> Made | Exception | None:
        """What the process says next; None where it has ended."""
        try:
            return cast("Made | Exception", self.connection.recv())
        except (EOFError, OSError):
            return None


class Beside:
    """Has charts drawn by one process and pages made by another, which get ready at the same time."""

    def __init__(self, easel: Worker, pages: Worker) -> None:
        self.easel, self.pages = easel, pages
        self.here = Here()
        self.seen: Sheet | None = None
        self.laying_out: Callable[[], Sheet] = self.here.sheet

    def get_ready(self, language: str) -> None:
        """Have what this language needs loaded."""
        self.pages.tell("get_ready", (language,))

    def draw(self, kind: str, data: Any, *, id: str, numbers: Numbers, look: Look) -> Callable[[], str]:
        """Have a chart drawn."""
        here = self.here.draw(kind, data, id=id, numbers=numbers, look=look)
        return self.easel.ask("draw", (kind, data, id, numbers, look), here)

    def html(self, document: Document) -> Callable[[], bytes]:
        """Have the HTML made, unless there is a PDF to lay out."""
        made = self.here.html(document)
        return made if self.here.document is not None else self.pages.ask("html", (document,), made)

    def lay_out(self, document: Document) -> None:
        """Have the pages laid out."""
        self.here.lay_out(document)
        self.laying_out = self.pages.ask("lay_out", (document,), self.here.sheet)

    def sheet(self) -> Sheet:
        """What stands on the pages."""
        if self.seen is None:
            self.seen = self.laying_out()
        return self.seen

    def pdf(self, attachments: Attachments) -> bytes:
        """Have the pages printed; only where they were laid out can they be."""
        self.sheet()
        here = partial(self.here.pdf, attachments)
        return here() if self.here.laid_out else self.pages.ask("pdf", (attachments,), here)()


@contextmanager
def beside(*, printing: bool) -> Iterator[Beside]:
    """Processes for one report; they end with this one."""
    with ExitStack() as stack:
        pages = stack.enter_context(_worker("pdf" if printing else "html"))
        yield Beside(stack.enter_context(_worker("charts")), pages)


@contextmanager
def _worker(task: Task) -> Iterator[Worker]:
    """A process for one task."""
    forks = get_context("fork")
    ours, theirs = forks.Pipe()
    process = forks.Process(target=work, args=(theirs, ours, task), daemon=True)
    process.start()
    theirs.close()
    found = Worker(ours)
    try:
        yield found
    finally:
        process.kill()
        found.sender.shutdown()
        ours.close()
        process.join()
