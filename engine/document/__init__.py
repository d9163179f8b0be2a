"""Results to the finished document in one language: cards, scorecard, themes, sources, definitions. Knows no HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.document.actions import action_rows, unplanned
from engine.document.appendix import definitions, sources
from engine.document.attainment import attained
from engine.document.cents import readable
from engine.document.decisions import decisions
from engine.document.desk import Desk
from engine.document.headline import brief, headline
from engine.document.revised import notes, told
from engine.document.sections import begin_section, has_text
from engine.document.sentences import insights, named
from engine.document.standings import by_segment, joined, scorecard, standing, untitled
from engine.document.untargeted import missing_targets
from engine.document.values import value_table
from engine.model.document import Definition, Document, Section
from engine.model.figures import ScorecardGroup
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.model.values import ValueTable
from engine.periods import Calendar
from engine.protocols import Draw
from engine.version import GENERATOR

__all__ = ["every_value", "make_document"]


def make_document(results: Results, catalog: Catalog, calendar: Calendar, draw: Draw) -> Document:
    """The whole report, worded; its charts are begun first, and what else there is to say is said meanwhile."""
    desk = Desk(results, readable(catalog, results), calendar)
    report = catalog.report
    sections = _themes(desk, draw)
    groups = joined(group for section in report.sections for group in scorecard(desk, section))
    parts = by_segment(desk, told(desk, groups))
    cards = tuple(standing(desk, desk.kpi(card.text)) for section in report.sections for card in section.cards)
    return Document(
        id=report.id,
        language=report.language,
        title=report.title.in_(report.language),
        company=report.company.in_(report.language),
        period=desk.numbers.period(results.period),
        period_id=results.period.id,
        period_end=results.period.last_day,
        currency=report.currency,
        accent=report.accent,
        page=report.page,
        logo=catalog.specs.logo,
        templates=catalog.specs.templates,
        headline=headline(desk, groups, cards),
        brief=brief(desk, groups, cards),
        insights=insights(desk),
        cards=cards,
        scorecard=untitled(groups),
        scorecard_notes=notes(desk, groups),
        by_segment=parts,
        decisions=decisions(desk, groups),
        sections=tuple(section() for section in sections),
        sources=sources(desk),
        definitions=_definitions(desk, (*groups, *parts.groups)),
        attained=attained(desk) if groups else "",
        actions=action_rows(desk),
        unplanned=unplanned(desk),
        footnotes=_footnotes(desk),
        generator=GENERATOR,
        pdf_variant=report.pdf_variant,
    )


def every_value(results: Results, catalog: Catalog, calendar: Calendar) -> ValueTable:
    """Every figure of the report once more, as a row of one table."""
    return value_table(Desk(results, readable(catalog, results), calendar))


def _themes(desk: Desk, draw: Draw) -> list[Callable[[], Section]]:
    """The sections that have something of their own to show, besides what stands on the first page."""
    every = desk.catalog.report.sections
    themes = [section for section in every if section.charts or section.kpis or has_text(desk, section)]
    return [begin_section(desk, section, number, draw) for number, section in enumerate(themes, start=1)]


def _definitions(desk: Desk, groups: tuple[ScorecardGroup, ...]) -> tuple[Definition, ...]:
    """Of what is shown, and of what sentences name; why a target was revised, where no scorecard says it."""
    kpis = [desk.kpi(id) for id in dict.fromkeys((*desk.catalog.shown, *named(desk)))]
    return definitions(desk, kpis, told(desk, groups))


def _attainment(desk: Desk) -> Iterator[str]:
    """How an attainment is counted where that is not plain, and that there are targets without."""
    values = desk.results.values.values()
    if any(value.attainment is not None and desk.kpi(value.kpi).spec.better == "lower" for value in values):
        yield desk.say(
            "Attainment is the figure divided by its target; where lower is better, the target divided by the figure."
        )
    if any(value.unattained and value.period == desk.judged(desk.kpi(value.kpi)).id for value in values):
        yield desk.say(
            "Outside a band, of points, and where a figure or its target is zero or less, "
            "there is no attainment in percent: the difference decides."
        )


def _footnotes(desk: Desk) -> tuple[str, ...]:
    """What holds of the whole report."""
    notes = [*missing_targets(desk)]
    if any(value.state != "no_target" for value in desk.results.values.values()):
        notes.append(
            desk.say(
                "On track: the target is reached; at risk: at least 90% of it; off track: less. "
                "An objective may set limits of its own."
            )
        )
    notes += _attainment(desk)
    scored = any(section.scorecard for section in desk.catalog.report.sections)
    if scored and desk.results.derived.attained.period.shares:
        notes.append(
            desk.say(
                "All objectives together: the mean of their attainments by weight, each counted with 120% at most; "
                "what has no attainment in percent is left out."
            )
        )
    if any(value.provisional and not value.segments for value in desk.results.values.values()):
        notes.append(
            desk.say(
                "A provisional figure can still change: its cohort has not had its time, or the data end early. "
                "It is compared with others at its age only, and the verdict is passed on the last final figure."
            )
        )
    if any(value.typed_for for value in desk.results.values.values()):
        notes.append(
            desk.say("A figure entered by hand that stands in another period than its own bears the name of its own.")
        )
    for table in desk.results.tables.values():
        if table.coverage is not None and not table.coverage.reaches(desk.period.last_day):
            day = desk.numbers.day(table.coverage.last)
            notes.append(desk.say("The data of '%(dataset)s' end on %(day)s.", dataset=table.id, day=day))
    notes += _calendar_notes(desk)
    notes.append(
        desk.say("Ratios and averages are computed from rows for every total and segment, never from other ratios.")
    )
    return tuple(notes)


def _calendar_notes(desk: Desk) -> list[str]:
    """Which days a fiscal year has, and which weeks stand beside each other."""
    notes, day = [], desk.numbers.day
    year = desk.calendar.year_of(desk.period)
    if year.fiscal:
        notes.append(desk.say("Fiscal year %(year)s is from %(first)s to %(last)s.",
                              year=year.id, first=day(year.start), last=day(year.last_day)))  # fmt: skip
    grains = {chart.grain or desk.period.grain for section in desk.catalog.report.sections for chart in section.charts}
    if "week" in grains | {desk.period.grain}:
        notes.append(desk.say("Weeks are whole weeks that ended by %(day)s; a year before is 52 weeks before.",
                              day=day(desk.period.last_day)))  # fmt: skip
    return notes
