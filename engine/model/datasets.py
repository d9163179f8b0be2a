"""Datasets as people declared them in YAML, typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.formula import Column, Formula, Type, walk
from engine.model.written import Keys, Text, Written

Day: TypeAlias = date  # a dataset has a field of that name
# The words of true and false, in lower case, where a column does not declare its own.
TRUE = ("true", "yes", "1")
FALSE = ("false", "no", "0")

KeyRepeats: TypeAlias = Literal["error", "last_file", "first_file"]

NOT_READ = (".xls", ".xlsm", ".xlsb", ".ods", ".gz", ".zip")  # files that hold data and cannot be read


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written."""

    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    encoding: str = "utf-8"
    null_values: tuple[str, ...] = ("",)
    skip_top: int = 0
    declared: bool = field(default=False, compare=False, repr=False)  # somebody has said how numbers are marked


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
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def reads(self) -> str:
        """The type as it was declared."""
        return self.read_as or self.type.kind

    @property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words for true and for false: those that are declared, else the usual ones, in lower case."""
        yes = tuple(word.strip().lower() for word in self.true_values)
        no = tuple(word.strip().lower() for word in self.false_values)
        return yes or tuple(word for word in TRUE if word not in no), no or tuple(w for w in FALSE if w not in yes)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """The sheet of a spreadsheet, its first where it has no name, and the line of its header, from 1."""

    sheet: str = ""
    header: int = 1


@dataclass(frozen=True, slots=True)
class JoinSpec:
    """A many-to-one look-up: the row of `to` whose key equals the column `on` here, and which holds on the day `at`."""

    name: str
    to: Written
    on: Written
    at: Written | None = None

    @property
    def asks_with(self) -> tuple[str, ...]:
        """The columns here that a row is looked up by; where one of them is empty, the row is (missing)."""
        return (self.on.text, self.at.text) if self.at else (self.on.text,)


@dataclass(frozen=True, slots=True)
class Validity:
    """The columns that say from which day a row holds, and from which it no longer does."""

    start: Written
    end: Written


@dataclass(frozen=True, slots=True)
class Making:
    """How a dataset is made of another: one row for each value of `per`, with columns that are formulas over rows."""

    base: Written
    per: tuple[Written, ...]
    columns: tuple[tuple[str, Place, Written], ...]
    where: Written | None = None


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """A table of rows, as declared; the columns of one that is made of another follow from its formulas."""

    id: str
    place: Place
    source: Written  # files, or the dataset that it is made of
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
    valid: Validity | None = None
    making: Making | None = None
    keys: Keys = field(default=Keys(), compare=False, repr=False)  # where what is said of it stands

    @property
    def names_rows_by(self) -> str:
        """The column whose values stand in one row each; empty where there is none."""
        return self.key.text if self.key and not self.valid else ""

    def column(self, name: str) -> ColumnSpec | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def join(self, name: str) -> JoinSpec | None:
        """The join of that name."""
        return next((join for join in self.joins if join.name == name), None)


@dataclass(frozen=True, slots=True)
class Derivation:
    """A checked dataset that is made of another: a row for each `per` among the rows of `base` that `where` keeps."""

    dataset: str
    base: str
    per: tuple[str, ...]
    columns: tuple[tuple[str, Formula], ...]
    where: Formula | None = None

    @property
    def joins(self) -> frozenset[str]:
        """The look-ups of the base that its formulas use."""
        formulas = [formula for _, formula in self.columns] + ([self.where] if self.where else [])
        nodes = (node for formula in formulas for node in walk(formula.root))
        return frozenset(node.join for node in nodes if isinstance(node, Column) and node.join)


@dataclass(frozen=True, slots=True)
class DimensionSpec:
    """What a dimension and its values are called."""

    id: str
    place: Place
    label: Text
    values: tuple[tuple[str, Text], ...] = ()
