"""Who draws the charts and makes the pages: this process, or one beside it.

That one gets ready while the figures are counted, and lays the pages out while the other files are made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from engine.model.document import Document
from engine.model.preflight import Sheet
from engine.numbers import Numbers
from engine.protocols import Look

if TYPE_CHECKING:
    from engine.formats.pdf import LaidOut

# The name of each file in a PDF, and what is in it.
Attachments: TypeAlias = tuple[tuple[str, bytes], ...]


class Press(Protocol):
    """Makes the pages of one report: it may begin before all that goes into them is there."""

    def get_ready(self, language: str) -> None:
        """Pages in this language are to come."""
        ...

    def draw(self, kind: str, data: Any, *, id: str, numbers: Numbers, look: Look) -> Callable[[], str]:
        """Begin a chart; its SVG, once it is asked for. See `engine.protocols.Draw`."""
        ...

    def html(self, document: Document) -> Callable[[], bytes]:
        """Begin the HTML; the file, once it is asked for, which raises what `engine.formats.html` raises."""
        ...

    def lay_out(self, document: Document) -> None:
        """The PDF's pages are these."""
        ...

    def sheet(self) -> Sheet:
        """What stands on the PDF's pages, once they are laid out; raises what `engine.formats.pdf` raises."""
        ...

    def pdf(self, attachments: Attachments) -> bytes:
        """The PDF of the pages, with these files in it; raises what `engine.formats.pdf` raises."""
        ...


class Here:
    """Makes everything in this process, when it is asked for."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.laid_out: LaidOut | None = None

    def get_ready(self, language: str) -> None:
        """Nothing is done ahead."""

    def draw(self, kind: str, data: Any, *, id: str, numbers: Numbers, look: Look) -> Callable[[], str]:
        """A chart."""

        def drawn() -> str:
            from engine import charts

            return charts.draw(kind, data, id=id, numbers=numbers, look=look)()

        return drawn

    def html(self, document: Document) -> Callable[[], bytes]:
        """The HTML."""
        from engine.formats import FORMATS

        return lambda: FORMATS["html"](document)

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


def _has_threads() -> bool:
    """Whether a fork would leave anything behind: Polars and Vega have threads that Python knows nothing of."""
    return len(list(Path("/proc/self/task").iterdir())) > 1


@contextmanager
def press(*, printing: bool) -> Iterator[Press]:
    """The press that is the quickest on this machine, for one report; begin it before anything heavy is loaded.

    With `printing` a PDF is most likely to come.
    """
    if sys.platform != "linux" or _has_threads() or len(os.sched_getaffinity(0)) < 2:
        yield Here()
        return
    from engine.press.beside import beside

    with beside(printing=printing) as found:
        yield found
