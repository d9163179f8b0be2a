"""The whole statement: every query with what it is in words, and a last SELECT that gives the number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from engine.errors import ArgumentError, Issue, Place, did_you_mean
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.sql import words
from engine.sql.datasets import Files
from engine.sql.figures import Figures
from engine.sql.problem import NoStatement
from engine.sql.rows import Query
from engine.sql.segments import SEGMENT, SEGMENT_KIND
from engine.sql.words import aliased, column, remark


@dataclass(frozen=True)
class Asked:
    """What a statement is asked for: a KPI in a period, why it is that one, and the dimension that it is cut by."""

    kpi: Kpi
    period: Period
    why: str
    by: str | None = None


def statement(catalog: Catalog, asked: Asked, calendar: Calendar, files: Callable[[str], Files]) -> str:
    """The statement, ready for DuckDB; `files` gives the files of a dataset.

    Raises NoStatement where DuckDB alone cannot be asked, ArgumentError for a dimension that the KPI does not have.
    """
    kpi = asked.kpi
    if asked.by is not None and asked.by not in kpi.dimensions:
        hint = did_you_mean(asked.by, kpi.dimensions)
        message = f"'{kpi.id}' cannot be cut by '{asked.by}'"
        raise ArgumentError(Issue("error", "unknown-dimension", Place("--by"), message, hint))
    figures = Figures(catalog, calendar, asked.period, files, asked.by)
    try:
        last = figures.figure(kpi, PERIOD, asked.period.ordinal, total=asked.by is None)
        queries = figures.queries
    except KeyError as missing:
        # A function that only this backend has no row for.
        raise NoStatement(kpi.spec.place, f"there is no statement for {missing} yet") from None
    shown = [SEGMENT, SEGMENT_KIND] if asked.by is not None else []
    names = [item.alias_or_name for item in last.select.selects]
    shown += [name for name in ("numerator", "denominator", "value") if name in names]
    final = exp.select(
        aliased(words.text(kpi.id), "kpi"),
        aliased(words.text(asked.period.id), "period"),
        *(column(name) for name in shown),
    ).from_(exp.Table(this=words.name(last.name)))
    if asked.by is not None:
        final = final.order_by(exp.Ordered(this=column(SEGMENT_KIND), desc=True), column(SEGMENT))
    written = ",\n".join(_written(query) for query in queries)
    return f"{_heading(catalog, asked)}\nWITH\n{written}\n{words.printed(final)};\n"


def _heading(catalog: Catalog, asked: Asked) -> str:
    report = catalog.report
    by = f", by {asked.by}" if asked.by is not None else ""
    lines = [
        f"{asked.kpi.id} in {asked.period.id}{by}, as '{report.path.name}' defines it.",
        f"Period {asked.why}.",
        "Start duckdb in the folder of that file: the paths of the data are relative to it.",
    ]
    return "\n".join(map(remark, lines))


def _written(query: Query) -> str:
    """A query under its name and what it is; no text in it has a line break."""
    remarks = [remark(line) for line in query.remarks]
    body = [f"  {line}" for line in words.printed(query.select).splitlines()]
    return "\n".join([*remarks, f"{words.name(query.name).sql(words.Readable)} AS (", *body, ")"])
