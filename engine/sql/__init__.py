"""A KPI as one DuckDB statement that gives the same number, for whoever doubts it."""

from engine.sql.datasets import Files
from engine.sql.problem import NoStatement
from engine.sql.statement import Asked, statement

__all__ = ["Asked", "Files", "NoStatement", "statement"]
