"""Whole formulas of KPIs, made by Hypothesis, with the rows that they are counted over.

For each aggregate its own; and the shapes that formulas have: several aggregates, nested ones, filters, empty groups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from hypothesis import strategies as st

from tests.backends import oracle
from tests.backends.by_function import BY_FUNCTION
from tests.backends.formulas import NUMERIC, OF_KIND, Made, Pair, constant, value, written
from tests.backends.oracle import Row

OCTOBERS = "e >= DATE '2026-10-01' AND e < DATE '2026-11-01'"


@dataclass(frozen=True)
class Case:
    """A KPI's formula and `where`, and rows."""

    formula: Pair
    where: Pair | None
    rows: list[Row]


# --- One aggregate -------------------------------------------------------------------------------------------

# What the language says of nothing: counts and sums over no rows are 0; a sum over empty values only has no value.
# {x} is the argument, {f} the filter.
DUCK = {
    "COUNT": "count({x}) FILTER (WHERE {f})",
    "COUNT_DISTINCT": "count(DISTINCT {x}) FILTER (WHERE {f})",
    "COUNT_IF": "count(*) FILTER (WHERE {f} AND ({x}))",
    "SUM": "(CASE WHEN count(*) FILTER (WHERE {f}) = 0 THEN 0 ELSE sum({x}) FILTER (WHERE {f}) END)",
    "AVG": "avg(({x})::DOUBLE) FILTER (WHERE {f})",
    "MIN": "min({x}) FILTER (WHERE {f})",
    "MAX": "max({x}) FILTER (WHERE {f})",
    "STDDEV": "stddev(({x})::DOUBLE) FILTER (WHERE {f})",
    "MEDIAN": "median(({x})::DOUBLE) FILTER (WHERE {f})",
    **{
        f"QUANTILE_CONT {share}": f"quantile_cont(({{x}})::DOUBLE, {share}) FILTER (WHERE {{f}})"
        for share in ("0", "0.25", "0.9", "1")
    },
}
TAKES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(DUCK, NUMERIC),
    **dict.fromkeys(("COUNT", "COUNT_DISTINCT"), tuple(OF_KIND)), "COUNT_IF": ("boolean",),
}  # fmt: skip


@cache
def aggregate(name: str, kinds: tuple[str, ...] = (), depth: int = 1) -> Made:
    """An aggregate over an expression, with and without a FILTER."""
    word, _, share = name.partition(" ")
    ours = "COUNT(DISTINCT {})" if name == "COUNT_DISTINCT" else f"{word}({{}}{', ' + share if share else ''})"

    def filled(x: Pair, condition: Pair | None) -> Pair:
        own = f" FILTER (WHERE {condition.ours})" if condition else ""
        its = f"({condition.duck})" if condition else "(TRUE)"
        return Pair(ours.format(x.ours) + own, DUCK[name].replace("{x}", x.duck).replace("{f}", its))

    argument = st.one_of([value(kind, depth) for kind in kinds or TAKES[name]])
    return st.builds(filled, argument, value("boolean", depth) | st.none())


# --- Between aggregates --------------------------------------------------------------------------------------


# Of floats it depends on the last bit whether two are equal.
CHOICES = {**dict.fromkeys(("COALESCE", "LEAST", "GREATEST", "CASE"), NUMERIC), "NULLIF": ("integer", "money")}


def beside_sums(kind: str) -> Made:
    """A constant; DuckDB's sums of money have no digit to spare, and round one with three decimals to them."""
    return constant(kind).filter(lambda made: made.ours != "0.125")


@cache
def one_aggregate(kind: str) -> Made:
    """An aggregate that gives a kind; what is a float in the end is none that is compared exactly."""
    same = [aggregate(name, (kind,), 0) for name in ("SUM", "MIN", "MAX")]
    if kind == "integer":
        return st.one_of([*same, *(aggregate(name, (), 0) for name in ("COUNT", "COUNT_DISTINCT", "COUNT_IF"))])
    if kind == "number":
        floats = ("AVG", "MEDIAN", "STDDEV", "QUANTILE_CONT 0.25")
        return st.one_of([*same, *(aggregate(name, (), 0) for name in floats)])
    return st.one_of(same)


@cache
def between(kind: str, depth: int) -> Made:
    """What stands between aggregates, to a depth."""
    if depth == 0:
        return one_aggregate(kind)
    return between(kind, depth - 1) | arithmetic(kind, depth) | choices(kind, depth)


@cache
def arithmetic(kind: str, depth: int) -> Made:
    """Aggregates that are added, taken away, multiplied, divided."""
    part = between(kind, depth - 1)
    other = part | beside_sums(kind)
    made = [
        *(st.builds(partial(written, f"({{}} {sign} {{}})"), part, other) for sign in ("+", "-")),
        *(part.map(partial(written, text)) for text in ("(-{})", "ABS({})")),
    ]
    if kind == "number":
        made.append(ratio(depth))
    if kind == "integer":
        made.append(st.builds(partial(written, "({} * {})"), part, other))
    return st.one_of(made)


