"""Differences as Markdown, for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.cli.differences.figures import kept, marked, rows, verdict
from engine.cli.differences.listed import anything, at, by_title, heading, where, why_no_figures, wording
from engine.errors import plural
from engine.model.differences import DefinitionChange, Differences, KpiChange, Values


def markdown(differences: Differences, *, notation: bool) -> Iterator[str]:
    """The lines."""
    yield f"### {_plain(heading(differences))}"
    if not anything(differences, notation=notation):
        yield from ("", "No differences.")
    definitions = differences.definitions
    for title, changes in by_title(definitions):
        yield from ("", f"#### {title}")
        for change in changes:
            yield from _definition(change)
    if definitions.through:
        yield from ("", "#### Changed through others", "")
        for through in definitions.through:
            yield f"- {_code(through.kpi)} through {', '.join(map(_code, through.causes))}"
    words = wording(definitions, notation=notation)
    if words:
        changed = sum(len(change.settings) for change in words)
        yield from ("", f"<details><summary>Wording: {plural(changed, 'change')}</summary>")
        for change in words:
            yield from _definition(change)
        yield from ("", "</details>")
    if differences.values is not None:
        yield from _values(differences.values)
    elif why := why_no_figures(differences):
        yield from ("", why)


def _definition(change: DefinitionChange) -> Iterator[str]:
    note = f" ({change.note})" if change.note else ""
    places = where(change.before_place, change.after_place) if change.what != "changed" else at(change.after_place)
    yield from ("", f"{_code(change.id)} {change.what}{note}, {_code(places)}", "")
    lines = []
    for setting in change.settings:
        for sign, value in (("-", setting.before), ("+", setting.after)):
            if value is not None:
                lines += [f"{sign} {line}" for line in f"{setting.key}: {value}".splitlines()]
    if lines:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(lines))), default=0))
        yield from (f"{fence}diff", *lines, fence)


def _values(values: Values) -> Iterator[str]:
    yield from ("", f"#### Figures, {values.periods[0]} to {values.periods[-1]}", "")
    yield "Both sides are computed from the data of today."
    for change in values.kpis:
        yield from _table(change)
    if marked(values):
        yield from ("", "\\* provisional")
    if values.states:
        yield from ("", f"#### Objectives in {values.period.id}", "")
        yield from (f"- {_plain(verdict(state, values))}" for state in values.states)
    if values.same:
        yield from ("", kept(values))


def _table(change: KpiChange) -> Iterator[str]:
    found = rows(change)
    segmented = any(row.segment for row in found)
    yield from (
        "",
        f"{_code(change.kpi)} {_plain(change.label)}" + ("" if change.what == "changed" else f", {change.what}"),
    )
    if not found:
        yield from ("", "No value in any of these periods.")
        return
    yield ""
    yield f"| period |{' segment |' if segmented else ''} before | after | difference | % |"
    yield f"| --- |{' --- |' if segmented else ''} ---: | ---: | ---: | ---: |"
    for row in found:
        cells = [row.period, *([row.segment or "total"] if segmented else []),
                 row.before, row.after, row.difference, row.relative]  # fmt: skip
        yield f"| {' | '.join(map(_plain, cells))} |"
    if change.same:
        yield from ("", f"{change.same} more the same.")


def _code(text: str) -> str:
    return f"`{text}`" if "`" not in text else _plain(text)


def _plain(text: str) -> str:
    """A text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", text)
