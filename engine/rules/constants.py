"""Rules of the words inside formulas: a text compared with a column that declares its values must be one of them.

A misspelt value would count nothing, and a report would show a zero that looks like a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Issue, nearest
from engine.model.datasets import DatasetSpec
from engine.model.formula import Call, Column, Constant, Expression, Formula, walk
from engine.model.written import Written

COMPARISONS = ("=", "<>", "IN", "NULLIF")


def check_constants(
    formula: Formula, written: Written, dataset: DatasetSpec, datasets: Mapping[str, DatasetSpec]
) -> Iterator[Issue]:
    """Texts in a formula over rows that the column which they are compared with can never hold."""
    for node in walk(formula.root):
        if not isinstance(node, Call) or node.function not in COMPARISONS:
            continue
        columns = [part for part in node.arguments if isinstance(part, Column)]
        values = [value for column in columns for value in declared(column, dataset, datasets)]
        for part in node.arguments:
            if values and isinstance(part, Constant) and isinstance(part.value, str) and part.value not in values:
                message = f"'{part.value}' is none of the values that '{columns[0].path}' can have"
                place = written.at(part.span.start, part.span.length)
                near = nearest(part.value, values)
                there = f"it can be: {', '.join(values)}; another is listed under the column's 'values'"
                hint = f"did you mean '{near}'?" if near else there
                yield Issue("error", "unknown-value", place, message, hint)


def check_nulls(formula: Formula, written: Written) -> Iterator[Issue]:
    """Where "is not" meets a column that may be empty: an empty value is neither equal nor unequal to anything."""
    for node in walk(formula.root):
        column = _compared(node)
        if column is not None and column.type.nullable and not _handled(column, formula):
            place = written.at(column.span.start, column.span.length)
            message = f"rows without '{column.path}' are left out here: an empty value is not unequal to anything"
            hint = f"if they should count, add: OR {column.path} IS NULL"
            yield Issue("warning", "empty-left-out", place, message, hint)


def _compared(node: Expression) -> Column | None:
    """The column of a `<>`, NOT IN or NOT LIKE."""
    if isinstance(node, Call) and node.function == "NOT" and isinstance(node.arguments[0], Call):
        inner = node.arguments[0]
        node = inner if inner.function in ("IN", "=", "LIKE") else node
    elif not isinstance(node, Call) or node.function != "<>":
        return None
    columns = [part for part in node.arguments if isinstance(part, Column)] if isinstance(node, Call) else []
    return columns[0] if columns else None


def _handled(column: Column, formula: Formula) -> bool:
    """Whether the formula says by IS NULL what becomes of empty values."""
    nodes = (node for node in walk(formula.root) if isinstance(node, Call) and node.function == "IS NULL")
    return any(isinstance(part, Column) and part.path == column.path for node in nodes for part in node.arguments)


def declared(column: Column, dataset: DatasetSpec, datasets: Mapping[str, DatasetSpec]) -> tuple[str, ...]:
    """The values that a column declares, of the dataset's own or through a look-up; none where it declares none."""
    owner: DatasetSpec | None = dataset
    if column.join:
        join = dataset.join(column.join)
        owner = datasets.get(join.to.text) if join else None
    spec = owner.column(column.name) if owner else None
    return spec.values if spec else ()
