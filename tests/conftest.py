"""Rules for the whole test run: what counts as long, enough cases for the oracle, nothing skipped where CI is set."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings

from tests.backends.compared import Oracle

# How long an example takes is the machine's matter; the rest stays (under CI: the same examples every time).
settings.register_profile("boardpack", settings.default, deadline=None)
# Whether an example fails is all that a mutation asks; the smallest one that does may take minutes to find.
settings.register_profile(
    "mutations", settings.default, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
settings.load_profile("boardpack")

NEEDS_A_PROGRAM = ("browser", "poppler", "editor", "office")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives another program is long, so that `-m "not long"` needs none."""
    for item in items:
        if any(item.get_closest_marker(name) for name in NEEDS_A_PROGRAM):
            item.add_marker("long")


def pytest_configure(config: pytest.Config) -> None:
    """Count the oracle's cases; under CI watch for skipped tests, in the process that hears of all of them."""
    config.pluginmanager.register(Oracle(config, every_kind), "oracle")
    in_worker = hasattr(config, "workerinput")
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"} and not in_worker:
        config.pluginmanager.register(NothingSkipped(), "nothing-skipped")


def every_kind() -> frozenset[str]:
    """All that the oracle compares; looked up where a run compared anything."""
    from tests.backends import by_aggregate, by_function, test_zones

    return frozenset({*by_function.BY_FUNCTION, *by_aggregate.AGGREGATES, *by_aggregate.SHAPES, test_zones.ZONES})


class NothingSkipped:
    """Turns a run with a skipped test into a failed one, and names the test and the reason."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        expected_failure = hasattr(report, "wasxfail")
        if report.skipped and not expected_failure:
            where = report.longrepr
            self.reasons[report.nodeid] = str(where[2] if isinstance(where, tuple) else where)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        if self.reasons and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.reasons:
            terminalreporter.section("skipped, which is a failure where CI is set", red=True)
            for test, reason in sorted(self.reasons.items()):
                terminalreporter.line(f"{test}: {reason}")
