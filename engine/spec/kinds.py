"""What a scalar's text can stand for: a number, a whole number, true or false, a text, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.spec.yaml import Scalar

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


def has_form(pattern: str, text: str) -> bool:
    """Whether a text has a schema's form: `$` would let a line end through, and a digit be one of any script."""
    return re.search(re.sub(r"\$$", r"\\Z", pattern), text, re.ASCII) is not None
