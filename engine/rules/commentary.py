"""Rules of commentary: periods that a calendar has, a file in the report's language, placeholders that name something.

What is wrong in the files of the newest period is an error, because that is the one to be shown next; in those of
earlier periods it is a warning, unless one of them is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from engine.errors import Issue, Place, enumerated, nearest
from engine.markdown import read
from engine.model.commentary import Block, Commentary, CommentarySpec, named_in
from engine.model.period import Grain, Period
from engine.model.sentences import Placeholder, named
from engine.model.specs import Catalog, SectionSpec, Specs
from engine.model.written import Written
from engine.periods import Calendar
from engine.rules.kpis import KpiChecker
from engine.rules.sentences import check_placeholders, named_in_braces
from engine.rules.translations import name, no_translation

ALIKE = 0.8  # how like a word that is wanted another is, to be a slip
ENDINGS = ("txt", "markdown", "mdown")
NUMBERS = re.compile(r"[QWM]?\d{1,4}(?:[-_. ]?[QWM]?\d{1,4})?", re.IGNORECASE)  # what may tell a period


def check_commentary(specs: Specs, checker: KpiChecker, issues: list[Issue]) -> tuple[Commentary, ...]:
    """Every file of commentary, with what is wrong in it; what concerns everybody is added to the issues."""
    report = specs.report
    calendar = Calendar(report.week_start, report.fiscal_year_start)
    found: list[Commentary] = []
    for section in report.sections:
        if section.text is None:
            continue
        own = [_read(spec, checker) for spec in specs.commentary if spec.pattern == section.text]
        unread = "commentary" in checker.broken.ids
        if not own and "{" not in _path(section.text, "", "") and not unread:
            issues.append(_no_file(section.text, specs, calendar))
        periods = {one.spec.period: calendar.parse(report.every, one.spec.period) for one in own}
        issues += _no_periods(section.text, {id for id, period in periods.items() if id and period is None}, specs)
        newest = max((period for period in periods.values() if period is not None), default=None)
        for one in own:
            shown = not one.spec.period or (newest is not None and one.spec.period == newest.id)
            issues += one.issues if shown else [replace(issue, level="warning") for issue in one.issues]
        shown_now = [one for one in own if newest is None or one.spec.period in ("", newest.id)]
        issues += [] if unread else _translated(section, shown_now, report.language, newest)
        issues += _empty(shown_now, report.language)
        found += own
    return tuple(found)


def _read(spec: CommentarySpec, checker: KpiChecker) -> Commentary:
    blocks, wrong = read(spec.text)

    def at(start: int, length: int) -> Place:
        before = spec.text[:start]
        return Place(spec.place.file, before.count("\n") + 1, start - before.rfind("\n"), length)

    issues = []
    for start, length, message, hint in wrong:
        if "{" in hint:
            meant = named_in_braces(spec.text, start, length, checker)
            issues.append(Issue("error", "unknown-placeholder", at(start, length), message, meant))
        else:
            issues.append(Issue("error", "not-in-commentary", at(start, length), message, hint))
    issues += check_placeholders(_placeholders(blocks), at, checker)
    return Commentary(spec, blocks, named_in(blocks), tuple(issues))


def _placeholders(blocks: Iterable[Block]) -> Iterator[Placeholder]:
    for block in blocks:
        for run in block.runs:
            yield from named(run.sentence)
        yield from _placeholders(block.blocks)


def _no_file(pattern: Written, specs: Specs, calendar: Calendar) -> Issue:
    message = f"there is no file '{pattern.text}' for any period: the section has no commentary"
    hint = _misnamed(pattern, specs, calendar) or "write one, or leave 'text' out"
    return Issue("warning", "no-commentary", pattern.place, message, hint)


def _misnamed(pattern: Written, specs: Specs, calendar: Calendar, period: Period | None = None) -> str:
    """A hint at a text that seems to be the commentary, of a period or of any, under another name."""
    found: list[tuple[float, str, str]] = []
    folder = pattern.text.partition("{")[0].rpartition("/")[0]
    wanted = _words(re.sub(r"\{[^{}]*\}", "", pattern.text).removeprefix(folder))
    for file in specs.strays:
        of = _period_in(file, specs.report.every, calendar)
        named = _words(file.removeprefix(folder))
        if of and (period is None or of == period.id) and all(nearest(word, wanted, ALIKE) for word in named):
            expected = _path(pattern, of, specs.report.language)
            found.append((SequenceMatcher(None, file.lower(), expected).ratio(), file, expected))
    return f"is '{max(found)[1]}' meant? call it '{max(found)[2]}'" if found else ""


def _words(path: str) -> list[str]:
    """The words of a path that are neither a language nor the kind of file, nor of a period."""
    return [word for word in re.findall(r"[^\W\d_]{3,}", path.lower()) if word not in ENDINGS]


def _period_in(file: str, every: Grain, calendar: Calendar) -> str:
    """The id of the period that a file's name or its folder's tells in some way; empty where none does."""
    return next((id for word in NUMBERS.findall(file) if (id := calendar.meant(every, word))), "")


def _no_periods(pattern: Written, ids: Iterable[str], specs: Specs) -> Iterator[Issue]:
    """Folders or files of periods that the report's calendar has not."""
    every = specs.report.every
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    form = {"week": "2026-W44", "month": "2026-10", "quarter": "2026-Q3", "year": "2026"}[every]
    for id in sorted(ids):
        file = next(spec.place.file for spec in specs.commentary if spec.pattern == pattern and spec.period == id)
        message = f"'{file}' is never shown: '{id}' is no {every}, and the report is made for each {every}"
        there = calendar.there_are(id, [every])
        meant = calendar.meant(every, id)
        hint = f"call it '{file.replace(id, meant)}'" if meant else f"a {every} is written {form}"
        yield Issue("warning", "no-such-period", pattern.place, message, f"{there}: {hint}" if there else hint)


