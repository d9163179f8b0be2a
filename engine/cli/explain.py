"""`kpi explain`: where a number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from engine import pipeline
from engine.cli import completion
from engine.cli.arguments import FILE, TODAY, reported, show_issues
from engine.cli.plan import print_plan
from engine.cli.progress import Progress
from engine.words import languages

EXAMPLES = """
\b
Examples:
  kpi explain report.yml                             what the whole report needs
  kpi explain report.yml revenue                     where its figure comes from
  kpi explain report.yml revenue --segment team=north --rows rows.csv
  kpi explain report.yml revenue --sql --by team     its figures, by DuckDB
"""


def one_segment(text: str) -> tuple[str, str]:
    """A dimension and one of its values, source=web; without a dimension, which one is known when the report is."""
    dimension, sign, value = text.partition("=")
    return (dimension.strip(), value.strip()) if sign else ("", text.strip())


@dataclass(frozen=True)
class Options:
    """What was asked for beside the file and the KPI."""

    plan: bool
    sql: bool
    period: str | None
    segments: tuple[tuple[str, str], ...]
    by: str | None
    rows: Path | None
    as_json: bool
    language: str | None
    today: datetime | None

    @property
    def of_figures(self) -> dict[str, bool]:
        """The options that are about a figure, and whether each was given."""
        return {"--segment": bool(self.segments), "--rows": self.rows is not None, "--json": self.as_json,
                "--language": self.language is not None}  # fmt: skip

    def refuse(self, id: str | None) -> None:
        """Refuse what would mean nothing together."""
        given = [name for name, there in self.of_figures.items() if there]
        timed = [name for name, there in {"--period": self.period, "--today": self.today}.items() if there]
        if self.sql and id is None:
            raise click.UsageError("--sql needs a KPI: kpi explain FILE KPI --sql")
        if self.by and not self.sql:
            raise click.UsageError("--by is for --sql; for one segment write --segment source=web")
        if self.sql and (self.plan or given):
            raise click.UsageError(f"--sql goes without {(['--plan'] if self.plan else given)[0]}")
        if self.plan and (given or timed):
            raise click.UsageError(f"--plan goes without {(given + timed)[0]}")
        if id is None and (given or timed):
            raise click.UsageError(f"{(given + timed)[0]} needs a KPI: kpi explain FILE KPI {(given + timed)[0]} …")


@click.command(short_help="Say where a figure comes from, with its rows.", epilog=EXAMPLES)
@FILE
@click.argument("id", metavar="[KPI]", required=False, shell_complete=completion.kpis)
@click.option("--period", metavar="P", help="The figure's period: 2026-10, 2026-Q3, 2026. Default: as 'render' "
              "chooses.")  # fmt: skip
@click.option("--segment", "segments", type=one_segment, metavar="D=V", multiple=True,
              help="Only this segment, source=web or 'source=(missing)'; given twice, where both are.")  # fmt: skip
@click.option(
    "--rows",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Write the rows behind the figure; those of each part in a file of its own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
@click.option(
    "--language",
    type=click.Choice(languages()),
    help="Of labels and of what else people wrote; the rest is English. Default: the report's.",
)
@click.option("--plan", is_flag=True, help="Print what KPI needs of the data, without reading any.")
@click.option("--sql", is_flag=True, help="Print a DuckDB statement that gives the KPI's number.")
@click.option("--by", metavar="DIMENSION", help="With --sql, a row for each segment of this dimension.")
@TODAY
@reported
def explain(file: Path, id: str | None, **options: Any) -> None:
    """Print where a figure comes from, or, without KPI, what FILE needs of its data.

    Of KPI it says what it means, which rows each filter leaves, and how the figure is made of them. With --rows
    these rows are written as CSV: the formula over them gives the figure. With --sql: a whole DuckDB statement that
    gives the same number from the same files. Start duckdb in the folder of FILE.
    """
    asked = Options(**options)
    asked.refuse(id)
    day = asked.today.date() if asked.today else date.today()
    if asked.sql:
        assert id is not None
        click.echo(
            pipeline.explain_sql(file, id, today=day, period=asked.period, by=asked.by, step=Progress()), nl=False
        )
    elif id is None:
        catalog, plan = pipeline.explain(file, step=Progress())
        click.echo(f"What '{file.name}' reads and counts, each thing once; for one figure: kpi explain {file} KPI\n")
        print_plan(catalog, plan)
    elif asked.plan:
        print_plan(*pipeline.explain_kpi(file, id, step=Progress()))
    else:
        _print(file, id, asked, day)


def _print(file: Path, id: str, asked: Options, day: date) -> None:
    """Print a figure; the names of the files with its rows go to stderr, so that the text is the explanation alone."""
    done = pipeline.explain_figure(
        file, id, today=day, period=asked.period, segments=asked.segments, language=asked.language, rows=asked.rows,
        step=Progress(),
    )  # fmt: skip
    show_issues(done.warnings)
    if asked.as_json:
        from engine.formats import explained

        click.echo(explained.make(done.explanation).decode(), nl=False)
    else:
        from engine.cli.figure import print_figure

        print_figure(done.explanation)
    for path, rows in done.files:
        click.echo(f"{path}: {rows} {'row' if rows == 1 else 'rows'}", err=True)
