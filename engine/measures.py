"""How a KPI is made of measures: what the plan asks the backend to count and the evaluation puts together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from engine.model.data import Table
from engine.model.formula import Aggregate, Call, Constant, Expression, KpiRef, Type, walk
from engine.model.kpis import Conversion, Kpi, Retention
from engine.model.period import PERIOD, Period
from engine.model.plan import Measure, Population, Slice
from engine.model.segments import Dimensions
from engine.model.specs import Catalog
from engine.periods import Calendar


@dataclass(frozen=True, slots=True)
class Need:
    """A KPI over a dataset that another needs: in which slice, by which dimensions, from which period on."""

    kpi: Kpi
    slice: Slice
    dimensions: Dimensions
    first: int


# Where an entity of a conversion says whether it reached the event, and when; no column can be called so.
CONVERTED, CONVERTED_ON = "reached the event", "day of the event"
RETURNED = "came again"  # likewise, where a row of a retention says whether its entity did


def beneath(kpi: Kpi, catalog: Catalog) -> tuple[Kpi, ...]:
    """The KPIs that a KPI needs, itself last, each once."""
    found: dict[str, Kpi] = {}
    for node in walk(kpi.formula.root):
        if isinstance(node, KpiRef):
            found.update((part.id, part) for part in beneath(catalog.kpis[node.kpi], catalog))
    found[kpi.id] = kpi
    return tuple(found.values())


def timed(kpi: Kpi, slice: Slice) -> Slice:
    """The slice with the KPI's own window, unless whoever asks has said one: a whole's window holds for its parts."""
    return Slice(slice.grain, kpi.spec.window) if kpi.spec.window and slice.window == PERIOD else slice


def needs(kpi: Kpi, slice: Slice, dimensions: Dimensions, first: int, catalog: Catalog) -> Iterator[Need]:
    """Everything over a dataset that a KPI's values in a slice are made from."""
    slice = timed(kpi, slice)
    if kpi.spec.dataset is not None:
        yield Need(kpi, slice, dimensions, first)
    for part, back, total in references(kpi.formula.root):
        yield from needs(catalog.kpis[part], slice, () if total else dimensions, first - back, catalog)


def references(node: Expression) -> Iterator[tuple[str, int, bool]]:
    """The other KPIs in a formula: which, how many periods back (LAG), and whether as a total (TOTAL)."""
    match node:
        case KpiRef():
            yield node.kpi, 0, False
        case Call(function="LAG", arguments=(KpiRef(kpi=kpi), Constant(value=int(back)))):
            yield kpi, back, False
        case Call(function="TOTAL", arguments=(KpiRef(kpi=kpi),)):
            yield kpi, 0, True
        case Call():
            for part in node.arguments:
                yield from references(part)
        case _:
            return


def ratio(root: Expression) -> tuple[Expression, Expression] | None:
    """Numerator and denominator where a formula is a division, up to constant factors."""
    match root:
        case Call(function="/", arguments=(top, bottom)) if not isinstance(bottom, Constant):
            return top, bottom
        case Call(function="/", arguments=(inner, Constant())):
            return ratio(inner)
        case Call(function="*", arguments=(Constant(), inner) | (inner, Constant())):
            return ratio(inner)
        case Call(function="NEGATE", arguments=(inner,)):
            return ratio(inner)
        case _:
            return None


def scale(root: Expression) -> Fraction:
    """What a ratio is multiplied by: its constant factors."""
    match root:
        case Call(function="/", arguments=(inner, Constant(value=int() | Decimal() as divisor))):
            return scale(inner) / Fraction(divisor)
        case Call(function="*", arguments=(Constant(value=int() | Decimal() as factor), inner)):
            return scale(inner) * Fraction(factor)
        case Call(function="*", arguments=(inner, Constant(value=int() | Decimal() as factor))):
            return scale(inner) * Fraction(factor)
        case Call(function="NEGATE", arguments=(inner,)):
            return -scale(inner)
        case _:
            return Fraction(1)


def population(kpi: Kpi, catalog: Catalog) -> Population:
    """The rows that a KPI over a dataset counts, and when they count."""
    assert kpi.spec.dataset is not None
    dataset = catalog.specs.datasets[kpi.spec.dataset.text]
    if kpi.spec.balance is not None:
        return Population(dataset.id, balance=kpi.spec.balance)
    if kpi.conversion is not None:
        return Population(dataset.id, date=kpi.conversion.base_date, conversion=kpi.conversion)
    written = kpi.spec.date or dataset.date
    return Population(dataset.id, date=written.text if written else "", retention=_retention(kpi))


def _retention(kpi: Kpi) -> Retention | None:
    asked = kpi.spec.retention
    return Retention(asked.entity.text, asked.years, kpi.where.root if kpi.where else None) if asked else None


def base_of(kpi: Kpi, period: Period, calendar: Calendar) -> Period:
    """The period whose rows a figure begins with: its own, but for a retention, which looks years back."""
    return calendar.year_ago(period, kpi.spec.retention.years) if kpi.spec.retention else period