def _translated(
    section: SectionSpec, own: Iterable[Commentary], language: str, period: Period | None
) -> Iterator[Issue]:
    """Where a period has a commentary in other languages only; one without a language is for all of them."""
    assert section.text is not None
    files = {one.spec.language: one.spec.place.file for one in own}
    if files and not {language, ""} & files.keys():
        missing = _path(section.text, period.id if period else "", language)
        what = f"the commentary of {period.id}" if period and "{period}" in section.text.text else "the commentary"
        there = sorted(files.values())
        quoted = enumerated([f"'{file}'" for file in there])
        hint = f"add the file '{_beside(missing, there)}', a translation of {quoted}, "
        hint += "or leave the section's 'text' out: it is then shown without commentary"
        yield no_translation(what, section.text.place, language, files, hint)


def _beside(missing: str, there: list[str]) -> str:
    """The path of a file that is missing, named from where those are that are there."""
    folder = there[0].rpartition("/")[0]
    known = missing.rpartition("/")[0]
    return folder.removesuffix(known) + missing if folder.endswith(known) else missing


def _empty(own: Iterable[Commentary], language: str) -> Iterator[Issue]:
    """A warning for each file that is there and says nothing."""
    for one in own:
        if not one.blocks and not one.issues and one.spec.language in ("", language):
            of = f" of {one.spec.period}" if one.spec.period else ""
            message = f"the file is empty: the section has no commentary{of}"
            yield Issue("warning", "no-commentary", one.spec.place, message, "write it, or remove the file")


def refused(catalog: Catalog, period: Period) -> Iterator[Issue]:
    """Why the sentences of a report cannot be shown for a period in its language."""
    language = catalog.report.language
    for section in catalog.report.sections:
        if section.text is not None:
            own = of_period(catalog, section, period)
            yield from _translated(section, own, language, period)
            yield from (issue for one in own if one.spec.language in ("", language) for issue in one.issues)
    for insight in catalog.insights:
        if insight.in_(language) is None:
            there = [version for version, _ in insight.say]
            place = insight.spec.keys.key("say", insight.spec.place)
            hint = f"add '{language}:' under 'say', or leave the insight out"
            yield no_translation(f"insight {insight.number}", place, language, there, hint)


def absent(catalog: Catalog, period: Period) -> Iterator[Issue]:
    """A warning for each section whose commentary of a period is not written yet, in any language, or is empty."""
    calendar = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)
    for section in catalog.report.sections:
        if section.text is None:
            continue
        if own := of_period(catalog, section, period):
            yield from _empty(own, catalog.report.language)
            continue
        others = sorted(one.spec.period for one in catalog.commentary if one.spec.pattern == section.text)
        if not others or period.id in (calendar.meant(period.grain, other) for other in others):
            continue  # said when the files were looked for
        others = [other for other in others if calendar.parse(period.grain, other)]
        language = catalog.report.language
        missing = _path(section.text, period.id, language)
        message = f"no commentary of {period.id} in {name(language)} or any other language: there is no '{missing}'"
        last = "write it, or leave 'text' out" + (f"; the last one is of {others[-1]}" if others else "")
        hint = _misnamed(section.text, catalog.specs, calendar, period) or last
        yield Issue("warning", "no-commentary", section.text.place, message, hint)


def _path(pattern: Written, period: str, language: str) -> str:
    """The path of the file for a period and language."""
    return pattern.text.replace("{period}", period).replace("{language}", language)


def of_period(catalog: Catalog, section: SectionSpec, period: Period) -> tuple[Commentary, ...]:
    """The files of a section that are of a period, in whatever language."""
    return tuple(
        one for one in catalog.commentary if one.spec.pattern == section.text and one.spec.period in ("", period.id)
    )
