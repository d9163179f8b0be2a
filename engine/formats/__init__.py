"""The formats that a finished document is written in: one function in one file of this folder each.

Each is loaded when it is first asked for: who wants the figures alone waits neither for templates nor for fonts.
"""

from __future__ import annotations

from typing import Final

from engine.model.document import Document


def _html(document: Document) -> bytes:
    from engine.formats import html

    return html.make(document)


def _pdf(document: Document) -> bytes:
    from engine.formats import pdf

    return pdf.make(document)


def _xlsx(document: Document) -> bytes:
    from engine.formats import xlsx

    return xlsx.make(document)


FORMATS: Final = {"html": _html, "pdf": _pdf, "xlsx": _xlsx}

__all__ = ["FORMATS"]
