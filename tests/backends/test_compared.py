"""A run tells how many generated cases agreed with DuckDB, and fails where they are too few."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backends.compared import LEAST_IN_ALL, LEAST_OF_EACH, lacking, told

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from tests.backends.compared import Oracle

def pytest_configure(config):
    config.addinivalue_line("markers", "oracle: compares")
    config.pluginmanager.register(Oracle(config, lambda: {every}), "oracle")
"""
TESTS = """
from tests.backends.compared import agreed, compares

@compares(*{kinds})
def test_it(compared):
    for number in range({cases}):
        agreed(compared, number)
        agreed(compared, number)  # the same case again is none more
"""


def run(folder: Path, *options: str, kinds: list[str], cases: int, every: list[str]) -> tuple[int, list[str]]:
    """Pytest over tests that compare so many cases of these kinds, where there are `every`: its exit code and lines."""
    (folder / "conftest.py").write_text(CONFTEST.format(every=every))
    (folder / "test_it.py").write_text(TESTS.format(kinds=kinds, cases=cases))
    own = {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:hypothesispytest",
        *options,
        str(folder),
    ]
    done = subprocess.run(command, cwd=folder, env=os.environ | own, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_tells_what_agreed(tmp_path: Path, processes: str) -> None:
    """Counted in all processes, each case once."""
    kinds = [f"kind{n}" for n in range(20)]
    code, lines = run(tmp_path, "-n", processes, kinds=kinds, cases=1234, every=kinds)
    counted = "24,680 generated cases agree with DuckDB, 1,234 or more for each of 20 functions, aggregates and shapes"
    assert f"oracle: {counted}" in lines
    assert code == 0


def test_a_run_with_too_few_cases_fails(tmp_path: Path) -> None:
    """Although each test of it passed."""
    code, lines = run(tmp_path, "-n", "2", kinds=["AND", "OR"], cases=49, every=["AND", "OR"])
    assert code == 1
    assert "AND: 49 generated cases, and 50 are needed" in lines
    assert "98 generated cases in all, and 2,000 are needed" in lines


def test_a_part_of_a_run_needs_its_own_cases_only(tmp_path: Path) -> None:
    """Whoever runs one test is not told that there are others; a test that compares nothing at all is."""
    code, lines = run(tmp_path, "-k", "AND", kinds=["AND", "OR"], cases=50, every=["AND", "OR"])
    assert code == 0
    assert any(line.startswith("oracle: 50 generated cases") for line in lines)
    code, lines = run(tmp_path, "-k", "AND", kinds=["AND", "OR"], cases=0, every=["AND", "OR"])
    assert (code, "AND: 0 generated cases, and 50 are needed" in lines) == (1, True)


def test_what_is_lacking_is_named() -> None:
    """At the limits: exactly enough is enough, of each and in all."""
    kinds = [str(number) for number in range(LEAST_IN_ALL // LEAST_OF_EACH)]
    counts = dict.fromkeys(kinds, LEAST_OF_EACH)
    assert lacking(counts, kinds, kinds) == []
    assert "2,000 generated cases" in told(counts)
    assert lacking({**counts, "7": LEAST_OF_EACH - 1}, kinds, kinds) == [
        "7: 49 generated cases, and 50 are needed", "1,999 generated cases in all, and 2,000 are needed",
    ]  # fmt: skip
