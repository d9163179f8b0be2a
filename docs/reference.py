"""Writes the two pages of reference, docs/language.md and docs/formulas.md, from the schemas and the formula table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.formula import FUNCTIONS
from engine.shipped import shipped

HERE = Path(__file__).resolve().parent
KINDS = ("report", "datasets", "dimensions", "kpis", "objectives")
FILE_OF = {"dimensions": "datasets"}
NOT_BUILT = "*not built in this version*"


def schema(name: str) -> dict[str, Any]:
    """One schema file."""
    content: dict[str, Any] = json.loads((shipped("schema") / f"{name}.schema.json").read_text("utf-8"))
    return content


def language() -> str:
    """Every key of the language with what it means."""
    top = schema("boardpack")["properties"]
    lines = [
        "# The language: every key",
        "",
        "One file may hold several of the top keys. What a key means stands in its schema too, for editors.",
    ]
    for kind in KINDS:
        file = schema(FILE_OF.get(kind, kind))
        lines += ["", f"## `{kind}:`", "", top[kind]["description"], "", "| key | what it says |", "| --- | --- |"]
        lines += [f"| `{key}` | {text} |" for key, text in _keys(file["$defs"][kind], file, "")]
    return "\n".join(lines) + "\n"


def _keys(node: dict[str, Any], file: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """The keys beneath a node, as paths."""
    reference = node.get("$ref", "")
    if reference.startswith("#/$defs/"):
        node = {**file["$defs"][reference.removeprefix("#/$defs/")], **node}
    usual = node.get("else", {}).get("patternProperties", {})  # where a key is said in two ways: what it mostly holds
    for name, child in node.get("properties", {}).items():
        yield from _key(f"{prefix}{name}", child | usual.get(f"^{name}$", {}), file)
    inner = node.get("additionalProperties")
    if isinstance(inner, dict):
        yield from _keys(inner, file, f"{prefix}<name>.")
    if isinstance(node.get("items"), dict):
        yield from _keys(node["items"], file, prefix)


def _key(path: str, node: dict[str, Any], file: dict[str, Any]) -> Iterator[tuple[str, str]]:
    text = node.get("description", "")
    if node.get("planned"):
        yield path, f"{text} {NOT_BUILT}"
        return
    if "enum" in node:
        text += " One of " + ", ".join(f"`{value}`" for value in node["enum"]) + "."
    if "plannedValues" in node:
        text += " " + ", ".join(f"`{value}`" for value in node["plannedValues"]) + f": {NOT_BUILT}."
    yield path, text
    yield from _keys(node, file, f"{path}.")


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
    names = {"COUNT_DISTINCT": "COUNT(DISTINCT …)", "NEGATE": "- (sign)"}
    for row in FUNCTIONS.values():
        example = row.example.replace("|", "\\|")
        lines.append(f"| `{names.get(row.name, row.name)}` | {row.meaning} | `{example}` |")
    lines += [
        "",
        "An aggregate may be filtered: `SUM(amount) FILTER (WHERE stage = 'won')`. `BETWEEN`, `IS NOT NULL`",
        "and `NOT IN` are written as in SQL. Over no rows, counts and sums are 0, every other aggregate has no value;",
        "dividing by zero has no value.",
    ]
    return "\n".join(lines) + "\n"


PAGES = {"language.md": language, "formulas.md": formulas}


def main() -> None:
    """Write both pages."""
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), "utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
