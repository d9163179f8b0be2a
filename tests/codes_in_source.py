"""Every code of an issue that the engine's source can give, found by reading the source itself.

Whatever takes a `code` is found by its definition: a function, a method or a dataclass with a parameter of that name.
At each of its calls the code is a word that stands there, one that is handed on, or what a function of the module
gives.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

NO_ISSUES = {"Page", "Remark"}  # the page of a code; what the engine counted on its way, which has a code of its own
Definition = ast.FunctionDef | ast.ClassDef


def codes_in(folder: Path) -> dict[str, list[str]]:
    """The codes, each with the places where it is given."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))}
    takers = {name: position for tree in trees.values() for name, position in _takers(tree)}
    found: dict[str, list[str]] = {}
    for path, tree in trees.items():
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (position := takers.get(_name(node.func))) is not None:
                where = f"{path.relative_to(folder.parent)}:{node.lineno}"
                for code in _codes(_argument(node, position), functions, where):
                    found.setdefault(code, []).append(where)
    return found


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What takes a code, and as which of its arguments."""
    for node in ast.walk(tree):
        if not isinstance(node, Definition) or node.name in NO_ISSUES:
            continue
        if isinstance(node, ast.FunctionDef):
            names = _parameters(node)
        else:
            begun = [child for child in node.body if isinstance(child, ast.FunctionDef) and child.name == "__init__"]
            names = _parameters(begun[0]) if begun else _fields(node)
        if "code: str" in names and node.name != "__init__":
            yield node.name, names.index("code: str")


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(argument) for argument in function.args.args if argument.arg not in ("self", "cls")]


def _fields(of: ast.ClassDef) -> list[str]:
    return [ast.unparse(child).partition(" =")[0] for child in of.body if isinstance(child, ast.AnnAssign)]


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return named[0] if named else call.args[position] if position < len(call.args) else None


def _codes(given: ast.expr | None, functions: dict[str, ast.FunctionDef], where: str) -> Iterator[str]:
    match given:
        case None | ast.Name(id="code") | ast.Attribute(attr="code"):
            return  # not given here, or handed on
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from _codes(one, functions, where)
            yield from _codes(other, functions, where)
        case ast.Call(func=ast.Name(id=name)) if name in functions:
            yield from _returned(functions[name])
        case _:
            raise AssertionError(f"{where}: which codes can this be? {ast.unparse(given)}")


def _returned(function: ast.FunctionDef) -> Iterator[str]:
    """The words that a function returns, or keeps in a dictionary to look up what it returns."""
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            yield from (
                value.value for value in node.values if isinstance(value, ast.Constant) and isinstance(value.value, str)
            )
        elif isinstance(node, ast.Return) and node.value is not None:
            tops = node.value.args if isinstance(node.value, ast.Call) else [node.value]
            yield from (top.value for top in tops if isinstance(top, ast.Constant) and isinstance(top.value, str))
