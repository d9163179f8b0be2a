"""`kpi explain`: where a number comes from."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine import pipeline
from engine.cli import completion
from engine.cli.arguments import FILE, TODAY, reported
from engine.cli.plan import print_plan
from engine.cli.progress import Progress

EXAMPLES = """
\b
Examples:
  kpi explain report.yml                             what the whole report needs
  kpi explain report.yml revenue                     what one KPI needs
  kpi explain report.yml revenue --sql | duckdb      its figure, by DuckDB
  kpi explain report.yml revenue --sql --by team     a row for each team
"""


@click.command(epilog=EXAMPLES)
@FILE
@click.argument("id", metavar="[KPI]", required=False, shell_complete=completion.kpis)
@click.option("--sql", is_flag=True, help="Print a DuckDB statement that gives the KPI's number.")
@click.option("--period", metavar="P", help="The statement's period: 2026-10, 2026-Q3, 2026. Default: as 'render' "
              "chooses, which reads the data.")  # fmt: skip
@click.option("--by", metavar="DIMENSION", help="A row for each segment of this dimension.")
@TODAY
@reported
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
