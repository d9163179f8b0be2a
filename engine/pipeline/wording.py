"""The finished document of a report's figures, in one language."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import Issue, SpecError, raise_errors
from engine.model.document import Document
from engine.model.specs import Catalog
from engine.pipeline.choice import in_language
from engine.pipeline.figures import Computed
from engine.pipeline.glyphs import placed_glyphs
from engine.pipeline.steps import Step, quiet
from engine.press import Here
from engine.protocols import Draw
from engine.rules.commentary import refused
from engine.rules.translations import missing_in, wrong_words


def untranslated(catalog: Catalog, language: str | None) -> list[Issue]:
    """A warning where texts are not in the language that is asked for; of the report's own it is said when checked."""
    return missing_in(catalog, language) if language not in (None, catalog.report.language) else []


def spoken(computed: Computed, language: str | None) -> Catalog:
    """The catalog in this language or its own. Raises SpecError where a text that people wrote is not in it."""
    catalog = in_language(computed.catalog, language)
    raise_errors(SpecError, [*wrong_words(catalog.report.language), *refused(catalog, computed.results.period)])
    return catalog


def worded(computed: Computed, language: str | None, *, draw: Draw | None = None, step: Step = quiet) -> Document:
    """The document, in this language or the report's own; its charts are drawn here, unless by another.

    Raises SpecError where a text that people wrote is not in that language, ReportRefused where a part of it fails
    in a section that does not spare it.
    """
    from engine.document import make_document
    from engine.preflight.gaps import settled

    catalog = spoken(computed, language)
    with step("Document"), placed_glyphs(catalog, catalog.report.language):
        return settled(make_document(computed.results, catalog, computed.calendar, draw or Here().draw))


def listed(document: Document, computed: Computed) -> Document:
    """The document with every figure once more, as a row of a table."""
    from engine.document import every_value

    catalog = in_language(computed.catalog, document.language)
    return replace(document, values=every_value(computed.results, catalog, computed.calendar))
