"""Rules of the words inside formulas: a text compared with a column that declares its values must be one of them.

A misspelt value would count nothing, and a report would show a zero that looks like a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Issue, did_you_mean
from engine.model.formula import Call, Column, Constant, Formula, walk
from engine.model.specs import DatasetSpec, Written

COMPARISONS = ("=", "<>", "IN", "NULLIF")


def check_constants(
    formula: Formula, written: Written, dataset: DatasetSpec, datasets: Mapping[str, DatasetSpec]
) -> Iterator[Issue]:
    """Texts in a formula over rows that the column which they are compared with can never hold."""
    for node in walk(formula.root):
        if not isinstance(node, Call) or node.function not in COMPARISONS:
            continue
        columns = [part for part in node.arguments if isinstance(part, Column)]
        values = [value for column in columns for value in _declared(column, dataset, datasets)]
        for part in node.arguments:
            if values and isinstance(part, Constant) and isinstance(part.value, str) and part.value not in values:
                message = f"'{part.value}' is none of the values that '{columns[0].path}' can have"
                place = written.at(part.span.start, part.span.length)
                hint = did_you_mean(part.value, values) or "it can be: " + ", ".join(values)
                yield Issue("error", "unknown-value", place, message, hint)


def _declared(column: Column, dataset: DatasetSpec, datasets: Mapping[str, DatasetSpec]) -> tuple[str, ...]:
    owner: DatasetSpec | None = dataset
    if column.join:
        join = dataset.join(column.join)
        owner = datasets.get(join.to.text) if join else None
    spec = owner.column(column.name) if owner else None
    return spec.values if spec else ()
