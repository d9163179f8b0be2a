"""What must hold of a dataset's values: types, emptiness, allowed values and bounds, unique keys.

Every rule is an expression; one pass over the rows counts what breaks each, and only what is broken is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import polars as pl

from engine.errors import Level
from engine.model.datasets import ColumnSpec, DatasetSpec, Validity

RECORD = "record number"  # a column's name has no space
FILE = "file number"
FIRST_YEAR, LAST_YEAR = 1900, 2200  # a row before or after would make the data seem to cover all the time up to it


@dataclass(frozen=True)
class Rule:
    """Something that no row may break: `broken` is true where one does; `message` has `{}` for the text in the file."""

    code: str
    column: ColumnSpec
    broken: pl.Expr
    message: str
    level: Level = "error"
    of: ColumnSpec | None = None  # the column that names the row, for `{of}` in the message


@dataclass(frozen=True)
class Bad:
    """A rule that is broken: the (file, record) of the first rows that break it, their values, and their number."""

    rule: Rule
    rows: tuple[tuple[int, int], ...]
    values: tuple[object, ...]
    count: int


def find_bad(
    rows: pl.LazyFrame, spec: DatasetSpec, columns: tuple[ColumnSpec, ...], shown: int, copies: str = ""
) -> list[Bad]:
    """Everything in the rows that their declaration does not allow.

    `rows` has FILE and RECORD and, for each column, its value and `<name> bad`, of percentages and numbers also
    `<name> odd`. `copies` is the day of dated copies, in each of which a key may stand once.
    """
    rules = [rule for column in columns for rule in _rules(column)]
    day = next((column for column in columns if spec.date is not None and column.name == spec.date.text), None)
    if day is not None:
        far = pl.col(day.name).dt.year().is_between(FIRST_YEAR, LAST_YEAR).not_().fill_null(False)
        message = f"'{{}}' in column '{day.name}' is no day on which a row can count: it is centuries away"
        rules.append(Rule("odd-date", day, far, message))
    if spec.key is not None:
        key = next(column for column in columns if column.name == spec.key.text)
        names = [key.name, copies] if copies else [key.name]
        rules += [_unique(key, names)] if spec.valid is None else _one_at_a_time(key, names, spec.valid, columns)
    counts = rows.select(rule.broken.sum().alias(str(n)) for n, rule in enumerate(rules)).collect(engine="streaming")
    found = []
    for rule, count in zip(rules, counts.row(0), strict=True):
        if count:
            broken = rows.filter(rule.broken).select(FILE, RECORD, rule.column.name)
            if rule.code == "unknown-data-value":  # the first row of each such value
                broken = broken.unique(rule.column.name, keep="first", maintain_order=True)
            first = broken.head(shown).collect()
            places = tuple(zip(first[FILE], first[RECORD], strict=True))
            found.append(Bad(rule, places, tuple(first[rule.column.name]), count))
    return found


def _unique(key: ColumnSpec, names: list[str]) -> Rule:
    named = pl.struct(names) if len(names) > 1 else pl.col(key.name)
    repeated = pl.col(key.name).is_not_null() & ~named.is_first_distinct()
    return Rule("repeated-key", key, repeated, "")


def _one_at_a_time(
    key: ColumnSpec, names: list[str], valid: Validity, columns: tuple[ColumnSpec, ...]
) -> Iterator[Rule]:
    """Rows of one key hold one after the other, each from its first day up to the day before its end."""
    first, last = (next(c for c in columns if c.name == end.text) for end in (valid.start, valid.end))
    start, end = pl.col(first.name), pl.col(last.name)
    yield Rule("ends-before-start", last, (end < start).fill_null(False), f"'{{}}' is before '{first.name}'", of=key)
    message = f"'{{}}' is '{first.name}' too: the row of '{{of}}' holds on no day"
    yield Rule("holds-never", last, (end == start).fill_null(False), message, "warning", key)
    holds = start.is_not_null() & ~pl.col(f"{last.name} bad") & (end.is_null() | (end > start))
    until = pl.when(holds).then(end.fill_null(pl.lit(date.max))).otherwise(pl.lit(date.min))
    # The latest end of the rows of the key that begin earlier.
    taken = until.shift(1).cum_max().over(names, order_by=[first.name, FILE, RECORD])
    overlaps = (holds & pl.col(key.name).is_not_null() & (start < taken)).fill_null(False)
    message = "on '{}' another row of '{of}' still holds"
    yield Rule("overlapping-validity", first, overlaps, message, of=key)


def _rules(column: ColumnSpec) -> Iterator[Rule]:
    name = column.name
    value, bad = pl.col(name), pl.col(f"{name} bad")
    yield Rule("bad-value", column, bad, "")
    if not column.type.nullable:
        yield Rule("empty-value", column, value.is_null() & ~bad, f"column '{name}' is empty")
    if column.values:
        other = value.is_in(column.values).not_().fill_null(False)
        yield Rule("unknown-data-value", column, other, f"'{{}}' is none of the values of column '{name}'")
    for bound, side in ((column.min, "less"), (column.max, "more")):
        if bound is not None:
            message = f"'{{}}' in column '{name}' is {side} than {bound}"
            yield Rule("out-of-bounds", column, beyond(column, bound, side).fill_null(False), message)
    if column.reads == "percent":
        message = f"'{{}}' in column '{name}' is above 1 and has no percent sign: it is read as a hundredfold"
        yield Rule("percent-above-one", column, pl.col(f"{name} odd"), message, "warning")
    if column.reads == "number":
        message = f"'{{}}' in column '{name}' has three decimals, where no value has one or two: "
        message += "is its point a thousands mark?"
        yield Rule("thousands-or-decimals", column, pl.col(f"{name} odd"), message, "warning")


def beyond(column: ColumnSpec, bound: Decimal | date, side: str) -> pl.Expr:
    """Where the column's value is less or more than a bound; exact for money."""
    value = pl.col(column.name)
    limit: pl.Expr = pl.lit(bound)
    if isinstance(bound, Decimal):
        rounding = ROUND_CEILING if side == "less" else ROUND_FLOOR
        match column.type.kind:
            case "integer":
                limit = pl.lit(int(bound.to_integral_value(rounding)), dtype=pl.Int128)
            case "money":
                scale = column.type.scale
                limit = pl.lit(bound.quantize(Decimal(1).scaleb(-scale), rounding), dtype=pl.Decimal(38, scale))
            case _:
                limit = pl.lit(float(bound))
    return value < limit if side == "less" else value > limit
