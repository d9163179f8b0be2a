"""What the charts draw: points, bars and words of each, and the drawn chart. A bridge has a module of its own."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.unit import SegmentKind, Unit


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
    band: tuple[float, float] | None = None  # what is wanted, where that is no single target


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
class Panel:
    """One segment of small multiples: its trend; `text` is its last final figure, `at` the number of that point."""

    label: str
    kind: SegmentKind
    text: str
    points: tuple[float | None, ...]
    provisional: tuple[bool, ...]
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Multiples:
    """Trends of the segments of a KPI, all on one scale; `total` is that of all, where it is comparable with them.

    `first` and `last` name the periods at both ends.
    """

    kpi: str
    title: str
    subtitle: str
    unit: Unit
    panels: tuple[Panel, ...]
    total: tuple[float | None, ...]
    first: str
    last: str
    alt: str


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
    band: tuple[float, float] | None = None  # what is wanted, where that is no single target


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
class SharePoint:
    """One period of shares; without any, its column is left out."""

    label: str
    shares: tuple[float, ...]  # of each segment
    provisional: bool = False
    year: str = ""  # under the first label of a year


@dataclass(frozen=True, slots=True)
class ShareLayer:
    """One segment of shares over time: what it is called at the end, and its newest share."""

    label: str
    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class SharePicture:
    """A whole taken apart period by period; the layers stand on each other, the first one at the bottom."""

    kpi: str
    title: str
    subtitle: str
    points: tuple[SharePoint, ...]
    layers: tuple[ShareLayer, ...]
    words: dict[str, str]
    alt: str


@dataclass(frozen=True, slots=True)
class ScatterAxis:
    """One of the two KPIs of a scatter; `total` is its figure over all segments, where it is comparable with them."""

    title: str  # "Leads generated", "Signed revenue, €"
    unit: Unit
    total: float | None = None


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """One segment of a scatter; `open` is one that says little yet: provisional, or a share of few rows."""

    label: str
    kind: SegmentKind
    x: float
    y: float
    open: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    """Two KPIs of each segment against each other; `words` names the total."""

    title: str
    subtitle: str
    x: ScatterAxis
    y: ScatterAxis
    points: tuple[ScatterPoint, ...]
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
class ChartFigure:
    """A drawn chart: SVG (ids unique in the document), its heading and the sentence that says the same."""

    id: str
    title: str
    subtitle: str
    svg: str
    alt: str
    note: str = ""
    table: str = ""  # the id of the table of its numbers, which stands beneath it
    failed: bool = False  # it could not be drawn: its name stands here, and that it is missing
    wide: bool = False  # it takes a row to itself, though there is no drawing that does
    narrow: str = ""  # the same chart drawn for a phone, where `svg` takes the whole width of a page
