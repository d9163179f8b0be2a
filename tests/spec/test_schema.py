"""The schemas: types are read from a scalar's text, every key is explained, and enums say what the code accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.charts import CHARTS
from engine.errors import Place
from engine.formats import FORMATS
from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec, KeyRepeats
from engine.model.formula import Kind
from engine.model.kpis import Balance, KpiSpec
from engine.model.specs import MONTHS, WEEKDAYS, ChartSpec, Output, ReportSpec
from engine.model.unit import Unit
from engine.periods import PER_YEAR
from engine.shipped import shipped
from engine.spec.schema import KINDS, check_schema
from engine.spec.yaml import Scalar, read_yaml
from engine.words import languages

HERE = Place("a.yml", 1, 1)
SCHEMAS = {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schema").glob("*.json")}


def schema(file: str, *path: str) -> Any:
    node = SCHEMAS[f"{file}.schema.json"]["$defs"]
    for step in path:
        node = node[step]
    return node


def everywhere(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema."""
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from everywhere(part)
    elif isinstance(node, list):
        for part in node:
            yield from everywhere(part)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1", {"integer", "number", "string"}),
        ("-1", {"integer", "number", "string"}),
        ("0", {"integer", "number", "string"}),
        ("0.1", {"number", "string"}),
        ("12.50", {"number", "string"}),
        ("01", {"string"}),
        ("1_000", {"string"}),
        ("1:30", {"string"}),
        ("1e3", {"string"}),
        ("0x1F", {"string"}),
        (".5", {"string"}),
        ("1,5", {"string"}),
        ("1 000", {"string"}),
        ("١٢", {"string"}),
        ("1٢", {"string"}),
        (".inf", {"string"}),
        ("2026-10", {"string"}),
        ("2026-10-31", {"string"}),
        ("on", {"string"}),
        ("yes", {"string"}),
        ("True", {"string"}),
        ("true", {"boolean", "string"}),
        ("null", {"null"}),
        ("~", {"null"}),
        ("", {"null"}),
    ],
)
def test_a_scalar_is_typed_by_its_text(text: str, kinds: set[str]) -> None:
    """`01` stays a code and `on` a word; a number is what every reader would call one."""
    assert {kind for kind, test in KINDS.items() if test(Scalar(text, HERE))} == kinds


@pytest.mark.parametrize("text", ["1", "0.1", "true", "null", "", "on"])
def test_a_quoted_scalar_is_a_text(text: str) -> None:
    """Quotes say that a text is meant."""
    assert {kind for kind, test in KINDS.items() if test(Scalar(text, HERE, style="'"))} == {"string"}


@given(st.integers(-(10**9), 10**9))
def test_every_whole_number_is_one(number: int) -> None:
    """Numbers as Python writes them are read as numbers."""
    assert KINDS["integer"](Scalar(str(number), HERE))
    assert KINDS["number"](Scalar(str(number), HERE))


def test_the_schemas_are_json_schema() -> None:
    """An editor that speaks JSON Schema can use them."""
    for contents in SCHEMAS.values():
        Draft202012Validator.check_schema(contents)


def test_every_key_is_explained() -> None:
    """Every property says what it is for; an editor shows it while people type."""
    for name, contents in SCHEMAS.items():
        for node in everywhere(contents):
            for key, property in node.get("properties", {}).items():
                if isinstance(property, dict) and not isinstance(node.get("properties"), str):
                    assert property.get("description"), f"{name}: {key}"


def test_every_pattern_has_a_hint_and_ends() -> None:
    """A reader is told the form, not the regular expression; and the whole text must have it."""
    for name, contents in SCHEMAS.items():
        for node in everywhere(contents):
            if isinstance(pattern := node.get("pattern"), str):
                assert node.get("hint"), f"{name}: {pattern}"
                assert pattern.startswith("^"), pattern
                assert pattern.endswith("$"), pattern
                re.compile(pattern)


def test_every_object_says_which_keys_it_has() -> None:
    """An unknown key is always found: no object is open."""
    for name, contents in SCHEMAS.items():
        for node in everywhere(contents):
            if node.get("properties") and "$schema" not in node:
                assert node.get("additionalProperties") is False, f"{name}: {sorted(node['properties'])}"


def literals(kind: type, field: str) -> set[str]:
    """What a dataclass accepts in one of its fields."""
    hint = get_type_hints(kind)[field]
    parts = [hint, *get_args(hint)]
    return {word for part in parts for word in (get_args(part) or (part,)) if isinstance(word, str)}


