"""`kpi check`: what is wrong with a report's files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine import pipeline
from engine.cli.arguments import FILE, TODAY, reported, show_issues
from engine.cli.layout import cells, plain, wrapped
from engine.cli.progress import Progress
from engine.model.document import Source
from engine.model.specs import Catalog


@click.command(epilog="Example: kpi check monthly.yml --data")
@FILE
@click.option("--data", is_flag=True, help="Read the data too: types, keys, values, look-ups, how far they reach.")
@TODAY
@reported
def check(file: Path, data: bool, today: datetime | None) -> None:
    """Check FILE and everything that it uses; with --data the data too, without making a report."""
    if today and not data:
        raise click.UsageError("--today is for --data")
    if not data:
        catalog, warnings = pipeline.check(file, step=Progress())
        show_issues(warnings)
        _say(file, catalog)
        return
    done = pipeline.check_data(file, today=today.date() if today else date.today(), step=Progress())
    show_issues(done.warnings)
    _say(file, done.catalog)
    _datasets(done.sources)
    if done.period:
        click.echo(f"Period {done.period}.")


def _say(file: Path, catalog: Catalog) -> None:
    kpis, objectives = len(catalog.kpis), len(catalog.specs.objectives)
    click.echo(f"{file}: no errors; {_of(kpis, 'KPI')} in use, {_of(objectives, 'objective')}")


def _datasets(sources: tuple[Source, ...]) -> None:
    """A line for each dataset: its rows, what they cover, its file; and what a reader should know of it."""
    names = max((cells(source.name) for source in sources), default=0)
    counts = max((cells(source.rows) for source in sources), default=0)
    covers = max((cells(source.covers) for source in sources), default=0)
    for source in sources:
        name = source.name + " " * (names - cells(source.name))
        rows = " " * (counts - cells(source.rows)) + source.rows
        reach = source.covers + " " * (covers - cells(source.covers))
        click.echo(f"  {name}  {rows} rows  {reach}  {plain(source.files)}")
        for remark in source.remarks:
            click.echo(wrapped(remark, 4, 6))


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
