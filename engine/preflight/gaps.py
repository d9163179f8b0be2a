"""What of a report cannot be shown: it refuses the report, or is named in its place where its section says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import fonts
from engine.errors import Issue, Place, ReportRefused
from engine.model.document import Document, Gap, Section
from engine.model.pictures import ChartFigure
from engine.preflight.totals import of_section
from engine.words import catalogue


def settled(document: Document) -> Document:
    """The document with every part that fails named in its place, and marked as incomplete where there is one.

    Raises ReportRefused with all that fails in sections that do not spare it.
    """
    sections = tuple(_left_out(section, tuple(_failing(section))) for section in document.sections)
    refused = [gap.issue for section in sections if not section.spare for gap in section.gaps]
    if refused:
        raise ReportRefused(refused)
    names = [f"{gap.title} ({section.title})" for section in sections for gap in section.gaps]
    if not names:
        return document
    said = catalogue(document.language).gettext("Incomplete. Missing: %(names)s.") % {"names": ", ".join(names)}
    return replace(document, sections=sections, incomplete=said)


def left_open(document: Document) -> tuple[Gap, ...]:
    """Every part that is not in a report."""
    return tuple(gap for section in document.sections for gap in section.gaps)


def _failing(section: Section) -> Iterator[Gap]:
    """The parts of a section that cannot be shown: with a character that no glyph is for, or with a wrong total."""
    tables = (*section.tables, *section.heat_maps, *section.funnels, *section.beneath)
    wrong = dict(of_section(section))
    # One look at all of it is most of what a report needs.
    if not wrong and not fonts.missing(repr(section)):
        return
    for part in (*section.charts, *tables, *([section.comparisons] if section.comparisons else ())):
        chart = isinstance(part, ChartFigure)
        kind = "chart" if chart else "table"
        where = f"the {kind} '{part.title}' of section '{section.title}'"
        what = f"the {kind} {part.id}"  # the same in every language
        if part.id in wrong:
            yield Gap(part.id, _written(part.title), what, wrong[part.id])
        elif missing := fonts.missing(repr(part)):
            said = fonts.MissingGlyphError(sorted(missing)).issues[0]
            issue = Issue("error", "missing-glyph", Place(""), f"{said.message}, in {where}", said.hint)
            yield Gap(part.id, _written(part.title), what, issue, chart)


def _written(title: str) -> str:
    """A title as far as it can be written."""
    return "".join(character for character in title if character not in fonts.missing(title))


def _left_out(section: Section, failing: tuple[Gap, ...]) -> Section:
    """The section without these parts."""
    if not failing:
        return section
    found = {gap.id: gap for gap in failing}
    charts = tuple(
        ChartFigure(
            chart.id, found[chart.id].title, "", "", "", table=chart.table, failed=True, wide=bool(chart.narrow)
        )
        if chart.id in found
        else chart
        for chart in section.charts
    )
    return replace(
        section,
        charts=charts,
        tables=tuple(table for table in section.tables if table.id not in found),
        heat_maps=tuple(table for table in section.heat_maps if table.id not in found),
        funnels=tuple(table for table in section.funnels if table.id not in found),
        beneath=tuple(table for table in section.beneath if table.id not in found),
        comparisons=None if section.comparisons and section.comparisons.id in found else section.comparisons,
        gaps=(*section.gaps, *failing),
    )
