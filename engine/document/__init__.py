"""Results to the finished document in one language: cards, scorecard, themes, sources, definitions. Knows no HTML."""

from __future__ import annotations

from engine.document.actions import action_rows, unplanned
from engine.document.appendix import definitions, sources
from engine.document.attainment import attained
from engine.document.cents import readable
from engine.document.decisions import decisions
from engine.document.desk import Desk
from engine.document.revised import notes, told
from engine.document.sections import has_text, make_section
from engine.document.sentences import insights, named
from engine.document.signs import aside, signals
from engine.document.standings import badness, by_segment, joined, scorecard, standing, untitled
from engine.document.values import value_table
from engine.model.document import Definition, Document, Section
from engine.model.figures import ScorecardGroup, Standing
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.model.values import ValueTable
from engine.periods import Calendar
from engine.protocols import Charts
from engine.version import GENERATOR

__all__ = ["make_document"]


def make_document(
    results: Results,
    catalog: Catalog,
    calendar: Calendar,
    charts: Charts,
    attachments: tuple[tuple[str, bytes], ...] = (),
    *,
    all_values: bool = False,
) -> Document:
    """The whole report, worded; `charts` draw its pictures, `attachments` go into the PDF.

    With `all_values`, every figure once more as a row of a table.
    """
    desk = Desk(results, readable(catalog, results), calendar)
    report = catalog.report
    groups = joined(group for section in report.sections for group in scorecard(desk, section))
    parts = by_segment(desk, told(desk, groups))
    cards = tuple(standing(desk, desk.kpi(card.text)) for section in report.sections for card in section.cards)
    return Document(
        id=report.id,
        language=report.language,
        title=report.title.in_(report.language),
        company=report.company,
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
        sections=_themes(desk, charts),
        sources=sources(desk),
        definitions=_definitions(desk, (*groups, *parts.groups)),
        attained=attained(desk) if groups else "",
        actions=action_rows(desk),
        unplanned=unplanned(desk),
        footnotes=_footnotes(desk),
        generator=GENERATOR,
        pdf_variant=report.pdf_variant,
        attachments=attachments,
        values=value_table(desk) if all_values else ValueTable(),
    )


def _themes(desk: Desk, charts: Charts) -> tuple[Section, ...]:
    """The sections that have something of their own to show, besides what stands on the first page."""
    every = desk.catalog.report.sections
    themes = [section for section in every if section.charts or section.kpis or has_text(desk, section)]
    return tuple(make_section(desk, section, number, charts) for number, section in enumerate(themes, start=1))


def _definitions(desk: Desk, groups: tuple[ScorecardGroup, ...]) -> tuple[Definition, ...]:
    """Of what is shown, and of what sentences name; why a target was revised, where no scorecard says it."""
    kpis = [desk.kpi(id) for id in dict.fromkeys((*desk.catalog.shown, *named(desk)))]
    return definitions(desk, kpis, told(desk, groups))


def headline(desk: Desk, groups: tuple[ScorecardGroup, ...], cards: tuple[Standing, ...]) -> str:
    """The answer in one sentence, from the numbers: how many objectives hold, and which is furthest off."""
    rows = _judged(groups)
    if not rows:
        return " · ".join(card.sentence for card in cards[:2])
    text = brief(desk, groups, cards)
    if any(map(_behind_to_date, rows)):
        so_far = [row.to_date_state.code for row in rows if row.to_date_state]
        text += " " + desk.say_n("Year to date, %(number)s of %(of)s is off track.",
                                 "Year to date, %(number)s of %(of)s are off track.",
                                 so_far.count("off_track"), of=len(so_far))  # fmt: skip
    amiss = [row for row in rows if row.state.code in ("off_track", "at_risk")]
    if not amiss:
        return " ".join(filter(None, (text, signals(desk))))
    worst = min(amiss, key=lambda row: (*badness(row)[1:], row.kpi))
    kpi = desk.kpi(worst.kpi)
    value = desk.value(kpi, desk.judged(kpi))
    distance = ", ".join(filter(None, (desk.distance(kpi, value) if value else "", aside(desk, kpi))))
    furthest = desk.say("Furthest off: %(label)s, %(distance)s.", label=worst.label, distance=distance)
    return " ".join(filter(None, (text, furthest, signals(desk, beside=worst.kpi))))


def brief(desk: Desk, groups: tuple[ScorecardGroup, ...], cards: tuple[Standing, ...]) -> str:
    """What the headline begins with: how many objectives hold; without any, the first card."""
    rows = _judged(groups)
    if not rows:
        return cards[0].sentence if cards else ""
    held = sum(row.state.code == "on_track" for row in rows)
    return desk.say_n("%(held)s of %(number)s objective on track.", "%(held)s of %(number)s objectives on track.",
                      len(rows), held=held)  # fmt: skip


def _judged(groups: tuple[ScorecardGroup, ...]) -> list[Standing]:
    """The rows that have a target."""
    return [row for group in groups for row in group.rows if row.state.code != "no_target"]


def _behind_to_date(row: Standing) -> bool:
    """Whether a good month hides a year that is not: off track since the year began, and not in the period."""
    return bool(row.state.code != "off_track" and row.to_date_state and row.to_date_state.code == "off_track")


def _footnotes(desk: Desk) -> tuple[str, ...]:
    """What holds of the whole report."""
    notes = []
    if any(value.state != "no_target" for value in desk.results.values.values()):
        notes.append(
            desk.say(
                "On track: the target is reached; at risk: at least 90% of it; off track: less. "
                "An objective may set limits of its own."
            )
        )
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
