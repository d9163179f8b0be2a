"""What a column holds: the narrowest type that every one of its values reads as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from engine.errors import plural
from engine.model.datasets import ColumnSpec, CsvDialect
from engine.model.formula import Type
from engine.proposal.model import FoundColumn
from engine.proposal.names import NOWHERE, words_of
from engine.proposal.texts import COUNT, VALUE, Values, typed_values, unread
from engine.proposal.times import EARLIEST, LATEST, date_spec
from engine.proposal.words import CURRENCIES, KEYS, YES_NO, says, says_money

MOST_VALUES = 12  # different texts that are listed as the only ones allowed
AMOUNT_WITH_SIGN = r"^[-+]?\s*([€$£₽]|[A-Z]{3}\s)\s*\d|\d\s*([€$£₽]|EUR|USD|GBP|CHF|RUB)\s*$"
DIGITS_OF_ID = 18


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the whole file when one of its columns is looked at."""

    dialect: CsvDialect
    day_first: bool


def found_column(name: str, values: Values, whole: Values, setting: Setting) -> tuple[FoundColumn, tuple[str, ...]]:
    """A column as it is proposed, and which of its texts mean that there is no value.

    `values` are without texts like NA, `whole` with them.
    """
    spec = ColumnSpec(name, Type("string"), (values.header,), NOWHERE)
    if values.filled and (found := _typed(spec, values, setting)) is not None:
        typed, note = found
        return _with_facts(typed, values, note, setting), values.markers
    return _text(spec, whole, setting), ()


def _typed(spec: ColumnSpec, values: Values, setting: Setting) -> tuple[ColumnSpec, str] | None:
    """The first of the narrower types that every value reads as, and what to check; None where it is a text."""
    if (yes_no := _boolean(spec, values)) is not None and _reads(yes_no, values, setting):
        return yes_no, ""
    day, check = date_spec(spec, values, setting.dialect, day_first=setting.day_first)
    if day is not None and not says(values.header, KEYS):  # eight digits may be a date
        return day, check
    if not _is_code(values):
        for number in _numbers(spec, values):
            if _reads(number, values, setting):
                return number, ""
    duration = replace(spec, type=Type("number"), read_as="duration")
    if _may_be_duration(values) and _reads(duration, values, setting):
        return duration, ""
    return None if day is None else (day, check)


def _reads(spec: ColumnSpec, values: Values, setting: Setting) -> bool:
    bad = unread(spec, values, setting.dialect)
    return bad is not None and bad.height == 0


def _boolean(spec: ColumnSpec, values: Values) -> ColumnSpec | None:
    spec = replace(spec, type=Type("boolean"))
    if not values.is_text:
        return spec if values.counted.schema[VALUE] == pl.Boolean else None
    if values.distinct > 6:
        return None
    words = {text.strip().lower(): text for text in values.sample()}
    if set(words) <= {"true", "false"} or set(words) <= {"yes", "no"}:
        return spec
    if set(words) == {"0", "1"}:
        return spec if says(values.header, ("is", "has", "est", "flag", "a")) else None
    for yes, no in YES_NO:
        if {yes, no} == set(words):
            return replace(spec, true_values=(words[yes],), false_values=(words[no],))
    return None


def _is_code(values: Values) -> bool:
    """Whether digits are a code: with zeros before them, or too long for a number."""
    if not values.is_text:
        return False
    return bool(values.matching(r"^\s*0\d") or values.matching(rf"^\s*[-+]?\d{{{DIGITS_OF_ID},}}\s*$")
                or values.matching(r"^\s*\+\d"))  # fmt: skip


def _numbers(spec: ColumnSpec, values: Values) -> Iterator[ColumnSpec]:
    """The kinds of numbers, the narrower first."""
    currency = currency_of(values.header)
    if currency or says_money(values.header):
        for scale in (2, 3, 4):
            yield replace(spec, type=Type("money", scale=scale, currency=currency))
    yield replace(spec, type=Type("integer"))
    if values.is_text and values.matching("%"):
        yield replace(spec, type=Type("number"), read_as="percent")
    else:
        yield replace(spec, type=Type("number"))


