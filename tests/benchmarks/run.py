"""`make bench-engine`: compares what the sides count, then times them in turn, and writes the table into README.md."""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.agree import Values, differences
from tests.benchmarks.data import leads
from tests.benchmarks.report import Row, publish
from tests.benchmarks.side import SIDES

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "monthly.yml"
HAND = ("polars-plain", "polars-rolled")


class Took(NamedTuple):
    """What one run took: seconds, and the most memory in GiB."""

    seconds: float
    peak: float


def child(name: str, folder: Path, *more: str) -> Took:
    """One side in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.side", name, str(folder), *more]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Took(**json.loads(done.stdout))


def numbers(name: str, folder: Path) -> Values:
    """What a side counts."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "values"
        child(name, folder, "--values", str(path))
        found: Values = pickle.loads(path.read_bytes())
        return found


def compare(folder: Path, names: Iterable[str]) -> None:
    """Stop with what differs, unless every side counts what DuckDB does."""
    everything = numbers("duckdb-60", folder)
    for name in names:
        found = numbers(name, folder)
        ids = {key[0] for key in found}
        wanted = {key: number for key, number in everything.items() if key[0] in ids}
        wrong = list(differences(found, wanted))
        if wrong:
            sys.exit("\n".join([f"{name} and duckdb differ in {len(wrong)} values:", *wrong[:10]]))
        say(f"{name}: {len(found)} values as DuckDB's")


def timed(folder: Path, names: Iterable[str], rounds: int) -> dict[str, Took]:
    """The median of each side's runs, the sides in turn so that the machine's moods meet all of them."""
    runs: dict[str, list[Took]] = {name: [] for name in names}
    for number in range(rounds):
        for name, of in runs.items():
            of.append(child(name, folder))
            say(f"round {number + 1}, {name}: {of[-1].seconds:.2f} s, {of[-1].peak:.2f} GiB")
    return {name: Took(median(t.seconds for t in of), max(t.peak for t in of)) for name, of in runs.items()}


def startup(rounds: int) -> tuple[float, float]:
    """Whole processes: `kpi check` on the sample, and importing Polars."""
    kpi = Path(sys.executable).with_name("kpi")
    commands = ([str(kpi), "check", str(SAMPLE)], [sys.executable, "-c", "import polars"])
    runs: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for command, of in zip(commands, runs, strict=True):
            begun = time.perf_counter()
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            of.append(time.perf_counter() - begun)
    return median(runs[0]), median(runs[1])


def rows_of(took: dict[str, Took], started: tuple[float, float]) -> list[Row]:
    """The table's rows but for the large run."""
    engine = took["engine"].seconds
    hand = min(HAND, key=lambda name: took[name].seconds)
    other = next(name for name in HAND if name != hand)

    def against(what: str, name: str, goal: float | None) -> Row:
        return Row(what, engine, took[name].seconds, goal)

    def more(what: str, name: str, goal: float | None) -> Row:
        return Row(what, took[name].seconds, engine, goal)

    return [
        against(f"engine / best Polars by hand ({hand})", hand, 1.1),
        against(f"engine / other Polars by hand ({other})", other, None),
        against("engine / one DuckDB statement", "duckdb", 0.6),
        against("engine / a Polars query for each KPI and cut", "loop", 0.2),
        more("60 KPIs / 30, distinct counts and medians doubled too", "engine-60", 1.3),
        more("55 KPIs / 30, only sums and counts added", "engine-55", None),
        Row("`kpi check` / `import polars`", *started, 2),
    ]


def large_rows(took: Took, folder: Path, rows: int, rounds: int) -> list[Row]:
    """Ten times the rows: how much longer, and how much memory."""
    say(f"{rows} rows are made unless they are there")
    many = timed(leads(folder, rows), ["engine"], rounds)["engine"]
    return [
        Row(f"{rows:,} rows / a tenth of them", many.seconds, took.seconds, 10.5),
        Row(f"{rows:,} rows: peak memory in GiB", many.peak, 1, 4, unit="GiB"),
    ]


def say(text: str) -> None:
    """Progress; the table alone goes to the standard output."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(prog="make bench-engine ARGS=...", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a million rows, 3 rounds")
    parser.add_argument("--large", action="store_true", help="ten times the rows too, the engine alone")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "benchmarks", help="where the rows are kept")
    parser.add_argument("--dry", action="store_true", help="print the table, leave README.md as it is")
    asked = parser.parse_args()
    rows, rounds = (1_000_000, 3) if asked.quick else (asked.rows, asked.rounds)
    folder = leads(asked.data, rows)
    compare(folder, SIDES)
    took = timed(folder, SIDES, rounds)
    table = rows_of(took, startup(rounds))
    if asked.large:
        table += large_rows(took["engine"], asked.data, rows * 10, min(rounds, 3))
    publish(table, {name: (t.seconds, t.peak) for name, t in took.items()}, rows, rounds, write=not asked.dry)


if __name__ == "__main__":
    main()
