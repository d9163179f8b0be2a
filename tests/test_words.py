"""Words of a language: no language's words stand in another's, whichever was looked at first."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations

import pytest

PROGRAM = """
import sys
from datetime import date
from babel.dates import format_date
from engine.words import locale_of
for name in sys.argv[1:]:
    print(*(format_date(date(2026, 10, 1), form, locale=locale_of(name)) for form in ("LLLL", "MMMM", "qqqq", "cccc")))
"""
WRITTEN = {
    "fr": "octobre octobre 4e trimestre jeudi",
    "ru": "октябрь октября 4-й квартал четверг",
    "ja": "10月 10月 第4四半期 木曜日",
}


@pytest.mark.parametrize("names", list(permutations(WRITTEN)), ids="-".join)
def test_each_language_has_its_own_names(names: tuple[str, ...]) -> None:
    """In a process of its own: months, quarters and days of a week read the same in any order of languages."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM, *names], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [WRITTEN[name] for name in names]
