"""The schemas as an editor shows them: each key with a description, an example and its values, each error one thing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from engine.shipped import shipped
from tests.spec.schemas import (
    SCHEMAS,
    Key,
    Schema,
    as_an_editor,
    editors_alarms,
    engines_alarms,
    keys,
    resolved,
    subschemas,
    written,
)

ROOT = Path(__file__).resolve().parent.parent.parent
SUBSCHEMAS = dict(subschemas())
KEYS = list(keys())
# Words that say what they are.
NEED_NO_DESCRIPTION = {"week_start", "fiscal_year_start"}
# Whole files that are right, each with the schema that its first line names, or the one for any file.
RIGHT = sorted([*shipped("samples").glob("*.yml"), *shipped("kpi_specs").glob("*.yml"),
                *(ROOT / "tests/examples/valid").rglob("*.yml")])  # fmt: skip


def holds_mappings(key: Key) -> bool:
    """Whether a value is a mapping, or a list of them; a word in its place is a short form."""
    node, file = key.schema, key.file
    if "items" in node:
        node, file = resolved(node["items"], file)
    return node.get("type") in ("object", ["object"])


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_every_key_is_described(key: Key) -> None:
    """One to three plain sentences: an editor shows them while people type."""
    text = key.schema.get("description", "")
    assert re.fullmatch(r".*[a-z0-9%)].*\.", text), f"{key}: no sentence in {text!r}"
    assert len(re.findall(r"\.(\s|$)", text)) <= 4, f"{key}: too long for what appears under a pointer"


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_every_key_has_examples(key: Key) -> None:
    """Examples, or snippets for what holds mappings: an editor would name a mapping "[object Object]"."""
    if holds_mappings(key):
        assert "examples" not in key.schema, key
        assert key.schema.get("defaultSnippets"), f"{key}: no snippet"
    else:
        assert key.schema.get("examples"), f"{key}: no examples"


@pytest.mark.parametrize("key", [key for key in KEYS if holds_mappings(key)], ids=str)
def test_every_mapping_is_shown_in_full(key: Key) -> None:
    """Where a mapping has no examples, its description for editors has one, which can be copied."""
    text, _, block = key.schema["markdownDescription"].partition("\n\n```yaml\n")
    assert text == key.schema["description"], key
    (value,) = as_an_editor(block.removesuffix("\n```")).values()
    whole = written(key.document(value))
    assert editors_alarms(whole, "boardpack.schema.json") == []
    assert engines_alarms(whole, "boardpack.schema.json") == []


@pytest.mark.parametrize("address", [address for address, node in SUBSCHEMAS.items() if "enum" in node])
def test_every_value_of_a_list_is_described(address: str) -> None:
    """Each word that may be chosen says what it means, in the order of the words."""
    node = SUBSCHEMAS[address]
    if address.rpartition("/")[2] in NEED_NO_DESCRIPTION or address.endswith("/propertyNames"):
        return
    assert len(node.get("enumDescriptions", ())) == len(node["enum"]), address
    assert all(node["enumDescriptions"]), address


@pytest.mark.parametrize("address", [address for address, node in SUBSCHEMAS.items() if "pattern" in node])
def test_every_pattern_has_a_hint_and_ends(address: str) -> None:
    """A reader is told the form, not the regular expression, here and in an editor; and the whole text must have it."""
    node = SUBSCHEMAS[address]
    assert node.get("hint"), address
    assert node.get("patternErrorMessage") == node["hint"], address
    assert node["pattern"].startswith("^"), address
    assert node["pattern"].endswith("$"), address
    re.compile(node["pattern"])


@pytest.mark.parametrize("address", [address for address, node in SUBSCHEMAS.items() if "properties" in node])
def test_every_object_says_which_keys_it_has(address: str) -> None:
    """An unknown key is always found: no object is open."""
    assert SUBSCHEMAS[address].get("additionalProperties") is False


def test_an_error_names_one_thing() -> None:
    """What may be written in several ways is told apart by what is there: no list of all that failed."""
    bare = [address for address, node in SUBSCHEMAS.items() if {"oneOf", "anyOf", "not"} & set(node)]
    assert bare == []


@pytest.mark.parametrize("address", [address for address, node in SUBSCHEMAS.items()
                                     if isinstance(node.get("type"), list) and len(node["type"]) > 1])  # fmt: skip
def test_several_types_have_a_name(address: str) -> None:
    """A wrong type is said in words, by the engine (`title`) and in an editor; nothing else is hidden by them."""
    node = SUBSCHEMAS[address]
    assert node.get("errorMessage") == f"must be {node.get('title')}", address
    assert not {"required", "properties", "enum"} & set(node), address


def test_what_is_planned_says_so_in_an_editor() -> None:
    """A key that is not built is not offered, and says that it is not built where somebody writes it."""
    planned = {address: node for address, node in SUBSCHEMAS.items() if node.get("planned")}
    for address, node in planned.items():
        name = address.rpartition("/")[2]
        assert node["description"].endswith(" Not built in this version."), address
        assert node["deprecationMessage"] == f"'{name}' is not built in this version", address
    assert not [
        address for address, node in SUBSCHEMAS.items() if "deprecationMessage" in node and address not in planned
    ]


VALUES = [
    (address, value)
    for address, node in SUBSCHEMAS.items()
    for value in [*node.get("examples", ()), *([node["default"]] if "default" in node else ())]
]


@pytest.mark.parametrize(("address", "value"), VALUES, ids=str)
def test_every_example_and_default_is_allowed(address: str, value: Any) -> None:
    """By the engine, which types text by itself, and by an editor, which has its own opinion of `2026` and `true`."""
    assert engines_alarms(written(value), address) == []
    assert editors_alarms(written(value), address) == []


def filled(body: Any) -> Any:
    """A snippet's body with what stands in its gaps; keys have gaps too."""
    if isinstance(body, dict):
        return {filled(name): filled(value) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(item) for item in body]
    if isinstance(body, str):
        return re.sub(r"^'(.*)'$", r"\1", re.sub(r"\$\{\d+:([^}]*)\}", r"\1", body))
    return body


