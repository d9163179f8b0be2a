"""The report as a tagged PDF (PDF/UA-1, or PDF/A-3u for archives), the same bytes for the same document on every run.

The only file that imports WeasyPrint, and only when a PDF is asked for: a check must not wait for it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from engine import fonts
from engine.errors import Issue, MachineError, Place, ReportRefused
from engine.formats import laid, pages, tags
from engine.model.document import Document
from engine.model.preflight import Sheet
from engine.model.specs import PdfVariant

if TYPE_CHECKING:
    from weasyprint import Attachment
    from weasyprint import Document as Laid
    from weasyprint.urls import URLFetcher


ALONE: Final = ".first + .theme { break-before: page; margin-top: 0 !important }"


class PdfRefused(ReportRefused):
    """WeasyPrint dropped or could not reach something: the PDF would not be whole."""

    def __init__(self, complaints: list[str]) -> None:
        what = "; ".join(complaints)
        super().__init__(Issue("error", "pdf-not-whole", Place(""), f"the PDF would not be whole: {what}"))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a PDF as they are laid out, before anything is attached to them, and what stands on each."""

    laid: Laid
    variant: PdfVariant
    sheet: Sheet
    identifier: bytes
    period_end: date


def make(document: Document) -> bytes:
    """The document as PDF bytes, with what is attached to it. Raises what `lay_out` and `write` do."""
    return write(lay_out(document), document.attachments)


def lay_out(document: Document) -> Pages:
    """The document's pages.

    Raises MissingGlyphError for characters without a glyph, PdfRefused where anything would be missing from
    the pages, MachineError where WeasyPrint's own libraries are not installed.
    """
    page = pages.render(document, "print", lambda weight, _characters: fonts.file(weight).as_uri())
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        hint = "install Pango, as WeasyPrint's documentation says for this system"
        raise MachineError(Issue("error", "no-pango", Place(""), f"PDF needs Pango: {error}", hint)) from error

    with _complaints_raised():
        found = _laid_out(page, document.pdf_variant)
        if _theme_beneath(found):
            found = _laid_out(page, document.pdf_variant, ALONE)
    if over := list(dict.fromkeys(laid.over_the_edge(found))):
        raise PdfRefused(over)
    identifier = hashlib.md5(page.encode(), usedforsecurity=False).digest()
    return Pages(found, document.pdf_variant, laid.sheet(found, page), identifier, document.period_end)


def write(made: Pages, attachments: tuple[tuple[str, bytes], ...]) -> bytes:
    """The pages as PDF bytes with these files in it, by name; PdfRefused where anything would be missing."""
    with _complaints_raised():
        result = made.laid.write_pdf(
            finisher=tags.mend,
            pdf_variant=made.variant,
            pdf_tags=True,
            pdf_identifier=made.identifier,
            attachments=[_attachment(name, content, made.period_end) for name, content in attachments],
        )
    return bytes(result)


def _laid_out(page: str, variant: PdfVariant, styles: str = "") -> Laid:
    """The pages, with more styles than their own."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts_used = FontConfiguration()
    more = [CSS(string=styles)] if styles else None
    return HTML(string=page, url_fetcher=_fetcher()).render(
        stylesheets=more, font_config=fonts_used, pdf_variant=variant, pdf_tags=True
    )


def _theme_beneath(laid_out: Laid) -> bool:
    """Whether a theme begins on the first page: the answer has it to itself, so long as it does not need more."""
    boxes = laid_out.pages[0]._page_box.descendants()
    return any(box.element is not None and "theme" in (box.element.get("class") or "").split() for box in boxes)


def _attachment(name: str, content: bytes, period_end: date) -> Attachment:
    from weasyprint import Attachment

    # The clock would make two runs differ: what is attached is as old as the period that it tells of.
    dated = datetime.combine(period_end, time())
    return Attachment(
        string=content,
        url_fetcher=_fetcher(),
        name=name,
        description=name,
        created=dated,
        modified=dated,
        relationship="Data",
    )


def _fetcher() -> URLFetcher:
    """A fetcher for the package's own fonts and what is in the page itself; it stops at anything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    allowed = {fonts.file(weight).as_uri() for weight in fonts.WEIGHTS}

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url in allowed or url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"{url} is not part of the report")

    return Fetcher(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _complaints_raised() -> Iterator[None]:
    """Raise what WeasyPrint would only log: it warns where it leaves something out."""
    from weasyprint.logger import LOGGER
    from weasyprint.urls import FatalURLFetchingError

    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as error:
        raise PdfRefused([*complaints.heard, str(error.__cause__ or error)]) from error
    finally:
        LOGGER.removeHandler(complaints)
    if complaints.heard:
        raise PdfRefused(complaints.heard)
