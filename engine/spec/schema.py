"""JSON Schema 2020-12 over YAML whose scalars are still text, and its findings as issues with a place.

Types are the schema's to decide: `integer` accepts the text `12`, `string` accepts any text. Four keywords are
our own: `planned` and `plannedValues` mark what the language has and this version has not, `hint` and `title`
say in a reader's words what a pattern or a type means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)


def _is(test: Callable[[Scalar], bool]) -> Callable[[object], bool]:
    return lambda instance: isinstance(instance, Scalar) and not instance.empty and test(instance)


KINDS: dict[str, Callable[[object], bool]] = {
    "object": lambda instance: isinstance(instance, dict),
    "array": lambda instance: isinstance(instance, list),
    "null": lambda instance: isinstance(instance, Scalar) and instance.empty,
    "string": lambda instance: isinstance(instance, str) and not getattr(instance, "empty", False),
    "number": _is(lambda scalar: scalar.plain and NUMBER.fullmatch(scalar) is not None),
    "integer": _is(lambda scalar: scalar.plain and INTEGER.fullmatch(scalar) is not None),
    "boolean": _is(lambda scalar: scalar.plain and scalar in ("true", "false")),
}


def _checked(test: Callable[[object], bool]) -> Any:
    return lambda checker, instance: test(instance)


TYPES = TypeChecker({name: _checked(test) for name, test in KINDS.items()})


def _planned(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if value:
        yield ValidationError("planned")


def _planned_values(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, Scalar) and instance in value:
        yield ValidationError("planned")


def _enum(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if instance not in value and instance not in schema.get("plannedValues", ()):
        yield ValidationError("enum")


def _pattern(validator: Any, value: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    # `$` would let a line end through, and `\d` the digits of any script.
    if validator.is_type(instance, "string") and not re.search(re.sub(r"\$$", r"\\Z", value), instance, re.ASCII):
        yield ValidationError("pattern")


def _bound(keep: Callable[[Decimal, Decimal], bool]) -> Callable[..., Iterator[ValidationError]]:
    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(instance, "number") and not keep(Decimal(instance), Decimal(value)):
            yield ValidationError("bound")

    return check


OWN_KEYWORDS: dict[str, Any] = {
    "planned": _planned,
    "plannedValues": _planned_values,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _bound(lambda instance, bound: instance >= bound),
    "maximum": _bound(lambda instance, bound: instance <= bound),
}
SpecValidator = extend(Draft202012Validator, validators=OWN_KEYWORDS, type_checker=TYPES)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Failure:
    """One finding of the validator: the keyword that failed, what it asked for, of what, in which schema."""

    keyword: str
    asked: Any
    instance: Any
    schema: dict[str, Any]
    path: Path
    of_key: bool  # it is a key that does not fit, not a value
    message: str


def _failure(error: ValidationError) -> Failure:
    schema: Any = error.schema
    return Failure(
        str(error.validator), error.validator_value, error.instance, schema, tuple(error.absolute_path),
        "propertyNames" in error.absolute_schema_path, error.message,
    )  # fmt: skip


@cache
def _validator() -> Any:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schema").glob("*.schema.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return SpecValidator(schemas["boardpack.schema.json"], registry=registry)


def check_schema(root: Mapping) -> list[Found]:
    """What in one file does not have the form that the schemas ask for, each with the path of the node."""
    found = [found for error in _validator().iter_errors(root) for found in _found(_failure(error), root)]
    first: dict[Path, Issue] = {}
    for path, issue in sorted(found, key=lambda pair: pair[1].code != "not-built-yet"):
        first.setdefault(path, issue)
    return list(first.items())


def _found(failure: Failure, root: Mapping) -> Iterator[Found]:
    path = failure.path
    if failure.keyword == "additionalProperties":
        yield from _unknown_keys(failure, path)
    elif failure.keyword == "required":
        yield from _missing_keys(failure, path, _place(root, path, of_key=False))
    elif failure.of_key:
        issue = Issue("error", _code(failure), failure.instance.place, _message(failure, ""), _hint(failure))
        yield (*path, str(failure.instance)), issue
    else:
        yield path, _issue(failure, root, path)


def _issue(failure: Failure, root: Mapping, path: Path) -> Issue:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    place = _place(root, path, of_key=failure.keyword == "planned")
    if failure.keyword in ("planned", "plannedValues"):
        what = name if failure.keyword == "planned" else failure.instance
        return Issue("error", "not-built-yet", place, f"'{what}' is not built in this version", "leave it out for now")
    if isinstance(failure.instance, Scalar) and not failure.instance.empty:
        place = failure.instance.place
    return Issue("error", _code(failure), place, _message(failure, name), _hint(failure))


def _place(root: Mapping, path: Path, *, of_key: bool) -> Place:
    """The place of the value at a path; the key's where asked for or where the value is no single word."""
    node: Any = root
    place = Place(root.place.file, 1, 1)
    for step in path:
        key = node.key(str(step)) if isinstance(node, Mapping) else None
        node = node[step]
        is_word = isinstance(node, Scalar) and not node.empty
        place = key.place if key is not None and (of_key or not is_word) else place_of(node)
    return place


