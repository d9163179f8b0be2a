"""What is said of the value that came out of a KPI's test: that it is the expected one, or by how much it is not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from engine.errors import Issue
from engine.model.kpis import Kpi
from engine.model.results import Value
from engine.model.tests import Expected, KpiTest
from engine.model.unit import Number

CLOSE = Fraction(1, 10**9)  # what numbers that are not exact may be away, of 1 or of themselves
REASONS = {
    "no_rows": "nothing that counts has a value",
    "zero_denominator": "it divides by zero",
    "no_snapshot": "no copy lies in the period",
    "not_entered": "nothing is entered for the period",
    "not_added": "what is typed does not add up over time",
}


def verdict(kpi: Kpi, test: KpiTest, value: Value | None) -> Issue | None:
    """What is wrong with a value; None where it is the expected one."""
    if value is None:
        named = ", ".join(f"{name.text}: {segment.text}" for name, segment in test.segment)
        message = f"'{kpi.id}', {test.name}: no given row lies in {{{named}}}"
        return Issue("error", "kpi-test-failed", test.expect.place, message)
    message = _differs(kpi, test.expect, value)
    if not message:
        return None
    message = f"'{kpi.id}', {test.name}: {message}"
    return Issue("error", "kpi-test-failed", test.expect.place, message, "; ".join(_hints(test.expect, value)))


def _differs(kpi: Kpi, expected: Expected, value: Value) -> str:
    """How a value differs from the expected one, in words; empty where it does not."""
    got = value.value
    if expected.value is None or got is None:
        if expected.value is None and got is None:
            return ""
        why = f": {REASONS.get(value.reason or '', value.reason)}" if got is None else ""
        wanted = "no value" if expected.value is None else expected.text
        return f"expected {wanted}, got {'no value' if got is None else written(got)}{why}"
    difference = Fraction(got) - expected.value
    if abs(difference) <= _tolerance(kpi, expected):
        return ""
    percent = expected.text.endswith("%")
    away = _as(abs(difference), percent).replace("%", " percentage points")
    return f"expected {expected.text}, got {_as(got, percent)}: {away} {'more' if difference > 0 else 'less'}"


def _tolerance(kpi: Kpi, expected: Expected) -> Fraction:
    if expected.tolerance is not None:
        return expected.tolerance
    if kpi.formula.root.type.kind in ("integer", "money"):
        return Fraction(0)
    return CLOSE * max(Fraction(1), abs(expected.value or Fraction(0)))


def _hints(expected: Expected, value: Value) -> Iterator[str]:
    """What the figure is made of; and where only digits lack, how they are said."""
    rows = "" if value.rows is None else f"{value.rows} {'row' if value.rows == 1 else 'rows'}"
    if value.numerator is not None and value.denominator is not None:
        yield f"{written(value.numerator)} ÷ {written(value.denominator)}" + (f", of {rows}" if rows else "")
    elif rows:
        yield f"of {rows}"
    if value.value is not None and expected.value is not None:
        yield from _nearly(expected.text, expected.value, Fraction(value.value))


def _nearly(text: str, wanted: Fraction, got: Fraction) -> Iterator[str]:
    """How it must be written where only the writing is at fault: digits that lack, a share as a percentage."""
    bare = text.rstrip("%")
    decimals = len(bare.partition(".")[2]) + (2 if text != bare else 0)
    if "/" not in text and abs(got - wanted) <= Fraction(1, 2 * 10**decimals):
        tolerance = f"{Decimal(5).scaleb(-decimals - 1):f}"
        yield f"that is it, rounded: write a fraction like 1/3, or give the test tolerance: {tolerance}"
    elif wanted and text == bare and abs(got * 100 - wanted) <= CLOSE * abs(wanted):
        yield f"a share is a part of 1: write {text}%" if "/" not in text else "a share is a part of 1"


def written(number: Number) -> str:
    """A number in plain digits, as it would be written into a test."""
    return f"{number:f}" if isinstance(number, Decimal) else repr(number)


def _as(number: Number | Fraction, percent: bool) -> str:
    """A number beside the expected one, as that is written."""
    if percent:
        return f"{float(Fraction(number) * 100):.10g}%"
    if isinstance(number, float):
        return f"{number:.12g}"
    if isinstance(number, Fraction):
        whole = number.denominator == 1
        return str(number.numerator) if whole else f"{float(number):.10g}"
    return written(number)
