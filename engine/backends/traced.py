"""Which given rows are behind a figure: in which aggregates each counts, and what left out those that count in none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from engine.backends.behind import Data, Filter, aggregates, counts, filters_of, in_time, kept
from engine.backends.conversions import rows_of
from engine.backends.functions import lower
from engine.backends.seen import ROW, Asked, columns_of
from engine.formula.written import bare, written
from engine.measures import composition, populations
from engine.model.explained import Step
from engine.model.formula import Aggregate, Call, Column, Expression, walk
from engine.model.kpis import Balance, Snapshot
from engine.model.period import PERIOD
from engine.model.plan import Population


@dataclass(frozen=True)
class Traced:
    """The rows of a dataset in a figure: by number, those of each aggregate, and why the others do not count.

    `columns` are those that decide.
    """

    dataset: str
    aggregates: tuple[tuple[str, frozenset[int]], ...]
    reasons: dict[int, str]
    columns: tuple[str, ...]


def traced_rows(asked: Asked, data: Data, mark: str) -> Iterator[Traced]:
    """What became of the rows of each population of a figure, by the numbers in their column `mark`.

    A dataset without that column, because it is made of another, is left out.
    """
    kpi, catalog = asked.kpi, data.catalog
    own, nodes = populations(kpi, catalog), aggregates(kpi)
    for population in own:
        if mark not in data.own[population.dataset].collect_schema():
            continue
        rows = rows_of(population, data.frames, catalog).collect().with_row_index(ROW)
        time, rows = in_time(asked, population, rows, data)
        common = [*time, *kept(asked, catalog.specs.datasets[population.dataset])]
        of = [node for node in nodes if composition(kpi, node)[0] in own[population]]
        reasons: dict[int, str] = {}
        left = _left(rows, common, asked, population, mark, reasons)
        found = []
        for node in of:
            seen = _left(left, [*filters_of(node, kpi), *_not_empty(node)], asked, population, mark, reasons)
            found.append((written(node), frozenset(seen.filter(counts(node, kpi))[mark].drop_nulls())))
        yield Traced(population.dataset, tuple(found), reasons, tuple(columns_of(asked, catalog)))


def _not_empty(node: Aggregate) -> Iterator[Filter]:
    """In a test any column may be left empty, whatever the dataset says of its files."""
    value = node.argument
    if value is not None and node.function != "COUNT_IF":
        yield Step("values", f"with a value of {bare(value)}", 0), lower(value).is_not_null()


def _left(
    rows: pl.DataFrame, filters: list[Filter], asked: Asked, population: Population, mark: str,
    reasons: dict[int, str],
) -> pl.DataFrame:  # fmt: skip
    """The rows that pass all filters; the first that leaves a row out is its reason."""
    for step, condition in filters:
        passed = rows.select(condition.fill_null(False).alias(ROW))[ROW]
        if passed.len() != rows.height:  # the condition is a word, the same for all
            passed = pl.repeat(bool(passed[0]), rows.height, eager=True)
        for row in rows.filter(~passed).drop_nulls(mark).unique(mark, keep="first").iter_slices(1):
            reasons.setdefault(row[mark][0], _why(step, row, asked, population))
        rows = rows.filter(passed)
    return rows


def _why(step: Step, row: pl.DataFrame, asked: Asked, population: Population) -> str:
    """Why a filter leaves a row out, in a few words."""
    balance = population.balance
    match step.code:
        case "dated" | "values":
            return f"{step.what.removeprefix('with ').removeprefix('a value of ')} is empty"
        case "begun" if isinstance(balance, Balance):
            return f"{balance.opened.text} is after {asked.period.last_day}"
        case "in_time" if isinstance(balance, Balance):
            return f"{balance.closed.text} is not after {asked.period.last_day}"
        case "in_time" if isinstance(balance, Snapshot):
            return "not of the last copy"
        case "begun" | "in_time":
            return f"outside {asked.period.id}" if _by_period(asked) else f"outside {step.what}"
        case "segment":
            return "not in the segment"
        case "where" if asked.kpi.where is not None:
            return _condition(asked.kpi.where.root, row)
        case _:
            return step.what.replace("where ", "where: ", 1)


def _by_period(asked: Asked) -> bool:
    """Whether the rows that count are those of the period itself."""
    return asked.slice.window == PERIOD and asked.kpi.spec.retention is None


def _condition(root: Expression, row: pl.DataFrame) -> str:
    """The first part of a condition that is not true of a row, or the column that is empty there."""
    if isinstance(root, Call) and root.function == "AND":
        first, second = root.arguments
        return _condition(second if _true(first, row) else first, row)
    if not isinstance(root, Call) or root.function != "IS NULL":
        for node in walk(root):
            if isinstance(node, Column) and row[node.path][0] is None:
                return f"{node.path} is empty"
    return f"where: {bare(root)}"


def _true(node: Expression, row: pl.DataFrame) -> bool:
    return bool(row.select(lower(node).cast(pl.Boolean).fill_null(False)).item())
