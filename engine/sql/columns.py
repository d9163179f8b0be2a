"""A column of a file as its declared type, in DuckDB's SQL.

The engine refuses a file with a value that does not read; so here only what does read must come out the same, and
what does not is better an error of DuckDB than a value that nobody wrote. With `lenient` it is nothing instead: a
dataset's own `where` may leave out the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlglot import exp

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.months import month_names
from engine.sql import words
from engine.sql.problem import NoStatement
from engine.sql.words import call, cast

Kind: TypeAlias = Literal["csv", "json", "typed"]

SPACE = r"[\s\pZ]"
AROUND = rf"^{SPACE}+|{SPACE}+$"
ZONE = r":\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)$"
FORMAT_MARK = re.compile(r"%-?.")
# chrono's marks in DuckDB's; what is not here DuckDB does not read, or not alike.
MARKS = {
    **{f"%{mark}": f"%{mark}" for mark in "dmYyHMSIpzbB%"},
    **{f"%-{mark}": f"%-{mark}" for mark in "dmHMSI"},
    "%e": "%d", "%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """Where a column's text comes from: a kind of file, how it is written, and the report's time zone."""

    kind: Kind
    dialect: CsvDialect
    timezone: str
    lenient: bool = False


def typed(spec: ColumnSpec, raw: exp.Expr, source: Text) -> exp.Expr:
    """The value of a column, from what stands in the file."""
    match spec.reads:
        case "string":
            return _string(spec, raw, source)
        case "boolean":
            return _boolean(spec, raw, source)
        case "integer" | "number" | "money":
            return cast(_plain(raw, source), words.type_name(spec.type), lenient=source.lenient)
        case "percent":
            signed = call("REGEXP_REPLACE", _text(raw, source), words.text(rf"{SPACE}*%"), words.text("e-2"))
            return cast(_plain(signed, source), "DOUBLE", lenient=source.lenient)
        case "duration":
            return _duration(raw, source)
        case "date" | "datetime":
            return _time(spec, raw, source)
        case other:
            raise AssertionError(f"no reading for the type {other}")


def _text(raw: exp.Expr, source: Text) -> exp.Expr:
    return cast(raw, "VARCHAR") if source.kind == "typed" else raw


def _stripped(raw: exp.Expr, source: Text) -> exp.Expr:
    """Without spaces around, of every kind."""
    return call("REGEXP_REPLACE", _text(raw, source), words.text(AROUND), words.text(""), words.text("g"))


def _string(spec: ColumnSpec, raw: exp.Expr, source: Text) -> exp.Expr:
    value = raw
    if source.kind == "json":
        # A fraction has lost its digits when DuckDB gives it out.
        lost = exp.EQ(this=call("JSON_TYPE", raw.copy()), expression=words.text("DOUBLE"))
        value = exp.Case(
            ifs=[exp.If(this=lost, true=call("ERROR", words.text(f"'{spec.name}' holds a number with decimals")))],
            default=call("JSON_EXTRACT_STRING", raw, words.text("$")),
        )
    if source.kind != "csv":
        value = call("NULLIF", _text(value, source), words.text(""))
    if not spec.map:
        return value
    branches = [exp.If(this=words.text(theirs), true=words.text(ours)) for theirs, ours in spec.map]
    return exp.Case(this=value, ifs=branches, default=value.copy())


def _boolean(spec: ColumnSpec, raw: exp.Expr, source: Text) -> exp.Expr:
    """The words for true and for false, in any case and with spaces around."""
    yes, no = spec.words
    nothing = {word.strip().lower() for word in source.dialect.null_values}
    declared = {word.strip().lower() for word in (*spec.true_values, *spec.false_values)}
    value = _stripped(raw, source)
    if declared & nothing:
        if set(source.dialect.null_values) != {""}:
            message = f"'{spec.name}' takes for true or false what elsewhere in the file means 'no value'"
            raise NoStatement(spec.place, message, "a statement can tell them apart where only an empty field is none")
        value = call("COALESCE", value, words.text(""))
    value = call("LOWER", value)
    return words.case(
        (exp.In(this=value, expressions=words.texts(yes)), exp.true()),
        (exp.In(this=value.copy(), expressions=words.texts(no)), exp.false()),
    )


def _plain(raw: exp.Expr, source: Text) -> exp.Expr:
    """Digits, a point and a sign, where the file writes numbers in another way."""
    dialect = source.dialect
    value = raw
    if source.kind == "typed":
        return value
    if dialect.thousands:
        marks = SPACE if dialect.thousands == " " else re.escape(dialect.thousands)
        value = call("REGEXP_REPLACE", value, words.text(marks), words.text(""), words.text("g"))
    elif source.lenient:
        value = _stripped(value, source)
    if dialect.decimal != ".":
        value = call("REPLACE", value, words.text(dialect.decimal), words.text("."))
    if dialect.thousands or dialect.decimal != "." or source.lenient:
        value = call("REPLACE", value, words.text("\u2212"), words.text("-"))
    return value


def _duration(raw: exp.Expr, source: Text) -> exp.Expr:
    """Seconds of "H:MM:SS" or "M:SS"."""
    text = _text(raw, source)

    def part(pattern: str) -> exp.Expr:
        found = call("REGEXP_EXTRACT", text.copy(), words.text(pattern), words.number(1))
        return call("COALESCE", cast(found, "DOUBLE", lenient=True), words.number(0))

    def times(value: exp.Expr, factor: int) -> exp.Expr:
        return exp.Mul(this=value, expression=words.number(factor))

    hours, minutes = part(r"(\d+):\d\d:[\d.]+\s*$"), part(r"(\d+):[\d.]+\s*$")
    seconds = call("REGEXP_EXTRACT", text.copy(), words.text(r":([\d.]+)\s*$"), words.number(1))
    added = exp.Add(this=times(hours, 3600), expression=times(minutes, 60))
    total: exp.Expr = exp.Add(this=added, expression=cast(seconds, "DOUBLE", lenient=source.lenient))
    negative = call("REGEXP_MATCHES", text.copy(), words.text(rf"^{SPACE}*-"))
    sign = words.case((negative, words.number(-1)), default=words.number(1))
    return words.case((words.is_not_null(text.copy()), exp.Mul(this=sign, expression=exp.Paren(this=total))))


def _time(spec: ColumnSpec, raw: exp.Expr, source: Text) -> exp.Expr:
    """A day, or a date and time as the clocks of the report's zone show it."""
    kind = words.type_name(spec.type)
    if not spec.format:
        if spec.reads == "date" and source.kind != "typed":
            return cast(raw, kind, lenient=source.lenient)
        turned = _turned(cast(raw.copy(), "TIMESTAMPTZ", lenient=source.lenient), source)
        zoned = call("REGEXP_MATCHES", _text(raw.copy(), source), words.text(ZONE))
        value: exp.Expr = words.case((zoned, turned), default=cast(raw, "TIMESTAMP", lenient=source.lenient))
        return value if spec.reads == "datetime" else cast(value, kind)
    text = _stripped(raw, source) if source.lenient else _text(raw, source)
    text, format = _months(spec, text)
    value = call("TRY_STRPTIME" if source.lenient else "STRPTIME", text, words.text(_format(spec, format)))
    if "%z" in format:
        value = _turned(value, source)
    return cast(value, kind)


