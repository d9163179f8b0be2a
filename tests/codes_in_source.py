"""Every code of an issue that the engine's source can give, found by reading the source itself.

Whatever takes a `code` is found by its definition: a class with a field of that name, and a function that hands one on
to what takes it. At each of its calls the code is a word that stands there, or can be followed to where words stand: a
condition, a variable, a dictionary, what a function gives. What cannot be followed is refused, so that no code hides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

NO_ISSUES = {"Page", "Remark"}  # the page of a code; what the engine counted on its way, which has a code of its own
CODE = "code: str"


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module, the function around it, and all functions with the modules of theirs."""

    where: str
    module: ast.Module
    function: ast.FunctionDef | None
    functions: dict[str, tuple[ast.FunctionDef, ast.Module]]
    seen: frozenset[ast.expr] = field(default=frozenset())


def codes_in(folder: Path) -> dict[str, list[str]]:
    """The codes, each with the places where it is given."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))}
    takers = _takers(trees.values())
    functions = {name: function for tree in trees.values() for name, function in _functions(tree)}
    found: dict[str, list[str]] = {}
    for path, tree in trees.items():
        own = functions | dict(_functions(tree))
        for call, around in _calls(tree, None):
            position = takers.get(_name(call.func))
            given = _argument(call, position) if position is not None else None
            where = f"{path.relative_to(folder.parent)}:{call.lineno}"
            for code in _words(given, Scope(where, tree, around, own)) if given is not None else ():
                found.setdefault(code, []).append(where)
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, tuple[ast.FunctionDef, ast.Module]]]:
    return ((node.name, (node, tree)) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _takers(trees: Iterable[ast.Module]) -> dict[str, int]:
    """What takes a code, and as which of its arguments."""
    found: dict[str, int] = {}
    functions: list[ast.FunctionDef] = []
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef) and node.name != "__init__" and CODE in _parameters(node):
            functions.append(node)
        if isinstance(node, ast.ClassDef) and node.name not in NO_ISSUES:
            begun = [child for child in node.body if isinstance(child, ast.FunctionDef) and child.name == "__init__"]
            names = _parameters(begun[0]) if begun else _fields(node)
            found |= {node.name: names.index(CODE)} if CODE in names else {}
    while handing := [function for function in functions if function.name not in found and _hands_on(function, found)]:
        found |= {function.name: _parameters(function).index(CODE) for function in handing}
    return found


def _hands_on(function: ast.FunctionDef, takers: dict[str, int]) -> bool:
    calls = [call for call, _ in _calls(function, function) if _name(call.func) in takers]
    given = [_argument(call, takers[_name(call.func)]) for call in calls]
    return any(isinstance(code, ast.Name) and code.id == "code" for code in given)


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(argument) for argument in function.args.args if argument.arg not in ("self", "cls")]


def _fields(of: ast.ClassDef) -> list[str]:
    return [ast.unparse(child).partition(" =")[0] for child in of.body if isinstance(child, ast.AnnAssign)]


def _calls(node: ast.AST, around: ast.FunctionDef | None) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Every call, with the innermost function around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, around
        yield from _calls(child, child if isinstance(child, ast.FunctionDef) else around)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return named[0] if named else call.args[position] if position < len(call.args) else None


def _words(given: ast.expr, scope: Scope) -> Iterator[str]:
    """The words that an expression can be."""
    if given in scope.seen:
        return
    scope = Scope(scope.where, scope.module, scope.function, scope.functions, scope.seen | {given})
    match given:
        case ast.Attribute(attr="code"):
            return  # handed on
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from _words(one, scope)
            yield from _words(other, scope)
        case ast.Dict(values=values):
            for value in values:
                yield from _words(value, scope)
        case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_]):
            yield from _words(table, scope)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, default]):
            yield from _words(table, scope)
            yield from _words(default, scope)
        case ast.Call(func=ast.Name(id=name)) if name in scope.functions:
            function, module = scope.functions[name]
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    inner = Scope(scope.where, module, function, scope.functions, scope.seen)
                    yield from _words(node.value, inner)
        case ast.Name(id=name):
            yield from _variable(name, scope)
        case _:
            raise AssertionError(f"{scope.where}: which codes can this be? {ast.unparse(given)}")


def _variable(name: str, scope: Scope) -> Iterator[str]:
    """The words that a name can stand for: nothing where it is a parameter, for its callers are looked at."""
    if scope.function is not None and name in [argument.arg for argument in scope.function.args.args]:
        return
    inside = list(_assigned(name, scope.function)) if scope.function else []
    values = inside or list(_assigned(name, scope.module))
    assert values, f"{scope.where}: which codes can this be? {name}"
    for value in values:
        yield from _words(value, scope)


def _assigned(name: str, inside: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(inside):
        if isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None and _is(node.target, name):
            yield node.value
        for target in node.targets if isinstance(node, ast.Assign) else ():
            value = node.value  # type: ignore[attr-defined]
            if _is(target, name):
                yield value
            elif isinstance(target, ast.Tuple) and any(_is(part, name) for part in target.elts):
                position = [_is(part, name) for part in target.elts].index(True)
                yield value.elts[position] if isinstance(value, ast.Tuple) else value


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name
