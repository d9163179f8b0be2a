"""What was found in the files, and what is proposed of it, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.period import Grain


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person said; what is empty is proposed from the data."""

    language: str = ""
    every: Grain | None = None
    title: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column as it is proposed, from what that was concluded, and what is known of its values."""

    spec: ColumnSpec
    header: str
    note: str
    filled: int  # rows that have a value
    distinct: int
    common: tuple[str, ...] = ()  # the most frequent texts, the most frequent first
    first: date | None = None
    last: date | None = None

    @property
    def name(self) -> str:
        """The column's name in formulas."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset as it is proposed: `notes` are the evidence for its keys, by key; `left_out` are headers not read."""

    spec: DatasetSpec
    label: str
    path: Path
    rows: int
    columns: tuple[FoundColumn, ...]
    notes: dict[str, str] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    matched: dict[str, int] = field(default_factory=dict)  # rows that find their match, by look-up

    @property
    def key(self) -> str:
        """The column that names a row; empty where there is none."""
        return self.spec.key.text if self.spec.key else ""

    @property
    def day(self) -> FoundColumn | None:
        """The column of the day on which a row counts."""
        return self.column(self.spec.date.text) if self.spec.date else None

    def column(self, name: str) -> FoundColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class ProposedKpi:
    """A KPI, and from what it was concluded."""

    id: str
    label: str
    description: str
    dataset: str
    formula: str
    note: str
    format: str = ""
    better: str = ""
    adds_up: bool = True
    of: str = ""  # the column whose values it counts; empty where every row counts
    among: tuple[str, ...] = ()  # those of its values that count; every value where there are none
    value: str = ""  # of a share, that which it is the share of; none where the column says yes or no
    date: str = ""  # the day on which its rows count, where it is another than the dataset's
    date_note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A report over the datasets that were found."""

    id: str
    title: str
    company: str
    language: str
    every: Grain
    currency: str
    main: Found  # the dataset that the KPIs are of
    datasets: tuple[Found, ...]
    kpis: tuple[ProposedKpi, ...]
    dimension: str = ""
    segments: int = 0  # how many values the dimension has
    notes: dict[str, str] = field(default_factory=dict)
    left_out: tuple[Found, ...] = ()  # files in which nothing is counted or looked up
