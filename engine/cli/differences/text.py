"""Differences in a terminal: definitions in a unified form, figures in tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from engine.cli.differences.listed import (
    SIGNS,
    anything,
    at,
    by_title,
    heading,
    where,
    why_no_figures,
    wording,
    written_differently,
)
from engine.model.differences import DefinitionChange, Differences, KpiChange, SettingChange, Values

COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def text(differences: Differences, *, notation: bool, width: int | None) -> Iterator[str]:
    """The lines; those of a terminal are so many cells wide, those of a file as long as they are."""
    yield click.style(heading(differences), bold=True)
    definitions = differences.definitions
    for title, changes in by_title(definitions):
        yield from ("", click.style(title, bold=True))
        for change in changes:
            yield from _definition(change, width)
    if definitions.through:
        yield from ("", click.style("Changed through others", bold=True))
        for through in definitions.through:
            yield from _wrapped(f"{through.kpi}: through {', '.join(through.causes)}", "  ", "      ", width)
    words = wording(definitions, notation=notation)
    if words:
        yield from ("", click.style("Wording", bold=True))
        for change in words:
            yield from _definition(change, width)
    if not anything(differences, notation=notation):
        yield "No differences."
    hidden = 0 if notation else written_differently(definitions)
    if hidden:
        what = "1 formula is" if hidden == 1 else f"{hidden} formulas are"
        yield from (
            "",
            f"{what} written differently and mean{'s' if hidden == 1 else ''} the same; --wording shows which.",
        )
    if differences.values is not None:
        yield from _values(differences.values, width)
    elif why := why_no_figures(differences):
        yield from ("", why)


def _definition(change: DefinitionChange, width: int | None) -> Iterator[str]:
    sign = SIGNS[change.what]
    note = f" ({change.note})" if change.note else ""
    name = change.id if change.kind != "report" else "settings"
    head = f"  {click.style(f'{sign} {name}', fg=COLOURS[sign])}{note}"
    if change.what == "changed":
        yield head
        for setting in change.settings:
            yield from _setting(setting, width)
        return
    yield head + click.style(f"  {at(change.after_place or change.before_place)}", dim=True)
    for setting in change.settings:
        value = setting.after if setting.after is not None else setting.before
        yield from _signed(sign, f"{setting.key}: {value}", width)


def _setting(change: SettingChange, width: int | None) -> Iterator[str]:
    places = where(change.before_place, change.after_place)
    if width is not None and len(change.key) + len(places) + 8 > width:
        yield f"    {change.key}"
        yield from (click.style(line, dim=True) for line in _wrapped(places, "      ", "      ", width))
    else:
        yield f"    {change.key}  {click.style(places, dim=True)}"
    for sign, value in (("-", change.before), ("+", change.after)):
        if value is not None:
            yield from _signed(sign, value, width)


def _signed(sign: str, value: str, width: int | None) -> Iterator[str]:
    """A text behind its sign; what one writes over several lines stays over several lines."""
    for line in value.splitlines() or [""]:
        for part in _wrapped(line, f"    {sign} ", "        ", width):
            yield click.style(part, fg=COLOURS[sign])


def _wrapped(line: str, first: str, then: str, width: int | None) -> list[str]:
    if width is None:
        return [first + line]
    kept = textwrap.wrap(line, width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False,
                         break_long_words=False)  # fmt: skip
    return kept or [first]


def _values(values: Values, width: int | None) -> Iterator[str]:
    # Numbers are written with what is slow to load, and often there are none.
    from engine.cli.differences.figures import kept, marked, verdict

    yield from ("", click.style(f"Figures, {values.periods[0]} to {values.periods[-1]}", bold=True))
    yield from _wrapped("Both sides are computed from the data of today.", "  ", "  ", width)
    for change in values.kpis:
        yield ""
        yield from _table(change)
    if marked(values):
        yield from ("", "  * provisional")
    if values.states:
        yield from ("", click.style(f"Objectives in {values.period.id}", bold=True))
        for state in values.states:
            yield from _wrapped(verdict(state, values), "  ", "      ", width)
    if values.same:
        yield from ("", kept(values))


def _table(change: KpiChange) -> Iterator[str]:
    """A KPI's figures that differ, numbers aligned at their end."""
    from engine.cli.differences.figures import rows

    sign = SIGNS[change.what]
    yield f"  {click.style(f'{sign} {change.kpi}', fg=COLOURS[sign])}  {change.label}"
    found = rows(change)
    if not found:
        yield "    no value in any of these periods"
        return
    lines = [("period", "segment", "before", "after", "difference", "")]
    lines += [
        (row.period, row.segment or "total", row.before, row.after, row.difference, row.relative) for row in found
    ]
    segmented = any(row.segment for row in found)
    wanted = [0, *([1] if segmented else []), 2, 3, *([4, 5] if any(row.difference for row in found) else [])]
    widths = {column: max(len(line[column]) for line in lines) for column in wanted}
    for line in lines:
        cells = [
            line[column].ljust(widths[column]) if column < 2 else line[column].rjust(widths[column])
            for column in wanted
        ]
        yield ("    " + "  ".join(cells)).rstrip()
    if change.same:
        yield f"    {change.same} more {'is' if change.same == 1 else 'are'} the same"
