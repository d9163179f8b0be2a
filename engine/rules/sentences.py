"""Rules of sentences with figures in them: what is named is a KPI that may be shown, and has what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from engine.errors import Issue, Place, did_you_mean
from engine.model.labels import by_label, labels_of
from engine.model.sentences import FORMS, Placeholder
from engine.model.written import Written
from engine.rules.kpis import KpiChecker

BRACE = "write {{ for a brace"
OPENED = re.compile(r"\{\s*(\w+)(?:\.(\w+))?")
At = Callable[[int, int], Place]


def check_placeholders(placeholders: Iterable[Placeholder], at: At, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with the placeholders of a text; `at` is the place of a part of it."""
    for part in placeholders:
        place = at(part.start + 1, part.length - 2)
        if part.form and part.form not in FORMS:
            message = f"'{part.kpi}' has no '{part.form}' that could be said"
            hint = did_you_mean(part.form, FORMS) or "it has: " + ", ".join(sorted(FORMS))
            yield Issue("error", "unknown-placeholder", place, message, hint)
        kpi, issues = checker.used(Written(part.kpi, place))
        yield from issues
        if kpi is None:
            continue
        if kpi.spec.private:
            message = f"'{kpi.id}' is private: it serves other KPIs and is never shown"
            yield Issue("error", "private-kpi", place, message, "leave out its 'private: true', or name another")


def check_braces(wrong: Iterable[tuple[int, int, str]], text: str, at: At, checker: KpiChecker) -> Iterator[Issue]:
    """Braces of a text that hold no placeholder, or are not closed."""
    for start, length, message in wrong:
        hint = named_in_braces(text, start, length, checker)
        yield Issue("error", "unknown-placeholder", at(start, length), message, hint)


def named_in_braces(text: str, start: int, length: int, checker: KpiChecker) -> str:
    """What to write for braces in which no id stands: the KPI's whose label does, or whose brace is not closed."""
    if not text[start : start + length].endswith("}"):
        return _closed(text, start, checker)
    inner = text[start : start + length].strip("{}").strip()
    label, _, form = inner.rpartition(".")
    if form.strip() not in FORMS:
        label, form = inner, ""
    behind = f".{form.strip()}}}" if form else "}"
    return by_label(label, labels_of(checker.specs.kpis.values()), "{", behind) or BRACE


def _closed(text: str, start: int, checker: KpiChecker) -> str:
    """What to write for a brace that is not closed: the KPI that it names, with its form, and the brace behind it."""
    opened = OPENED.match(text, start)
    if opened is None or opened[1] not in checker.specs.kpis:
        return BRACE
    form = f".{opened[2]}" if opened[2] in FORMS else ""
    return f"write {{{opened[1]}{form}}}"
