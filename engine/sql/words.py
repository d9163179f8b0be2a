"""The words of a statement: names, texts, days and types as sqlglot's nodes, and how DuckDB wants them written.

Whatever a person wrote goes through here and is quoted; nothing of it is ever spliced into a statement as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from engine.model.formula import Type

# What ends a line, or would steer the terminal that a statement is pasted into.
BREAKS = re.compile(r"([\x00-\x1f\x7f-\x9f\u2028\u2029])")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)

# Words that DuckDB takes for its own somewhere in a statement; as names they are quoted.
RESERVED = frozenset(
    """
    all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit
    boolean both by case cast char character check coalesce collate collation column columns concurrently
    constraint create cross dec decimal default deferrable desc describe distinct do else end except exists
    extract false fetch float for foreign freeze from full generated glob group grouping grouping_id having
    ilike in initially inner inout int integer intersect interval into is isnull join lambda lateral leading
    left like limit map national natural nchar none not notnull null nullif numeric offset on only or order out
    outer overlaps overlay pivot pivot_longer pivot_wider placing position positional precision primary qualify
    real recursive references returning right row select semi setof show similar smallint some struct substring
    summarize symmetric table tablesample then time timestamp to trailing treat trim true try_cast tuple union
    unique unpack unpivot using values varchar variadic verbose when where window with xmlattributes xmlconcat
    xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()  # noqa: SIM905  # a list would be a page long
)


class Readable(DuckDB):
    """DuckDB's SQL as people write it."""

    class Generator(DuckDB.Generator):  # type: ignore[misc, valid-type]  # a variable to mypy
        """`FILTER (WHERE …)` on one line, and `DATE '2026-10-31'`."""

        def filter_sql(self, expression: exp.Filter) -> str:
            """A filter beside its aggregate."""
            return f"{self.sql(expression, 'this')} FILTER (WHERE {self.sql(expression.expression, 'this')})"

        def cast_sql(self, expression: exp.Cast, safe_prefix: str | None = None) -> str:
            """A day as a literal, all else as a CAST."""
            if not safe_prefix and expression.to.is_type("date") and expression.this.is_string:
                return f"DATE {self.sql(expression, 'this')}"
            return str(super().cast_sql(expression, safe_prefix))


def printed(node: exp.Expr) -> str:
    """A node as indented text."""
    return node.sql(Readable, pretty=True)


def name(text: str) -> exp.Identifier:
    """A name, quoted where DuckDB would take it for something else."""
    return exp.to_identifier(text, quoted=not PLAIN.fullmatch(text) or text.lower() in RESERVED)


def column(text: str, table: str = "") -> exp.Column:
    """A column, of a table or by itself."""
    return exp.Column(this=name(text), table=name(table) if table else None)


def text(value: str) -> exp.Expr:
    """A text in single quotes; what breaks a line is said by its number."""
    if not BREAKS.search(value):
        return exp.Literal.string(value)
    parts = [call("CHR", number(ord(part))) if BREAKS.match(part) else exp.Literal.string(part)
             for part in BREAKS.split(value) if part]  # fmt: skip
    return parts[0] if len(parts) == 1 else call("CONCAT", *parts)


def texts(values: Iterable[str]) -> list[exp.Expr]:
    """Several texts."""
    return [text(value) for value in values]


def number(value: int | Decimal) -> exp.Expr:
    """A number with its own digits."""
    literal = exp.Literal.number(f"{abs(value):f}" if isinstance(value, Decimal) else str(abs(value)))
    return exp.Neg(this=literal) if value < 0 else literal


def day(value: date) -> exp.Expr:
    """A day."""
    return exp.cast(text(value.isoformat()), "DATE")


def instant(value: datetime) -> exp.Expr:
    """A day with a time."""
    return exp.cast(text(value.isoformat(" ")), "TIMESTAMP")


def later(value: exp.Expr, count: int, unit: str) -> exp.Expr:
    """So many units after a day or a time; before it where the count is negative."""
    kind = exp.Sub if count < 0 else exp.Add
    return kind(this=value, expression=exp.Interval(this=number(abs(count)), unit=exp.Var(this=unit.upper())))


def call(function: str, *arguments: exp.Expr, **named: exp.Expr) -> exp.Anonymous:
    """A function of DuckDB by its name, with the arguments that have names last."""
    options = [exp.EQ(this=exp.to_identifier(key), expression=value) for key, value in named.items()]
    return exp.Anonymous(this=function, expressions=[*arguments, *options])


def cast(value: exp.Expr, kind: str, *, lenient: bool = False) -> exp.Expr:
    """A value as another type; where that cannot be an error of DuckDB, or with `lenient` nothing."""
    to = exp.DataType.build(kind, dialect="duckdb")
    return exp.TryCast(this=value, to=to) if lenient else exp.Cast(this=value, to=to)


def type_name(kind: Type) -> str:
    """A type of the language in DuckDB."""
    if kind.kind == "money":
        return decimal(kind.scale)
    return {
        "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
        "datetime": "TIMESTAMP", "null": "DOUBLE",
    }[kind.kind]  # fmt: skip


def decimal(scale: int) -> str:
    """The type of amounts with so many decimals."""
    return f"DECIMAL(38, {scale})"


def aliased(value: exp.Expr, alias: str) -> exp.Alias:
    """A value with a name."""
    return exp.Alias(this=value, alias=name(alias))


def same(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Equal, or both of them nothing."""
    return exp.NullSafeEQ(this=left, expression=right)


def is_null(value: exp.Expr) -> exp.Expr:
    """There is no value."""
    return exp.Is(this=value, expression=exp.null())


def is_not_null(value: exp.Expr) -> exp.Expr:
    """There is a value."""
    return exp.Is(this=value, expression=exp.Not(this=exp.null()))


def case(*branches: tuple[exp.Expr, exp.Expr], default: exp.Expr | None = None) -> exp.Case:
    """The first case that is true."""
    return exp.Case(ifs=[exp.If(this=when, true=then) for when, then in branches], default=default)


def remark(words: str) -> str:
    """Words as one line of comment, whatever they hold."""
    return f"-- {' '.join(words.split())}"


class Names:
    """Gives every part of a statement a name that no other has; DuckDB does not tell capitals from small letters."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {word.lower() for word in taken}

    def new(self, *wishes: str) -> str:
        """The first of the wishes that is free, else the last with a number."""
        numbered = (f"{wishes[-1]}_{count}" for count in range(2, len(self.taken) + 3))
        found = next(wish for wish in (*wishes, *numbered) if wish.lower() not in self.taken)
        self.taken.add(found.lower())
        return found
