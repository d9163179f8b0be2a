"""`kpi check`: what is wrong with the files of one report or several."""

from __future__ import annotations

from pathlib import Path

import click

from engine import pipeline
from engine.cli.arguments import ReportFile, kept_messages, reported, show_issues
from engine.cli.progress import Progress
from engine.errors import Issue, SpecError, in_order
from engine.model.specs import Catalog

EXAMPLES = """
\b
Examples:
  kpi check report.yml
  kpi check sales.yml support.yml
  kpi check --changed kpis/sales.yml        the reports that use this file
  kpi check report.yml --message-format json
"""


@click.command(epilog=EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ReportFile(path_type=Path))
@click.option("--changed", is_flag=True, help="FILEs are any that changed: check those that are reports, and every "
              "report below this folder that uses one of the others.")  # fmt: skip
@reported
def check(files: tuple[Path, ...], changed: bool) -> None:
    """Check reports and all that they use, without reading data.

    Each FILE is a report. The exit code is 1 where anything is wrong with one of them.
    """
    reports = pipeline.reports_of(files, Path()) if changed else list(files)
    issues: list[Issue] = []
    for report in reports:
        try:
            catalog, warnings = pipeline.check(report, step=Progress())
        except SpecError as error:
            issues += error.issues
            continue
        issues += warnings
        _say(f"{report}: no errors; {_counted(catalog)}")
    if not reports:
        _say("no report uses what changed")
    if any(issue.level == "error" for issue in issues):
        raise SpecError(issues)
    show_issues(in_order(issues))


def _say(text: str) -> None:
    """A line on stdout, which is the document's where a program reads it."""
    if kept_messages() is None:
        click.echo(text)


def _counted(catalog: Catalog) -> str:
    return f"{_of(len(catalog.kpis), 'KPI')} in use, {_of(len(catalog.specs.objectives), 'objective')}"


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