SNIPPETS = [(address, snippet) for address, node in SUBSCHEMAS.items() for snippet in node.get("defaultSnippets", ())]


@pytest.mark.parametrize(("address", "snippet"), SNIPPETS, ids=lambda part: str(part)[:60])
def test_every_snippet_is_allowed(address: str, snippet: Schema) -> None:
    """Whoever takes a snippet and changes nothing has written what the language knows; a list's is one item of it."""
    assert snippet["label"]
    assert snippet["description"].endswith(".")
    body = filled(snippet["body"])
    text = written([body] if SUBSCHEMAS[address].get("type") == "array" else body)
    numbers = re.sub(r'"(-?\d+(\.\d+)?)"', r"\1", text)
    assert engines_alarms(numbers, address) == []
    assert editors_alarms(numbers, address) == []


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.name)
def test_an_editor_has_nothing_against_what_is_right(path: Path) -> None:
    """The samples, the library and every example of what is right pass plain JSON Schema, typed as editors do."""
    text = path.read_text("utf-8-sig")
    named = re.match(r"# yaml-language-server: \$schema=\S*?([\w.]+)\n", text)
    assert editors_alarms(text, named[1] if named else "boardpack.schema.json") == []


@pytest.mark.parametrize("file", [file for file in SCHEMAS if file not in ("common.schema.json",)])
def test_a_file_may_hold_several_kinds(file: str) -> None:
    """Each file's schema takes all top keys; that of one kind asks for its own."""
    own = file.split(".")[0]
    whole = "\n".join(written(key.document(key.example))[1:-1] for key in KEYS if len(key.path) == 1)
    assert editors_alarms(whole, file) == []
    if own != "boardpack":
        other = "kpis" if own != "kpis" else "datasets"
        alone = next(written(key.document(key.example)) for key in KEYS if key.path == (other,))
        assert editors_alarms(alone, file) == [f"$: '{own}' is a required property"]
