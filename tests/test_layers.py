"""Imports point down: each module has its layer, siblings do not know each other, libraries have their place."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "engine"

# From the bottom up. A part may import what stands below it, and itself.
LAYERS: list[set[str]] = [
    {"engine.model", "engine.errors", "engine.shipped", "engine.version", "engine.stamps", "engine.last_words",
     "engine.stderr"},
    {"engine.beside", "engine.codes", "engine.addresses", "engine.exact", "engine.words", "engine.colours",
     "engine.kept"},
    {"engine.numbers", "engine.periods", "engine.fonts", "engine.months"},
    {"engine.protocols", "engine.formula", "engine.measures", "engine.typed", "engine.given",
     "engine.judged", "engine.spreads", "engine.holding", "engine.untargeted",
     "engine.placeholders", "engine.markdown"},
    {
        "engine.spec", "engine.rules", "engine.plan", "engine.sources", "engine.backends", "engine.evaluate",
        "engine.document", "engine.charts", "engine.formats", "engine.output", "engine.sql",
        "engine.analyses", "engine.differences", "engine.revisions", "engine.testing",
        "engine.preflight",
    },
    # It reads files with the sources, and says what a report on them would be.
    {"engine.proposal", "engine.press"},
    {"engine.explained", "engine.listed", "engine.reference"},
    {"engine.pipeline"},
    {"engine.watch"},
    {"engine"},
    {"engine.cli"},
    {"engine.pytest_plugin"},
]  # fmt: skip
# Within the bottom layers these stand on each other in this order.
ALLOWED_SIDEWAYS = {
    ("engine.model", "engine.errors"),
    ("engine.protocols", "engine.formula"),
    ("engine.measures", "engine.formula"),
    ("engine.given", "engine.measures"),
    ("engine.spreads", "engine.typed"),
    ("engine.holding", "engine.spreads"),
    ("engine.untargeted", "engine.spreads"),
    ("engine.holding", "engine.typed"),
    ("engine.markdown", "engine.placeholders"),
}
ONLY_IN = {
    # A proposal tries types on whole columns, with the very expressions that the sources read them with.
    "polars": {"engine.sources", "engine.backends", "engine.evaluate", "engine.proposal"},
    "weasyprint": {"engine.formats.pdf"},
    "vl_convert": {"engine.charts"},
    # It reads formulas, and writes statements.
    "sqlglot": {"engine.formula", "engine.sql"},
    "yaml": {"engine.spec.yaml"},
    "jsonschema": {"engine.spec.schema"},
    "jinja2": {"engine.formats", "engine.watch.notes"},
    # In the rules of columns, to know which languages have names of months.
    "babel": {"engine.words", "engine.numbers", "engine.rules.columns", "engine.spec.currencies"},
    "fastexcel": {"engine.sources.xlsx"},
    "xlsxwriter": {"engine.formats.xlsx.book"},
    "markdown_it": {"engine.markdown"},
    "click": {"engine.cli"},
    "rich": {"engine.cli"},
}


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


def part_of(module: str) -> str | None:
    """The part of the house that a module belongs to: the longest name in the layers that it starts with."""
    known = [part for layer in LAYERS for part in layer]
    fitting = [part for part in known if module == part or (part != "engine" and module.startswith(part + "."))]
    return max(fitting, key=len, default=None)


def layer_of(part: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its layer"
            assert node.module is not None
            names += [
                f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in modules() else node.module
                for alias in node.names
            ]
    return names


def complaints(module: str, path: Path) -> list[str]:
    part = part_of(module)
    if part is None:
        return [f"{module} has no layer"]
    found = []
    for name in imports(path):
        if name.split(".")[0] == "engine":
            other = part_of(name)
            if other is None:
                found.append(f"{module} imports {name}, which has no layer")
            elif other != part and layer_of(other) >= layer_of(part) and (part, other) not in ALLOWED_SIDEWAYS:
                found.append(f"{module} imports {name}: {other} is not below {part}")
        homes = ONLY_IN.get(name.split(".")[0])
        if homes is not None and not any(module == home or module.startswith(home + ".") for home in homes):
            found.append(f"{module} imports {name}, which has its place in {', '.join(sorted(homes))}")
    return found


@pytest.mark.parametrize("module", modules())
def test_every_module_imports_only_what_stands_below_it(module: str) -> None:
    """A module imports lower layers and its own part, and no library that has its place elsewhere."""
    assert complaints(module, modules()[module]) == []


def test_an_upward_import_is_seen(tmp_path: Path) -> None:
    """The check itself bites: a stage that imports the pipeline, and a stage that imports its sibling, are named."""
    path = tmp_path / "bad.py"
    path.write_text("from engine.pipeline import render\nimport engine.sources.csv\nimport weasyprint\n", "utf-8")
    found = complaints("engine.document.bad", path)
    assert len(found) == 3


def test_modules_of_one_part_do_not_import_each_other_in_a_circle() -> None:
    """Inside the house no two modules need each other at import time."""
    graph = {name: {n for n in imports(path) if n in modules()} - {name} for name, path in modules().items()}
    graph = {name: {n for n in others if n != name.rpartition(".")[0]} for name, others in graph.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name in done:
            return
        for other in sorted(graph[name]):
            if other != "engine":
                visit(other, (*trail, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def test_checking_a_report_loads_neither_polars_nor_weasyprint() -> None:
    """`check` must not pay for what it does not use."""
    import subprocess

    code = "import sys, engine.cli; print(sorted({'polars', 'weasyprint', 'vl_convert'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_no_module_is_called_after_nothing() -> None:
    """A module's name is a concept, never utils, helpers or misc."""
    assert not [name for name in modules() if name.rpartition(".")[2] in ("utils", "helpers", "misc", "common")]
