"""What is on the pages: the finished report in one language, before it is HTML, PDF or anything else.

Every number stands here twice: as the value that was computed and as the text that a reader sees. Formats
choose one of the two and never compute.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from engine.model.commentary import Block
from engine.model.signs import SignalCode
from engine.model.unit import Number, SegmentKind, StateCode, Unit

Tone: TypeAlias = Literal["good", "bad", "neutral"]
Direction: TypeAlias = Literal["up", "down", "flat"]
ActionStatus: TypeAlias = Literal["open", "late", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a page: the value, its text with unit, and why it is missing or only provisional."""

    value: Number | None
    text: str  # "—" where there is no value
    reason: str = ""  # a sentence in the reader's language, where there is no value
    provisional: bool = False
    few: bool = False  # a share of so few rows that it says little
    interval: str = ""  # between what a share of rows may truly be: "12.5% – 60.2%"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one: "+4.2 %", "−1.8 pts", with the period that it is compared with."""

    text: str
    against: str  # "Sept. 2026", "Oct. 2025"
    direction: Direction
    tone: Tone  # good, bad or neutral for this KPI: up is not good by itself


@dataclass(frozen=True, slots=True)
class Sign:
    """Whether a figure is a signal or noise: in two or three words, and in a part of a sentence."""

    code: SignalCode
    short: str  # "as usual", "unusually low"
    text: str  # "within its usual range", "signal: above its usual range, 41 to 66"


@dataclass(frozen=True, slots=True)
class State:
    """The verdict: a code (the template draws its shape) and its word in the reader's language."""

    code: StateCode
    word: str


@dataclass(frozen=True, slots=True)
class SparkPoint:
    """One period of a sparkline; `value` None where there is none."""

    label: str
    value: float | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Spark:
    """Thirteen periods in small, with the target of the last one; `sentence` says the same in words."""

    points: tuple[SparkPoint, ...]
    target: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure with everything it is measured against: a card of the first page, a row of the scorecard.

    `note` says what a reader must know before reading the value ("Last mature month: July 2026").
    `latest` is the provisional figure of the report's own period, where `value` is an earlier, mature one.
    """

    kpi: str
    label: str
    value: Figure
    when: str  # the period of `value`, "October 2026"
    target: Figure | None
    attainment: Figure | None  # value: 0.96, text: "96 %"
    state: State
    previous: Change | None
    year_ago: Change | None
    spark: Spark
    note: str = ""
    latest: Figure | None = None
    to_date: Figure | None = None
    to_date_target: Figure | None = None
    to_date_state: State | None = None
    revised: str = ""  # that its target was another before, and why: "revised; was €2,400,000"
    sign: Sign | None = None
    benchmark: str = ""  # "Benchmark 12%"
    benchmark_source: str = ""  # who says so
    sentence: str = ""  # the whole standing in one sentence, for screen readers and text versions


@dataclass(frozen=True, slots=True)
class ScorecardGroup:
    """Rows of the scorecard under one heading, worst first."""

    title: str
    rows: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period of a trend."""

    label: str  # "Oct.": short enough for an axis; empty where it is one of many weeks
    value: float | None
    text: str
    year_ago: float | None
    target: float | None
    provisional: bool = False
    year: str = ""  # under the first label of a year
    usual: tuple[float, float] | None = None  # between what it usually lies
    benchmark: float | None = None


