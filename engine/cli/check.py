"""`kpi check`: what is wrong with reports' files, and with their data where that is asked for."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine import pipeline
from engine.cli.arguments import TODAY, ReportFile, kept_messages, reported, show_issues
from engine.cli.layout import cells, plain, wrapped
from engine.cli.progress import Progress
from engine.errors import BoardpackError, DataError, Issue, SpecError, in_order, plural
from engine.model.document import Source
from engine.model.specs import Catalog

EXAMPLES = """
\b
Examples:
  kpi check report.yml
  kpi check report.yml --data               with the data that it declares
  kpi check sales.yml support.yml
  kpi check --changed kpis/sales.yml        the reports that use this file
  kpi check report.yml --message-format json
"""


@click.command(short_help="Say what is wrong with reports, or with their data.", epilog=EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ReportFile(path_type=Path))
@click.option("--changed", is_flag=True, help="FILEs are any that changed: check those that are reports, and every "
              "report below this folder that uses one of the others.")  # fmt: skip
@click.option("--data", is_flag=True, help="Read the data too: types, keys, values, look-ups, how far they reach.")
@TODAY
@reported
def check(files: tuple[Path, ...], changed: bool, data: bool, today: datetime | None) -> None:
    """Check reports and all that they use, without reading data; with --data the data too.

    Each FILE is a report. The exit code is 1 where anything is wrong with one of them, 3 where only data are.
    """
    if today and not data:
        raise click.UsageError("--today is for --data")
    reports = pipeline.reports_of(files, Path()) if changed else list(files)
    day = today.date() if today else date.today()
    issues: list[Issue] = []
    failed: list[BoardpackError] = []
    for report in reports:
        try:
            issues += _checked(report, day if data else None)
        except (SpecError, DataError) as error:
            issues += error.issues
            failed.append(error)
    if not reports:
        _say("no report uses what changed")
    in_turn = tuple(dict.fromkeys(issue.place.file for issue in issues))
    if failed:
        raise min(failed, key=lambda error: error.exit_code).__class__(issues, in_turn)
    show_issues(in_order(issues, in_turn))


def _checked(report: Path, today: date | None) -> tuple[Issue, ...]:
    """The warnings of a report; says that there is nothing worse."""
    if today is None:
        catalog, warnings = pipeline.check(report, step=Progress())
        _say(f"{report}: no errors; {_counted(catalog)}")
        return warnings
    done = pipeline.check_data(report, today=today, step=Progress())
    _say(f"{report}: no errors; {_counted(done.catalog)}")
    _datasets(done.sources)
    if done.period:
        _say(f"Period {done.period}.")
    return done.warnings


def _say(text: str) -> None:
    """A line on stdout, which is the document's where a program reads it."""
    if kept_messages() is None:
        click.echo(text)


def _datasets(sources: tuple[Source, ...]) -> None:
    """A line for each dataset: its rows, what they cover, its file; and what a reader should know of it."""
    names = max((cells(source.name) for source in sources), default=0)
    counts = max((cells(source.rows) for source in sources), default=0)
    covers = max((cells(source.covers) for source in sources), default=0)
    for source in sources:
        name = source.name + " " * (names - cells(source.name))
        rows = " " * (counts - cells(source.rows)) + source.rows + (" row " if source.rows == "1" else " rows")
        reach = source.covers + " " * (covers - cells(source.covers))
        _say(f"  {name}  {rows}  {reach}  {plain(source.files)}")
        for remark in source.remarks:
            _say(wrapped(remark, 4, 6))


def _counted(catalog: Catalog) -> str:
    return f"{plural(len(catalog.kpis), 'KPI')} in use, {plural(len(catalog.specs.objectives), 'objective')}"
