"""Formulas over rows, made by Hypothesis: for each function of the table its own, and any depth of them in each other.

A text of DuckDB's differs from ours where the language says so, and where DuckDB has faults of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from hypothesis import strategies as st

from tests.backends.formulas import (
    BY_KIND,
    NUMERIC,
    OF_KIND,
    Made,
    Pair,
    column,
    numeric,
    one,
    operand,
    several,
    two,
    value,
    written,
)


@cache
def case(kind: str, depth: int) -> Made:
    """CASE with one or two branches, with and without ELSE."""
    when, then = operand("boolean", depth - 1), operand(kind, depth - 1)
    short = st.builds(partial(written, "CASE WHEN {} THEN {} END"), when, value(kind, depth - 1))
    long = st.builds(
        partial(written, "CASE WHEN {} THEN {} WHEN {} THEN {} ELSE {} END"),
        when, then, when, then, value(kind, depth - 1),
    )  # fmt: skip
    return short | long


@cache
def round_to(kind: str, depth: int) -> Made:
    """ROUND with and without decimals."""
    places = st.sampled_from(["{}", "{}, 0", "{}, 1", "{}, 2"])
    return st.builds(lambda text, x: written(f"ROUND({text})", x), places, value(kind, depth - 1))


@cache
def division(depth: int) -> Made:
    """Divided, where by zero there is no value."""
    duck = "(({})::DOUBLE / nullif(({})::DOUBLE, 0))"
    kinds = [("integer", "integer"), ("number", "number"), ("money", "money"), ("money", "integer")]
    return st.one_of(
        [
            st.builds(partial(written, "(({}) / ({}))", duck=duck), value(a, depth - 1), value(b, depth - 1))
            for a, b in kinds
        ]
    )


@cache
def comparison(sign: str, depth: int) -> Made:
    """A comparison of two of any kind; no order between yes and no."""
    kinds = [kind for kind in OF_KIND if kind != "boolean" or sign in ("=", "<>")]
    text = f"(({{}}) {sign} ({{}}))"
    mixed = [
        st.builds(partial(written, text), value(a, depth - 1), value(b, depth - 1))
        for a, b in (("date", "datetime"), ("datetime", "date"))
    ]
    return st.one_of([*(two(text, kind, depth) for kind in kinds), *mixed])


@cache
def within(depth: int) -> Made:
    """IN over a list that may hold an empty value."""

    def of(kind: str) -> Made:
        options = st.lists(operand(kind, depth - 1), min_size=1, max_size=3)
        return st.builds(
            lambda x, others: Pair(
                f"(({x.ours}) IN ({', '.join(p.ours for p in others)}))",
                f"(({x.duck}) IN ({', '.join(p.duck for p in others)}))",
            ),
            value(kind, depth - 1), options,
        )  # fmt: skip

    return st.one_of([of(kind) for kind in OF_KIND])


@cache
def between(depth: int) -> Made:
    """BETWEEN of two of a kind."""
    text = "(({}) BETWEEN ({}) AND ({}))"
    return st.one_of(
        [
            st.builds(
                partial(written, text), value(kind, depth - 1), operand(kind, depth - 1), operand(kind, depth - 1)
            )
            for kind in ("integer", "money", "date", "datetime", "string")
        ]
    )


@cache
def is_null(depth: int) -> Made:
    """IS NULL and IS NOT NULL of any kind."""
    words = st.sampled_from(["(({}) IS NULL)", "(({}) IS NOT NULL)"])
    return st.one_of([
        st.builds(written, words, value(kind, depth - 1)) for kind in OF_KIND])  # fmt: skip


def logic(sign: str, depth: int) -> Made:
    """AND, OR of two conditions, each of which may be unknown."""
    part = operand("boolean", depth - 1)
    return st.builds(partial(written, f"(({{}}) {sign} ({{}}))"), part, part)


def mixed(sign: str, depth: int) -> Made:
    """Arithmetic where a whole number meets a number."""
    text = f"(({{}}) {sign} ({{}}))"
    return st.builds(partial(written, text), value("number", depth - 1), numeric(depth - 1))


def any_kind(make: Callable[[str, int], Made]) -> Callable[[int], Made]:
    """The same function over every kind."""
    return lambda depth: st.one_of([make(kind, depth) for kind in OF_KIND])


def like(word: str, depth: int) -> Made:
    """A text and a pattern, with signs that mean something to regular expressions."""
    patterns = st.text("ab%_.*[(\\$ é", max_size=5).filter(lambda text: not text.endswith("\\"))

    def filled(text: Pair, pattern: str) -> Pair:
        return written(f"(({{}}) {word} '{pattern}')", text)

    return st.builds(filled, value("string", depth - 1), patterns)


UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


@cache
def dated(depth: int) -> Made:
    """A date, or a date with a time."""
    return value("date", depth) | value("datetime", depth)


@cache
def date_diff(depth: int, units: tuple[str, ...] = UNITS) -> Made:
    """The units between two dates, two times, or one of each."""
    return st.builds(
        lambda unit, a, b: written(f"date_diff('{unit}', {{}}, {{}})", a, b),
        st.sampled_from(units), dated(depth - 1), dated(depth - 1),
    )  # fmt: skip


@cache
def date_trunc(depth: int) -> Made:
    """The beginning of a unit; which type a day's has depends on the version of DuckDB."""
    return st.builds(
        lambda unit, x: written(f"date_trunc('{unit}', {{}})", x, duck=f"date_trunc('{unit}', {{}})::TIMESTAMP"),
        st.sampled_from(UNITS), dated(depth - 1),
    )  # fmt: skip


