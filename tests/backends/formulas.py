"""What generated formulas are made of: two texts at once, ours and DuckDB's, with columns and constants of a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

from hypothesis import strategies as st

from tests.backends.oracle import COLUMNS, days, instants, integers, numbers, words


@dataclass(frozen=True)
class Pair:
    """A formula as we write it and as DuckDB is asked for the same."""

    ours: str
    duck: str


Made: TypeAlias = st.SearchStrategy[Pair]
# For each kind the functions that give it, by depth; `by_function` fills it.
BY_KIND: dict[str, list[Callable[[int], Made]]] = {}
NUMERIC = ("integer", "number", "money")
OF_KIND = {
    kind: [name for name, (type, _, _, _) in COLUMNS.items() if type.kind == kind and name != "g"]
    for kind in ("integer", "number", "money", "boolean", "string", "date", "datetime")
}
DUCK_TYPE = {"integer": "BIGINT", "number": "DOUBLE", "money": "DECIMAL(18, 2)", "boolean": "BOOLEAN",
             "string": "VARCHAR", "date": "DATE", "datetime": "TIMESTAMP"}  # fmt: skip


def written(template: str, *parts: Pair, duck: str | None = None) -> Pair:
    """A template filled in twice."""
    return Pair(template.format(*(p.ours for p in parts)), (duck or template).format(*(p.duck for p in parts)))


@cache
def constant(kind: str) -> Made:
    """A constant of a kind, the empty one too."""
    null = st.just(Pair("NULL", f"NULL::{DUCK_TYPE[kind]}"))
    match kind:
        case "integer":
            return integers.map(lambda n: Pair(str(n), str(n))) | null
        case "number":
            return numbers.map(lambda n: Pair(str(n), f"{n}::DOUBLE")) | null
        case "money":  # a plain constant beside money is money
            return st.sampled_from([Pair(text, text) for text in ("0", "1", "25", "1.5", "10.25", "0.125")]) | null
        case "boolean":
            return st.sampled_from([Pair("TRUE", "TRUE"), Pair("FALSE", "FALSE")]) | null
        case "string":
            return words.map(lambda text: Pair(f"'{text}'", f"'{text}'")) | null
        case "datetime":
            seconds = instants.map(lambda instant: instant.replace(microsecond=0))
            return seconds.map(lambda instant: Pair(f"'{instant}'", f"TIMESTAMP '{instant}'")) | null
        case _:
            return days.map(lambda day: Pair(f"'{day}'", f"DATE '{day}'")) | null


@cache
def column(kind: str) -> Made:
    """A column of a kind."""
    return st.sampled_from([Pair(name, name) for name in OF_KIND[kind]])


@cache
def value(kind: str, depth: int) -> Made:
    """An expression of a kind that is not a mere constant: money and dates need a column to be what they are."""
    if depth == 0:
        return column(kind)
    return column(kind) | st.one_of([made(depth) for made in BY_KIND[kind]])


@cache
def operand(kind: str, depth: int) -> Made:
    """An expression of a kind, or a constant."""
    return value(kind, depth) | constant(kind)


@cache
def numeric(depth: int) -> Made:
    """A number, or a whole number beside one."""
    return operand("number", depth) | value("integer", depth)


def two(template: str, kind: str, depth: int, duck: str | None = None) -> Made:
    """An operator over two of a kind."""
    left, right = value(kind, depth - 1), operand(kind, depth - 1)
    return st.builds(lambda a, b: written(template, a, b, duck=duck), left, right)


def one(template: str, kind: str, depth: int) -> Made:
    """A function of one value of a kind."""
    return value(kind, depth - 1).map(partial(written, template))


def several(name: str, kind: str, depth: int) -> Made:
    """COALESCE, LEAST, GREATEST of one to three; DuckDB 2.0 falls over the same column twice, which changes nothing."""
    others = st.lists(operand(kind, depth - 1), max_size=2)
    return st.builds(
        lambda first, rest: Pair(
            f"{name}({', '.join(p.ours for p in (first, *rest))})",
            f"{name}({', '.join(dict.fromkeys(p.duck for p in (first, *rest)))})",
        ),
        value(kind, depth - 1), others,
    )  # fmt: skip
