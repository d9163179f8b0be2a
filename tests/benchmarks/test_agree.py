"""What is timed counts the same: the engine, Polars by hand in each way, and DuckDB. Nothing here looks at a clock."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.benchmarks import by_duckdb, by_engine, by_polars
from tests.benchmarks.agree import Values, differences
from tests.benchmarks.data import leads
from tests.benchmarks.listed import CUTS, KPIS, MORE, PERIODS

GROUPS = 1 + 6 + 4 + 40 + 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few rows, so that some groups have nothing to divide by."""
    return leads(tmp_path_factory.mktemp("leads"), 20_000)


@pytest.fixture(scope="module")
def engine(folder: Path) -> Values:
    """Every value that the engine gives for all 60 KPIs."""
    return by_engine.values(by_engine.results(folder, (*KPIS, *MORE), 20_000))


def test_the_engine_gives_each_kpi_in_each_month_and_group(engine: Values) -> None:
    """13 months of 75 groups for 60 KPIs; in so few rows some have no value."""
    assert len(engine) == 60 * PERIODS * GROUPS
    assert {dimensions for _, _, dimensions, _ in engine} == set(CUTS)
    assert None in engine.values()


def test_the_engine_and_duckdb_agree(engine: Values, folder: Path) -> None:
    """All 60 KPIs: one statement gives what the engine gives."""
    every = (*KPIS, *MORE)
    assert list(differences(engine, by_duckdb.values(by_duckdb.results(folder, every), every))) == []


@pytest.mark.parametrize("shape", ["plain", "rolled", "loop"])
def test_the_engine_and_polars_by_hand_agree(engine: Values, folder: Path, shape: str) -> None:
    """The 30 KPIs, in one grouping for each cut, from the finest groups, and one by one."""
    ids = [kpi.id for kpi in KPIS]
    if shape == "loop":
        found = by_polars.loop(folder, ids)
    else:
        found = {"plain": by_polars.plain, "rolled": by_polars.rolled}[shape](folder)
    first = {key: number for key, number in engine.items() if key[0] in ids}
    assert list(differences(first, by_polars.values(found))) == []


def test_a_difference_is_seen(engine: Values) -> None:
    """A cent, a count and a missing group are differences; the last bits of a quotient are none."""
    money, count, rate = (next(k for k in engine if k[0] == kpi) for kpi in ("spent", "leads", "contact_rate"))
    spent, counted, quotient = engine[money], engine[count], engine[rate]
    assert isinstance(spent, Decimal)
    assert isinstance(counted, int)
    assert isinstance(quotient, float)
    assert len(list(differences(engine, engine | {money: spent + Decimal("0.01")}))) == 1
    assert len(list(differences(engine, engine | {count: counted + 1}))) == 1
    assert list(differences(engine, engine | {rate: quotient * (1 + 1e-12)})) == []
    assert len(list(differences(engine, {key: n for key, n in engine.items() if key != rate}))) == 1
