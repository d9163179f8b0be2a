"""What people wrote in YAML, typed and frozen: the report, and the checked whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.actions import ActionSpec, EventSpec
from engine.model.benchmarks import BenchmarkSpec
from engine.model.commentary import Commentary, CommentarySpec
from engine.model.comparisons import Compared
from engine.model.datasets import DatasetSpec, Derivation, DimensionSpec
from engine.model.formula import Formula
from engine.model.insights import Insight, InsightSpec
from engine.model.kpis import Kpi, KpiSpec
from engine.model.objectives import ObjectiveSpec, TargetFile, TargetInput
from engine.model.own_charts import OwnChart
from engine.model.period import Grain
from engine.model.segments import MOST_PANELS, MOST_SHARES, Dimensions, across
from engine.model.signs import Against
from engine.model.theme import Logo, OwnTemplates
from engine.model.written import Keys, Text, Written

Output: TypeAlias = Literal["pdf", "html", "json", "xlsx", "email"]
# What a PDF promises: to be read aloud, or to be read in many years.
PdfVariant: TypeAlias = Literal["pdf/ua-1", "pdf/a-3u"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A picture of a section: a KPI over time, by one dimension or two, its change or shares by one; several together.

    `grain` None is the report's own; `top`: its largest segments only; `against` None: the year before, where that is
    known, or else the previous period.
    """

    kind: Literal["trend", "breakdown", "share", "scatter", "multiples", "bridge", "funnel", "chart"]
    kpi: Written  # of several the first one
    by: tuple[Written, ...] = ()
    periods: int = 13
    grain: Grain | None = None
    top: int | None = None
    steps: tuple[Written, ...] = ()
    against: Against | None = None
    together: tuple[Written, ...] = ()  # of a scatter from left to right, and upwards; the data of one of people's own
    own: OwnChart | None = None
    keys: Keys = field(default=Keys(), compare=False, repr=False)

    @property
    def kpis(self) -> tuple[Written, ...]:
        """Every KPI that it shows, in order."""
        return self.steps or self.together or (self.kpi,)

    @property
    def dimensions(self) -> Dimensions:
        """What the KPI is cut by."""
        most = {"share": MOST_SHARES, "multiples": MOST_PANELS}.get(self.kind)
        return across(self.by, self.top or most, self.kpi.text)


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A part of the report; `scorecard` is None, "all", or KPIs. `by` and `top` are of the table of its `kpis`."""

    title: Text
    place: Place
    cards: tuple[Written, ...] = ()
    scorecard: Literal["all"] | tuple[Written, ...] | None = None
    scorecard_by: Written | None = None  # a dimension: a block of it for each segment that has targets
    kpis: tuple[Written, ...] = ()
    by: tuple[Written, ...] = ()
    charts: tuple[ChartSpec, ...] = ()
    top: int | None = None
    text: Written | None = None  # the path of its commentary
    on_error: Literal["stop", "placeholder"] = "stop"  # or is what fails in it named in its place
    comparisons: tuple[Compared, ...] = ()  # what its KPIs are compared with, in a table
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def spare(self) -> bool:
        """Whether the rest is made where a part of it fails."""
        return self.on_error == "placeholder"

    @property
    def listed(self) -> tuple[Written, ...]:
        """The KPIs that its scorecard names."""
        return self.scorecard if isinstance(self.scorecard, tuple) else ()

    @property
    def dimensions(self) -> Dimensions:
        """What its KPIs are cut by: the largest segments are the first KPI's, so that a table has one set of rows."""
        return across(self.by, self.top, self.kpis[0].text) if self.kpis else ()


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What to show, for which period, in which language."""

    id: str
    place: Place
    path: Path
    title: Text
    company: Text
    every: Grain
    language: str
    sections: tuple[SectionSpec, ...]
    currency: str = ""
    timezone: str = "UTC"
    week_start: int = 0  # Monday is 0
    fiscal_year_start: int = 1  # January is 1
    accent: str = "#1d4e6f"
    logo: Written | None = None  # its path, from the report's folder
    templates: Written | None = None  # their folder, from the report's own
    page: str = "A4"
    outputs: tuple[Output, ...] = ("pdf", "html", "json")
    pdf_variant: PdfVariant = "pdf/ua-1"
    insights: tuple[InsightSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Specs:
    """Everything that one report uses, as read; ids are unique in each kind."""

    report: ReportSpec
    datasets: dict[str, DatasetSpec] = field(default_factory=dict)
    dimensions: dict[str, DimensionSpec] = field(default_factory=dict)
    kpis: dict[str, KpiSpec] = field(default_factory=dict)
    objectives: tuple[ObjectiveSpec, ...] = ()
    target_files: tuple[TargetFile, ...] = ()
    target_inputs: tuple[TargetInput, ...] = field(default=(), compare=False)  # those files, as they were read
    actions: tuple[ActionSpec, ...] = ()
    events: tuple[EventSpec, ...] = ()
    commentary: tuple[CommentarySpec, ...] = ()
    strays: tuple[str, ...] = ()  # texts beside those of the commentary that no section names
    benchmarks: tuple[BenchmarkSpec, ...] = ()
    logo: Logo | None = None
    templates: OwnTemplates | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """Every KPI that the pages show, in their order, each once."""
        sections = self.report.sections
        ids = [card.text for section in sections for card in section.cards]
        if any(section.scorecard == "all" for section in sections):
            ids += [objective.kpi.text for objective in self.objectives]
        for section in sections:
            ids += [reference.text for reference in (*section.listed, *section.kpis)]
            ids += [kpi.text for chart in section.charts for kpi in chart.kpis]
        return tuple(dict.fromkeys(ids))

    def in_files(self, dataset: str) -> str:
        """The dataset whose files hold the rows: itself, or at last what it is made of."""
        passed = {dataset}
        while (making := self.datasets[dataset].making) and making.base.text in self.datasets.keys() - passed:
            dataset = making.base.text
            passed.add(dataset)
        return dataset


@dataclass(frozen=True, slots=True)
class Catalog:
    """The checked whole: every KPI that the report uses, in an order in which parts come before wholes."""

    specs: Specs
    kpis: dict[str, Kpi]
    row_filters: dict[str, Formula]  # a dataset's own `where`
    derivations: dict[str, Derivation] = field(default_factory=dict)  # those that others are made of come before them
    insights: tuple[Insight, ...] = ()
    commentary: tuple[Commentary, ...] = ()
    benchmarks: dict[str, BenchmarkSpec] = field(default_factory=dict)  # by their KPI

    @property
    def report(self) -> ReportSpec:
        """The report."""
        return self.specs.report

    @property
    def shown(self) -> tuple[str, ...]:
        """Every KPI that the pages show, in their order, each once."""
        return self.specs.shown

    def objectives(self, kpi: str) -> tuple[ObjectiveSpec, ...]:
        """The objectives of a KPI, in the order in which they are written."""
        return tuple(objective for objective in self.specs.objectives if objective.kpi.text == kpi)

    def owner(self, kpi: str, language: str) -> str:
        """Who answers for a KPI: as its definition says, else its objectives; empty where nobody does."""
        if (owner := self.specs.kpis[kpi].owner) is not None:
            return owner.in_(language)
        return ", ".join(sorted({objective.owner for objective in self.objectives(kpi)} - {""}))
