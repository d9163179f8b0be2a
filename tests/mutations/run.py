"""Applies each mutation to a copy of the tree, one at a time, and sees whether the tests that must fail do.

    python -m tests.mutations.run              all of them
    python -m tests.mutations.run "64 bits"    those with these names

Fails where a mutation survives or no longer applies, and where the tests fail without any.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutations.table import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[2]
COPIES = 2  # each with one mutation at a time
LONGEST = 180  # seconds for the tests of one mutation
LONGEST_OF_ALL = 1200  # and for those of all of them
WIDTH = 44


@dataclass(frozen=True)
class Outcome:
    """What became of a mutation: `verdict` is "caught" if all is well."""

    name: str
    verdict: str
    failed: int = 0
    of: int = 0
    seconds: float = 0.0
    output: str = ""


def copy_tree(to: Path) -> None:
    """The files of the tree that are, or could be, committed, with the engine compiled."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    # Bytecode that is checked against its text: two mutations of a file may have one size and one second.
    compiled = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "engine"]
    subprocess.run([sys.executable, *compiled], cwd=to, check=True)


def run_python(copy: Path, *arguments: str, longest: int = LONGEST) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, with the copy's engine.

    No other bytecode is written. `CI` takes the same generated examples every time.
    """
    own = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true", "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=copy, env=os.environ | own, capture_output=True, text=True, timeout=longest, check=False
    )


def run_tests(
    copy: Path, tests: Iterable[str], *options: str, longest: int = LONGEST
) -> subprocess.CompletedProcess[str]:
    """Pytest over some tests of a copy."""
    paths = [f"tests/{test}" for test in tests]
    quick = ("--tb=short", "-p", "no:cacheprovider", "--hypothesis-profile=mutations")
    return run_python(copy, "-m", "pytest", "-q", *quick, *options, *paths, longest=longest)


def imports_its_own_engine(copy: Path) -> bool:
    """Whether what is imported in a copy is the copy's; otherwise every mutation would survive."""
    done = run_python(copy, "-c", "import engine; print(engine.__file__)")
    return Path(done.stdout.strip()).resolve() == (copy / "engine" / "__init__.py").resolve()


def judge(name: str, code: int, output: str, seconds: float) -> Outcome:
    """Caught is what makes a test fail; a test that cannot be run has caught nothing.

    `output` is what pytest prints; a library that complains as it ends does so elsewhere.
    """
    words = output.strip().rpartition("\n")[2]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (failed|passed|error)", words)}
    failed, passed = counts.get("failed", 0), counts.get("passed", 0)
    verdict = "caught" if code == 1 and failed and "error" not in counts else "SURVIVED" if code == 0 else "NOT RUN"
    return Outcome(name, verdict, failed, failed + passed, seconds, output)


def try_mutation(mutation: Mutation, copy: Path) -> Outcome:
    """Change the copy, run the mutation's tests, change it back."""
    path = copy / "engine" / mutation.file
    before = path.read_text("utf-8") if path.is_file() else ""
    begun = time.monotonic()
    try:
        path.write_text(mutation.applied_to(before), "utf-8")
        done = run_tests(copy, mutation.tests)
    except ValueError as error:
        return Outcome(mutation.name, "DOES NOT APPLY", output=str(error))
    except subprocess.TimeoutExpired:
        return Outcome(mutation.name, "NOT RUN", seconds=LONGEST, output=f"no end after {LONGEST} seconds")
    finally:
        path.write_text(before, "utf-8")
    outcome = judge(mutation.name, done.returncode, done.stdout, time.monotonic() - begun)
    return replace(outcome, output=done.stdout + done.stderr)


def passes_unchanged(copy: Path, mutations: Sequence[Mutation]) -> bool:
    """Whether the tests of all mutations pass where nothing is changed."""
    tests = sorted({test for mutation in mutations for test in mutation.tests})
    done = run_tests(copy, tests, "-n", str(COPIES), longest=LONGEST_OF_ALL)
    if done.returncode != 0:
        print(done.stdout[-20_000:], done.stderr, "the tests fail without any mutation", sep="\n")
    return done.returncode == 0


def try_all(mutations: Sequence[Mutation], copies: Sequence[Path]) -> list[Outcome]:
    """Every mutation, in as many copies at a time as there are."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def in_a_free_copy(mutation: Mutation) -> Outcome:
        copy = free.get()
        try:
            return try_mutation(mutation, copy)
        finally:
            free.put(copy)

    outcomes = []
    with ThreadPoolExecutor(len(copies)) as pool:
        for outcome in pool.map(in_a_free_copy, mutations):
            caught = f"{outcome.failed} of {outcome.of}" if outcome.of else ""
            print(f"{outcome.name:{WIDTH}}{outcome.verdict:16}{caught:>10}{outcome.seconds:7.1f} s", flush=True)
            outcomes.append(outcome)
    return outcomes


def main(names: Sequence[str]) -> int:
    """Try the mutations with these names, or all; 0 if each is caught."""
    mutations = [mutation for mutation in MUTATIONS if not names or mutation.name in names]
    if unknown := set(names) - {mutation.name for mutation in mutations}:
        print(f"no such mutation: {', '.join(sorted(unknown))}")
        return 2
    begun = time.monotonic()
    with TemporaryDirectory(prefix="mutations-") as folder:
        copies = [Path(folder) / str(number) for number in range(COPIES)]
        for copy in copies:
            copy_tree(copy)
            if not imports_its_own_engine(copy):
                print("a copy of the tree imports the engine from elsewhere")
                return 1
        if not passes_unchanged(copies[0], mutations):
            return 1
        outcomes = try_all(mutations, copies)
    amiss = [outcome for outcome in outcomes if outcome.verdict != "caught"]
    for outcome in amiss:
        print(f"\n{outcome.name}: {outcome.verdict}\n{outcome.output.strip()}")
    print(f"\n{len(outcomes) - len(amiss)} of {len(outcomes)} caught in {time.monotonic() - begun:.0f} s")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
