"""What names mean inside a formula: a dataset's columns inside aggregates, other KPIs outside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import did_you_mean, nearest
from engine.formula.problem import FormulaProblem
from engine.model.datasets import DatasetSpec
from engine.model.formula import Column, Constant, Expression, KpiRef, Span, Type


@dataclass(frozen=True)
class RowScope:
    """The columns of one dataset and, by join, of those that it looks up; `own_only` leaves the joins out."""

    dataset: DatasetSpec
    datasets: Mapping[str, DatasetSpec]
    own_only: bool = False

    def name(self, path: str, span: Span) -> Expression:
        """The column of that name, or a problem that names the nearest."""
        join, _, name = path.rpartition(".")
        owner = self._joined(join, span) if join else self.dataset
        if owner is None:
            return Constant(None, Type("null", nullable=True), span)
        column = owner.column(name)
        if column is None:
            message = f"dataset '{owner.id}' has no column '{name}'"
            hint = did_you_mean(name, (column.name for column in owner.columns))
            if near := owner.column(nearest(name, (column.name for column in owner.columns))):
                hint += f" ({near.place.file}:{near.place.line} declares it)"
            raise FormulaProblem("unknown-column", message, self._known_as(name, join, owner) or hint, span)
        kind = column.type
        # A row without a match has none of the other's values.
        return Column(name, Type(kind.kind, kind.nullable or bool(join), kind.scale, kind.currency), join, span)

    def _known_as(self, name: str, join: str, owner: DatasetSpec) -> str:
        """What a name stands for that is no column: a header of the file, a column of a look-up, a text."""
        called = next((column.name for column in owner.columns if name in column.headers), None)
        if called is not None:
            return f"that is its header in the file: here the column is called '{called}'"
        joins = () if join or self.own_only else owner.joins
        looked_up = next((other.name for other in joins if self._has(other.to.text, name)), None)
        if looked_up is not None:
            return f"it is a column of what '{looked_up}' looks up: write {looked_up}.{name}"
        return f"a text stands in quotes: '{name}'" if _is_a_text(name, owner) else ""

    def _has(self, dataset: str, column: str) -> bool:
        other = self.datasets.get(dataset)
        return other is not None and other.column(column) is not None

    def knows(self, path: str) -> bool:
        """Whether a column of that name is there."""
        return self.dataset.column(path) is not None

    def _joined(self, join: str, span: Span) -> DatasetSpec | None:
        """The dataset that a join looks up; None where the join itself has an issue."""
        if self.own_only:
            message = f"only columns of '{self.dataset.id}' itself can stand here, without the '{join}.' of a join"
            raise FormulaProblem("unknown-join", message, "name a column of the dataset's own", span)
        spec = self.dataset.join(join)
        if spec is None:
            message = f"dataset '{self.dataset.id}' has no join '{join}'"
            hint = did_you_mean(join, (other.name for other in self.dataset.joins))
            by_dataset = next((other.name for other in self.dataset.joins if other.to.text == join), None)
            if join == self.dataset.id:
                hint = f"its own columns stand without '{join}.'"
            elif by_dataset is not None:
                hint = f"the join with '{join}' is called '{by_dataset}': write {by_dataset}.…"
            raise FormulaProblem("unknown-join", message, hint, span)
        return self.datasets.get(spec.to.text)


def _is_a_text(name: str, dataset: DatasetSpec) -> bool:
    """Whether somebody seems to mean a value and no column: status = Won."""
    if any(name in column.values for column in dataset.columns):
        return True
    return name[:1].isupper() and not any(column.name[:1].isupper() for column in dataset.columns)


@dataclass(frozen=True)
class KpiScope:
    """The other KPIs; `type_of` gives a KPI's type or None where there is no such KPI.

    `unknown` says what is wrong with a name that is none, and what is meant.
    """

    type_of: Callable[[str], Type | None]
    known: Callable[[], list[str]]
    unknown: Callable[[str, list[str]], tuple[str, str]] = lambda name, known: (
        f"no KPI named '{name}'",
        did_you_mean(name, known),
    )

    def name(self, path: str, span: Span) -> Expression:
        """The KPI of that name, or a problem that names the nearest."""
        kind = self.type_of(path)
        if kind is None:
            raise FormulaProblem("unknown-kpi", *self.unknown(path, self.known()), span)
        return KpiRef(path, kind, span)

    def knows(self, path: str) -> bool:
        """Whether there is such a KPI."""
        return path in self.known()


@dataclass(frozen=True)
class PartScope:
    """The parts of figures typed by hand, with their types."""

    parts: Mapping[str, Type]

    def name(self, path: str, span: Span) -> Expression:
        """The part of that name, or a problem that names the nearest."""
        if path not in self.parts:
            hint = did_you_mean(path, self.parts) or "its parts are " + ", ".join(self.parts)
            raise FormulaProblem("unknown-part", f"the typed figures have no part '{path}'", hint, span)
        return Column(path, self.parts[path], span=span)

    def knows(self, path: str) -> bool:
        """Whether the figures have such a part."""
        return path in self.parts


@dataclass(frozen=True)
class GroupScope:
    """No names at all: what stands outside of aggregates in a dataset that is made of another."""

    def name(self, path: str, span: Span) -> Expression:
        """Always a problem."""
        message = f"'{path}' stands outside of an aggregate"
        raise FormulaProblem("name-here", message, "a dataset is made of another's rows, and knows no KPIs", span)

    def knows(self, path: str) -> bool:
        """Never."""
        return False


Scope: TypeAlias = RowScope | KpiScope | PartScope | GroupScope