def test_the_enums_of_the_schemas_are_what_the_code_accepts() -> None:
    """No word passes the schema that the code does not know, and none that it knows is kept from people."""
    report = schema("report", "report", "properties")
    assert set(report["every"]["enum"]) == set(PER_YEAR)
    assert tuple(report["language"]["enum"]) == languages()
    assert tuple(report["week_start"]["enum"]) == WEEKDAYS
    assert tuple(report["fiscal_year_start"]["enum"]) == MONTHS
    outputs = report["outputs"]["items"]["enum"]
    assert set(outputs) == set(get_args(Output)) == set(FORMATS) | {"json"}
    chart = schema("report", "chart", "properties")
    built = {key for key in chart if not chart[key].get("planned")} - {"by", "top", "periods", "grain"}
    assert built == literals(ChartSpec, "kind")
    assert built <= set(CHARTS)


def test_the_enums_of_definitions_are_what_the_code_accepts() -> None:
    """The same for columns and KPIs."""
    column = schema("datasets", "column")
    assert column["then"]["enum"] == column["properties"]["type"]["enum"]
    assert set(column["then"]["enum"]) == (set(get_args(Kind)) - {"null"}) | (literals(ColumnSpec, "read_as") - {""})
    assert set(schema("datasets", "dataset", "properties", "key_repeats")["enum"]) == set(get_args(KeyRepeats))
    kpi = schema("kpis", "kpi", "properties")
    assert set(kpi["format"]["enum"]) == literals(Unit, "kind")
    assert set(kpi["better"]["then"]["enum"]) == literals(KpiSpec, "better")
    assert set(kpi["balance"]["properties"]["undated"]["enum"]) == literals(Balance, "undated")


def test_the_keys_of_the_schemas_are_the_fields_of_the_code() -> None:
    """What can be written is what is read: a key without a field would be dropped in silence."""

    def built(node: dict[str, Any]) -> set[str]:
        return {key for key, part in node["properties"].items() if not part.get("planned")}

    def named(kind: type) -> set[str]:
        return {field.name for field in fields(kind)}

    assert built(schema("kpis", "kpi")) <= named(KpiSpec)
    assert built(schema("datasets", "dataset", "properties", "csv")) == named(CsvDialect)
    assert built(schema("datasets", "dataset")) - {"covers", "from", "per"} <= named(DatasetSpec)
    assert built(schema("datasets", "column")) - {"from", "nullable", "currency", "scale"} <= named(ColumnSpec)
    assert built(schema("report", "report")) - {"uses", "theme"} <= named(ReportSpec)


def codes(text: str) -> list[tuple[str, str]]:
    root, issues = read_yaml(text, "a.yml")
    assert root is not None
    return [(issue.code, issue.message) for _, issue in check_schema(root)] + [(i.code, i.message) for i in issues]


def test_one_value_has_one_problem() -> None:
    """An empty or wrong value is said once, however many rules it breaks."""
    assert codes("objectives: [{kpi: , period: x, target: []}]") == [
        ("no-value", "'kpi' has no value"),
        ("wrong-form", "'period' cannot be 'x'"),
        ("wrong-type", "'target' must be a number (with a point) or a text"),
    ]


@pytest.mark.parametrize("id", ['"monthly\\n"', '"a/b"', "'../x'", "é", "A", "''"])
def test_a_reports_id_becomes_a_files_name_and_nothing_else(id: str) -> None:
    """No line end, path or foreign letter gets into the names of the written files."""
    text = f"report: {{id: {id}, title: T, company: C, every: month, language: en, sections: [{{title: A}}]}}"
    assert len(codes(text)) == 1


def test_what_is_planned_is_told_apart_from_what_is_unknown() -> None:
    """Every planned key gives `not-built-yet`, not `unknown-key`."""
    tops = {"kpis": "kpi", "report": "report", "datasets": "dataset", "objectives": "objective"}
    seen = 0
    for top, name in tops.items():
        for key, part in schema(top, name)["properties"].items():
            if part.get("planned"):
                inner = f"{{{key}: x}}"
                text = {"report": f"report: {inner}", "objectives": f"objectives: [{inner}]"}.get(
                    top, f"{top}: {{a: {inner}}}"
                )
                assert ("not-built-yet", f"'{key}' is not built in this version") in codes(text)
                seen += 1
    assert seen > 5
