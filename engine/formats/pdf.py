"""The report as a tagged PDF (PDF/UA-1, or PDF/A-3u for archives), the same bytes for the same document on every run.

The only file that imports WeasyPrint, and only when a PDF is asked for: a check must not wait for it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from engine import fonts
from engine.errors import Issue, MachineError, Place, ReportRefused
from engine.formats import laid, pages, tags
from engine.model.document import Document
from engine.model.preflight import Sheet
from engine.model.specs import PdfVariant

if TYPE_CHECKING:
    from weasyprint import HTML, Attachment
    from weasyprint import Document as Laid
    from weasyprint.urls import URLFetcher


ALONE: Final = ".first + .theme { break-before: page; margin-top: 0 !important }"


class PdfRefused(ReportRefused):
    """WeasyPrint dropped or could not reach something: the PDF would not be whole."""

    def __init__(self, complaints: list[str]) -> None:
        what = "; ".join(complaints)
        super().__init__(Issue("error", "pdf-not-whole", Place(""), f"the PDF would not be whole: {what}"))


@dataclass(frozen=True)
class LaidOut:
    """The pages as WeasyPrint laid them out, what stands on each, and the PDF's identifier: the same for the same."""

    pages: Laid
    variant: PdfVariant
    sheet: Sheet
    identifier: bytes


def make(document: Document, attachments: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """The document as PDF bytes, with these files in it; raises what `lay_out` and `write` raise."""
    return write(lay_out(document), attachments, document.period_end)


def load() -> None:
    """Load the libraries; one that is not there is told when there are pages."""
    with suppress(OSError):
        import weasyprint  # noqa: F401


def get_ready(language: str) -> None:
    """Load what pages of a language need, before there are any: templates, fonts and hyphenation."""
    pages.get_ready(language)
    faces = "".join(
        f"@font-face {{ font-family: ready; font-weight: {weight}; src: url({fonts.file(weight).as_uri()}) }}"
        for weight in fonts.WEIGHTS
    )
    style = f"{faces} p {{ font: 9pt ready; hyphens: auto; width: 1em }}"
    text = f"<html lang={language}><style>{style}</style><p>Ready <b>Ready"
    with suppress(OSError):  # said when there are pages
        _laid_out(text, "pdf/ua-1").write_pdf(pdf_variant="pdf/ua-1")


def lay_out(document: Document) -> LaidOut:
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
        own = document.templates is not None
        laid_out = _laid_out(page, document.pdf_variant, own=own)
        if _theme_beneath(laid_out):
            laid_out = _laid_out(page, document.pdf_variant, ALONE, own=own)
    if over := list(dict.fromkeys(laid.over_the_edge(laid_out))):
        raise PdfRefused(over)
    sheet = laid.sheet(laid_out, page)
    return LaidOut(laid_out, document.pdf_variant, sheet, hashlib.md5(page.encode(), usedforsecurity=False).digest())


def write(laid_out: LaidOut, attachments: Iterable[tuple[str, bytes]], dated: date) -> bytes:
    """Pages as PDF bytes, with files in it that are as old as this day; PdfRefused where anything would be missing."""
    with _complaints_raised():
        result = laid_out.pages.write_pdf(
            finisher=tags.mend,
            pdf_variant=laid_out.variant,
            pdf_tags=True,
            pdf_identifier=laid_out.identifier,
            attachments=[_attachment(name, content, dated) for name, content in attachments],
        )
    return bytes(result)


def _laid_out(page: str, variant: PdfVariant, styles: str = "", *, own: bool = True) -> Laid:
    """The pages, with more styles than their own; `own` where a report's own templates may have made them."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts_used = FontConfiguration()
    more = [CSS(string=styles)] if styles else None
    return (as_html(page) if own else as_xml(page)).render(
        stylesheets=more, font_config=fonts_used, pdf_variant=variant, pdf_tags=True
    )


def as_html(page: str) -> HTML:
    """A page as a browser reads it."""
    from weasyprint import HTML

    return HTML(string=page, url_fetcher=_fetcher())


def as_xml(page: str) -> HTML:
    """The same tree at a fiftieth of the time: our own templates close every element and spell no entity out.

    What cannot be read so (a control character in a name) is read as a browser does.
    """
    try:
        tree = ElementTree.fromstring(page)
    except ElementTree.ParseError:
        return as_html(page)
    found = as_html("")
    found.wrapper_element = type(found.wrapper_element).from_html_root(tree, content_language=None)
    found.etree_element = tree
    return found


def _theme_beneath(laid_out: Laid) -> bool:
    """Whether a theme begins on the first page: the answer has it to itself, so long as it does not need more."""
    boxes = laid_out.pages[0]._page_box.descendants()
    return any(box.element is not None and "theme" in (box.element.get("class") or "").split() for box in boxes)


def _attachment(name: str, content: bytes, dated: date) -> Attachment:
    from weasyprint import Attachment

    # The clock would make two runs differ: what is attached is as old as the period that it tells of.
    noted = datetime.combine(dated, time())
    return Attachment(
        string=content,
        url_fetcher=_fetcher(),
        name=name,
        description=name,
        created=noted,
        modified=noted,
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
