"""Writes the pages of reference: keys, formulas, the list of codes, and the values that templates are given."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

from engine.codes import by_theme
from engine.formula import FUNCTIONS
from engine.model.document import Document
from engine.reference import KINDS, NAMES, about, keys

HERE = Path(__file__).resolve().parent


def language() -> str:
    """Every key of the language with what it means."""
    lines = [
        "# The language: every key",
        "",
        "One file may hold several of the top keys. What a key means stands in its schema too, for editors. A `*` in a",
        "key is a name that you choose.",
    ]
    for kind in KINDS:
        lines += [
            "",
            f"## `{kind}:`",
            "",
            about(kind),
            "",
            "| key | what it says | like |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{key}` | {text} | {like} |" for key, text, like in keys(kind)]
    return "\n".join(lines) + "\n"


def formulas() -> str:
    """Every function of the formula table with an example."""
    lines = [
        "# Formulas: every function and operator",
        "",
        "A formula is one SQL expression, as DuckDB writes it. In a KPI with a `dataset`, names inside an aggregate",
        "are the dataset's columns (`owner.team` through a join), and names outside one are other KPIs.",
        "",
        "| function | what it gives | example |",
        "| --- | --- | --- |",
    ]
    for row in FUNCTIONS.values():
        example = row.example.replace("|", "\\|")
        lines.append(f"| `{NAMES.get(row.name, row.name)}` | {row.meaning} | `{example}` |")
    lines += [
        "",
        "An aggregate may be filtered: `SUM(amount) FILTER (WHERE stage = 'won')`. `BETWEEN`, `IS NOT NULL`",
        "and `NOT IN` are written as in SQL. Over no rows, counts and sums are 0, every other aggregate has no value;",
        "dividing by zero has no value.",
    ]
    return "\n".join(lines) + "\n"


def code_list() -> str:
    """Every code of a message, by theme."""
    lines = [
        "# The messages: every code",
        "",
        "A message has a code, like `error[unknown-kpi]`. `kpi help CODE` prints its page, `kpi help` this list.",
        "",
        "Examples on the pages leave out what does not matter. What they lack of `report:`, `datasets:` and `kpis:` is",
        "taken from [report.yml](report.yml), with the rows of [deals.csv](deals.csv).",
    ]
    for theme, pages in by_theme().items():
        lines += ["", f"## {theme}", "", *(f"- [{page.code}]({page.code}.md): {page.summary}" for page in pages)]
    return "\n".join(lines) + "\n"


def shapes() -> str:
    """Every value that a template is given, with its fields, from the document down."""
    lines = [
        "# What a template is given: every value",
        "",
        "`document` is a `Document`; what its fields hold is listed beneath it. A template reads them and changes",
        "none; [templates.md](templates.md) says how one is written.",
    ]
    for kind in _within(Document, {}):
        doc = inspect.cleandoc(kind.__doc__ or "")
        lines += ["", f"## {kind.__name__}", "", doc, "", "| field | type | what it is |", "| --- | --- | --- |"]
        lines += [f"| `{name}` | `{type}` | {note} |" for name, type, note in _fields(kind)]
    return "\n".join(lines) + "\n"


def _within(kind: type, found: dict[type, None]) -> dict[type, None]:
    """A kind of value, and those that its fields hold, each once."""
    found.setdefault(kind)
    for hint in get_type_hints(kind).values():
        for part in _parts(hint):
            if isinstance(part, type) and dataclasses.is_dataclass(part) and part not in found:
                _within(part, found)
    return found


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _fields(kind: type) -> Iterator[tuple[str, str, str]]:
    """Each field with its type as it is written and the comment beside it."""
    lines = inspect.getsource(kind).splitlines()
    (tree,) = ast.parse(inspect.cleandoc("\n".join(lines))).body
    assert isinstance(tree, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            begun = next(n for n, line in enumerate(lines) if re.match(rf"\s+{node.target.id}: ", line))
            note = lines[begun].partition("  # ")[2]
            yield node.target.id, ast.unparse(node.annotation).replace("|", "\\|"), note


PAGES = {"language.md": language, "formulas.md": formulas, "codes/README.md": code_list, "shapes.md": shapes}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), "utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
