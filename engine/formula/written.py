"""A checked formula as text again: what it says, however it was written, or with values in the place of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef

NOTHING: Mapping[Expression, str] = MappingProxyType({})


def written(node: Expression, known: Mapping[Expression, str] = NOTHING) -> str:
    """A checked tree as text again, with brackets wherever one thing stands in another.

    What is `known` is written as the text that it is known by: its value, say.
    """
    if node in known:
        return known[node]
    match node:
        case Constant(value=str() | date()):
            return "'" + str(node.value).replace("'", "''") + "'"
        case Constant(value=None | bool()):
            return "NULL" if node.value is None else str(node.value).upper()
        case Constant():
            return str(node.value)
        case Column():
            return node.path
        case KpiRef():
            return node.kpi
        case Aggregate():
            return _aggregate(node)
        case Call():
            return _call(node.function, [written(argument, known) for argument in node.arguments])


def bare(node: Expression, known: Mapping[Expression, str] = NOTHING) -> str:
    """The same without brackets around the whole."""
    text = written(node, known)
    # Every operator is written in brackets of its own, so that the first one is closed by the last.
    operator = isinstance(node, Call) and node not in known and text.startswith("(")
    return text[1:-1] if operator else text


def _aggregate(node: Aggregate) -> str:
    share = f", {node.parameter}" if node.parameter is not None else ""
    what = bare(node.argument) if node.argument else "*"
    name = "COUNT(DISTINCT " if node.function == "COUNT_DISTINCT" else f"{node.function}("
    condition = f" FILTER (WHERE {bare(node.where)})" if node.where is not None else ""
    return f"{name}{what}{share}){condition}"


def _call(function: str, arguments: list[str]) -> str:
    first = arguments[0]
    match function:
        case "IS NULL":
            return f"({first} IS NULL)"
        case "NOT":
            return f"(NOT {first})"
        case "NEGATE":
            return f"(-{first})"
        case "IN":
            return f"({first} IN ({', '.join(arguments[1:])}))"
        case "CASE":
            pairs = zip(arguments[:-1:2], arguments[1:-1:2], strict=True)
            cases = " ".join(f"WHEN {condition} THEN {result}" for condition, result in pairs)
            return f"CASE {cases} ELSE {arguments[-1]} END"
        case "DATE_DIFF" | "DATE_TRUNC":
            return f"{function.lower()}({', '.join(arguments)})"
        case "INTERVAL":
            sign = "-" if arguments[1].startswith("-") else "+"
            unit = first.strip("'").upper()
            return f"({arguments[2]} {sign} INTERVAL {arguments[1].removeprefix('-')} {unit})"
        case "LIKE" | "AND" | "OR" | "+" | "-" | "*" | "/" | "=" | "<>" | "<" | "<=" | ">" | ">=":
            return f"({first} {function} {arguments[1]})"
        case _:
            return f"{function}({', '.join(arguments)})"
