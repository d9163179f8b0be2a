"""Look-ups in what holds for a time: each row finds what held on its day, and stays one row in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.rows import joined
from engine.model.datasets import ColumnSpec, DatasetSpec, JoinSpec, Validity
from engine.model.formula import Type
from engine.model.specs import Catalog
from tests.backends.oracle import NOWHERE, ask, catalog, literal, word

Held: TypeAlias = tuple[str | None, date, date | None, str]  # key, first day, end, team
Asked: TypeAlias = tuple[str | None, date | None]

FIRST = date(2026, 1, 1)
keys = st.sampled_from(["a", "b", "c"])
days = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
asked = st.lists(st.tuples(keys | st.just("d") | st.none(), days | st.none()), max_size=12)


@st.composite
def held(draw: st.DrawFn) -> list[Held]:
    """For each key some rows that hold one after the other, with gaps and rows that hold on no day, in any order."""
    rows: list[Held] = []
    for key in draw(st.lists(keys, unique=True)):
        ends = sorted(draw(st.lists(days, min_size=2, max_size=6)))
        spans: list[tuple[date, date | None]] = list(zip(ends[::2], ends[1::2], strict=False))
        if draw(st.booleans()):
            spans.append((ends[-1] + timedelta(days=draw(st.integers(0, 2))), None))
        rows += [(key, start, end, f"{key}{n}") for n, (start, end) in enumerate(spans)]
    rows += [(None, FIRST, None, "nobody")] * draw(st.integers(0, 2))
    return draw(st.permutations(rows))


def column(name: str, kind: Any, *, nullable: bool = True) -> ColumnSpec:
    return ColumnSpec(name, Type(kind, nullable), (name,), NOWHERE)


REPS = DatasetSpec(
    "reps", NOWHERE, word("reps.csv"), Path(),
    (column("id", "string"), column("since", "date"), column("until", "date"), column("team", "string")),
    key=word("id"), valid=Validity(word("since"), word("until")),
)  # fmt: skip
DEALS = DatasetSpec(
    "deals", NOWHERE, word("deals.csv"), Path(), (column("rep", "string"), column("day", "date")),
    joins=(JoinSpec("rep", word("reps"), word("rep"), word("day")),),
)  # fmt: skip


def with_deals(dataset: DatasetSpec) -> Catalog:
    plain = catalog("COUNT(*)")
    return replace(plain, specs=replace(plain.specs, datasets={"deals": dataset, "reps": REPS}))


def looked_up(rows: list[Asked], reps: list[Held], kind: Any = pl.Date) -> pl.DataFrame:
    """The rows with what they find."""
    schema = {"id": pl.String, "since": pl.Date, "until": pl.Date, "team": pl.String}
    own = {
        "deals": pl.DataFrame(rows, schema={"rep": pl.String, "day": kind}, orient="row").lazy(),
        "reps": pl.DataFrame(reps, schema=schema, orient="row").lazy(),
    }
    return joined("deals", with_deals(DEALS), own).collect()


def values(rows: list[Any], names: str, types: str) -> str:
    """Rows for DuckDB, numbered."""
    made = ", ".join(f"({n}, {', '.join(map(literal, row))})" for n, row in enumerate(rows))
    empty = ", ".join(["NULL"] * (len(names.split(",")) + 1))
    return f"(SELECT n, {types} FROM (VALUES {made or f'({empty})'}) AS v(n, {names}) WHERE n IS NOT NULL)"


@given(asked, held())
def test_a_row_finds_what_held_on_its_day(rows: list[Asked], reps: list[Held]) -> None:
    """As DuckDB joins by the key and "from its first day on, and before its end"; no row moves, and none is doubled."""
    found = looked_up(rows, reps)
    deals = values(rows, "rep, day", "rep::VARCHAR AS rep, day::DATE AS day")
    lists = values(reps, "id, since, until, team",
                   "id::VARCHAR AS id, since::DATE AS since, until::DATE AS until, team::VARCHAR AS team")  # fmt: skip
    on = "reps.id = deals.rep AND deals.day >= reps.since AND (reps.until IS NULL OR deals.day < reps.until)"
    wanted = ask(
        f"SELECT deals.rep, deals.day, reps.team, reps.since, reps.id IS NOT NULL FROM {deals} AS deals "
        f"LEFT JOIN {lists} AS reps ON {on} ORDER BY deals.n"
    )
    ours = found.select("rep", "day", "rep.team", "rep.since", pl.col("rep found").fill_null(False)).rows()
    assert ours == wanted
    assert [row[:2] for row in ours] == rows


def test_a_row_holds_on_its_first_day_and_not_on_its_end() -> None:
    """The day of a change belongs to what comes after it, at whatever time of it."""
    reps: list[Held] = [
        ("a", date(2026, 1, 5), date(2026, 1, 10), "north"),
        ("a", date(2026, 1, 7), date(2026, 1, 7), "on no day"),
        ("b", date(2026, 1, 5), date(2026, 1, 10), "east"),
        ("a", date(2026, 1, 10), None, "south"),
    ]
    at: list[Asked] = [("a", date(2026, 1, day)) for day in (4, 5, 9, 10, 31)]
    assert looked_up(at, reps)["rep.team"].to_list() == [None, "north", "north", "south", "south"]
    gone: list[Asked] = [("b", date(2026, 1, day)) for day in (9, 10)]
    assert looked_up(gone, reps)["rep.team"].to_list() == ["east", None]
    late: list[Any] = [("a", datetime(2026, 1, 9, 23, 59)), ("a", datetime(2026, 1, 10, 0, 0))]
    assert looked_up(late, reps, pl.Datetime("us"))["rep.team"].to_list() == ["north", "south"]


def test_several_days_of_one_row_are_looked_up_each() -> None:
    """Two look-ups by one key in one list, on two days, do not get in each other's way."""
    joins = (JoinSpec("then", word("reps"), word("rep"), word("day")),
             JoinSpec("later", word("reps"), word("rep"), word("end")))  # fmt: skip
    deals = replace(DEALS, columns=(*DEALS.columns, column("end", "date")), joins=joins)
    reps = [("a", date(2026, 1, 1), date(2026, 2, 1), "north"), ("a", date(2026, 2, 1), None, "south")]
    own = {
        "deals": pl.LazyFrame({"rep": ["a"], "day": [date(2026, 1, 31)], "end": [date(2026, 2, 1)]}),
        "reps": pl.LazyFrame(reps, schema=["id", "since", "until", "team"], orient="row"),
    }
    found = joined("deals", with_deals(deals), own).collect()
    assert found.select("then.team", "later.team").rows() == [("north", "south")]
