"""The commands: arguments in, exit codes and messages out; no logic."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, get_args

import click

from engine import pipeline
from engine.cli.explain import print_plan
from engine.cli.progress import Progress
from engine.errors import ArgumentError, BoardpackError, Issue, Place, did_you_mean
from engine.model.specs import Output
from engine.version import VERSION
from engine.words import languages

Arguments = ParamSpec("Arguments")


class ReportFile(click.Path):
    """The path of a file that is there; what it says is not looked at."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; without such a file, the one beside it that is meant."""
        path = Path(value)
        if path.is_file():
            return path
        near = did_you_mean(path.name, (other.name for other in path.parent.glob("*.y*ml")))
        what = "is a folder" if path.is_dir() else "does not exist"
        issue = Issue("error", "no-file", Place(str(path)), f"the file {what}", near)
        _show((issue,))
        sys.exit(ArgumentError.exit_code)


class Today(click.DateTime):
    """A day of a year that calendars are made for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day; refused where it is centuries away."""
        day = super().convert(value, param, ctx)
        if not 1900 <= day.year <= 2200:
            self.fail(f"{value!r} is not between 1900 and 2200.", param, ctx)
        return day


def _show(issues: tuple[Issue, ...]) -> None:
    """Issues on stderr; where there are none, what writes them is not even loaded."""
    if issues:
        from engine.cli.messages import show

        show(issues)


FILE = click.argument("file", type=ReportFile(path_type=Path))


def _reported(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Errors as messages with the exit code of their kind, never a traceback for what a person wrote."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BoardpackError as error:
            _show(error.issues)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            sys.exit(130)

    return run


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@FILE
@click.option(
    "--period", metavar="P", help="The period: 2026-10, 2026-W44, 2026-Q3, 2026. Default: the last one covered."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where the files go. Default: the folder 'out' beside FILE.")  # fmt: skip
@click.option("--language", type=click.Choice(languages()), help="The language of the pages. Default: the report's.")
@click.option("--format", "formats", type=click.Choice(get_args(Output)), multiple=True,
              help="Only this file; may be given several times. Default: the report's 'outputs'.")  # fmt: skip
@click.option("--today", type=Today(["%Y-%m-%d"]), metavar="D",
              help="Choose the period as if today were this day. Default: today.")  # fmt: skip
@click.version_option(VERSION, prog_name="boardpack")
@_reported
def render(
    file: Path,
    period: str | None,
    out: Path | None,
    language: str | None,
    formats: tuple[Output, ...],
    today: datetime | None,
) -> None:
    """Make the report that FILE describes: PDF, HTML and JSON.

    The paths of the files are printed on standard output. They are written all together or not at all.
    """
    progress = Progress()
    done = pipeline.render(
        file, today=today.date() if today else date.today(), period=period, out=out, language=language,
        outputs=formats or None, step=progress,
    )  # fmt: skip
    _show(done.warnings)
    progress.console.print(f"Period {done.why}", style="dim")
    for path in done.files:
        click.echo(path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="boardpack")
def kpi() -> None:
    """Look at definitions and reports without making pages."""


@kpi.command()
@FILE
@_reported
def check(file: Path) -> None:
    """Check FILE and everything that it uses, without reading data."""
    catalog, warnings = pipeline.check(file, step=Progress())
    _show(warnings)
    kpis, objectives = len(catalog.kpis), len(catalog.specs.objectives)
    counted = f"{_of(kpis, 'KPI')} in use, {_of(objectives, 'objective')}"
    click.echo(f"{file}: no errors; {counted}")


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@kpi.command()
@FILE
@click.argument("id", metavar="[KPI]", required=False)
@click.option("--sql", is_flag=True, help="Print a DuckDB statement that gives the KPI's number.")
@click.option("--period", metavar="P", help="The statement's period: 2026-10, 2026-Q3, 2026. Default: as 'render' "
              "chooses, which reads the data.")  # fmt: skip
@click.option("--by", metavar="DIMENSION", help="A row for each segment of this dimension.")
@click.option("--today", type=Today(["%Y-%m-%d"]), metavar="D",
              help="Choose the period as if today were this day. Default: today.")  # fmt: skip
@_reported
def explain(file: Path, id: str | None, sql: bool, period: str | None, by: str | None, today: datetime | None) -> None:
    """Print what FILE needs of its data, or what KPI needs of them.

    Each measure stands there once. With --sql: a whole DuckDB statement that gives the same number from the same
    files, for whoever doubts it. Start duckdb in the folder of FILE.
    """
    if sql:
        if id is None:
            raise click.UsageError("--sql needs a KPI: kpi explain FILE KPI --sql")
        day = today.date() if today else date.today()
        click.echo(pipeline.explain_sql(file, id, today=day, period=period, by=by, step=Progress()), nl=False)
        return
    if period or by or today:
        raise click.UsageError("--period, --by and --today are for --sql")
    print_plan(*(pipeline.explain(file, step=Progress()) if id is None else
                 pipeline.explain_kpi(file, id, step=Progress())))  # fmt: skip


__all__ = ["kpi", "render"]
