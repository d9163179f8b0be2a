"""The report as a mail, ready to be opened as a draft: text, HTML without styles of its own, and the PDF.

Nothing of it is asked of anywhere, and the same document makes the same bytes: no clock, no chance.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, Final

from engine import colours
from engine.formats import pages, requests, signed
from engine.formats.letterhead import Letterhead, letterhead
from engine.formats.templates import environment, template_errors
from engine.model.document import Document
from engine.protocols import Photograph
from engine.words import catalogue

PICTURES: Final = 4  # the rest is in the PDF
_HERE: Final = "boardpack.invalid"  # a name that no machine on the Internet has
_SIZE: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_ABREAST: Final = 296  # pixels, of two pictures side by side
# A state's shape as a sign that every mail program has; its word stands beside it.
SHAPES: Final = {
    "on_track": "●", "at_risk": "▲", "off_track": "◆", "no_target": "○", "not_measurable": "–",
    "good": "●", "bad": "◆", "open": "○", "done": "●", "dropped": "–", "late": "◆", "unplanned": "◇",
}  # fmt: skip


class _Whole(EmailPolicy):
    """Folds a subject so that it reads as it was: Python's own folding drops a space between two encoded words."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name != "Subject" or value.isascii():
            return super().fold_binary(name, value)
        words = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep}".encode("ascii")


POLICY: Final = _Whole(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as an inline image: how large it stands on the page, and the name that the HTML calls it by."""

    theme: str
    title: str
    subtitle: str
    alt: str
    note: str
    cid: str
    width: int
    height: int
    png: bytes


def make(document: Document, pdf: bytes, photograph: Photograph) -> bytes:
    """The message; `pdf` is attached, `photograph` makes the pictures.

    Raises what it raises, and WrongTemplate where a template is.
    """
    pictures = tuple(_pictures(document, photograph))
    head = letterhead(document.logo, photograph, _HERE)
    with template_errors(document.templates):
        text, page = (_filled(document, pictures, head, f"email.{kind}.j2") for kind in ("txt", "html"))
    subject = _subject(document)
    digest = _digest(subject, text, page, pdf)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    # As old as the period that it tells of: the clock would make two runs differ.
    message["Date"] = datetime.combine(document.period_end, time(), UTC)
    message["Message-ID"] = f"<{digest[:32]}@{_HERE}>"
    message["X-Unsent"] = "1"  # a draft, where a mail program knows of it
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    _, shown = message.iter_parts()
    assert isinstance(shown, EmailMessage)
    if head is not None:
        shown.add_related(
            head.content, "image", head.subtype, cid=f"<{head.cid}>", disposition="inline", filename=head.name
        )
    for picture in pictures:
        name = f"{picture.cid.partition('.')[0]}.png"
        shown.add_related(picture.png, "image", "png", cid=f"<{picture.cid}>", disposition="inline", filename=name)
    attached = f"{document.id}.{document.period_id}.{document.language}.pdf"
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=attached)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"boardpack-{number}-{digest[:32]}")
    return message.as_bytes()


def _subject(document: Document) -> str:
    """Title, period and how it stands, in one line."""
    marked = catalogue(document.language).gettext("Incomplete") if document.incomplete else ""
    said = (marked, document.title, document.period, document.brief.rstrip("."))
    return " – ".join(" ".join(part.splitlines()) for part in said if part)


def _filled(document: Document, pictures: tuple[Picture, ...], head: Letterhead | None, template: str) -> str:
    """A template filled, without empty lines at its ends."""
    found = environment(catalogue(document.language), pages.TOOLS, document.templates).get_template(template)
    accent = colours.readable(document.accent, colours.PAPER)
    filled = found.render(document=document, pictures=pictures, logo=head, shapes=SHAPES, accent=accent)
    if document.templates is not None and template.endswith(".html.j2"):
        requests.refuse_requests(requests.read(filled), document.templates)
    if template.endswith(".html.j2"):
        filled = signed.together(filled, 'style="white-space:nowrap"')
    return filled.strip() + "\n"


def _pictures(document: Document, photograph: Photograph) -> Iterator[Picture]:
    """The first chart of each theme; a wide one in the size of a phone, where it has one."""
    whole = [(section.title, [one for one in section.charts if not one.failed]) for section in document.sections]
    first = [(title, charts[0]) for title, charts in whole if charts]
    for number, (theme, chart) in enumerate(first[:PICTURES], start=1):
        drawn = chart.narrow or chart.svg
        png = photograph(drawn, id=chart.id)
        width, height = _size(drawn)
        cid = f"chart-{number}.{hashlib.sha256(png).hexdigest()[:16]}@{_HERE}"
        yield Picture(theme, chart.title, chart.subtitle, chart.alt, chart.note, cid, width, height, png)


def _size(drawn: str) -> tuple[int, int]:
    """How large a drawing stands on the page: as wide as a half of it, or the whole where it is wider than that."""
    found = _SIZE.search(drawn)
    assert found is not None, "a drawing has a viewBox"
    width, height = float(found[1]), float(found[2])
    shown = _ABREAST if width < 400 else 2 * _ABREAST + 16
    return shown, round(shown * height / width)


def _digest(*contents: str | bytes) -> str:
    """What tells this content from any other; pictures are named by theirs in the page."""
    found = hashlib.sha256()
    for content in contents:
        data = content.encode() if isinstance(content, str) else content
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()