def currency_of(text: str) -> str:
    """The currency that a header names; empty where it names none, or two."""
    words = set(words_of(text))
    found = {code for code, names in CURRENCIES.items() if words & set(names)}
    return found.pop() if len(found) == 1 else ""


def _may_be_duration(values: Values) -> bool:
    if not values.is_text:
        return values.counted.schema[VALUE].base_type() in (pl.Duration, pl.Time)
    return bool(re.fullmatch(r"\s*-?\d+(:\d\d){1,2}(\.\d+)?\s*", values.sample()[0]))


def _with_facts(spec: ColumnSpec, values: Values, check: str, setting: Setting) -> FoundColumn:
    """A typed column with the evidence for its type."""
    filled, rows = values.filled, values.rows
    spec = replace(spec, type=replace(spec.type, nullable=filled < rows))
    note = f"{filled:,} of {filled:,} values read so" if filled < rows else f"{rows:,} of {rows:,} values read so"
    if spec.type.kind == "money" and spec.type.currency:
        note += f"; the header says {spec.type.currency}"
    if filled < rows:
        note += f"; {plural(rows - filled, 'row')} without a value"
        if values.markers:
            shown = ", ".join(repr(marker) for marker in values.markers[:3])
            note += f", or with {shown}"
    first = last = None
    if spec.type.kind in ("date", "datetime"):
        days = typed_values(spec, values, setting.dialect).drop_nulls()
        first, last = _day(days.min()), _day(days.max())
        note += f", {first} to {last}"
    common = values.common(MOST_VALUES) if spec.type.kind == "boolean" else ()
    return FoundColumn(spec, values.header, f"{check}; {note}" if check else note, filled, values.distinct, common,
                       first, last)  # fmt: skip


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and type(value) is date else getattr(value, "date", lambda: None)()


def _text(spec: ColumnSpec, values: Values, setting: Setting) -> FoundColumn:
    """A column of texts, and what else it nearly is."""
    filled, rows, distinct = values.filled, values.rows, values.distinct
    spec = replace(spec, type=Type("string", nullable=filled < rows))
    if not filled:
        return FoundColumn(replace(spec, type=Type("string", True)), values.header, "it is always empty", 0, 0)
    common = values.common(MOST_VALUES + 1)
    few = distinct <= MOST_VALUES and distinct * 3 <= filled and all(_may_be_listed(text) for text in common)
    if few:
        spec = replace(spec, values=tuple(sorted(common)))
    note = f"{plural(distinct, 'text')} in {plural(filled, 'row')}"
    note += f", {plural(rows - filled, 'row')} without" if filled < rows else ""
    note += "; a new one would be refused" if few else ""
    if values.matching(r"^0\d+$"):
        note += "; digits with zeros before them are a code"
    elif values.matching(AMOUNT_WITH_SIGN) * 2 > distinct:
        note += "; amounts are read as money without their sign: export them without, and say `type: money`"
    elif nearly := _nearly(spec, values, setting):
        note += f"; {nearly}"
    return FoundColumn(spec, values.header, note, filled, distinct, common)


def _may_be_listed(text: str) -> bool:
    return len(text) <= 60 and text.isprintable()


def _nearly(spec: ColumnSpec, values: Values, setting: Setting) -> str:
    """What a column would be but for a few values."""
    if values.distinct < 10 or not values.is_text:
        return ""
    plain = replace(spec, values=())
    for kind, words in (("number", "numbers"), ("date", "dates")):
        bad = unread(replace(plain, type=Type(kind)), values, setting.dialect, whole=True)  # type: ignore[arg-type]
        if bad is not None and 0 < bad.height * 20 < values.distinct:
            rows = int(bad[COUNT].sum())
            return f"{values.filled - rows:,} of them are {words}, and '{bad[VALUE][0][:30]}' is none"
    return ""


def counts_on_days(column: FoundColumn) -> bool:
    """Whether the days are of a time in which rows can count."""
    if column.first is None or column.last is None:
        return False
    return column.first.year >= EARLIEST and column.last.year <= LATEST
