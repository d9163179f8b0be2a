"""The language as it is looked up: every key from the schemas, every function from the formula table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from engine.formula import FUNCTIONS
from engine.shipped import shipped

KINDS = ("report", "datasets", "dimensions", "kpis", "objectives", "actions", "events", "benchmarks")
FILE_OF = {"dimensions": "datasets", "events": "actions", "benchmarks": "kpis"}
THEMES = {
    "aggregate": "Over rows: one value from many",
    "anywhere": "Anywhere",
    "rows": "On the values of a row",
    "kpis": "On other KPIs",
}
NAMES = {"COUNT_DISTINCT": "COUNT(DISTINCT …)", "NEGATE": "- (sign)"}


def schema(name: str) -> dict[str, Any]:
    """One schema file."""
    content: dict[str, Any] = json.loads((shipped("schema") / f"{name}.schema.json").read_text("utf-8"))
    return content


def about(kind: str) -> str:
    """What stands under a top key."""
    return str(schema("boardpack")["properties"][kind]["description"])


def keys(kind: str) -> list[tuple[str, str, str]]:
    """The keys under a top key as paths, with what they say and what they look like, in Markdown."""
    file = schema(FILE_OF.get(kind, kind))
    return list(_keys(file["$defs"][kind], file, ""))


def functions_help(name: str = "") -> list[str]:
    """The functions by theme in lines, or the one of a name, whatever its case; none where there is no such."""
    lines = []
    for where, theme in THEMES.items():
        rows = [row for row in FUNCTIONS.values() if row.where == where and name.upper() in ("", row.name)]
        lines += [theme] if rows else []
        for row in rows:
            lines += [f"  {NAMES.get(row.name, row.name):18} {row.meaning}", f"  {'':18}   {row.example}"]
    return lines


def keys_help(kind: str) -> list[str]:
    """The keys under a top key in lines."""
    lines = [f"{kind}: {about(kind)}"]
    for key, text, like in keys(kind):
        examples = [f"      {example}" for example in _plain(like).split("<br>") if example]
        lines += [f"  {key}", f"    {_plain(text)}", *examples]
    return lines


def _plain(text: str) -> str:
    return text.replace("`", "").replace("\\|", "|")


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
