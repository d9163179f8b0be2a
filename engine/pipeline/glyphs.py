"""Characters that the pages cannot draw, said at the text in YAML in which somebody wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace

from engine.errors import Issue, ReportRefused
from engine.model.specs import Catalog
from engine.model.written import Text, Written


@contextmanager
def placed_glyphs(catalog: Catalog, language: str) -> Iterator[None]:
    """Give the refusals for want of glyphs a place, where a text of the report has the characters."""
    try:
        yield
    except ReportRefused as refused:
        if not any(issue.code == "missing-glyph" for issue in refused.issues):
            raise
        raise ReportRefused([one for issue in refused.issues for one in _at_texts(issue, catalog, language)]) from None


def _at_texts(issue: Issue, catalog: Catalog, language: str) -> list[Issue]:
    """An issue for each text with the characters of one; the issue itself where some of them are in none: in data."""
    if issue.code != "missing-glyph":
        return [issue]
    from engine import fonts  # who draws no pages need not wait for it

    used = {id: catalog.specs.kpis[id] for id in catalog.kpis if id in catalog.specs.kpis}
    found: list[Issue] = []
    placed: set[str] = set()
    for word in _words(replace(catalog.specs, kpis=used), language):
        wanted = [
            sign for sign in dict.fromkeys(word.text) if fonts.missing(sign) and fonts.named(sign) in issue.message
        ]
        if wanted:
            first, *_ = where = [at for at, sign in enumerate(word.text) if sign in wanted]
            run = next((n for n, at in enumerate(where) if at != first + n), len(where))
            found.append(replace(fonts.MissingGlyphError(wanted).issues[0], place=word.at(first, run)))
            placed.update(wanted)
    rest = [sign for sign in issue.message if fonts.missing(sign) and sign not in placed]
    return found if found and not rest else [*found, issue]


def _words(node: object, language: str) -> Iterator[Written]:
    """What people wrote for the pages of a language, with its places."""
    if isinstance(node, Text):
        word = node.written_in(language)
        if word is not None:
            yield word
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _words(value, language)
    elif isinstance(node, tuple):
        for value in node:
            yield from _words(value, language)
    elif is_dataclass(node):
        for one in fields(node):
            yield from _words(getattr(node, one.name), language)
