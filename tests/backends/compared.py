"""How many generated cases agreed with DuckDB, counted while they run, told at the end of a run, and enough of them.

A test that compares is marked by `compares`; each case on which both agree is noted by `agreed`. The plugin `Oracle`
gathers the counts from all processes of a run and fails it where a function has too few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pytest

LEAST_OF_EACH, LEAST_IN_ALL = 50, 2000

CASES: defaultdict[str, set[int]] = defaultdict(set)


def compares(*kinds: str) -> Callable[[Any], Any]:
    """Mark a test that compares generated cases, and run it for each kind of them, as its parameter `compared`."""

    def marked(test: Any) -> Any:
        return pytest.mark.oracle(pytest.mark.parametrize("compared", sorted(kinds))(test))

    return marked


def agreed(kind: str, *case: object) -> None:
    """Note a case on which both agree; the same case counts once."""
    CASES[kind].add(hash(repr(case)))


def told(counts: Mapping[str, int]) -> str:
    """The line that closes a run."""
    return (
        f"oracle: {sum(counts.values()):,} generated cases agree with DuckDB, "
        f"{min(counts.values()):,} or more for each of {len(counts)} functions, aggregates and shapes"
    )


def lacking(counts: Mapping[str, int], asked: Collection[str], every: Collection[str]) -> list[str]:
    """What has too few cases: of the kinds that a run asked for, and in all where it asked for every one."""
    few = [
        f"{kind}: {counts.get(kind, 0)} generated cases, and {LEAST_OF_EACH} are needed"
        for kind in sorted(asked)
        if counts.get(kind, 0) < LEAST_OF_EACH
    ]
    total = sum(counts.values())
    if set(asked) >= set(every) and total < LEAST_IN_ALL:
        few.append(f"{total:,} generated cases in all, and {LEAST_IN_ALL:,} are needed")
    return few


class Oracle:
    """Counts in each process, and in the one that hears of all of them tells the sum and fails what is too few."""

    def __init__(self, config: pytest.Config, every: Callable[[], Collection[str]]) -> None:
        self.output: dict[str, Any] | None = getattr(config, "workeroutput", None)
        self.every = every
        self.counts: Counter[str] = Counter()
        self.asked: set[str] = set()
        self.few: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        marked = (item for item in session.items if item.get_closest_marker("oracle"))
        self.asked |= {str(item.callspec.params["compared"]) for item in marked if isinstance(item, pytest.Function)}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        found = getattr(node, "workeroutput", {}).get("oracle", {"counts": {}, "asked": []})
        self.counts.update(found["counts"])
        self.asked.update(found["asked"])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        self.counts.update({kind: len(cases) for kind, cases in CASES.items()})
        if self.output is not None:
            self.output["oracle"] = {"counts": dict(self.counts), "asked": sorted(self.asked)}
        elif self.asked and session.exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly:
            self.few = lacking(self.counts, self.asked, self.every())
            if self.few:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.few:
            terminalreporter.section("too few generated cases", red=True)
            for line in self.few:
                terminalreporter.line(line)
        if self.counts:
            terminalreporter.line(told(self.counts))
