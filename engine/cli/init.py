"""`kpi init`: a first report, from an example or from a person's own data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from engine import pipeline
from engine.cli.arguments import TODAY, reported
from engine.cli.progress import Progress
from engine.errors import plural
from engine.model.period import Grain
from engine.words import languages

if TYPE_CHECKING:
    from engine.proposal.model import Found

SHOWN = 24  # columns of a file
WIDEST = 70  # of what a column was concluded from


EXAMPLES = """
\b
Examples:
  kpi init review                                     an example to learn from
  kpi init review --from deals.csv --from reps.csv    one from your own data
  kpi init review --from exports/                     from all files of data in a folder
"""


@click.command(short_help="Begin a report, from an example or from your own data.", epilog=EXAMPLES)
@click.argument("places", type=click.Path(path_type=Path), nargs=-1, metavar="[FOLDER]")
@click.option("--from", "data", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
              help="Propose it from this file (csv, tsv, xlsx, parquet, json) or folder; may be repeated.")  # fmt: skip
@click.option("--language", type=click.Choice(languages()), help="The language of the pages. Default: the headers'.")
@click.option("--every", type=click.Choice(get_args(Grain)), help="How long a period is. Default: by the data.")
@click.option("--title", help="The report's title. Default: the file's name.")
@click.option("--company", help="The company's name.")
@TODAY
@reported
def init(
    places: tuple[Path, ...], data: tuple[Path, ...], language: str | None, every: Any, title: str | None,
    company: str | None, today: Any,
) -> None:  # fmt: skip
    """Begin a report in FOLDER: an example to learn from, or one from your own data.

    With --from it is proposed from the data, and every guess is written down beside what it comes from. Nothing that is
    there is written over.
    """
    folder, data = _told_apart(places, data)
    if not data:
        if language or every or title or company:
            raise click.UsageError("--language, --every, --title and --company are for --from")
        begun = pipeline.begin_example(folder, step=Progress())
    else:
        day = today.date() if today else date.today()
        wishes = pipeline.Wishes(language or "", every, title or "", company or "")
        begun = pipeline.begin(folder, data, wishes, today=day, step=Progress())
    if begun.proposal is not None:
        for found in begun.proposal.datasets:
            _show(found)
        for found in begun.proposal.left_out:
            click.echo(f"left out: {found.path}: nothing in it is counted or looked up\n")
    click.echo("Written: " + ", ".join(map(str, begun.files)) + f"; and {folder / '.boardpack'}, for editors")
    if not begun.ignored:
        click.echo("A .gitignore is there already: add 'out/' to it, where the pages go.")
    _what_next(folder, begun.period, proposed=begun.proposal is not None)


def _told_apart(places: tuple[Path, ...], data: tuple[Path, ...]) -> tuple[Path, tuple[Path, ...]]:
    """The folder and the files: a shell writes out `--from exports/*.csv`, and only the first follows the option."""
    files = tuple(path for path in places if path.suffix and path.is_file())
    folders = [path for path in places if path not in files]
    if len(folders) > 1:
        raise click.UsageError(f"one folder, please, not {len(folders)}: {', '.join(map(str, folders))}")
    return folders[0] if folders else Path(), (*data, *files)


def _show(found: Found) -> None:
    """A file in a few lines: how it is written, and what its columns hold."""
    csv = found.spec.csv
    how = ""
    if found.path.suffix.lower() not in (".parquet", ".arrow", ".feather", ".json", ".ndjson", ".jsonl", ".xlsx"):
        mark = "tabs" if csv.separator == "\t" else f"'{csv.separator}'"
        how = f", {csv.encoding}, {mark} between fields, decimal '{csv.decimal}'"
        how += f", thousands '{csv.thousands}'" if csv.thousands else ""
        how += f", {plural(csv.skip_top, 'line')} above the header" if csv.skip_top else ""
    click.echo(f"{found.path}: {plural(found.rows, 'row')}{how}")
    shown = found.columns[:SHOWN]
    widest = max(len(column.name) for column in shown)
    for column in shown:
        role = _role(column.name, found)
        note = column.note if len(column.note) <= WIDEST else column.note[: WIDEST - 1] + "…"
        click.echo(f"  {column.name:<{widest}}  {column.spec.reads:<9}{role:<6} {note}".rstrip())
    if len(found.columns) > SHOWN:
        click.echo(f"  and {len(found.columns) - SHOWN:,} more in datasets.yml")
    for key in ("columns", "where"):
        if key in found.notes:
            click.echo(f"  {found.notes[key]}")
    for header, why in found.left_out:
        click.echo(f"  left out: '{header}', {why}")
    for join in found.spec.joins:
        note = found.notes.get(f"joins.{join.name}", "")
        check = f"; {note}" if note.startswith("check:") else ""
        click.echo(f"  looks up {join.on.text} in {join.to.text}{check}")
    click.echo()


def _role(name: str, found: Found) -> str:
    if found.key == name:
        return "key"
    return "date" if found.spec.date and found.spec.date.text == name else ""


def _what_next(folder: Path, period: str, *, proposed: bool) -> None:
    report = folder / "report.yml"
    asked = f" --period {period}" if period else ""
    click.echo()
    if proposed:
        click.echo(f"Next: read {report} and {folder / 'datasets.yml'}: what was guessed says from what. Then")
    else:
        click.echo(f"Next: read {report}. Then")
    click.echo(f"  kpi check {_shell(report)}")
    click.echo(f"  render {_shell(report)}{asked}")


def _shell(path: Path) -> str:
    from shlex import quote

    return quote(str(path))
