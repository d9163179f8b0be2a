"""`pytest monthly.yml` runs the tests of its KPIs, one item each; where nobody asks for it, nothing changes."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

REPORT = """report:
  id: tiny
  title: Tiny
  company: Nova
  every: month
  language: en
  currency: EUR
  uses: [kpis.yml]
  sections: [{title: Sales, cards: [rate]}]
datasets:
  deals: {source: not-there.csv, date: day, columns: {day: date, stage: string, amount: money}}
"""
KPIS = """kpis:
  rate:
    label: Rate
    dataset: deals
    formula: COUNT_IF(stage = 'won') / COUNT(*)
    tests:
      - {name: half, given: {deals: [{stage: won}, {stage: lost}]}, expect: 50%}
      - {name: none, given: {deals: []}, expect: null}
  won:
    label: Won
    dataset: deals
    formula: SUM(amount)
    tests: [{given: {deals: [{amount: 3}]}, expect: 4}]
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with a report and the file of definitions that it uses."""
    pytester.makefile(".yml", tiny=REPORT, kpis=KPIS)
    return pytester


def test_a_report_that_is_named_has_an_item_for_each_test(folder: pytest.Pytester) -> None:
    """Items are called by the KPI and the test, and can be chosen by them."""
    done = folder.runpytest("tiny.yml", "--collect-only", "-q")
    done.stdout.fnmatch_lines(["tiny.yml::rate[[]half[]]", "tiny.yml::rate[[]none[]]", "tiny.yml::won[[]test 1[]]"])
    folder.runpytest("tiny.yml", "-k", "rate").assert_outcomes(passed=2)
    folder.runpytest("tiny.yml::rate[half]").assert_outcomes(passed=1)


def test_a_failure_reads_as_that_of_the_command(folder: pytest.Pytester) -> None:
    """The place, what was expected, what came out, and the rows; no traceback through the engine."""
    done = folder.runpytest("tiny.yml")
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines([
        "kpis.yml:13:53: error[[]kpi-test-failed[]]: 'won', test 1: expected 4, got 3.00: 1 less",
        "*deals   amount",
        "*counts  3",
    ])  # fmt: skip
    done.stdout.no_fnmatch_line("*Traceback*")
    done.stdout.no_fnmatch_line("*pipeline*")


def test_a_report_that_is_wrong_is_an_error_with_its_message(folder: pytest.Pytester) -> None:
    """What is wrong with the files is said when they are collected."""
    folder.makefile(".yml", kpis=KPIS.replace("stage: lost", "stge: lost"))
    done = folder.runpytest("tiny.yml")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*error[[]unknown-column[]]: dataset 'deals' has no column 'stge'"])
    done.stdout.no_fnmatch_line("*Traceback*")


def test_nothing_is_collected_that_nobody_asks_for(folder: pytest.Pytester) -> None:
    """A plain run looks at no YAML, nor is one that is named and is no report its matter."""
    folder.makepyfile("def test_own(): pass")
    folder.runpytest().assert_outcomes(passed=1)
    folder.runpytest("kpis.yml", "test_nothing_is_collected_that_nobody_asks_for.py").assert_outcomes()


def test_an_ini_option_names_reports_once_and_for_all(folder: pytest.Pytester) -> None:
    """`boardpack_files` takes globs, relative to the root; other YAML stays alone."""
    folder.makeini("[pytest]\nboardpack_files = *.yml\n")
    folder.makefile(".yml", other="a: b\n")
    folder.runpytest("--strict-config", "--strict-markers").assert_outcomes(passed=2, failed=1)


def test_a_run_that_does_not_use_it_loads_nothing_of_the_engine(folder: pytest.Pytester) -> None:
    """The plugin is there wherever boardpack is installed, and costs nothing there."""
    folder.makepyfile(
        """
        import sys

        def test_own():
            assert "engine.pytest_plugin" in sys.modules
            assert not {"engine.pipeline", "engine.spec", "polars", "sqlglot", "yaml", "click"} & set(sys.modules)
        """
    )
    folder.runpytest_subprocess("-p", "no:hypothesispytest", "-p", "no:xdist").assert_outcomes(passed=1)