@cache
def interval(depth: int) -> Made:
    """A date plus or minus an interval, in the ways in which one may be written; months often, for their ends."""
    forms = st.sampled_from(
        ["({{}} + INTERVAL {n} {unit})", "({{}} - INTERVAL {n} {unit})", "(INTERVAL {n} {unit} + {{}})",
         "({{}} + INTERVAL '{n}' {unit}S)", "({{}} - INTERVAL '{n} {unit}')"]
    )  # fmt: skip
    return st.builds(
        lambda form, n, unit, x: written(form.format(n=n, unit=unit), x),
        forms, st.integers(0, 40), st.sampled_from(UNITS) | st.just("month"), dated(depth - 1),
    )  # fmt: skip


def part(name: str, depth: int) -> Made:
    """A part of a date; the hour of a time only."""
    return (value("datetime", depth - 1) if name == "hour" else dated(depth - 1)).map(partial(written, f"{name}({{}})"))


PARTS = ("year", "quarter", "month", "week", "day", "isodow", "dayofweek", "hour")
# For each function of the table its formulas, by depth.
BY_FUNCTION: dict[str, Callable[[int], Made]] = {
    "+": lambda d: st.one_of(*(two("(({}) + ({}))", kind, d) for kind in NUMERIC), mixed("+", d)),
    "-": lambda d: st.one_of(
        *(two("(({}) - ({}))", kind, d) for kind in NUMERIC), mixed("-", d),
        st.builds(partial(written, "(({}) - ({}))"), value("date", d - 1), value("date", d - 1)),
    ),
    "*": lambda d: st.one_of(
        two("(({}) * ({}))", "integer", d), mixed("*", d),
        st.builds(partial(written, "(({}) * ({}))"), column("money"), column("integer")),
        st.builds(partial(written, "(({}) * ({}))", duck="(({})::DOUBLE * ({}))"), column("money"), column("number")),
    ),
    "/": division,
    "NEGATE": lambda d: st.one_of([one("(-({}))", kind, d) for kind in NUMERIC]),
    **{sign: partial(comparison, sign) for sign in ("=", "<>", "<", "<=", ">", ">=")},
    "AND": partial(logic, "AND"),
    "OR": partial(logic, "OR"),
    "NOT": lambda d: st.builds(partial(written, "(NOT ({}))"), operand("boolean", d - 1)),
    "IN": within,
    "BETWEEN": between,
    "IS NULL": is_null,
    "COALESCE": any_kind(partial(several, "COALESCE")),
    "NULLIF": any_kind(partial(two, "NULLIF({}, {})")),
    "CASE": any_kind(case),
    "ABS": lambda d: st.one_of([one("ABS({})", kind, d) for kind in NUMERIC]),
    "ROUND": lambda d: st.one_of([round_to(kind, d) for kind in NUMERIC]),
    "LEAST": any_kind(partial(several, "LEAST")),
    "GREATEST": any_kind(partial(several, "GREATEST")),
    "LOWER": partial(one, "LOWER({})", "string"),
    "UPPER": partial(one, "UPPER({})", "string"),
    "TRIM": partial(one, "TRIM({})", "string"),
    "LIKE": partial(like, "LIKE"),
    "NOT LIKE": partial(like, "NOT LIKE"),
    **{f"DATE_DIFF {unit}": partial(date_diff, units=(unit,)) for unit in UNITS},
    "DATE_TRUNC": date_trunc,
    "INTERVAL": interval,
    **{name.upper(): partial(part, name) for name in PARTS},
}  # fmt: skip
SAME_KIND: list[Callable[[str, int], Made]] = [
    partial(several, "COALESCE"), partial(several, "LEAST"), partial(several, "GREATEST"),
    partial(two, "NULLIF({}, {})"), case,
]  # fmt: skip
BY_KIND.update({kind: [*(partial(make, kind) for make in SAME_KIND)] for kind in OF_KIND})
for _kind in ("integer", "number", "money"):
    BY_KIND[_kind] += [
        partial(two, "(({}) + ({}))", _kind), partial(two, "(({}) - ({}))", _kind),
        partial(one, "ABS({})", _kind), partial(one, "(-({}))", _kind), partial(round_to, _kind),
    ]  # fmt: skip
BY_KIND["integer"] += [date_diff, *(partial(part, name) for name in PARTS), partial(two, "(({}) * ({}))", "integer")]
BY_KIND["number"] += [division]
BY_KIND["datetime"] += [date_trunc, interval]
BY_KIND["string"] += [BY_FUNCTION[name] for name in ("LOWER", "UPPER", "TRIM")]
BY_KIND["boolean"] += [
    BY_FUNCTION[name] for name in ("=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "IN", "BETWEEN", "IS NULL")
]