def populations(kpi: Kpi, catalog: Catalog) -> dict[Population, tuple[Measure, ...]]:
    """All measures of a KPI over a dataset by the rows that they count.

    They are the same rows for all, but in a conversion that is counted by its event: there those who reached it stand
    at its day, and the base at its own.
    """
    found: dict[Population, tuple[Measure, ...]] = {}
    for measure in measures_of(kpi):
        own = population(kpi, catalog)
        if kpi.conversion is not None and kpi.conversion.count_by == "event" and measure.where is not None:
            own = replace(own, date=CONVERTED_ON)
        found[own] = (*found.get(own, ()), measure)
    return found


def aged_population(kpi: Kpi, catalog: Catalog) -> Population | None:
    """A conversion's cohorts when they were as old as the report's is at the data's end: what a young one is held to.

    None where the event's day is not known, where no cohort is ever young, and for what looks at several cohorts.
    """
    if kpi.conversion is None or kpi.conversion.count_by == "event" or kpi.matures is None or kpi.spec.window:
        return None
    return replace(population(kpi, catalog), aged=True)


def age(conversion: Conversion, tables: Mapping[str, Table], reported: Period) -> int | None:
    """How many days after the reported period the events end; None where they end before it does."""
    table = tables.get(conversion.event)
    if table is None or table.coverage is None or table.coverage.last < reported.last_day:
        return None
    return (table.coverage.last - reported.last_day).days


def measures_of(kpi: Kpi) -> tuple[Measure, ...]:
    """All measures of a KPI over a dataset: those of its aggregates, and the number of rows behind it."""
    found: dict[Measure, None] = {rows_measure(kpi): None}
    for node in walk(kpi.formula.root):
        if isinstance(node, Aggregate):
            found.update(dict.fromkeys(composition(kpi, node)))
    return tuple(found)


def rows_measure(kpi: Kpi) -> Measure:
    """The number of rows that a KPI counts at all."""
    return Measure("ROWS", where=kpi.where.root if kpi.where else None)


def composition(kpi: Kpi, node: Aggregate) -> tuple[Measure, ...]:
    """The measures that one aggregate is made of.

    COUNT_IF is a count of rows; AVG is a sum and a count, so that it can show both; a SUM over a column that may
    be empty needs to know whether there were rows, and values.
    """
    return parts_of(node, both(kpi.where.root if kpi.where else None, node.where))


def parts_of(node: Aggregate, where: Expression | None) -> tuple[Measure, ...]:
    """The measures of an aggregate over the rows for which `where` holds."""
    argument = node.argument
    match node.function:
        case "COUNT":
            return (Measure("ROWS", where=where) if argument is None else Measure("VALUES", argument, where),)
        case "COUNT_DISTINCT":
            return (Measure("DISTINCT", argument, where),)
        case "COUNT_IF":
            return (Measure("ROWS", where=both(where, argument)),)
        case "SUM":
            total = Measure("SUM", argument, where)
            if argument is None or not argument.type.nullable:
                return (total,)
            return total, Measure("VALUES", argument, where), Measure("ROWS", where=where)
        case "AVG":
            return Measure("SUM", argument, where), Measure("VALUES", argument, where)
        case "MIN":
            return (Measure("MIN", argument, where),)
        case "MAX":
            return (Measure("MAX", argument, where),)
        case "QUANTILE_CONT":
            return (Measure("QUANTILE", argument, where, node.parameter),)
        case "STDDEV":
            return (Measure("STDDEV", argument, where),)
        case "MEDIAN":
            return (Measure("MEDIAN", argument, where),)
        case other:
            raise AssertionError(f"no measures for {other}")


def in_both(kpi: Kpi, other: Kpi, catalog: Catalog) -> Measure | None:
    """The rows that two KPIs both count; None where they do not count rows of one dataset at the same time.

    Distinct values, a sum, or what is made of other KPIs: none has rows of which that could be said.
    """
    if not (_counts_rows(kpi) and _counts_rows(other)) or kpi.spec.window != other.spec.window:
        return None
    if population(kpi, catalog) != population(other, catalog):
        return None
    return Measure("ROWS", where=both(_counted(kpi), _counted(other)))


def _counts_rows(kpi: Kpi) -> bool:
    root = kpi.formula.root
    counts = isinstance(root, Aggregate) and root.function in ("COUNT", "COUNT_IF")
    return counts and kpi.conversion is None and kpi.spec.dataset is not None


def _counted(kpi: Kpi) -> Expression | None:
    """What is true of each row that a count of rows counts; None: nothing needs to be."""
    root = kpi.formula.root
    assert isinstance(root, Aggregate)
    within = both(kpi.where.root if kpi.where else None, root.where)
    if root.function == "COUNT_IF":
        return both(within, root.argument)
    if root.argument is None or not root.argument.type.nullable:
        return within
    logic = Type("boolean")
    filled = Call("NOT", (Call("IS NULL", (root.argument,), logic),), logic)
    return both(within, filled)


def both(left: Expression | None, right: Expression | None) -> Expression | None:
    """Both conditions at once."""
    if left is None or right is None:
        return left if right is None else right
    return Call("AND", (left, right), Type("boolean", left.type.nullable or right.type.nullable))
