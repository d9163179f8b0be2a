"""One side in a process of its own: `python -m tests.benchmarks.side NAME FOLDER`; prints what it took, as JSON."""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks import by_duckdb, by_engine, by_polars
from tests.benchmarks.agree import Values
from tests.benchmarks.listed import KPIS, MORE, MORE_ADDING_UP


class Side(NamedTuple):
    """How a side counts, which is timed, and how its numbers are read for the comparison, which is not."""

    count: Callable[[Path], Any]
    values: Callable[[Any], Values]


def _engine(*kpis: Any) -> Side:
    return Side(partial(by_engine.results, listed=kpis), by_engine.values)


SIDES = {
    "engine": _engine(*KPIS),
    "polars-plain": Side(by_polars.plain, by_polars.values),
    "polars-rolled": Side(by_polars.rolled, by_polars.values),
    "duckdb": Side(partial(by_duckdb.results, listed=KPIS), partial(by_duckdb.values, listed=KPIS)),
    "loop": Side(partial(by_polars.loop, kpis=[kpi.id for kpi in KPIS]), by_polars.values),
    "engine-60": _engine(*KPIS, *MORE),
    "engine-55": _engine(*KPIS, *MORE_ADDING_UP),
}
# Of all 60 KPIs, to compare the engine's with; never timed.
CHECK = {
    "duckdb-60": Side(partial(by_duckdb.results, listed=(*KPIS, *MORE)),
                      partial(by_duckdb.values, listed=(*KPIS, *MORE))),
}  # fmt: skip


def peak() -> float:
    """The most memory that this process held, in GiB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts what the process that started this one held as this one's in getrusage
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**20
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def main() -> None:
    """Count once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[*SIDES, *CHECK])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--values", type=Path, help="write the numbers there")
    asked = parser.parse_args()
    side = (SIDES | CHECK)[asked.name]
    begun = time.perf_counter()
    found = side.count(asked.folder)
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak": peak()}))
    if asked.values:
        asked.values.write_bytes(pickle.dumps(side.values(found)))


if __name__ == "__main__":
    main()
