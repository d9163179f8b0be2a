"""Times with an offset, read from a file in the report's time zone, against DuckDB's clocks of that zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.backends import oracle
from tests.backends.compared import agreed, compares
from tests.backends.formulas import Pair, written
from tests.backends.oracle import COLUMNS, DATASET, FEW, SCHEMA, by_segment, catalog, literal, results, same, word
from tests.sources.reading import column, frame, read

ZONES = "time zones"
NAMES = ["UTC", "Europe/Paris", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland",
         "Australia/Lord_Howe", "America/Sao_Paulo"]  # fmt: skip
# Around the two ends of October and the night in which Europe's clocks go back, to the second and day by day.
turns = st.sampled_from([datetime(2026, 10, 1), datetime(2026, 10, 25, 1), datetime(2026, 11, 1)])
near = st.integers(-50_000, 50_000).map(lambda seconds: timedelta(seconds=seconds))
moments = st.builds(lambda turn, off: turn + off, turns, near | st.sampled_from([timedelta(), -timedelta(seconds=1)]))
offsets = st.sampled_from([0, 60, 120, -210, 330, 765, -480]).map(lambda minutes: timezone(timedelta(minutes=minutes)))
segments = st.sampled_from(["x", "y"]) | st.none()
ROWS = st.lists(st.tuples(moments, offsets, segments), min_size=1, max_size=8)
PARTS = ("year", "month", "week", "day", "isodow", "hour")
ATTEMPTS = ["{}", "{} + INTERVAL 1 DAY", "{} - INTERVAL 3 HOUR", "{} + INTERVAL 1 MONTH"]
when = st.sampled_from(ATTEMPTS).map(lambda text: Pair(text.format("w"), text.format("w")))
FORMULAS = st.one_of(
    st.builds(lambda part, x: written(f"MAX({part}({{}}))", x), st.sampled_from(PARTS), when),
    st.builds(lambda part, x: written(f"COUNT(DISTINCT {part}({{}}))", x), st.sampled_from(PARTS), when),
    st.builds(
        lambda unit, x: written(
            f"COUNT(DISTINCT date_trunc('{unit}', {{}}))", x, duck=f"count(DISTINCT date_trunc('{unit}', {{}}))"
        ),
        st.sampled_from(["hour", "day", "week", "month"]), when,
    ),
    st.builds(
        lambda unit, x: written(f"MIN(date_diff('{unit}', e, {{}}))", x),
        st.sampled_from(["hour", "day", "week", "month", "year"]), when,
    ),
    when.map(partial(written, "COUNT(*) - COUNT({})")),
)  # fmt: skip


def clocks(folder: Path, rows: list[tuple[datetime, timezone, str | None]], zone: str) -> pl.DataFrame:
    """The rows as the source reads them, each moment written with an offset of its own."""
    texts = [moment.replace(tzinfo=UTC).astimezone(offset).isoformat() for moment, offset, _ in rows]
    found = frame(read(folder, "w\n" + "\n".join(texts) + "\n", column("w", "datetime"), timezone=zone))["w"]
    others = {name: [None] * len(rows) for name in COLUMNS}
    days = {"e": [datetime(2026, 10, 1).date()] * len(rows), "g": [segment for _, _, segment in rows]}
    return pl.DataFrame({**others, **days, "w": found}, schema=SCHEMA)


@compares(ZONES)
def test_times_count_by_the_clocks_of_the_report(compared: str) -> None:
    """In the period in which its clocks show them, and so do parts, units and intervals of them."""

    @FEW
    @given(ROWS, st.sampled_from(NAMES), FORMULAS)
    def check(rows: list[tuple[datetime, timezone, str | None]], zone: str, formula: Pair) -> None:
        made = catalog(formula.ours, dataset=replace(DATASET, date=word("w")))
        with TemporaryDirectory() as folder:
            found = by_segment(results(made, clocks(Path(folder), rows, zone)))
        values = ", ".join(f"('{moment}+00'::TIMESTAMPTZ, {literal(segment)})" for moment, _, segment in rows)
        table = (
            f"WITH t AS (SELECT m AT TIME ZONE '{zone}' AS w, g, DATE '2026-10-01' AS e FROM (VALUES {values}) v(m, g))"
        )
        kept = f"SELECT {formula.duck}, count(*), {{}} FROM t WHERE date_trunc('month', w) = DATE '2026-10-01'"
        sql = f"{kept.format('NULL, TRUE')} UNION ALL {kept.format('g, FALSE')} GROUP BY g"
        for number, counted, segment, whole in oracle.ask(f"{table} {sql}"):
            key = ("total", "") if whole else ("missing", "") if segment is None else ("value", segment)
            assert same(found[key].value, number), (rows, zone, formula, key)
            assert found[key].rows == counted
        agreed(compared, rows, zone, formula)

    check()
