"""Writes the two pages of reference, docs/language.md and docs/formulas.md, from the schemas and the formula table."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.formula import FUNCTIONS
from engine.shipped import shipped

HERE = Path(__file__).resolve().parent
KINDS = ("report", "datasets", "dimensions", "kpis", "objectives")
FILE_OF = {"dimensions": "datasets"}


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
        "One file may hold several of the top keys. What a key means stands in its schema too, for editors. A `*` in a",
        "key is a name that you choose.",
    ]
    for kind in KINDS:
        file = schema(FILE_OF.get(kind, kind))
        lines += [
            "",
            f"## `{kind}:`",
            "",
            top[kind]["description"],
            "",
            "| key | what it says | like |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{key}` | {text} | {like} |" for key, text, like in _keys(file["$defs"][kind], file, "")]
    return "\n".join(lines) + "\n"


def _keys(node: dict[str, Any], file: dict[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    """The keys beneath a node, as paths."""
    reference = node.get("$ref", "")
    if reference.startswith("#/$defs/"):
        node = {**file["$defs"][reference.removeprefix("#/$defs/")], **node}
    usual = node.get("else", {}).get("patternProperties", {})  # where a key is said in two ways: what it mostly holds
    for name, child in node.get("properties", {}).items():
        yield from _key(f"{prefix}{name}", child | usual.get(f"^{name}$", {}), file)
    inner = node.get("additionalProperties")
    if isinstance(inner, dict):
        yield from _keys(inner, file, f"{prefix}*.")
    if isinstance(node.get("items"), dict):
        yield from _keys(node["items"], file, prefix)
    for side in ("then", "else"):  # what is written as a word, or as a mapping
        if "enum" not in node.get(side, {}) and isinstance(node.get("type"), list):
            yield from _keys(node.get(side, {}), file, prefix)


def _key(path: str, node: dict[str, Any], file: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    text = node.get("description", "")
    if node.get("planned"):
        yield path, text, ""
        return
    if "enum" in node:
        text += _choices(node["enum"], node.get("enumDescriptions", ()))
    if "default" in node:
        text += f" `{written(node['default'])}` unless said."
    if "plannedValues" in node:
        text += " " + ", ".join(f"`{value}`" for value in node["plannedValues"]) + ": not built in this version."
    yield path, text, _like(node, path.rpartition(".")[2])
    yield from _keys(node, file, f"{path}.")


def _choices(words: list[str], meanings: list[str]) -> str:
    """The words that a key may have, with what they mean where that is said."""
    if not meanings:
        return " One of " + ", ".join(f"`{word}`" for word in words) + "."
    return "".join(f" `{word}`: {text.rstrip('.')}." for word, text in zip(words, meanings, strict=True))


def _like(node: dict[str, Any], name: str) -> str:
    """A key with its first examples, as they stand in a file; of a mapping the first snippet."""
    snippets = [_filled(snippet["body"]) for snippet in node.get("defaultSnippets", ())[:1]]
    if node.get("type") == "array":
        snippets = [[body] for body in snippets]
    values = node.get("examples") or snippets
    return "<br>".join(f"`{name}: {written(value)}`" for value in values[:2]).replace("|", "\\|")


def _filled(body: Any) -> Any:
    """A snippet with what stands in its gaps."""
    if isinstance(body, dict):
        return {_filled(name): _filled(value) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(item) for item in body]
    if isinstance(body, str):
        return re.sub(r"^'(.*)'$", r"\1", re.sub(r"\$\{\d+:([^}]*)\}", r"\1", body))
    return body


def written(value: Any) -> str:
    """A value in one line of YAML, quoted only where it has to be."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = re.fullmatch(r"[^\s\[\]{}#&*!|>'\"%@`,:?=-]([^#:,\[\]{}]|:(?=\S))*(?<!\s)|\d+(\.\d+)?%?", str(value))
    return str(value) if plain else "'" + value.replace("'", "''") + "'"


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
