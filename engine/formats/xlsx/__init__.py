"""The report as a spreadsheet: a sheet for the scorecard, one for each section, and one with every figure.

Its cells hold numbers and days, not their texts, and no formula: what anybody wrote stays a text.
"""

from __future__ import annotations

from engine.formats.xlsx import scorecard, sections, values
from engine.formats.xlsx.book import Book
from engine.formats.xlsx.names import sheet_names
from engine.model.document import Document


def make(document: Document) -> bytes:
    """The document as XLSX, the same bytes for the same document on every run."""
    book = Book(document)
    titles = (book.say("Scorecard"), *(section.title for section in document.sections), book.say("All figures"))
    first, *themes, last = sheet_names(titles)
    scorecard.write(book, first)
    for name, section in zip(themes, document.sections, strict=True):
        sections.write(book, name, section)
    values.write(book, last)
    return book.closed()
