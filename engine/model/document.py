"""What is on the pages: the finished report in one language, before it is HTML, PDF or anything else.

Its numbers stand in `figures`, what the charts draw in `pictures`, the tables in `tables`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from engine.errors import Issue
from engine.model.commentary import Block
from engine.model.figures import ScorecardGroup, SegmentScorecard, Standing, State
from engine.model.pictures import ChartFigure
from engine.model.specs import PdfVariant
from engine.model.tables import ComparisonTable, FunnelTable, HeatMap, SegmentTable
from engine.model.theme import Logo, OwnTemplates
from engine.model.values import ValueTable

ActionStatus: TypeAlias = Literal["open", "late", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a section that could not be made: its name on the pages, in messages (`what`), and what went wrong."""

    id: str
    title: str
    what: str
    issue: Issue
    chart: bool = False  # it stands in a row of charts, else where the tables are


@dataclass(frozen=True, slots=True)
class Section:
    """One theme: standings of KPIs, charts, funnels in figures, tables and heat maps, as the YAML has them."""

    id: str
    title: str
    standings: tuple[Standing, ...] = ()
    charts: tuple[ChartFigure, ...] = ()
    tables: tuple[SegmentTable, ...] = ()
    heat_maps: tuple[HeatMap, ...] = ()
    funnels: tuple[FunnelTable, ...] = ()
    beneath: tuple[SegmentTable, ...] = ()  # the numbers of its charts, each beneath its own
    text: tuple[Block, ...] = ()  # what somebody wrote about it
    comparisons: ComparisonTable | None = None
    beside: bool = False  # whether the text stands beside the first chart, or above all of them
    gaps: tuple[Gap, ...] = ()  # what could not be made
    spare: bool = False  # whether a gap is named in its place; else it refuses the report


@dataclass(frozen=True, slots=True)
class Source:
    """One dataset as it was read, for the page that says how far to trust the figures."""

    name: str
    files: str
    rows: str
    covers: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A KPI in words and as written; `private` are formulas that its own names and no page shows, with their rows."""

    kpi: str
    label: str
    sentence: str
    formula: str
    unit: str
    details: tuple[tuple[str, str], ...] = ()  # (word, value): counted on, direction, owner, source, …
    private: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # "cost = SUM(spend)", and what it counts


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What is done about a KPI or a segment of it; `status` is its state, of which an open one may be late.

    `verdicts` are where the KPI stands, each with its stretch of time ("October 2026", "year to date"); `word` says the
    status: "late by 12 days", "done on Oct 20, 2026".
    """

    kpi: str
    label: str
    segment: str  # "Team: North"; empty where it is about the whole
    cause: str
    action: str
    owner: str
    due: str
    status: ActionStatus
    word: str
    verdicts: tuple[tuple[str, State], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """An objective that is off track, in one sentence, with what is done about it; `parts` are its segments.

    `unplanned` is "no action plan" where nothing is done.
    """

    label: str
    sentence: str
    state: State
    actions: tuple[ActionRow, ...] = ()
    unplanned: str = ""
    parts: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report in one language; `values` are all figures, where an output asks for them."""

    id: str
    language: str
    title: str
    company: str
    period: str  # "October 2026"
    period_id: str  # "2026-10"
    period_end: date  # last day of the period
    currency: str
    accent: str
    page: str  # "A4", "Letter"
    headline: str
    cards: tuple[Standing, ...]
    scorecard: tuple[ScorecardGroup, ...]
    decisions: tuple[Decision, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    definitions: tuple[Definition, ...]
    actions: tuple[ActionRow, ...] = ()
    unplanned: str = ""  # what is off track and has no action plan, in a sentence
    scorecard_notes: tuple[str, ...] = ()  # what was decided of its targets, and why
    by_segment: SegmentScorecard = field(default=SegmentScorecard())  # after the decisions: those are of the whole
    attained: str = ""  # how far all objectives together are attained, in a sentence or two
    footnotes: tuple[str, ...] = ()  # what holds of the whole report: what "provisional" means, currency, …
    generator: str = ""
    pdf_variant: PdfVariant = "pdf/ua-1"
    brief: str = ""  # the headline's first sentence, for the subject of a mail
    incomplete: str = ""  # what is missing, in a sentence: the whole report is marked by it
    insights: tuple[str, ...] = ()  # sentences under the headline
    logo: Logo | None = None  # in place of the company's name
    templates: OwnTemplates | None = None  # in place of ours
    values: ValueTable = field(default=ValueTable(), repr=False)
