"""The table of ratios, and the machine that they were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

README = Path(__file__).with_name("README.md")


class Row(NamedTuple):
    """A ratio with its goal, if it has one; `unit` where the left is no time and nothing is divided."""

    what: str
    left: float
    right: float
    goal: float | None
    unit: str = ""

    @property
    def ratio(self) -> float:
        """Left ÷ right."""
        return self.left / self.right


def table(rows: Sequence[Row]) -> str:
    """Ratio, goal, met or not; in Markdown."""
    lines = ["| | left | right | ratio | goal | |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for row in rows:
        sides = f"{row.left:.2f} {row.unit} | " if row.unit else f"{row.left:.2f} s | {row.right:.2f} s"
        goal = "" if row.goal is None else f"≤ {row.goal:g}"
        met = "" if row.goal is None else "met" if row.ratio <= row.goal else "missed"
        lines.append(f"| {row.what} | {sides} | {row.ratio:.2f} | {goal} | {met} |")
    return "\n".join(lines)


def sides(took: Mapping[str, tuple[float, float]]) -> str:
    """The median time and the peak memory of each side; in Markdown."""
    lines = ["| side | seconds | peak GiB |", "| --- | ---: | ---: |"]
    return "\n".join([*lines, *(f"| {name} | {seconds:.2f} | {peak:.2f} |" for name, (seconds, peak) in took.items())])


def machine() -> str:
    """Cores, memory, versions; and how busy it was, which no version says."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb", "weasyprint"))
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}; load averages at the end: {busy}."
    )


def publish(
    rows: Sequence[Row], took: Mapping[str, tuple[float, float]], count: int, rounds: int, *, write: bool
) -> None:
    """Print it, and put it into README.md, if that has a place for so many rows."""
    asked = f"{count:,} rows, median of {rounds}. {machine()}"
    text = f"{asked}\n\n{table(rows)}\n\n{sides(took)}"
    print(text)
    if write:
        put(f"{count} rows", text)


def put(name: str, text: str) -> None:
    """Put what was measured where README.md has a place for it."""
    begin, end = (f"<!-- {name}: {word} -->" for word in ("begin", "end"))
    old = README.read_text("utf-8")
    if begin in old:
        before, after = old.split(begin)[0], old.split(end)[1]
        README.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
