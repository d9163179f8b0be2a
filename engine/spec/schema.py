"""JSON Schema 2020-12 over YAML whose scalars are still text, and its findings as issues with a place.

Types are the schema's to decide: `integer` accepts the text `12`, `string` accepts any text. Four keywords are
our own: `planned` and `plannedValues` mark what the language has and this version has not, `hint` and `title`
say in a reader's words what a pattern or a type means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator, TypeChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource

from engine.errors import Issue, Place, did_you_mean
from engine.shipped import shipped
from engine.spec.yaml import Mapping, Scalar, place_of

Path: TypeAlias = tuple[str | int, ...]
Found: TypeAlias = tuple[Path, Issue]

NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?")
INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")


def _is(test: Callable[[Scalar], bool]) -> Callable[[TypeChecker, Any], bool]:
    return lambda checker, instance: isinstance(instance, Scalar) and not instance.empty and test(instance)


TYPES = TypeChecker(
    {
        "object": lambda checker, instance: isinstance(instance, dict),
        "array": lambda checker, instance: isinstance(instance, list),
        "null": lambda checker, instance: isinstance(instance, Scalar) and instance.empty,
        "string": lambda checker, instance: isinstance(instance, str) and not getattr(instance, "empty", False),
        "number": _is(lambda scalar: scalar.plain and NUMBER.fullmatch(scalar) is not None),
        "integer": _is(lambda scalar: scalar.plain and INTEGER.fullmatch(scalar) is not None),
        "boolean": _is(lambda scalar: scalar.plain and scalar in ("true", "false")),
    }
)


def _planned(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if value:
        yield ValidationError("planned")


def _planned_values(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, Scalar) and instance in value:
        yield ValidationError("planned")


def _enum(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if instance not in value and instance not in schema.get("plannedValues", ()):
        yield ValidationError("enum")


def _bound(keep: Callable[[Decimal, Decimal], bool]) -> Callable[..., Iterator[ValidationError]]:
    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(instance, "number") and not keep(Decimal(instance), Decimal(value)):
            yield ValidationError("bound")

    return check


OWN_KEYWORDS: dict[str, Any] = {
    "planned": _planned,
    "plannedValues": _planned_values,
    "enum": _enum,
    "minimum": _bound(lambda instance, bound: instance >= bound),
    "maximum": _bound(lambda instance, bound: instance <= bound),
}
SpecValidator = extend(Draft202012Validator, validators=OWN_KEYWORDS, type_checker=TYPES)


@cache
def _validator() -> Any:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schema").glob("*.schema.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return SpecValidator(schemas["boardpack.schema.json"], registry=registry)


def check_schema(root: Mapping) -> list[Found]:
    """What in one file does not have the form that the schemas ask for, each with the path of the node."""
    return [found for error in _validator().iter_errors(root) for found in _found(error, root)]


def _found(error: ValidationError, root: Mapping) -> Iterator[Found]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, path)
    elif error.validator == "required":
        yield from _missing_keys(error, path, _place(root, path, of_key=False))
    elif "propertyNames" in error.absolute_schema_path:
        issue = Issue("error", _code(error), error.instance.place, _message(error, ""), _hint(error))
        yield (*path, str(error.instance)), issue
    else:
        yield path, _issue(error, root, path)


def _issue(error: ValidationError, root: Mapping, path: Path) -> Issue:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    place = _place(root, path, of_key=error.validator == "planned")
    if error.validator in ("planned", "plannedValues"):
        what = name if error.validator == "planned" else error.instance
        return Issue("error", "not-built-yet", place, f"'{what}' is not built in this version", "leave it out for now")
    if isinstance(error.instance, Scalar) and not error.instance.empty:
        place = error.instance.place
    return Issue("error", _code(error), place, _message(error, name), _hint(error))


def _place(root: Mapping, path: Path, *, of_key: bool) -> Place:
    """The place of the value at a path; the key's where asked for or where the value is no single word."""
    node: Any = root
    place = Place(root.place.file, 1, 1)
    for step in path:
        key = node.key(step) if isinstance(node, Mapping) else None
        node = node[step]
        is_word = isinstance(node, Scalar) and not node.empty
        place = key.place if key is not None and (of_key or not is_word) else place_of(node)
    return place


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[Found]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            hint = did_you_mean(key, known)
            yield (*path, str(key)), Issue("error", "unknown-key", key.place, f"no key '{key}' here", hint)


def _missing_keys(error: ValidationError, path: Path, place: Place) -> Iterator[Found]:
    known = error.schema.get("properties", {})
    if any(known.get(key, {}).get("planned") for key in error.instance):
        return  # it is written in a way that is said to be not built yet
    name = next(name for name in error.validator_value if error.message.startswith(repr(name)))
    meaning = known.get(name, {}).get("description", "")
    yield (*path, name), Issue("error", "missing-key", place, f"the key '{name}' is missing", meaning)


def _code(error: ValidationError) -> str:
    if isinstance(error.instance, Scalar) and error.instance.empty:
        return "no-value"
    codes = {"type": "wrong-type", "enum": "unknown-value", "pattern": "wrong-form", "propertyNames": "wrong-form"}
    return codes.get(str(error.validator), "wrong-value")


def _message(error: ValidationError, name: str) -> str:
    instance = error.instance
    if isinstance(instance, Scalar) and instance.empty:
        return f"'{name}' has no value"
    shown = f"'{instance}'" if isinstance(instance, str) else f"'{name}'"
    match error.validator:
        case "type":
            return f"{shown} does not fit: {_expected(error)} is needed"
        case "enum":
            return f"'{name}' cannot be {shown}"
        case "pattern":
            return f"{shown} is not written as it must be"
        case "minimum" | "maximum":
            least = "at least" if error.validator == "minimum" else "at most"
            return f"'{name}' must be {least} {error.validator_value}"
        case "minItems" | "minProperties" | "minLength":
            return f"'{name}' is empty"
        case "maxProperties" | "maxItems":
            return f"'{name}' may hold at most {error.validator_value}"
        case _:
            return f"{shown} does not fit: {error.message}"


NAMES = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "a text",
    "number": "a number (with a point)",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _expected(error: ValidationError) -> str:
    if "title" in error.schema:
        return str(error.schema["title"])
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return " or ".join(NAMES[kind] for kind in types)


def _hint(error: ValidationError) -> str:
    if "hint" in error.schema and error.validator == "pattern":
        return str(error.schema["hint"])
    if error.validator == "enum":
        return did_you_mean(str(error.instance), error.validator_value) or "known here: " + ", ".join(
            error.validator_value
        )
    if isinstance(error.instance, Scalar) and error.instance.empty:
        return str(error.schema.get("description", "write one, or leave the key out"))
    return ""
