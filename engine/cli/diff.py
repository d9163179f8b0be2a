"""`kpi diff`: what changed in the definitions, and what that does to the figures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.arguments import FILE, TODAY, reported, show_issues
from engine.cli.progress import Progress

if TYPE_CHECKING:
    from engine.model.differences import Differences


EXAMPLES = """
\b
Examples:
  kpi diff report.yml                             what is not committed yet
  kpi diff report.yml --against main --by team    what this branch changes
  kpi diff report.yml --against ../old --no-data
"""


@click.command(short_help="Say what changed, and what that does to the figures.", epilog=EXAMPLES)
@FILE
@click.option("--against", metavar="REV-OR-FOLDER", default="HEAD", show_default=True,
              help="A git revision (HEAD~3, v1.2, main, or main:old/report.yml), a folder, or a file.")  # fmt: skip
@click.option("--no-data", is_flag=True, help="Compare definitions only, and read no data.")
@click.option("--period", metavar="P", help="The last of the periods that are compared. Default: as 'render' chooses.")
@click.option("--by", metavar="DIMENSION", help="Compare the figures of each segment too.")
@click.option("--wording", is_flag=True, help="List formulas too that are written differently and mean the same.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a comment on a pull request.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where there are differences.")
@TODAY
@reported
def diff(
    file: Path,
    against: str,
    no_data: bool,
    period: str | None,
    by: str | None,
    wording: bool,
    as_json: bool,
    as_markdown: bool,
    exit_code: bool,
    today: datetime | None,
) -> None:
    """Compare FILE and all that it uses with what they were.

    Lists what changed in the definitions, and by how much that changes the last 13 periods. Both sides are computed
    from the data of today.
    """
    # Other commands do not wait for what only this one needs.
    from engine.cli.differences.listed import anything
    from engine.pipeline.differences import diff as differences

    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown are two forms: choose one")
    if no_data and (period or by):
        raise click.UsageError("--period and --by are of figures, and --no-data compares none")
    day = today.date() if today else date.today()
    found = differences(file, against, today=day, period=period, by=by, data=not no_data, step=Progress())
    click.echo("\n".join(_lines(found, wording, as_json=as_json, as_markdown=as_markdown)))
    if found.failure is not None and found.there:
        show_issues(found.failure.issues)
        sys.exit(found.failure.exit_code)
    if found.failure is not None:  # definitions can be compared where the data are not
        show_issues(tuple(replace(issue, level="warning") for issue in found.failure.issues))
    if exit_code and anything(found, notation=wording):
        sys.exit(1)


def _lines(found: Differences, wording: bool, *, as_json: bool, as_markdown: bool) -> Iterable[str]:
    """The differences in the form that was asked for; each is loaded only where it is."""
    if as_json:
        from engine.cli.differences.json import content
        from engine.formats.json import written

        return [written(content(found)).decode().rstrip("\n")]
    if as_markdown:
        from engine.cli.differences.markdown import markdown

        return markdown(found, notation=wording)
    from engine.cli.differences.text import text

    return text(found, notation=wording, width=shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
