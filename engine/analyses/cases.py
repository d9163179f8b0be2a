"""Few cases: between what a share of rows may truly lie, and whether so few rows say little.

A share is a ratio whose numerator provably counts some of the rows that its denominator counts. Its interval is
Wilson's (1927), which stays within 0 and 1 and holds for few rows too. Of any other ratio nothing of the kind is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.measures import both, population
from engine.model.formula import Aggregate, Call, Constant, Expression, KpiRef
from engine.model.kpis import Kpi
from engine.model.period import Window
from engine.model.plan import Population
from engine.model.results import Results, Value
from engine.model.signs import Cases, Key
from engine.model.specs import Catalog

CERTAINTY = 1.959963984540054  # standard deviations on both sides of the middle that hold 95 % of a normal
FEW = 30  # rows in the denominator


def cases(results: Results, catalog: Catalog) -> dict[Key, Cases]:
    """The interval of each value that is a share of rows."""
    shares = {id for id, kpi in catalog.kpis.items() if is_share(kpi, catalog)}
    found = ((key, cases_of(value)) for key, value in results.values.items() if value.kpi in shares)
    return {key: interval for key, interval in found if interval is not None}


def cases_of(value: Value) -> Cases | None:
    """The interval of a share; None where there is nothing to divide by."""
    some, of = value.numerator, value.denominator
    if value.value is None or not isinstance(some, int) or not isinstance(of, int) or not 0 <= some <= of or of == 0:
        return None
    return Cases(*wilson(some, of), few=of < FEW)


def wilson(some: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: E. B. Wilson, Probable inference, JASA 22 (1927)."""
    share, square = some / of, CERTAINTY**2
    middle = share + square / (2 * of)
    reach = CERTAINTY * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    # None and all of them are exactly the end: what is left there is rounding.
    return (0.0 if some == 0 else (middle - reach) / whole), (1.0 if some == of else (middle + reach) / whole)


def is_share(kpi: Kpi, catalog: Catalog) -> bool:
    """Whether a KPI's numerator counts some of the rows that its denominator counts, and that can be proven."""
    match kpi.formula.root:
        case Call(function="/", arguments=(top, bottom)):
            some, of = _counted(top, kpi, catalog), _counted(bottom, kpi, catalog)
            return some is not None and of is not None and some.among(of)
        case _:
            return False


@dataclass(frozen=True)
class _Counted:
    """The rows that a count counts: which there are, and what holds for them."""

    population: Population
    window: Window | None
    facts: tuple[_Fact, ...]

    def among(self, other: _Counted) -> bool:
        """Whether each of these rows is one of the other's."""
        same = (self.population, self.window) == (other.population, other.window)
        return same and all(any(fact.implies(wanted) for fact in self.facts) for wanted in other.facts)


@dataclass(frozen=True)
class _Fact:
    """A condition that holds: as it is; where `values` is given, that `node` is one of them; or that it is there."""

    node: Expression
    values: frozenset[object] | None = None
    present: bool = False

    def implies(self, other: _Fact) -> bool:
        """Whether the other holds wherever this does."""
        if other.present:
            return self.node == other.node if self.present or self.values is not None else other.node in _compared(self)
        if other.values is not None:
            return self.node == other.node and self.values is not None and self.values <= other.values
        return self == other


def _counted(node: Expression, kpi: Kpi, catalog: Catalog) -> _Counted | None:
    """What a count counts; None for everything that is none, or whose rows are not the same at any time."""
    match node:
        case Aggregate(function="COUNT" | "COUNT_IF"):
            if kpi.spec.dataset is None or (kpi.conversion is not None and kpi.conversion.count_by == "event"):
                return None
            where = both(kpi.where.root if kpi.where else None, node.where)
            facts = list(_facts(where)) if where is not None else []
            if node.argument is not None:
                own = _facts(node.argument) if node.function == "COUNT_IF" else [_Fact(node.argument, present=True)]
                facts += own
            return _Counted(population(kpi, catalog), kpi.spec.window, tuple(facts))
        case KpiRef():
            part = catalog.kpis[node.kpi]
            found = _counted(part.formula.root, part, catalog)
            return replace(found, window=kpi.spec.window or found.window) if found else None
        case Call(function="NULLIF", arguments=(inner, Constant(value=0))):
            return _counted(inner, kpi, catalog)
        case _:
            return None


def _facts(node: Expression) -> Iterator[_Fact]:
    """What holds wherever a condition does, each part of an AND by itself."""
    match node:
        case Call(function="AND"):
            for part in node.arguments:
                yield from _facts(part)
        case Call(function="NOT", arguments=(Call(function="IS NULL", arguments=(inner,)),)):
            yield _Fact(inner, present=True)
        case _:
            among = _one_of(node)
            yield _Fact(among[0], among[1]) if among else _Fact(node)


def _one_of(node: Expression) -> tuple[Expression, frozenset[object]] | None:
    """What must be one of which constants: x = 'a', x IN ('a', 'b'), x = 'a' OR x = 'b'."""
    match node:
        case Call(function="=", arguments=(inner, Constant(value=value)) | (Constant(value=value), inner)):
            return inner, frozenset([value])
        case Call(function="IN", arguments=(inner, *others)):
            values = [other.value for other in others if isinstance(other, Constant)]
            return (inner, frozenset(values)) if len(values) == len(others) else None
        case Call(function="OR"):
            parts = [_one_of(part) for part in node.arguments]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts) or any(inner != known[0][0] for inner, _ in known):
                return None
            return known[0][0], frozenset().union(*(values for _, values in known))
        case _:
            return None


def _compared(fact: _Fact) -> tuple[Expression, ...]:
    """What is compared in a condition: where that is empty, it does not hold."""
    node = fact.node
    return node.arguments if isinstance(node, Call) and node.function in ("<", "<=", ">", ">=", "<>", "=") else ()
