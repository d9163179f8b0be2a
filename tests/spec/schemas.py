"""The schemas as the tests walk them: subschemas by address, keys by path, and documents that hold a key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from engine.shipped import shipped
from engine.spec.schema import SpecValidator
from engine.spec.yaml import read_yaml

Schema: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]
Wrap: TypeAlias = Callable[[Any], Any]

SCHEMAS: dict[str, Schema] = {
    path.name: json.loads(path.read_text("utf-8"))
    for path in sorted(shipped("schema").glob("*.json"))
    if path.name != "output.schema.json"  # of what is written, and not of what people write
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(contents)) for name, contents in SCHEMAS.items()
)
ONE = ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not", "contains")
NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")


def subschemas() -> Iterator[tuple[str, Schema]]:
    """Every subschema of every file, each with the reference that leads to it."""
    for name, contents in SCHEMAS.items():
        yield from _beneath(contents, f"{name}#")


def _beneath(node: Any, address: str) -> Iterator[tuple[str, Schema]]:
    if not isinstance(node, dict):
        return
    yield address, node
    for keyword in ONE:
        yield from _beneath(node.get(keyword), f"{address}/{keyword}")
    for keyword in NAMED:
        for name, child in node.get(keyword, {}).items():
            yield from _beneath(child, f"{address}/{keyword}/{name.replace('^', '%5E')}")
    for keyword in SEVERAL:
        for number, child in enumerate(node.get(keyword, ())):
            yield from _beneath(child, f"{address}/{keyword}/{number}")


def resolved(node: Schema, file: str) -> tuple[Schema, str]:
    """A subschema with what it refers to, its own words first; and the file that its references are relative to."""
    if "$ref" not in node:
        return node, file
    named, _, pointer = node["$ref"].partition("#")
    target: Any = SCHEMAS[named or file]
    for step in pointer.strip("/").split("/") if pointer else ():
        target = target[step]
    target, file = resolved(target, named or file)
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}, file


# --- Documents that hold a key -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A key of the language, what its schema says of it, and a way to a document that holds a value of it."""

    path: Path
    schema: Schema
    file: str
    document: Wrap

    def __str__(self) -> str:
        return ".".join(self.path)

    @property
    def example(self) -> Any:
        """A value that it may have."""
        return sample(self.schema, self.file)


# Keys that say something only beside another.
BESIDE: dict[Path, Schema] = {
    ("report", "sections", "charts", "multiples"): {"by": "team"},
    ("report", "sections", "charts", "chart"): {"data": ["revenue"], "title": "Days", "alt": "Days."},
    ("report", "sections", "charts", "data"): {"chart": {"mark": "bar"}, "title": "Days", "alt": "Days."},
    ("report", "sections", "charts", "title"): {"chart": {"mark": "bar"}, "data": ["revenue"], "alt": "Days."},
    ("report", "sections", "charts", "alt"): {"chart": {"mark": "bar"}, "data": ["revenue"], "title": "Days."},
    ("report", "sections", "charts", "scatter"): {"by": "team"},
    ("report", "sections", "charts", "share"): {"by": "team"},
    ("report", "sections", "charts", "by"): {"breakdown": "revenue"},
    ("report", "sections", "charts", "top"): {"breakdown": "revenue", "by": "team"},
    ("report", "sections", "charts", "against"): {"bridge": "revenue", "by": "team"},
    ("report", "sections", "charts", "grain"): {"trend": "revenue"},
    ("report", "sections", "charts", "periods"): {"trend": "revenue"},
    ("datasets", "*", "per"): {"from": "invoices"},
    ("objectives", "columns"): {"from": "budget.xlsx"},
    ("objectives", "csv"): {"from": "budget.csv"},
    ("objectives", "xlsx"): {"from": "budget.xlsx"},
    ("objectives", "xlsx", "header"): {"sheet": "Visits"},
    ("datasets", "*", "xlsx", "header"): {"sheet": "Visits"},
    ("datasets", "*", "columns", "*", "currency"): {"type": "money"},
    ("datasets", "*", "columns", "*", "scale"): {"type": "money"},
}


def keys() -> Iterator[Key]:
    """Every key that is built."""
    for name, part in SCHEMAS["boardpack.schema.json"]["properties"].items():
        if not part.get("planned"):
            node, file = resolved(part, "boardpack.schema.json")
            document = _under(name)
            yield Key((name,), node, file, document)
            yield from _keys(node, file, (name,), document)


def _under(name: str) -> Wrap:
    return lambda value: {name: value}


