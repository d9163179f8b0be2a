"""`render`: the pages of a report."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from engine.cli.arguments import FILE, SETTINGS, TODAY, reported, show_issues
from engine.cli.progress import Progress
from engine.errors import plural
from engine.model.preflight import Preflight
from engine.model.specs import Output
from engine.press import Press, press
from engine.version import VERSION
from engine.words import languages

if TYPE_CHECKING:
    from engine.pipeline import Rendered

INCOMPLETE = 6  # the exit code of a report that is written and says that parts of it are missing

EXAMPLES = """
\b
Examples:
  render report.yml                              the last month that is over
  render report.yml --period 2026-10 --out /tmp  October, elsewhere
  render report.yml --format json --language fr  only the figures; in French
  render report.yml --format email               a mail with the PDF, as a draft
  render report.yml --strict                     refused without action plans
"""


@click.command(context_settings=SETTINGS, epilog=EXAMPLES)
@FILE
@click.option(
    "--period", metavar="P", help="The period: 2026-10, 2026-W44, 2026-Q3, 2026. Default: the last one covered."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where the files go. Default: the folder 'out' beside FILE.")  # fmt: skip
@click.option("--language", type=click.Choice(languages()), help="The language of the pages. Default: the report's.")
@click.option("--format", "formats", type=click.Choice(get_args(Output)), multiple=True,
              help="Only this file; may be given several times. Default: the report's 'outputs'.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Write nothing where anything is off track and has no open action.")
@TODAY
@click.option(
    "--watch", "watched", is_flag=True, help="Show the report in a browser, again at every change of its files."
)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help="With --watch: where the page is served. Default: 8412, or a free one.")  # fmt: skip
@click.option("--open/--no-open", "opened", default=None,
              help="With --watch: open the page in a browser. Default: no.")  # fmt: skip
@click.version_option(VERSION, prog_name="boardpack")
@reported
def render(
    file: Path,
    period: str | None,
    out: Path | None,
    language: str | None,
    formats: tuple[Output, ...],
    strict: bool,
    today: datetime | None,
    watched: bool,
    port: int | None,
    opened: bool | None,
) -> None:
    """Make the report that FILE describes: PDF, HTML, XLSX and JSON, or a mail.

    The paths of the files are printed on standard output. They are written all together or not at all.

    With --watch no file is written: the page is served to this machine's browsers alone, and follows every change of
    a spec, a template or the data. Ctrl-C ends it.

    \b
      render report.yml
      render report.yml --watch
    """  # noqa: D301 (click wants the character)
    if watched:
        if out or formats or strict:
            raise click.UsageError("--out, --format and --strict are of files, and --watch writes none")
        from engine.cli.watch import watch
        from engine.watch import Asked

        watch(Asked(file, period, language, today.date() if today else None), port, opened=bool(opened))
        return
    if port is not None or opened is not None:
        raise click.UsageError("--port and --open are for --watch")
    progress = Progress()
    with _press(formats) as printer:
        from engine import pipeline  # which takes its time, in which the press gets ready

        done = pipeline.render(
            file, today=today.date() if today else date.today(), period=period, out=out, language=language,
            outputs=formats or None, strict=strict, step=progress, press=printer,
        )  # fmt: skip
    _tell(done, progress)
    if done.preflight.missing:
        sys.exit(INCOMPLETE)


def _tell(done: Rendered, progress: Progress) -> None:
    """What was made, and what was looked at."""
    show_issues(done.warnings)
    progress.say(f"Period {done.why}")
    if done.preflight.checks:
        progress.say(_checked(done.preflight))
    if done.preflight.missing:
        progress.say(f"Incomplete: {plural(len(done.preflight.missing), 'part')} missing; every page says so")
    for path in done.files:
        click.echo(path)


def _press(formats: tuple[Output, ...]) -> AbstractContextManager[Press | None]:
    """Who makes the pages; most reports have a PDF: where nobody says, it is got ready before the report is read."""
    if set(formats) == {"json"}:
        return nullcontext()
    return press(printing=not formats or not {"pdf", "email"}.isdisjoint(formats))


def _checked(preflight: Preflight) -> str:
    """What was looked at before the files were written, in a line."""
    checks = ", ".join(f"{check.looked_at:,} {check.name}" for check in preflight.checks)
    return f"Checked {checks}"
