"""The report's own check: what adds up does, in every period, over every dimension and in every direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.errors import OUR_FAULT, Issue
from engine.exact import added, make_up
from engine.model.formula import Aggregate
from engine.model.kpis import Kpi
from engine.model.plan import Cut
from engine.model.results import Results, Segments, Value
from engine.model.segments import name_of


def check_sums(cut: Cut, values: Iterable[Value], kpi: Kpi, results: Results) -> Iterator[Issue]:
    """What of a cut does not make up what it is a cut of: rows, and where a KPI adds up its values; once for each."""
    values = list(values)
    for place, dimension in enumerate(cut.dimensions):
        for whole, parts in _wholes(values, place, results):
            if message := _unequal(kpi, whole, parts):
                by = f"'{kpi.id}' by '{name_of(dimension)}' in {whole.period}{_within(whole.segments)}"
                yield Issue("error", "does-not-add-up", kpi.spec.place, f"{by}: {message}", OUR_FAULT)
                break


def _wholes(values: list[Value], place: int, results: Results) -> Iterator[tuple[Value, list[Value]]]:
    """The latest period first: each total along one dimension, with the parts that it should be made of."""
    found: dict[tuple[str, Segments], list[Value]] = defaultdict(list)
    for value in values:
        found[value.period, value.segments[:place] + value.segments[place + 1 :]].append(value)
    for (period, segments), parts in sorted(found.items(), key=lambda item: item[0], reverse=True):
        whole = results.values.get((parts[0].kpi, parts[0].window, period, segments))
        if whole is not None:
            yield whole, parts


def _unequal(kpi: Kpi, whole: Value, parts: list[Value]) -> str:
    """What does not add up, in words; empty where all does."""
    if whole.rows is not None:
        rows = sum(part.rows or 0 for part in parts)
        if rows != whole.rows:
            return f"its segments have {rows} rows, and the total has {whole.rows}"
    if not kpi.adds_up or not _comparable(kpi, whole, parts):
        return ""
    total = whole.value if whole.value is not None else 0
    numbers = [part.value for part in parts if part.value is not None]
    try:
        if make_up(numbers, total):
            return ""
        return f"its segments add up to {added(numbers)}, and the total is {total}"
    except OverflowError:
        return ""  # more than a number can hold: the total has no value


def _comparable(kpi: Kpi, whole: Value, parts: list[Value]) -> bool:
    """Whether each part has a value; without any rows of values a plain SUM is nothing, but a formula around it is not.

    SUM(x) - COUNT(*) has no value in a segment where x is always empty, though its rows are in the total's count.
    """
    plain = isinstance(kpi.formula.root, Aggregate)
    return plain or whole.value is None or all(part.value is not None for part in parts)


def _within(segments: Segments) -> str:
    return "".join(f", {segment.dimension} '{segment.value or segment.kind}'" for segment in segments)
