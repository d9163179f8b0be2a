"""Each way of counting gives what asking each group for each measure gives: which way is taken changes no number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends import together as ways
from engine.backends.counting import counting
from engine.backends.distinct import Distinct
from engine.backends.groups import grouped
from engine.backends.ranks import medians, plainly
from engine.backends.times import ORDINAL
from engine.backends.together import Together, together
from engine.model.formula import Call, Column, Constant, Expression, Type
from engine.model.plan import Base, Job, Measure, Population, Slice
from tests.backends.oracle import DATASET, SCHEMA, catalog
from tests.backends.oracle import rows as some_rows

HUGE = 1 << 62
KINDS = {column.name: column.type for column in DATASET.columns}


def col(name: str) -> Column:
    """A column of the table."""
    return Column(name, KINDS[name])


def over(name: str, value: int) -> Expression:
    """Whether a column is above a value."""
    return Call(">", (col(name), Constant(value, Type("integer"))), Type("boolean", True))


COLUMNS: tuple[tuple[Base, str], ...] = (
    ("ROWS", ""), ("SUM", "i"), ("SUM", "m"), ("SUM", "n"), ("MIN", "j"), ("MAX", "m"), ("MIN", "d"), ("DISTINCT", "s"),
    ("DISTINCT", "g"), ("DISTINCT", "j"), ("DISTINCT", "n"), ("MEDIAN", "i"), ("MEDIAN", "m"), ("QUANTILE", "j"),
)  # fmt: skip
WHERES: tuple[Expression | None, ...] = (None, over("i", 0))
MEASURES = tuple(
    Measure(base, None if base == "ROWS" else col(name), where, Decimal("0.3") if base == "QUANTILE" else None)
    for where in WHERES
    for base, name in COLUMNS
)
CUTS: tuple[tuple[str, ...], ...] = ((), ("g",), ("s",), ("g", "c"), ("u",))


def shared(data: Sequence[dict[str, Any]], cuts: Sequence[tuple[str, ...]]) -> Together:
    """Jobs for each cut over rows whose month is their period."""
    frame = pl.DataFrame(data, schema=SCHEMA, orient="row").lazy()
    rows = frame.with_columns((pl.col("e").dt.month() % 2).cast(pl.Int64).alias(ORDINAL))
    jobs = [Job(Population("t", "e"), Slice("month"), cut, 0, 0, MEASURES) for cut in cuts]
    return together(rows, jobs, catalog("COUNT(*)"), {})


def all_cells(frame: pl.DataFrame, width: int) -> dict[Any, Any]:
    """The frame's rows by their keys."""
    return {row[:width]: row[width:] for row in frame.iter_rows()}


def plain(of: Together, job: Job) -> pl.DataFrame:
    """Every measure asked of every group."""
    frame = grouped(of.rows, of.keys(job), {m: str(n) for n, m in enumerate(job.measures)}).collect()
    cuts = [pl.col(of.dimensions[name]).cast(pl.String) for name in job.dimensions]
    return frame.select(ORDINAL, *cuts, *(str(n) for n in range(len(job.measures))))


def counted(of: Together) -> list[tuple[Job, pl.DataFrame]]:
    """The jobs' frames, as the backend counts them."""
    asked = counting(of)
    asked = asked.seen(pl.collect_all(asked.glance()))
    asked = asked.knowing(pl.collect_all(asked.hashes()))
    return list(asked.read(pl.collect_all(asked.queries())))


big = st.integers(-HUGE, HUGE)


@pytest.mark.parametrize("rows_to_a_group", [0, 1, 1 << 30], ids=["crossed", "as it comes", "by cut"])
@settings(max_examples=8)
@given(some_rows, st.lists(st.sampled_from(CUTS), min_size=1, unique=True), st.lists(big, min_size=1, max_size=3))
def test_every_way_gives_what_each_group_gives(
    rows_to_a_group: int, data: list[dict[str, Any]], cuts: list[tuple[str, ...]], huge: list[int]
) -> None:
    """Rows with empty, negative and huge values, by any cuts, whether all dimensions are crossed or not."""
    data = [row | {"j": huge[n % len(huge)] if n % 3 == 0 else row["j"]} for n, row in enumerate(data * 3)]
    before, ways.CROSSED = ways.CROSSED, rows_to_a_group
    try:
        of = shared(data, cuts)
        for job, frame in counted(of):
            width = 1 + len(job.dimensions)
            found, wanted = all_cells(frame, width), all_cells(plain(of, job), width)
            assert found.keys() == wanted.keys()
            for key, numbers in found.items():
                assert dict(zip(MEASURES, numbers, strict=True)) == dict(zip(MEASURES, wanted[key], strict=True))
    finally:
        ways.CROSSED = before


def test_who_comes_twice_is_counted_once() -> None:
    """Alone, twice in a segment, in two segments, in two periods; and with nobody's hash alone, all the same."""
    days = [date(2026, 10, 1), date(2026, 11, 1)]
    visits = [("a", "x", 0), ("b", "x", 0), ("b", "x", 0), ("c", "x", 0), ("c", "y", 0), ("d", "y", 0), ("d", "y", 1)]
    visits += [(name, "y", 0) for name in "efghijkl"]
    data = [dict.fromkeys(SCHEMA) | {"s": who, "g": where, "e": days[when], "i": 1} for who, where, when in visits]
    of = shared(data, [(), ("g",)])
    place = 1 + MEASURES.index(Measure("DISTINCT", col("s")))
    total, by_g = counted(of)
    assert {row[0]: row[place] for row in total[1].iter_rows()} == {0: 12, 1: 1}
    assert {row[:2]: row[place + 1] for row in by_g[1].iter_rows()} == {(0, "x"): 3, (0, "y"): 10, (1, "y"): 1}
    assert any(one.several is not None for one in _distinct(of) if one.argument == col("s"))


def test_a_shared_hash_changes_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entities whose hashes are the same by accident are told apart by their values."""
    same = property(lambda self: (pl.col(self._name).hash() % 5).alias(f"{self._name} hash"))
    monkeypatch.setattr(Distinct, "_hash", same)
    data = [dict.fromkeys(SCHEMA) | {"s": f"{n}", "g": "x", "e": date(2026, 10, 1)} for n in range(6)]
    place = 1 + MEASURES.index(Measure("DISTINCT", col("s")))
    ((_, frame),) = counted(shared(data, [()]))
    assert frame.row(0)[place] == 6


def _distinct(of: Together) -> tuple[Distinct, ...]:
    return counting(of).knowing(pl.collect_all(counting(of).hashes())).distinct


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9) | st.integers(-HUGE, HUGE)), min_size=1),
    st.sampled_from([pl.Int64(), pl.Decimal(38, 2), pl.Int128()]),
)
def test_the_middle_of_an_order_is_polars_median(values: list[tuple[int, int]], kind: pl.DataType) -> None:
    """To the last bit, however far the values lie apart."""
    numbers = [Decimal(v) / 100 for _, v in values] if isinstance(kind, pl.Decimal) else [v for _, v in values]
    rows = pl.DataFrame({"g": [g for g, _ in values], "value": pl.Series(numbers, dtype=kind)})
    assert medians(rows, rows.select("g").unique()).sort("g").equals(plainly(rows, ["g"]).sort("g"))