@dataclass(frozen=True, slots=True)
class TrendEvent:
    """What happened in a period of a trend, counted from 0: its text, or the number of a note."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A KPI over time. `title` says the message, `subtitle` names KPI and unit, `alt` says it all in words.

    `words` holds the fixed labels in the reader's language: actual, last_year, target, provisional, benchmark.
    """

    kpi: str
    title: str
    subtitle: str
    unit: Unit
    points: tuple[TrendPoint, ...]
    words: dict[str, str]
    alt: str
    events: tuple[TrendEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One segment of a breakdown."""

    label: str
    kind: SegmentKind
    value: float | None
    text: str
    year_ago: float | None
    target: float | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A KPI by one dimension, largest first; the total is shown where the parts add up to it."""

    kpi: str
    title: str
    subtitle: str
    unit: Unit
    bars: tuple[Bar, ...]
    words: dict[str, str]
    alt: str


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """One step of a funnel; `between` stands above it, and says what it is of the step before."""

    label: str
    value: float | None
    text: str
    previous: float | None
    between: str = ""  # "34.9% (−5.2 pts)", "not the same people"; empty above the first
    narrowest: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """Counts as steps, the first on top; `words` names the period, the one before it, and what is provisional."""

    title: str
    subtitle: str
    bars: tuple[FunnelBar, ...]
    words: dict[str, str]
    alt: str


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One step in figures: then and now, its share of the step before, and the period that is not final yet."""

    label: str
    value: Figure
    previous: Figure
    rate: Figure | None
    previous_rate: Figure | None
    change: Change | None
    latest: Figure | None = None
    note: str = ""  # why there is no rate


@dataclass(frozen=True, slots=True)
class FunnelTable:
    """The numbers of a funnel; `heads` are of its columns, `latest` included where there is such a column."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[FunnelRow, ...]
    has_latest: bool = False


@dataclass(frozen=True, slots=True)
class ChartFigure:
    """A drawn chart: SVG (ids unique in the document), its heading and the sentence that says the same."""

    id: str
    title: str
    subtitle: str
    svg: str
    alt: str
    note: str = ""
    narrow: str = ""  # the same chart drawn for a phone, where `svg` takes the whole width of a page


@dataclass(frozen=True, slots=True)
class SegmentCell:
    """One KPI of one segment, with its change to the year before and its state where it has a target."""

    figure: Figure
    year_ago: Change | None = None
    state: State | None = None
    share: float | None = None  # of the largest in its column, 0 to 1, for the bar behind the number
    benchmark: str = ""  # "Benchmark 12%"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment (or the total) with a cell for each KPI of the table."""

    label: str
    kind: SegmentKind | Literal["total"]
    cells: tuple[SegmentCell, ...]


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """KPIs by a dimension: one column a KPI. `note` says what the rows leave out ("20 of 312")."""

    id: str
    title: str
    dimension: str
    columns: tuple[str, ...]  # labels with their unit
    rows: tuple[SegmentRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """The head of a column: a segment of the second dimension."""

    label: str
    kind: SegmentKind


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One figure, without the unit that its table names; `shade`, 0 to 1, compares it with the other segments'."""

    figure: Figure
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One segment of the first dimension (or the total), a cell for each column, and its total last."""

    label: str
    kind: SegmentKind | Literal["total"]
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A KPI by two dimensions, with totals in both directions; the last row holds those of the columns."""

    id: str
    title: str
    subtitle: str
    rows_of: str
    columns_of: str
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    total: str  # the word over the last column
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """A change with the figure that it is measured from; of a longer stretch with its own figure, too."""

    value: str
    change: Change | None
    other: str
    reason: str = ""  # why nothing can be compared


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A KPI with a cell for each comparison; `when` is the period of its value where that is not the report's."""

    label: str
    when: str
    value: Figure
    cells: tuple[ComparisonCell, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """KPIs in rows, what they are compared with in columns; `note` says in which unit changes are."""

    id: str
    title: str
    period: str
    columns: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    note: str


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
    text: tuple[Block, ...] = ()  # what somebody wrote about it
    comparisons: ComparisonTable | None = None
    beside: bool = False  # whether the text stands beside the first chart, or above all of them


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
    """A KPI in words and as written."""

    kpi: str
    label: str
    sentence: str
    formula: str
    unit: str
    details: tuple[tuple[str, str], ...] = ()  # (word, value): counted on, direction, owner, source, …


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What is done about a KPI or a segment of it; `status` is its state, of which an open one may be late.

    `verdict` is where the KPI stands, `word` says the status: "late by 12 days", "done on Oct 20, 2026".
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
    verdict: State | None = None


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
    """The whole report in one language. `attachments` are file name and bytes, put into the PDF."""

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
    attained: str = ""  # how far all objectives together are attained, in a sentence or two
    footnotes: tuple[str, ...] = ()  # what holds of the whole report: what "provisional" means, currency, …
    generator: str = ""
    insights: tuple[str, ...] = ()  # sentences under the headline
    attachments: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