def _keys(node: Schema, file: str, path: Path, wrap: Wrap) -> Iterator[Key]:
    for branch in (node, *_branches(node, file)):
        for name, child in branch.get("properties", {}).items():
            if not child.get("planned"):
                whole, its_file = resolved(child, file)
                document = _with(name, branch if branch.get("required") else node, file, (*path, name), wrap)
                yield Key((*path, name), whole, its_file, document)
                yield from _keys(whole, its_file, (*path, name), document)
        for pattern, child in branch.get("patternProperties", {}).items():
            plain = pattern.strip("^$")
            free = not plain.isidentifier()
            name = next(name for name in ("revenue", "2026-10") if re.search(pattern, name)) if free else plain
            step = "*" if free else name
            yield from _keys(*resolved(child, file), (*path, step), _with(name, node, file, (*path, step), wrap))
        if isinstance(inner := branch.get("additionalProperties"), dict):
            whole, its_file = resolved(inner, file)
            yield from _keys(whole, its_file, (*path, "*"), _of_name(branch, file, wrap))
        if "items" in branch:
            yield from _keys(*resolved(branch["items"], file), path, _listed(wrap))


def _branches(node: Schema, file: str) -> list[Schema]:
    found = [resolved(node[side], file)[0] for side in ("then", "else") if isinstance(node.get(side), dict)]
    return found + [inner for branch in found for inner in _branches(branch, file)]


def _with(name: str, owner: Schema, file: str, path: Path, wrap: Wrap) -> Wrap:
    return lambda value: wrap(_filled({name: value, **BESIDE.get(path, {})}, owner, file))


def _of_name(node: Schema, file: str, wrap: Wrap) -> Wrap:
    return lambda value: wrap({_name(node, file): value})


def _listed(wrap: Wrap) -> Wrap:
    return lambda value: wrap([value])


def _name(node: Schema, file: str) -> str:
    """A name that may stand where names are free."""
    pattern = resolved(node.get("propertyNames", {}), file)[0].get("pattern", "")
    return next(name for name in ("revenue", "en", "2026-10") if re.search(pattern, name))


def _filled(instance: Schema, owner: Schema, file: str) -> Schema:
    """The keys that have to stand beside, with an example of each."""
    while missing := [name for name in _asked(owner, instance) if name not in instance]:
        parts = [owner, *_branches(owner, file)]
        child = next(part["properties"][missing[0]] for part in parts if missing[0] in part.get("properties", {}))
        instance = {**instance, missing[0]: sample(child, file)}
    if instance.get("columns") == {}:  # what they hold depends on what is beside them
        instance = {**instance, "columns": {"revenue": "SUM(amount)" if "from" in instance else "money"}}
    return instance


def _asked(owner: Schema, instance: Schema) -> list[str]:
    """The keys that a mapping must have; conditions here ask what is present, or whether it is a mapping."""
    asked = list(owner.get("required", ()))
    if "if" in owner:
        holds = owner["if"].get("type", "object") == "object" and set(owner["if"].get("required", ())) <= set(instance)
        asked += _asked(owner.get("then" if holds else "else", {}), instance)
    return asked


def sample(node: Schema, file: str) -> Any:
    """A value that a subschema allows."""
    node, file = resolved(node, file)
    if "examples" in node:
        return node["examples"][0]
    if "items" in node:
        return [sample(node["items"], file)]
    if isinstance(inner := node.get("additionalProperties"), dict):
        return {_name(node, file): sample(inner, file)}
    first = next(iter(node.get("properties", {})), None)
    return _filled({first: sample(node["properties"][first], file)}, node, file) if first else {}


# --- What the two validators see ------------------------------------------------------------------------------


class Core(yaml.SafeLoader):
    """YAML as an editor reads it: 1.2, the core schema. Dates are texts, `on` is one, `01` is a number."""


Core.yaml_implicit_resolvers = {}
for tag, form, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+.0123456789"),
):  # fmt: skip
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{form})$"), list(first))


def _int(loader: Core, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _mapping(loader: Core, node: yaml.MappingNode) -> dict[str, Any]:
    return {str(key.value): loader.construct_object(value, deep=True) for key, value in node.value}


Core.add_constructor("tag:yaml.org,2002:int", _int)
Core.add_constructor("tag:yaml.org,2002:map", _mapping)


def as_an_editor(text: str) -> Any:
    """A document as an editor's parser types it."""
    return yaml.load(text, Loader=Core)  # it is a safe one


def editors_alarms(text: str, address: str) -> list[str]:
    """What plain JSON Schema says against a document, typed as in an editor."""
    validator = Draft202012Validator({"$ref": address}, registry=REGISTRY)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(as_an_editor(text))]


def engines_alarms(text: str, address: str) -> list[str]:
    """What the engine's validator says against the same text, whose scalars it types by itself."""
    root, issues = read_yaml(f"value: {text}", "a.yml")
    assert root is not None
    assert issues == []
    # A whole file says which draft it is, and a reference to it would take that draft's own validator.
    schema = {"$ref": address} if "#" in address else SCHEMAS[address]
    validator = SpecValidator(schema, registry=REGISTRY)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(root["value"])]


def written(value: Any) -> str:
    """A value in one line of YAML, words without quotes where no reader takes them for something else."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    plain = isinstance(value, str) and re.fullmatch(r"[\w][\w %./-]*", value) is not None
    return value if plain and isinstance(as_an_editor(value), str) else json.dumps(value, ensure_ascii=False)
