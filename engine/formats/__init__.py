"""The formats that a finished document is written in: one function in one file of this folder each."""

from __future__ import annotations

from typing import Final

from engine.formats import html, pdf

FORMATS: Final = {"html": html.make, "pdf": pdf.make}

__all__ = ["FORMATS"]
