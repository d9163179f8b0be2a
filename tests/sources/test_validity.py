"""Rows that hold for a time: of one key one at a time, each from its first day up to, and not on, its end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import Issue
from engine.model.data import Table
from engine.model.datasets import Validity
from tests.sources.reading import column, problems, read, word

SHARED = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
VALID: dict[str, Any] = {"key": word("id"), "valid": Validity(word("a"), word("b"))}
days = st.integers(0, 12).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
rows = st.lists(st.tuples(st.sampled_from(["x", "y", ""]), days, days | st.none()), min_size=1, max_size=8)


def reps(folder: Path, text: str, **more: Any) -> tuple[Table | None, list[Issue]]:
    """A file of rows that hold from `a` to `b`."""
    columns = column("id", nullable=True), column("a", "date"), column("b", "date", nullable=True)
    return read(folder, text, *columns, **VALID, **more)


def held(start: date, end: date | None) -> set[date]:
    """The days of January on which a row holds."""
    every = [date(2026, 1, 1) + timedelta(days=n) for n in range(30)]
    return {day for day in every if start <= day and (end is None or day < end)}


@SHARED
@given(rows)
def test_rows_of_one_key_that_hold_on_the_same_day_are_an_error(
    tmp_path: Path, spans: list[tuple[str, date, date | None]]
) -> None:
    """Whatever their order in the file; a row without a key is nobody's, and one that ends first is an error itself."""
    text = "id,a,b\n" + "".join(f"{key},{start},{end or ''}\n" for key, start, end in spans)
    _, issues = reps(tmp_path, text)
    codes = {issue.code for issue in issues}
    twice = any(one[0] == other[0] != "" and held(*one[1:]) & held(*other[1:]) for one, other in combinations(spans, 2))
    assert ("overlapping-validity" in codes) == twice
    assert ("ends-before-start" in codes) == any(end is not None and end < start for _, start, end in spans)
    assert ("holds-never" in codes) == any(end == start for _, start, end in spans)
    assert {issue.code for issue in issues if issue.level == "warning"} <= {"holds-never"}


def test_the_later_of_two_is_named_with_its_key_and_their_number(tmp_path: Path) -> None:
    """At the first day of the row that begins while another still holds."""
    table, issues = reps(
        tmp_path, "id,a,b\nx,2026-01-05,\nx,2026-01-01,2026-01-06\nx,2026-02-01,2026-03-01\nx,2026-04-01,\n"
    )
    assert table is None
    assert problems((None, issues)) == [("overlapping-validity", line, 3) for line in (2, 4, 5)]
    assert issues[0].message == "on '2026-01-05' another row of 'x' still holds (3 such values in the file)"


def test_a_key_may_stand_in_several_rows_one_after_the_other(tmp_path: Path) -> None:
    """The day on which one ends may be the first of the next; gaps are gaps."""
    table, issues = reps(tmp_path, "id,a,b\nx,2026-01-05,\nx,2026-01-01,2026-01-05\ny,2026-01-01,2026-01-05\n")
    assert table is not None
    assert not issues
