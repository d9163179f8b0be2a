"""Whether the pages of an output are whole: none empty, each picture there and told in words, title, language."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Issue, Place
from engine.model.document import Document
from engine.model.preflight import Sheet


def empty(sheet: Sheet) -> Iterator[Issue]:
    """The pages on which nothing stands."""
    for number, rows in enumerate(sheet.pages, start=1):
        if not any(rows):
            message = f"page {number} of the {sheet.output} is empty"
            yield Issue("error", "empty-page", Place(""), message, "look at what begins or breaks a page in the styles")


def broken_pictures(sheet: Sheet) -> Iterator[Issue]:
    """The pictures that cannot be seen, and what the output would ask for elsewhere."""
    for picture in sheet.pictures:
        if picture.wrong:
            message = f"the {picture.name} of the {sheet.output} cannot be seen: {picture.wrong}"
            yield Issue("error", "picture-missing", Place(""), message, "put the picture into the page as a data: URL")
    for address in sheet.asked:
        message = f"the {sheet.output} asks for '{address}', and a report asks nothing of anywhere"
        yield Issue("error", "picture-missing", Place(""), message, "put it into the page as a data: URL")


def untold(sheet: Sheet) -> Iterator[Issue]:
    """The pictures that nobody is told of who cannot see them."""
    for picture in sheet.pictures:
        if not picture.alternative.strip():
            message = f"the {picture.name} of the {sheet.output} has no alternative text"
            hint = "give a drawing a <title>, an image an alt; one that says nothing has aria-hidden or an empty alt"
            yield Issue("error", "not-accessible", Place(""), message, hint)


def untitled(sheet: Sheet, document: Document) -> Iterator[Issue]:
    """A title that does not name the report, and a language that is not the report's."""
    if " ".join(document.title.split()) not in " ".join(sheet.title.split()):
        message = f"the title of the {sheet.output} is '{sheet.title}', and does not name '{document.title}'"
        yield Issue("error", "not-accessible", Place(""), message, "put {{ document.title }} into the page's <title>")
    if sheet.language != document.language:
        message = f"the {sheet.output} says that its language is '{sheet.language}', and it is '{document.language}'"
        yield Issue("error", "not-accessible", Place(""), message, 'write <html lang="{{ document.language }}">')
