"""The decimal mark and the thousands mark of a file: those with which most of its columns read as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from engine.model.datasets import ColumnSpec, CsvDialect
from engine.model.formula import Type
from engine.proposal.names import NOWHERE
from engine.proposal.texts import Values, unread

NUMBER = ColumnSpec("number", Type("number"), ("number",), NOWHERE)
LOOKS = re.compile(r"^[\s\u00a0\u202f]*[-+\u2212]?[\d.,' \u00a0\u202f]*\d[\d.,]*\s*%?[\s\u00a0\u202f]*$")
GROUPS = r"^[-+\u2212]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*$"  # 1,234 and 1.234.567: never 0,234


def with_marks(columns: Sequence[Values], dialect: CsvDialect) -> tuple[CsvDialect, str]:
    """The dialect with its marks, and from what they were concluded; the plainest of those that read most."""
    # Digits alone read with any marks.
    numbers = [v for v in columns if v.is_text and _looks_like_numbers(v) and v.matching(r"\d[.,' \u00a0\u202f]\d")]
    if not numbers:
        return dialect, ""
    # A percent sign is no part of the number.
    tried = [mark for mark in product((".", ","), ("", " ", ",", ".", "'")) if mark[0] != mark[1]]
    best, most = ("." if dialect.separator != ";" else ",", ""), 0.0
    for decimal, thousands in sorted(tried, key=lambda marks: (marks[0] != best[0], bool(marks[1]))):
        given = replace(dialect, decimal=decimal, thousands=thousands)
        score = sum(_reads(values, given) for values in numbers)
        if score > most + 0.001:
            best, most = (decimal, thousands), score
    chosen = replace(dialect, decimal=best[0], thousands=best[1])
    read = sum(_reads(values, chosen) >= 1 for values in numbers)
    return chosen, f"{read} of {len(numbers)} columns of numbers with such marks read so"


def _looks_like_numbers(values: Values) -> bool:
    sample = values.sample()
    return bool(sample) and sum(bool(LOOKS.match(text)) for text in sample) * 10 > len(sample) * 9


def _reads(values: Values, dialect: CsvDialect) -> float:
    """1 for a column that reads as numbers, less where what reads is likely to be groups of three digits."""
    spec = replace(NUMBER, read_as="percent") if any("%" in text for text in values.sample()) else NUMBER
    bad = unread(spec, values, dialect)
    if bad is None or bad.height:
        return 0.0
    marked = [text for text in values.sample() if dialect.decimal in text]
    grouped = marked and not dialect.thousands and all(re.match(GROUPS, text.strip()) for text in marked)
    return 0.5 if grouped else 1.0
