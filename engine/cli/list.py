"""`kpi list`: the KPIs of a report."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from engine import pipeline
from engine.cli.arguments import FILE, reported
from engine.cli.layout import cells, plain, width, wrapped
from engine.cli.progress import Progress
from engine.listed import Listed
from engine.words import languages

HEAD = ("KPI", "label", "unit", "better", "objective")
LABEL = 1
LEAST = 18  # cells of a label before it is wrapped


EXAMPLES = """
\b
Examples:
  kpi list report.yml
  kpi list report.yml --all --language en
"""


@click.command("list", short_help="List the KPIs with unit, owner and objective.", epilog=EXAMPLES)
@FILE
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Those of the library too that nothing uses, or can use; and what each needs.",
)
@click.option("--language", type=click.Choice(languages()), help="Of labels and figures. Default: the report's.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@reported
def list_(file: Path, everything: bool, language: str | None, as_json: bool) -> None:
    """List the KPIs that FILE uses: label, unit, direction, owner, source and objective."""
    kpis = pipeline.listed(file, everything=everything, language=language, step=Progress())
    if as_json:
        from engine.formats.json import written

        click.echo(written([asdict(kpi) for kpi in kpis]).decode(), nl=False)
        return
    wide = not sys.stdout.isatty() or _width(_all(kpis, everything)) <= width()
    for line in _wide(kpis, everything) if wide else _narrow(kpis, everything):
        click.echo(line)


def _first(kpi: Listed) -> tuple[str, ...]:
    objective = ", ".join(f"{one.shown} ({one.period})" for one in kpi.objectives)
    return kpi.id, plain(kpi.label), kpi.unit, kpi.better, plain(objective)


def _all(kpis: tuple[Listed, ...], everything: bool) -> list[tuple[str, ...]]:
    """Every cell of the table, with the heads; of `everything` also what each KPI needs, and why it is not used."""
    rows = [(*_first(kpi), plain(kpi.owner), plain(_from(kpi))) for kpi in kpis]
    table = [(*HEAD, "owner", "source"), *rows]
    if not everything:
        return table
    more = [("needs", ""), *((plain(_needs(kpi)), plain(_status(kpi))) for kpi in kpis)]
    return [(*row, *cells) for row, cells in zip(table, more, strict=True)]


def _from(kpi: Listed) -> str:
    return kpi.source or kpi.file


def _needs(kpi: Listed) -> str:
    """The datasets beneath a KPI, each with the columns that it reads."""
    return "; ".join(need.dataset + (f": {', '.join(need.columns)}" if need.columns else "") for need in kpi.needs)


def _status(kpi: Listed) -> str:
    return "" if kpi.status == "in use" else f"{kpi.status}: {kpi.why}" if kpi.why else kpi.status


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    return [max(map(cells, column)) for column in zip(*rows, strict=True)]


def _width(rows: list[tuple[str, ...]]) -> int:
    return sum(_widths(rows)) + 2 * (len(rows[0]) - 1)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    padded = [cell + " " * (wide - cells(cell)) for cell, wide in zip(row, widths, strict=True)]
    return "  ".join(padded).rstrip()


def _wide(kpis: tuple[Listed, ...], everything: bool) -> Iterator[str]:
    """A line for each KPI: what a program, or a wide terminal, takes."""
    rows = _all(kpis, everything)
    widths = _widths(rows)
    yield click.style(_line(rows[0], widths), bold=True)
    for row in rows[1:]:
        yield _line(row, widths)


def _narrow(kpis: tuple[Listed, ...], everything: bool) -> Iterator[str]:
    """Beneath each KPI in a line of their own who answers for it and where it comes from; labels in several lines."""
    rows = [HEAD, *map(_first, kpis)]
    widths = _widths(rows)
    others = sum(widths) - widths[LABEL] + 2 * (len(widths) - 1)
    widths[LABEL] = max(LEAST, min(widths[LABEL], width() - others))
    indent = widths[0] + 2
    yield click.style(_line(HEAD, widths), bold=True)
    for kpi, row in zip(kpis, rows[1:], strict=True):
        label, *more = textwrap.wrap(row[LABEL], widths[LABEL]) or [""]
        yield _line((row[0], label, *row[LABEL + 1 :]), widths)
        for text in more:
            yield " " * indent + text
        beside = f"benchmark {plain(kpi.benchmark)}" if kpi.benchmark else ""
        needs = f"needs {_needs(kpi)}" if everything and kpi.needs else ""
        told = " · ".join(filter(None, (kpi.owner, _from(kpi), beside, plain(needs), _status(kpi))))
        yield click.style(wrapped(told, indent), dim=True)
