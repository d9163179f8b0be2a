"""The schemas as the engine uses them: types are read from a scalar's text, and one value has one problem."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.errors import Place
from engine.spec.schema import KINDS, SpecValidator, check_schema
from engine.spec.yaml import Scalar, read_yaml
from tests.spec.schemas import SCHEMAS, subschemas

HERE = Place("a.yml", 1, 1)


def schema(file: str, *path: str) -> Any:
    node = SCHEMAS[f"{file}.schema.json"]["$defs"]
    for step in path:
        node = node[step]
    return node


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


def codes(text: str) -> list[tuple[str, str]]:
    root, issues = read_yaml(text, "a.yml")
    assert root is not None
    return [(issue.code, issue.message) for _, issue in check_schema(root) if issue] + [
        (i.code, i.message) for i in issues
    ]


def test_one_value_has_one_problem() -> None:
    """An empty or wrong value is said once, however many rules it breaks."""
    assert codes("objectives: [{kpi: , period: x, target: []}]") == [
        ("no-value", "'kpi' has no value"),
        ("wrong-form", "'period' cannot be 'x'"),
        ("wrong-type", "'target' must be a number, or a percentage"),
    ]


@pytest.mark.parametrize("id", ['"monthly\\n"', '"a/b"', "'../x'", "é", "A", "''"])
def test_a_reports_id_becomes_a_files_name_and_nothing_else(id: str) -> None:
    """No line end, path or foreign letter gets into the names of the written files."""
    text = f"report: {{id: {id}, title: T, company: C, every: month, language: en, sections: [{{title: A}}]}}"
    assert len(codes(text)) == 1


def test_what_is_planned_is_told_apart_from_what_is_unknown() -> None:
    """A key that a schema marks as planned is no unknown one; in this version there is none."""
    marked = SpecValidator({"properties": {"later": {"planned": True}}, "additionalProperties": False})
    assert [error.message for error in marked.iter_errors(read_yaml("later: x", "f")[0])] == ["planned"]
    assert not [address for address, node in subschemas() if node.get("planned")]


def test_keys_beside_an_empty_one_are_checked_under_it() -> None:
    """A KPI whose keys are indented too little is said once, and its keys are checked where they belong."""
    text = "kpis:\n  leads:\n  label: Leads\n  formula: COUNT(*)\n  formt: percent\n  other: {label: O, formula: 1}\n"
    assert codes(text) == [
        ("no-value", "'label' stands beside 'leads', which has no value, and belongs under it"),
        ("unknown-key", "there is no key 'formt' here"),
    ]
    inner = "kpis:\n  leads:\n  label: {fr: Leads}\n  formula: COUNT(*)\n"
    assert [code for code, _ in codes(inner)] == ["no-value"]
    root, _ = read_yaml("kpis:\n  leads:\n  label: Leads\n  formula: COUNT(*)\n", "a.yml")
    assert root is not None
    check_schema(root)
    assert root == {"kpis": {"leads": {"label": "Leads", "formula": "COUNT(*)"}}}


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    """One mistake gives one message: the key that is meant is there, under another name."""
    assert codes("objectives: [{kpi: leads, period: 2026, taget: 3}]") == [
        ("unknown-key", "there is no key 'taget' here")
    ]
    assert codes("objectives: [{kpi: leads, periode: 2026, target: 3}]") == [
        ("unknown-key", "there is no key 'periode' here")
    ]
