"""What people wrote in YAML, typed and frozen: datasets, KPIs, objectives, the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.document import Unit
from engine.model.formula import Expression, Formula, Type
from engine.model.period import Grain, Window

Output: TypeAlias = Literal["pdf", "html", "json"]
Day: TypeAlias = date  # a dataset has a field of that name
KeyRepeats: TypeAlias = Literal["error", "last_file", "first_file"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or several languages, as (language, text); a text without a language has the language ""."""

    versions: tuple[tuple[str, str], ...]

    def in_(self, language: str) -> str:
        """The text in a language; else in English, else the first one there is."""
        versions = dict(self.versions)
        return versions.get(language) or versions.get("en") or self.versions[0][1]


@dataclass(frozen=True, slots=True)
class Written:
    """A word that a person wrote, with its place: a reference to something by its id."""

    text: str
    place: Place
    exact: bool = True  # a place inside the text can be counted from its start

    def at(self, start: int, length: int) -> Place:
        """The place of a part of the text."""
        return self.place.shifted(start, length) if self.exact else self.place


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written."""

    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    encoding: str = "utf-8"
    null_values: tuple[str, ...] = ("",)
    skip_top: int = 0


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A declared column: its type, its possible headers in the file, and what must hold of its values."""

    name: str
    type: Type
    headers: tuple[str, ...]
    place: Place
    format: str = ""
    values: tuple[str, ...] = ()
    read_as: Literal["", "percent", "duration"] = ""  # how it is written, where in formulas it is a number
    locale: str = ""  # of the months' names in `format`
    map: tuple[tuple[str, str], ...] = ()  # value in the file, and what it becomes
    true_values: tuple[str, ...] = ()
    false_values: tuple[str, ...] = ()
    min: Decimal | date | None = None
    max: Decimal | date | None = None

    @property
    def reads(self) -> str:
        """The type as it was declared."""
        return self.read_as or self.type.kind


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """The sheet of a spreadsheet, its first where it has no name, and the line of its header, from 1."""

    sheet: str = ""
    header: int = 1


@dataclass(frozen=True, slots=True)
class JoinSpec:
    """A many-to-one look-up: rows of `to` whose key equals the column `on` here."""

    name: str
    to: Written
    on: Written


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """A table of rows, as declared."""

    id: str
    place: Place
    source: Written
    folder: Path  # what `source` is relative to
    columns: tuple[ColumnSpec, ...]
    csv: CsvDialect = CsvDialect()
    key: Written | None = None
    date: Written | None = None
    where: Written | None = None
    joins: tuple[JoinSpec, ...] = ()
    dimensions: tuple[tuple[str, Written], ...] = ()
    covers_from: Day | None = None
    covers_to: Day | None = None
    fresh_within: int = 0  # days
    key_repeats: KeyRepeats = "error"
    xlsx: SheetSpec | None = None

    def column(self, name: str) -> ColumnSpec | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def join(self, name: str) -> JoinSpec | None:
        """The join of that name."""
        return next((join for join in self.joins if join.name == name), None)


@dataclass(frozen=True, slots=True)
class DimensionSpec:
    """What a dimension and its values are called."""

    id: str
    place: Place
    label: Text
    values: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """A stock: rows are open from the day `opened` to the day before `closed`."""

    opened: Written
    closed: Written
    undated: Literal["fail", "open", "drop"] = "fail"


@dataclass(frozen=True, slots=True)
class ConversionSpec:
    """Entities of one dataset that reach another: base and event, each with its own condition, and who they are."""

    base: Written
    event: Written
    base_entity: Written
    event_entity: Written
    base_where: Written | None = None
    event_where: Written | None = None
    within: int | None = None  # days


@dataclass(frozen=True, slots=True)
class KpiSpec:
    """A definition as written; its formula is still text."""

    id: str
    place: Place
    label: Text
    formula: Written
    description: Text | None = None
    dataset: Written | None = None
    where: Written | None = None
    date: Written | None = None
    balance: Balance | None = None
    matures: int | None = None  # days
    window: Window | None = None
    conversion: ConversionSpec | None = None
    when_zero: Decimal | None = None
    format: str | None = None
    precision: int | None = None
    better: Literal["higher", "lower"] | None = None
    owner: str = ""
    tags: tuple[str, ...] = ()
    source: Text | None = None
    private: bool = False
    replaces: bool = False
    library: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveSpec:
    """A target for a fiscal year, in the KPI's unit; `by` holds (dimension, segment, target)."""

    kpi: Written
    place: Place
    period: Written
    target: Decimal
    target_text: str = ""  # as written: "25%" or "0.25"
    by: tuple[tuple[Written, Written, Decimal], ...] = ()
    on_track: Decimal = Decimal(1)
    at_risk: Decimal = Decimal("0.9")
    owner: str = ""

    @property
    def year(self) -> int:
        """The fiscal year."""
        return int(self.period.text)


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A picture of a section: a KPI over time or by one dimension."""

    kind: Literal["trend", "breakdown"]
    kpi: Written
    by: Written | None = None
    periods: int = 13


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A part of the report; `scorecard` is None, "all", or KPIs."""

    title: Text
    place: Place
    cards: tuple[Written, ...] = ()
    scorecard: Literal["all"] | tuple[Written, ...] | None = None
    kpis: tuple[Written, ...] = ()
    by: Written | None = None
    charts: tuple[ChartSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What to show, for which period, in which language."""

    id: str
    place: Place
    path: Path
    title: Text
    company: str
    every: Grain
    language: str
    sections: tuple[SectionSpec, ...]
    currency: str = ""
    timezone: str = "UTC"
    week_start: int = 0  # Monday is 0
    fiscal_year_start: int = 1  # January is 1
    accent: str = "#1d4e6f"
    page: str = "A4"
    outputs: tuple[Output, ...] = ("pdf", "html", "json")


@dataclass(frozen=True, slots=True)
class Specs:
    """Everything that one report uses, as read; ids are unique in each kind."""

    report: ReportSpec
    datasets: dict[str, DatasetSpec] = field(default_factory=dict)
    dimensions: dict[str, DimensionSpec] = field(default_factory=dict)
    kpis: dict[str, KpiSpec] = field(default_factory=dict)
    objectives: tuple[ObjectiveSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """A checked conversion: the event's dataset, its day and condition, and the columns that name an entity.

    `within` days: an entity is converted if it has an event from its base on that comes so soon; None: at all.
    """

    base_entity: str
    event: str
    event_entity: str
    event_date: str
    base_where: Expression | None = None
    event_where: Expression | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """A checked KPI: the spec, its formula's tree, and what follows from them.

    `formula` over a dataset holds aggregates, otherwise references to other KPIs. `dimensions` are those that
    every dataset beneath it has. `adds_up`: over segments; `adds_up_over_time`: over periods too.
    """

    spec: KpiSpec
    formula: Formula
    where: Formula | None
    unit: Unit
    datasets: frozenset[str]
    dimensions: frozenset[str]
    adds_up: bool
    adds_up_over_time: bool
    matures: int | None
    conversion: Conversion | None = None
    dated: bool = True  # whether any row beneath it has a day to count on

    @property
    def id(self) -> str:
        """The KPI's id."""
        return self.spec.id


@dataclass(frozen=True, slots=True)
class Catalog:
    """The checked whole: every KPI that the report uses, in an order in which parts come before wholes."""

    specs: Specs
    kpis: dict[str, Kpi]
    row_filters: dict[str, Formula]  # a dataset's own `where`

    @property
    def report(self) -> ReportSpec:
        """The report."""
        return self.specs.report
