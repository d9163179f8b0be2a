"""Formulas: text to a checked tree. Nothing here knows a data frame, and nothing is evaluated as code."""

from engine.formula.names import names_in
from engine.formula.parse import read_formula
from engine.formula.problem import FormulaProblem
from engine.formula.scope import GroupScope, KpiScope, PartScope, RowScope, Scope
from engine.formula.table import FUNCTIONS, SEE_NULL, Function
from engine.formula.types import described

__all__ = [
    "FUNCTIONS", "SEE_NULL", "FormulaProblem", "Function", "GroupScope", "KpiScope", "PartScope", "RowScope", "Scope",
    "described", "names_in", "read_formula",
]  # fmt: skip
