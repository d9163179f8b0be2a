"""KPIs' tests as tests of pytest: `pytest monthly.yml` has one for each.

A report is collected where it is named on the command line, or by the ini option `boardpack_files`; no other file is
looked at. Nothing of the engine is imported before that: pytest loads this module wherever boardpack is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from engine.errors import Issue
    from engine.model.kpis import Kpi
    from engine.model.outcomes import Outcome
    from engine.model.specs import Catalog
    from engine.model.tests import KpiTest

FILES = "boardpack_files"
ENDINGS = (".yml", ".yaml")
REPORT = re.compile(r"^report:", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini option that collects reports without naming them."""
    parser.addini(FILES, "reports whose KPIs' tests are collected, as globs: reports/*.yml", type="args", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ReportFile | None:
    """A report that is asked for."""
    if file_path.suffix not in ENDINGS or not _asked_for(file_path, parent):
        return None
    text = file_path.read_text("utf-8", errors="replace")
    return ReportFile.from_parent(parent, path=file_path) if REPORT.search(text) else None


def _asked_for(path: Path, parent: pytest.Collector) -> bool:
    if parent.session.isinitpath(path):
        return True
    root = parent.config.rootpath
    return path.is_relative_to(root) and any(
        path.relative_to(root).match(pattern) for pattern in parent.config.getini(FILES)
    )


class ReportFile(pytest.File):
    """A report: the tests of the KPIs that its files define, and of those of the library that it uses."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each test."""
        from engine.errors import BoardpackError
        from engine.pipeline.checks import check

        try:
            catalog, _ = check(self.path)
        except BoardpackError as error:
            raise self.CollectError(_text(error.issues)) from None
        for kpi in catalog.kpis.values():
            for test in kpi.spec.tests:
                yield KpiItem.from_parent(self, name=f"{kpi.id}[{test.name}]", catalog=catalog, kpi=kpi, test=test)


class KpiTestFailed(Exception):
    """A KPI's value is not the one that its test expects."""


class KpiItem(pytest.Item):
    """One test of a KPI."""

    def __init__(self, *, catalog: Catalog, kpi: Kpi, test: KpiTest, **more: Any) -> None:
        super().__init__(**more)
        self.catalog, self.kpi, self.test = catalog, kpi, test

    def runtest(self) -> None:
        """Compute the KPI from what the test gives."""
        from engine.errors import BoardpackError
        from engine.pipeline.testing import run_test

        try:
            outcome = run_test(self.kpi, self.test, self.catalog)
        except BoardpackError as error:
            raise KpiTestFailed(_text(error.issues)) from None
        if outcome.left_out:
            pytest.skip("the library's test is not for this report's data")
        if not outcome.passed:
            raise KpiTestFailed(_failure(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, without a traceback through the engine."""
        if isinstance(excinfo.value, KpiTestFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the test, which may stand in a file that the report uses."""
        place = self.test.place
        return Path(place.file).absolute(), place.line - 1, self.name


def _failure(outcome: Outcome) -> str:
    from engine.cli.given import given_rows

    return "\n".join([_text(outcome.issues), *(f"    {line}" for line in given_rows(outcome))])


def _text(issues: tuple[Issue, ...]) -> str:
    from engine.cli.messages import formatted

    return "\n".join(str(formatted(issue)) for issue in issues)
