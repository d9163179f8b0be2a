"""What a text that people write lacks in a language that is asked for.

A sentence with figures in it has to be there in the report's language, or the report is refused; a label or a title is
shown in another of its languages, and the author is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.errors import Issue, Place, enumerated
from engine.model.specs import Catalog
from engine.model.written import Text
from engine.words import catalogue_file, english_name, faults

NAMED = 3  # texts that a message names


def no_translation(what: str, place: Place, language: str, there: Iterable[str], hint: str) -> Issue:
    """The issue of a text that is there in other languages only."""
    others = enumerated([name(other) for other in sorted(there)], "and")
    message = f"{what} is not in {name(language)}, the language of the report: it is in {others}"
    return Issue("error", "no-translation", place, message, hint)


def name(language: str) -> str:
    """A language's name in English."""
    return english_name(language)


def wrong_words(language: str) -> list[Issue]:
    """Translations of fixed words, in a catalogue that somebody added, that cannot be filled in."""
    file, hint = _shown(language), "keep each %(name)s of the English words as it is"
    return [
        Issue(
            "error", "language-wrong", Place(file, line, 1), f"the translation of '{id}' has other places to fill", hint
        )
        for line, id in faults(language).wrong
    ]


def _lacking_words(place: Place, language: str) -> list[Issue]:
    """A warning where a catalogue that somebody added is not whole."""
    found = faults(language)
    if not found.lacking:
        return []
    message = f"{found.lacking} of the {found.of} fixed words of the pages are not in {name(language)}"
    hint = f"fill them in: {_shown(language)}; until then they are shown in English"
    return [Issue("warning", "language-not-whole", place, message, hint)]


def _shown(language: str) -> str:
    path = catalogue_file(language)
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def missing_translations(catalog: Catalog) -> list[Issue]:
    """A warning for each text of the pages that is not in the report's language: it stands there in another one."""
    language = catalog.report.language
    fixed = [*wrong_words(language), *_lacking_words(catalog.report.place, language)]
    found: dict[Place, Issue] = {}  # one text may stand for several things
    for what, text in _lacking(catalog, language):
        others = " and ".join(name(other) for other in sorted(text.languages))
        message = f"{what} is not in {name(language)}, the language of the report: it is in {others}"
        shown = next(one for one in ("en", *text.languages) if one in text.languages)
        hint = f"add '{language}:'; until then it is shown in {name(shown)}"
        found.setdefault(text.place, Issue("warning", "translation-missing", text.place, message, hint))
    return [*fixed, *found.values()]


def missing_in(catalog: Catalog, language: str) -> list[Issue]:
    """One warning for all texts of the pages that are not in a language which the report is not written in."""
    fixed = _lacking_words(Place("--language"), language)
    found: dict[Place, str] = {}
    for what, text in _lacking(catalog, language):
        found.setdefault(text.place, what)
    if not found:
        return fixed
    named = [*found.values()]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    verb = "is" if len(named) == 1 else "are"
    message = f"{', '.join(named[:NAMED])}{more} {verb} not in {name(language)}, and shown in another language"
    hint = f"add '{language}:' to each of these texts"
    return [*fixed, Issue("warning", "translation-missing", next(iter(found)), message, hint)]


def _lacking(catalog: Catalog, language: str) -> Iterator[tuple[str, Text]]:
    for what, text in _texts(catalog):
        if text is not None and text.languages and language not in text.languages:
            yield what, text


def _texts(catalog: Catalog) -> Iterator[tuple[str, Text | None]]:
    """What people wrote for the pages, beside sentences: each text with what it is of."""
    specs, shown = catalog.specs, {*catalog.shown}
    yield "the title of the report", catalog.report.title
    for section in catalog.report.sections:
        yield "the title of a section", section.title
        for own in (chart.own for chart in section.charts if chart.own is not None):
            yield "the title of a chart", own.title
            yield "what a chart shows in words", own.alt
    for kpi in catalog.kpis.values():
        if not kpi.spec.library and not kpi.spec.private:
            yield f"the label of '{kpi.id}'", kpi.spec.label
            yield f"the description of '{kpi.id}'", kpi.spec.description
            yield f"the owner of '{kpi.id}'", kpi.spec.owner
            yield f"the source of '{kpi.id}'", kpi.spec.source
    yield from _dimensions(catalog)
    for objective in specs.objectives:
        for revision in objective.revisions if objective.kpi.text in shown else ():
            yield f"the reason of a revision of '{objective.kpi.text}'", revision.reason
    for id, benchmark in catalog.benchmarks.items():
        if id in catalog.kpis and not catalog.kpis[id].spec.library:
            yield f"the source of the benchmark of '{id}'", benchmark.source
    for action in specs.actions:
        if action.kpi.text in shown:
            yield f"an action for '{action.kpi.text}'", action.action
            yield f"the cause of an action for '{action.kpi.text}'", action.cause
            yield f"the owner of an action for '{action.kpi.text}'", action.owner
    for event in specs.events:
        if not event.kpis or any(reference.text in shown for reference in event.kpis):
            yield f"the event of {event.on}", event.label


def _dimensions(catalog: Catalog) -> Iterator[tuple[str, Text | None]]:
    """The names of what the report is cut by, and of the segments."""
    sections = catalog.report.sections
    by = {cut.text for section in sections for cut in section.by}
    by |= {cut.text for section in sections for chart in section.charts for cut in chart.by}
    by |= {section.scorecard_by.text for section in sections if section.scorecard_by is not None}
    by |= {action.segment[0].text for action in catalog.specs.actions if action.segment is not None}
    by |= {one.dimension.text for objective in catalog.specs.objectives for one in objective.by}
    for id, spec in catalog.specs.dimensions.items():
        if id in by:
            yield f"the label of '{id}'", spec.label
            for value, label in spec.values:
                yield f"the label of '{value}'", label
