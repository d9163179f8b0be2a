"""A checked formula: a frozen tree of a few kinds of node, each with its type and its place in the text.

It is what `engine.formula` makes of sqlglot's tree once names, functions and types are known to be right.
Backends and the evaluation read it; nothing ever evaluates text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["string", "integer", "number", "money", "boolean", "date", "datetime", "null"]


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is; `scale` and `currency` are money's."""

    kind: Kind
    nullable: bool = False
    scale: int = 0
    currency: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether it can be added up."""
        return self.kind in ("integer", "number", "money")


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the formula's text a node stands."""

    start: int
    length: int


def _span() -> Span:
    return field(default=Span(0, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant as it was written."""

    value: Decimal | int | str | bool | date | None
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the dataset, or a part of a typed figure; `join` names the joined dataset that it comes from."""

    name: str
    type: Type
    join: str = ""
    span: Span = _span()

    @property
    def path(self) -> str:
        """The name as written: `amount`, `owner.team`."""
        return f"{self.join}.{self.name}" if self.join else self.name


@dataclass(frozen=True, slots=True)
class KpiRef:
    """Another KPI's value, of the same period and segment."""

    kpi: str
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator of the formula table over its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate over rows: `argument` None is COUNT(*); `where` is its FILTER."""

    function: str
    argument: Expression | None
    type: Type
    where: Expression | None = None
    span: Span = _span()
    parameter: Decimal | None = None  # a quantile's share


Expression: TypeAlias = Constant | Column | KpiRef | Call | Aggregate


def children(node: Expression) -> tuple[Expression, ...]:
    """The nodes directly beneath one node."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Aggregate):
        return tuple(part for part in (node.argument, node.where) if part is not None)
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything beneath it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)


def decimals(node: Expression) -> int:
    """The decimals that amounts of an expression may have: those of its columns, or of a finer constant in it."""
    own = node.type.scale if node.type.kind == "money" else 0
    if isinstance(node, Constant) and isinstance(node.value, Decimal):
        own = max(0, -int(node.value.normalize().as_tuple().exponent))
    return max([own, *map(decimals, children(node))])


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula with the text that it was written as."""

    text: str
    root: Expression
