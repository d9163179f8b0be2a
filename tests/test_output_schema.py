"""The JSON of a report is what its schema says: every key, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

import engine
from engine.model.preflight import CheckName
from engine.model.results import Value
from engine.model.unit import Unit
from engine.shipped import shipped
from tests.spec.test_schema_drift import literals
from tests.test_refused import FOREIGN, SPARED, WHOLE, files, made

SCHEMA: Final[dict[str, Any]] = json.loads((shipped("schema") / "output.schema.json").read_text("utf-8"))
VALIDATOR: Final = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
SAMPLES: Final = ("monthly", "marketing", "sales", "people", "weekly")


@cache
def sample(name: str) -> Any:
    """The JSON of a sample report."""
    done = engine.render(
        shipped("samples") / f"{name}.yml", today=date(2026, 11, 3), out=Path(mkdtemp()), outputs=("json",)
    )
    return json.loads(done.files[0].read_bytes())


def wrong(content: Any) -> list[str]:
    """Where a JSON is not what the schema says."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(content)]


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of the schema."""
    if isinstance(schema, dict):
        yield schema
    for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes(child)


@pytest.mark.parametrize(
    "name", ["people", *(pytest.param(name, marks=pytest.mark.long) for name in SAMPLES if name != "people")]
)
def test_every_sample_is_what_the_schema_says(name: str) -> None:
    """All figures, findings and inputs of each sample report."""
    assert wrong(sample(name)) == []


def test_what_was_looked_at_is_in_the_schema(tmp_path: Path) -> None:
    """Of a whole report, and of one with parts that are missing."""
    for data, on_error, complete in ((WHOLE, "", True), (FOREIGN, SPARED, False)):
        made(tmp_path, data, "--format", "json", "--format", "html", on_error=on_error)
        content = json.loads(files(tmp_path)["r.json"])
        assert wrong(content) == []
        assert content["preflight"]["complete"] is complete


def test_the_schema_is_one_and_says_what_each_key_means() -> None:
    """Every key has a description; nothing that is not described may stand in the JSON."""
    Draft202012Validator.check_schema(SCHEMA)
    for node in nodes(SCHEMA):
        for key, part in node.get("properties", {}).items() if node.get("type") == "object" else ():
            assert "description" in part or "description" in SCHEMA["$defs"][part["$ref"].rpartition("/")[2]], key
        if node.get("type") == "object":
            assert "additionalProperties" in node


@pytest.mark.parametrize(
    ("where", "key"),
    [((), "values"), (("values", 0), "reason"), (("derived",), "signals"), (("derived", "attainment"), "year_to_date"),
     (("inputs", 0), "rows"), (("derived", "signals", 0), "mean")],
)  # fmt: skip
def test_a_key_too_many_or_too_few_is_seen(where: tuple[str | int, ...], key: str) -> None:
    """The schema bites, deep inside as well."""
    whole = sample("people") | {"values": sample("people")["values"][:1]}
    for change in ("drop", "add", "other"):
        content = deepcopy(whole)
        node = content
        for step in where:
            node = node[step]
        if change == "drop":
            del node[key]
        elif change == "add":
            node["more"] = 1
        else:
            node[key] = {"a": object}
        assert wrong(content), change


def test_lists_of_words_are_what_the_code_knows() -> None:
    """States, units, kinds of segments, checks: no word is missing, and none is too many."""
    value = SCHEMA["$defs"]["value"]["properties"]
    assert set(value["state"]["enum"]) == literals(Value, "state")
    assert set(value["unit"]["enum"]) == literals(Unit, "kind")
    assert set(value["grain"]["enum"]) == literals(Value, "grain")
    assert set(SCHEMA["$defs"]["check"]["properties"]["check"]["enum"]) == set(CheckName.__args__)  # type: ignore[attr-defined]
