"""`kpi test`: whether KPIs give what the tests beside their definitions say."""

from __future__ import annotations

import sys
from collections import defaultdict
from io import TextIOWrapper
from pathlib import Path

import click

from engine import pipeline
from engine.cli import completion
from engine.cli.arguments import FILE, reported, show_issues
from engine.cli.given import given_rows
from engine.cli.progress import Progress
from engine.errors import Issue, SpecError
from engine.model.kpis import Kpi
from engine.model.outcomes import Outcome

EXAMPLES = """
\b
Examples:
  kpi test report.yml
  kpi test report.yml win_rate revenue      the tests of these alone
  kpi test report.yml --all --cover         the library's too; which KPIs have none
"""


@click.command(short_help="Run the tests that stand beside definitions.", epilog=EXAMPLES)
@FILE
@click.argument("ids", metavar="[KPI]...", nargs=-1, shell_complete=completion.kpis)
@click.option("--all", "everything", is_flag=True, help="Also what FILE does not use of the library.")
@click.option("--cover", is_flag=True, help="Name the KPIs of FILE without a test, and fail where there are any; with "
              "--all those of the library too.")  # fmt: skip
@reported
def test(file: Path, ids: tuple[str, ...], everything: bool, cover: bool) -> None:
    """Run the tests that stand beside the definitions of FILE, or of some KPIs.

    No data file is read: a test gives its own rows.
    """
    tested = pipeline.run_tests(file, ids, everything=everything, step=Progress())
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without the marks still has the words
    by_kpi: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in tested.outcomes:
        by_kpi[outcome.kpi].append(outcome)
    for kpi, outcomes in by_kpi.items():
        click.echo(_line(kpi, outcomes))
        for outcome in outcomes:
            for line in given_rows(outcome):
                click.echo(f"    {line}")
    click.echo(_summary(tested.kpis, tested.outcomes))
    issues = list(tested.issues)
    if cover:
        click.echo(f"{len(tested.untested)} without a test")
        issues += [_untested(kpi) for kpi in tested.untested]
    show_issues((*tested.warnings, *issues))
    if issues:
        sys.exit(SpecError.exit_code)


def _line(kpi: str, outcomes: list[Outcome]) -> str:
    """A KPI with a mark and a word that say the same."""
    run = [outcome for outcome in outcomes if not outcome.left_out]
    failed = sum(not outcome.passed for outcome in run)
    out = len(outcomes) - len(run)
    left_out = f" ({_tests(out)} left out: not for this report's data)" if out else ""
    if failed:
        return f"✗ {kpi}: {failed} of {_tests(len(run))} failed{left_out}"
    if not run:
        return f"– {kpi}: not tested{left_out}"
    return f"✓ {kpi}: {_tests(len(run))} passed{left_out}"


def _tests(number: int) -> str:
    return f"{number} test" if number == 1 else f"{number} tests"


def _summary(kpis: tuple[Kpi, ...], outcomes: tuple[Outcome, ...]) -> str:
    if not outcomes:
        return "no tests: write some beside a KPI, under 'tests'"
    run = [outcome for outcome in outcomes if not outcome.left_out]
    failed = sum(not outcome.passed for outcome in run)
    number = len({outcome.kpi for outcome in run})
    of = f"{_tests(len(run))} of {number} {'KPI' if number == 1 else 'KPIs'}"
    return f"{of}: {failed} failed" if failed else f"{of}: all passed"


def _untested(kpi: Kpi) -> Issue:
    return Issue("error", "untested-kpi", kpi.spec.place, f"'{kpi.id}' has no test", "write one under 'tests'")
