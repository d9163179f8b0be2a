"""What names mean inside a formula: a dataset's columns inside aggregates, other KPIs outside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import did_you_mean
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
            if _is_a_text(name, owner):
                hint = f"a text stands in quotes: '{name}'"
            raise FormulaProblem("unknown-column", message, hint, span)
        kind = column.type
        # A row without a match has none of the other's values.
        return Column(name, Type(kind.kind, kind.nullable or bool(join), kind.scale, kind.currency), join, span)

    def _joined(self, join: str, span: Span) -> DatasetSpec | None:
        """The dataset that a join looks up; None where the join itself has an issue."""
        if self.own_only:
            message = f"only columns of '{self.dataset.id}' itself can stand here, and '{join}' is a join"
            raise FormulaProblem("unknown-join", message, "", span)
        spec = self.dataset.join(join)
        if spec is None:
            message = f"dataset '{self.dataset.id}' has no join '{join}'"
            hint = did_you_mean(join, (other.name for other in self.dataset.joins))
            raise FormulaProblem("unknown-join", message, hint, span)
        return self.datasets.get(spec.to.text)


def _is_a_text(name: str, dataset: DatasetSpec) -> bool:
    """Whether somebody seems to mean a value and no column: status = Won."""
    if any(name in column.values for column in dataset.columns):
        return True
    return name[:1].isupper() and not any(column.name[:1].isupper() for column in dataset.columns)


@dataclass(frozen=True)
class KpiScope:
    """The other KPIs; `type_of` gives a KPI's type or None where there is no such KPI."""

    type_of: Callable[[str], Type | None]
    known: Callable[[], list[str]]

    def name(self, path: str, span: Span) -> Expression:
        """The KPI of that name, or a problem that names the nearest."""
        kind = self.type_of(path)
        if kind is None:
            raise FormulaProblem("unknown-kpi", f"no KPI named '{path}'", did_you_mean(path, self.known()), span)
        return KpiRef(path, kind, span)


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


@dataclass(frozen=True)
class GroupScope:
    """No names at all: what stands outside of aggregates in a dataset that is made of another."""

    def name(self, path: str, span: Span) -> Expression:
        """Always a problem."""
        message = f"'{path}' stands outside of an aggregate"
        raise FormulaProblem("name-here", message, "a dataset is made of another's rows, and knows no KPIs", span)


Scope: TypeAlias = RowScope | KpiScope | PartScope | GroupScope
