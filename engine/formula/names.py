"""The names that a formula holds, before anybody knows what they mean."""

from __future__ import annotations

from sqlglot import exp

from engine.formula.operators import AGGREGATES
from engine.formula.problem import FormulaProblem
from engine.formula.text import parsed


def names_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names inside aggregates and those outside of any, each once, in order; none where it does not read."""
    try:
        tree = parsed(text).tree
    except (FormulaProblem, RecursionError):
        return (), ()
    inside: dict[str, None] = {}
    outside: dict[str, None] = {}
    for column in tree.find_all(exp.Column, bfs=False):
        of_rows = column.find_ancestor(exp.Filter, *AGGREGATES) is not None
        (inside if of_rows else outside)[".".join(part.name for part in column.parts)] = None
    return tuple(inside), tuple(outside)
