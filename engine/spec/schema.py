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

from engine.errors import Issue, Place
from engine.shipped import shipped
from engine.spec.belonging import example, meant_key, own_example, put_right, unknown_key
from engine.spec.keys import Path
from engine.spec.kinds import KINDS, has_form
from engine.spec.wording import Failure, code_of, inner, said_of
from engine.spec.yaml import Mapping, Scalar, place_of
from engine.words import languages

__all__ = ["KINDS", "Found", "check_schema"]

Found: TypeAlias = tuple[Path, Issue | None]


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
    if validator.is_type(instance, "string") and not has_form(value, instance):
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


def _failure(error: ValidationError) -> Failure:
    schema: Any = error.schema
    return Failure(
        str(error.validator), error.validator_value, error.instance, schema, tuple(error.absolute_path),
        "propertyNames" in error.absolute_schema_path, error.message,
    )  # fmt: skip


@cache
def _validator() -> Any:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schema").glob("*.schema.json")}
    # A language is a file: one that was put beside the others can be written too.
    schemas["report.schema.json"]["$defs"]["report"]["properties"]["language"]["enum"] = list(languages())
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return SpecValidator(schemas["boardpack.schema.json"], registry=registry)


def check_schema(root: Mapping) -> list[Found]:
    """What in one file does not have the form that the schemas ask for, each with the path of the node.

    Keys that stand one level too far out are put right first. An issue is None where another has said it already.
    """
    misplaced = put_right(root)
    failures = [_failure(error) for error in _validator().iter_errors(root)]
    found = [pair for failure in failures for pair in _found(failure, root)]
    told = _unknown(failures)
    first: dict[Path, Issue | None] = {}
    for path, issue in sorted(found, key=lambda pair: pair[1] is not None and pair[1].code != "not-built-yet"):
        again = issue is not None and issue.code == "missing-key" and ((path in told) or (path[-1:] in told))
        first.setdefault(path, None if again else issue)
    return [*misplaced, *first.items()]


def _unknown(failures: list[Failure]) -> set[Path]:
    """The keys that are meant by unknown ones, with their paths; and the unknown ones, which may belong elsewhere."""
    told: set[Path] = set()
    for failure in failures:
        if failure.keyword == "additionalProperties":
            built = _built(failure)
            for key in _not_known(failure):
                told |= {(*failure.path, meant_key(key, built)), (str(key),)}
    return told


def _not_known(failure: Failure) -> Iterator[Scalar]:
    """The keys that the schema neither names nor has a pattern for."""
    named, patterns = failure.schema.get("properties", {}), failure.schema.get("patternProperties", {})
    for key in failure.instance:
        if key not in named and not any(re.search(pattern, key) for pattern in patterns):
            yield key


def _found(failure: Failure, root: Mapping) -> Iterator[Found]:
    path = failure.path
    if failure.keyword == "additionalProperties":
        for key in _not_known(failure):
            yield (*path, str(key)), unknown_key(key, _built(failure), path)
    elif failure.keyword == "required":
        yield from _missing_keys(failure, path, root)
    elif failure.of_key:
        issue = Issue("error", code_of(failure), failure.instance.place, *said_of(failure, ""))
        yield (*path, str(failure.instance)), issue
    else:
        yield path, _issue(failure, root, path)


def _built(failure: Failure) -> list[str]:
    return [key for key, schema in failure.schema.get("properties", {}).items() if not schema.get("planned")]


def _issue(failure: Failure, root: Mapping, path: Path) -> Issue | None:
    if isinstance(failure.instance, Scalar) and failure.instance.said:
        return None
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    place = _place(root, path, of_key=failure.keyword == "planned")
    if failure.keyword in ("planned", "plannedValues"):
        what = name if failure.keyword == "planned" else failure.instance
        return Issue("error", "not-built-yet", place, f"'{what}' is not built in this version", "leave it out for now")
    if isinstance(failure.instance, Scalar) and not failure.instance.empty:
        place = failure.instance.place
    return Issue("error", code_of(failure), place, *said_of(failure, name))


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


def _missing_keys(failure: Failure, path: Path, root: Mapping) -> Iterator[Found]:
    known = failure.schema.get("properties", {})
    if any(known.get(key, {}).get("planned") for key in failure.instance):
        return  # it is written in a way that is said to be not built yet
    name = next(name for name in failure.asked if failure.message.startswith(repr(name)))
    if failure.instance.damaged:
        yield (*path, name), None
        return
    meaning = known.get(name, {}).get("description", failure.schema.get("hint", ""))
    line = example(name, path)
    if path[:1] == ("kpis",) and len(path) == 2 and name in ("formula", "label"):
        line = own_example(name, str(path[1]), root) or line
    hint = f"add {line} – {inner(meaning)}" if line and meaning else f"add {line}" if line else meaning
    if name == "formula":
        hint = f"write what is counted, for example {line}"
    yield (
        (*path, name),
        Issue("error", "missing-key", _place(root, path, of_key=False), f"the key '{name}' is missing", hint),
    )