def _turned(instant: exp.Expr, source: Text) -> exp.Expr:
    return call("TIMEZONE", words.text(source.timezone), instant)


def _format(spec: ColumnSpec, format: str) -> str:
    for mark in FORMAT_MARK.findall(format):
        if mark not in MARKS:
            message = f"DuckDB does not read '{mark}' in the format of '{spec.name}' as this program does"
            raise NoStatement(spec.place, message)
    return FORMAT_MARK.sub(lambda found: MARKS[found[0]], format)


def _months(spec: ColumnSpec, text: exp.Expr) -> tuple[exp.Expr, str]:
    """Text and format with months as numbers where the format has them by name, of which DuckDB knows the English."""
    mark = next((mark for mark in ("%B", "%b") if mark in spec.format), None)
    if mark is None or not spec.locale:
        return text, spec.format
    months = month_names(spec.locale, mark)
    text = call("LOWER", text)
    pattern = words.text("|".join(re.escape(month) for month in months))
    found = call("REGEXP_EXTRACT", text.copy(), pattern)
    numbers = call("MAP", exp.array(*words.texts(months)), exp.array(*words.texts(months.values())))
    return (
        call("REPLACE", text, found, call("MAP_EXTRACT_VALUE", numbers, found.copy())),
        spec.format.replace(mark, "%m"),
    )