@cache
def choice(name: str, kind: str, depth: int) -> Made:
    """One of several aggregates."""
    part = between(kind, depth - 1)
    other = part | beside_sums(kind)
    if name != "CASE":
        return st.builds(partial(written, f"{name}({{}}, {{}})"), part, other)
    long = st.builds(partial(written, "CASE WHEN {} THEN {} ELSE {} END"), condition(depth - 1), part, other)
    return long | st.builds(partial(written, "CASE WHEN {} THEN {} END"), condition(depth - 1), part)


def choices(kind: str, depth: int) -> Made:
    """Any of them."""
    return st.one_of([choice(name, kind, depth) for name in CHOICES if kind in CHOICES[name]])


@cache
def ratio(depth: int) -> Made:
    """A quotient, by what is exact: a divisor that is nearly nothing in floats is nothing here."""
    duck = "(({})::DOUBLE / nullif(({})::DOUBLE, 0))"
    pairs = (("integer", "integer"), ("money", "money"), ("money", "integer"), ("number", "integer"))
    return st.one_of(
        [
            st.builds(partial(written, "({} / {})", duck=duck), between(above, depth - 1), between(below, depth - 1))
            for above, below in pairs
        ]
    )


@cache
def condition(depth: int) -> Made:
    """A condition between aggregates, of what is exact."""
    compared = [
        st.builds(partial(written, f"({{}} {sign} {{}})"), one_aggregate(kind), one_aggregate(kind) | beside_sums(kind))
        for sign in ("=", "<>", "<", ">=")
        for kind in ("integer", "money")
    ]
    empty = st.builds(
        written,
        st.sampled_from(["({} IS NULL)", "({} IS NOT NULL)"]),
        st.one_of([one_aggregate(kind) for kind in NUMERIC]),
    )
    single = st.one_of([*compared, empty])
    if depth <= 0:
        return single
    several = [st.builds(partial(written, f"({{}} {word} {{}})"), single, single) for word in ("AND", "OR")]
    return single | st.one_of(several)


def of_numbers(make: Callable[[str, int], Made], depth: int) -> Made:
    """A formula of any kind of number."""
    return st.one_of([make(kind, depth) for kind in NUMERIC])


# --- Rows of which groups are empty --------------------------------------------------------------------------

NULLABLE = [name for name, (kind, _, _, _) in oracle.COLUMNS.items() if kind.nullable and name != "g"]


def elsewhere(data: list[Row]) -> list[Row]:
    """The rows of one segment out of October, so that there it has none."""
    return [{**row, "e": date(2026, 9, 15)} if row["g"] == "x" else row for row in data]


def blank(data: list[Row]) -> list[Row]:
    """The rows of one segment, and of no segment, without any value that may be missing."""
    return [row if row["g"] == "y" else {**row, **dict.fromkeys(NULLABLE)} for row in data]


def in_dates(depth: int) -> Made:
    """An aggregate over a function of dates."""
    made = [
        BY_FUNCTION[name](depth)
        for name in ("DATE_DIFF day", "DATE_DIFF month", "YEAR", "MONTH", "WEEK", "ISODOW", "HOUR")
    ]
    lasts = st.builds(partial(written, "({} <= {})"), value("datetime", depth), value("datetime", depth))
    return st.builds(
        lambda x, own: Pair(
            f"SUM({x.ours}) FILTER (WHERE {own.ours})", DUCK["SUM"].replace("{x}", x.duck).replace("{f}", own.duck)
        ),
        st.one_of(made), lasts,
    )  # fmt: skip


def cases(formula: Made, rows: st.SearchStrategy[list[Row]] = oracle.rows, depth: int = 1) -> st.SearchStrategy[Case]:
    """A formula over rows, with and without a `where`."""
    return st.builds(Case, formula, st.none() | value("boolean", depth), rows)


many = st.lists(oracle.row, min_size=4, max_size=9)
AGGREGATES = {name: cases(aggregate(name)) for name in DUCK}
SHAPES = {
    "arithmetic between aggregates": cases(of_numbers(arithmetic, 1)),
    **{
        f"{name} between aggregates": cases(st.one_of([choice(name, kind, 1) for kind in kinds]))
        for name, kinds in CHOICES.items()
    },
    "several aggregates, nested": cases(of_numbers(arithmetic, 2) | of_numbers(choices, 2)),
    "ratios": cases(ratio(1)),
    "functions, nested": cases(st.one_of([aggregate(name, (), 2) for name in ("SUM", "COUNT", "COUNT_IF", "AVG")])),
    "filters, nested": cases(st.one_of([aggregate(name, (), 0) for name in DUCK]), depth=2),
    "dates": cases(in_dates(1)),
    "empty groups": cases(of_numbers(between, 1), many.map(elsewhere)),
    "groups without values": cases(of_numbers(between, 1), many.map(blank)),
}
