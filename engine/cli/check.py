"""`kpi check`: what is wrong with a report's files."""

from __future__ import annotations

from pathlib import Path

import click

from engine import pipeline
from engine.cli.arguments import FILE, reported, show_issues
from engine.cli.progress import Progress


@click.command()
@FILE
@reported
def check(file: Path) -> None:
    """Check FILE and everything that it uses, without reading data."""
    catalog, warnings = pipeline.check(file, step=Progress())
    show_issues(warnings)
    kpis, objectives = len(catalog.kpis), len(catalog.specs.objectives)
    counted = f"{_of(kpis, 'KPI')} in use, {_of(objectives, 'objective')}"
    click.echo(f"{file}: no errors; {counted}")


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