def _unknown_keys(failure: Failure, path: Path) -> Iterator[Found]:
    known = failure.schema.get("properties", {})
    built = [key for key, schema in known.items() if not schema.get("planned")]
    patterns = failure.schema.get("patternProperties", {})
    for key in failure.instance:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            hint = did_you_mean(key, built)
            yield (*path, str(key)), Issue("error", "unknown-key", key.place, f"no key '{key}' here", hint)


def _missing_keys(failure: Failure, path: Path, place: Place) -> Iterator[Found]:
    known = failure.schema.get("properties", {})
    if any(known.get(key, {}).get("planned") for key in failure.instance):
        return  # it is written in a way that is said to be not built yet
    name = next(name for name in failure.asked if failure.message.startswith(repr(name)))
    meaning = known.get(name, {}).get("description", failure.schema.get("hint", ""))
    yield (*path, name), Issue("error", "missing-key", place, f"the key '{name}' is missing", meaning)


def _code(failure: Failure) -> str:
    if isinstance(failure.instance, Scalar) and failure.instance.empty:
        return "no-value"
    codes = {"type": "wrong-type", "enum": "unknown-value", "pattern": "wrong-form", "propertyNames": "wrong-form"}
    return codes.get(failure.keyword, "wrong-value")


def _message(failure: Failure, name: str) -> str:
    instance = failure.instance
    if isinstance(instance, Scalar) and instance.empty:
        return f"'{name}' has no value"
    shown = f"'{_short(instance)}'" if isinstance(instance, str) else ""
    if failure.of_key:
        return f"{shown} cannot be a name here"
    match failure.keyword:
        case "type":
            return f"'{name}' must be {_expected(failure)}" + (f", not {shown}" if shown else "")
        case "enum" | "pattern":
            return f"'{name}' cannot be {shown or 'this'}"
        case "minimum" | "maximum":
            least = "at least" if failure.keyword == "minimum" else "at most"
            return f"'{name}' must be {least} {failure.asked}"
        case "minItems" | "minProperties" | "minLength":
            return f"'{name}' is empty" if name else "the file says nothing"
        case "maxProperties" | "maxItems":
            return f"'{name}' may hold at most {failure.asked}"
        case _:
            return f"'{name}' does not fit: {failure.message}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


NAMES = {
    "object": "keys with values",
    "array": "a list",
    "string": "a text",
    "number": "a number (with a point)",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _expected(failure: Failure) -> str:
    if "title" in failure.schema:
        return str(failure.schema["title"])
    types = failure.asked if isinstance(failure.asked, list) else [failure.asked]
    return " or ".join(NAMES[kind] for kind in types)


def _hint(failure: Failure) -> str:
    instance, schema = failure.instance, failure.schema
    if isinstance(instance, Scalar) and instance.empty:
        return did_you_mean("", failure.asked) if failure.keyword == "enum" else str(schema.get("description", ""))
    if failure.keyword in ("pattern", "maxItems"):
        return str(schema.get("hint", ""))
    if failure.keyword == "enum" and isinstance(instance, str):
        return did_you_mean(instance, failure.asked) or "known here: " + ", ".join(failure.asked)
    if failure.keyword == "type" and failure.asked == "array" and isinstance(instance, Scalar):
        return f"write it in square brackets: [{_short(instance)}]"
    return ""
