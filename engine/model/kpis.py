"""KPIs as written, and as checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.benchmarks import BenchmarkSpec
from engine.model.formula import Expression, Formula
from engine.model.period import Grain, Period, Window
from engine.model.tests import KpiTest
from engine.model.unit import Number, Unit
from engine.model.written import Keys, Text, Written

CountBy: TypeAlias = Literal["cohort", "event"]
OverTime: TypeAlias = Literal["sum", "last", "none"]


@dataclass(frozen=True, slots=True)
class Band:
    """The values that are good, both ends among them; more and less are not."""

    low: Decimal
    high: Decimal
    ends: tuple[Written, ...] = field(default=(), compare=False, repr=False)  # both as written

    def side(self, value: Number) -> float:
        """How far a value lies above the band, or as less than 0 below it; 0 inside."""
        exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
        return float(max(exact - Fraction(self.high), Fraction(0)) or min(exact - Fraction(self.low), Fraction(0)))

    def nearest(self, value: Number) -> Number:
        """The good value that lies next to a value: itself inside, an end of the band outside."""
        side = self.side(value)
        return self.high if side > 0 else self.low if side < 0 else value

    def misses(self, value: Number) -> float:
        """How far a value lies outside."""
        return abs(self.side(value))


Better: TypeAlias = Literal["higher", "lower"] | Band


def in_words(better: Better | None) -> str:
    """Which way is good, as one would say it: "higher", "between 20 and 30"; nothing where it is not said."""
    return f"between {better.low} and {better.high}" if isinstance(better, Band) else better or ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A stock: rows are open from the day `opened` to the day before `closed`."""

    opened: Written
    closed: Written
    undated: Literal["fail", "open", "drop"] = "fail"

    @property
    def day(self) -> Written:
        """The day without which a row has no time."""
        return self.opened


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stock in dated copies of the whole: of a period the rows of its last copy count, by its `day`."""

    day: Written


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
    base_date: Written | None = None  # the dataset's own day unless said
    event_date: Written | None = None
    count_by: CountBy = "cohort"


@dataclass(frozen=True, slots=True)
class RetentionSpec:
    """Entities with a row in the period so many years before, of which some have one again."""

    entity: Written
    years: int


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a typed figure stands after its period."""

    count: int
    unit: Grain


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure typed by hand for a period: its parts by name, or one without a name."""

    period: Written
    parts: tuple[tuple[Written, Decimal], ...]


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
    balance: Balance | Snapshot | None = None
    matures: int | None = None  # days
    window: Window | None = None
    conversion: ConversionSpec | None = None
    retention: RetentionSpec | None = None
    typed: tuple[TypedFigure, ...] | None = None
    over_time: OverTime | None = None
    hold_for: Hold | None = None
    when_zero: Decimal | None = None
    format: str | None = None
    precision: int | None = None
    better: Better | None = None
    owner: Text | None = None
    tags: tuple[str, ...] = ()
    source: Text | None = None
    benchmark: BenchmarkSpec | None = None
    private: bool = False
    replaces: bool = False
    library: bool = False
    tests: tuple[KpiTest, ...] = ()
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def written_in(self) -> str:
        """The file that it is written in; one of the library as `uses` names it."""
        return f"boardpack:{PurePath(self.place.file).stem}" if self.library else self.place.file


@dataclass(frozen=True, slots=True)
class Need:
    """A dataset that a KPI reads, with the columns that it names; those of a look-up as `join.column`."""

    dataset: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A checked conversion: the event's dataset, both days and conditions, and the columns that name an entity.

    `within` days: an entity is converted if it has an event from its base on that comes so soon; None: at all.
    Counted by `cohort`, those who converted stand in the period of their base; by `event`, in that of their event.
    """

    base_entity: str
    base_date: str
    event: str
    event_entity: str
    event_date: str
    base_where: Expression | None = None
    event_where: Expression | None = None
    within: int | None = None
    count_by: CountBy = "cohort"


@dataclass(frozen=True, slots=True)
class Retention:
    """A checked retention: a row counts so many years after its day, with whether its entity has a row again then.

    Rows are those for which `where` holds.
    """

    entity: str
    years: int
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure typed by hand: the period that it is of, and its parts."""

    period: Period
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A KPI's figures as they were typed, each with the same parts.

    Over time they add up (`sum`), or the last one stands for a longer period (`last`), or neither. `hold_for`: how long
    one stands after its own period, while no other is entered.
    """

    entries: tuple[Entry, ...]
    over_time: OverTime = "none"
    hold_for: Hold | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """A checked KPI: the spec, its formula's tree, and what follows from them.

    `formula` over a dataset holds aggregates, over typed figures their parts, otherwise references to other KPIs.
    `datasets` are those of files, at last, beneath it, and `dimensions` those that every dataset that it counts has.
    `adds_up`: over segments; `adds_up_over_time`: over periods too.
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
    typed: Typed | None = None
    dated: bool = True  # whether any row beneath it has a day to count on
    as_of_end: bool = False  # whether it sees all rows up to the data's end, whatever the period

    @property
    def id(self) -> str:
        """The KPI's id."""
        return self.spec.id
