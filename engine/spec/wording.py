"""What the validator of the schemas finds, in a reader's words: a code, what is wrong, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from engine.errors import did_you_mean, enumerated, nearest
from engine.periods import Calendar
from engine.spec.belonging import example
from engine.spec.causes import missing_space
from engine.spec.cut import GLUED, WITHOUT
from engine.spec.keys import Path, is_key
from engine.spec.kinds import KINDS, has_form
from engine.spec.lines import quoted
from engine.spec.meant import numbers, readings
from engine.spec.yaml import BEGIN, Scalar

CODES = {"type": "wrong-type", "enum": "unknown-value", "pattern": "wrong-form", "propertyNames": "wrong-form"}
NAMES = {
    "object": "a block of 'key: value' lines",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


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

    @property
    def nothing(self) -> bool:
        """Whether no value was written at all."""
        return isinstance(self.instance, Scalar) and self.instance.empty

    @property
    def types(self) -> list[str]:
        """The types that are allowed."""
        return self.asked if isinstance(self.asked, list) else [self.asked]

    def allows(self, text: str) -> bool:
        """Whether another text in its place would do."""
        match self.keyword:
            case "enum":
                return text in self.asked
            case "pattern":
                return has_form(str(self.asked), text)
            case "type":
                plain = Scalar(text, self.instance.place)
                return any(KINDS[kind](plain) for kind in self.types if kind not in ("string", "object", "array"))
        return False


def code_of(failure: Failure) -> str:
    """The stable code."""
    return "no-value" if failure.nothing else CODES.get(failure.keyword, "wrong-value")


def said_of(failure: Failure, name: str) -> tuple[str, str]:
    """What is wrong, and what to write."""
    instance = failure.instance
    if isinstance(instance, Scalar) and not instance.empty and (misread := _misread(failure, instance)):
        return misread
    return _message(failure, name), _hint(failure, name)


def short(text: str) -> str:
    """A text on one line, cut off where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _misread(failure: Failure, scalar: Scalar) -> tuple[str, str] | None:
    """A text that YAML made of keys or of a list, because spaces are missing; or a path with escapes in it."""
    if failure.of_key:
        return None
    if scalar.style == '"' and "\\" in (scalar.raw or "") and "\n" not in (scalar.raw or ""):
        message = "between double quotes a '\\' has a meaning of its own"
        return message, f"use single quotes: {quoted((scalar.raw or '')[1:-1])}"
    if not scalar.plain:
        return _open_quote(scalar) if failure.keyword in ("enum", "pattern") else None
    raw = scalar.raw or str(scalar)
    if dash := re.search(r"(?:^|\n\s*)-([^\s\d.-][^\n]*)", raw):
        return missing_space("-", dash[1])
    if failure.keyword == "type" and "object" in failure.types and (glued := GLUED.match(raw)):
        return missing_space(f"{glued[1]}:", glued[2].split("\n")[0])
    without = WITHOUT.match(raw) if failure.keyword == "type" and "object" in failure.types else None
    if without and is_key(without[1]):
        return f"a ':' is missing after '{without[1]}'", f"write {without[1]}: {short(without[2])}"
    return None


def _open_quote(scalar: Scalar) -> tuple[str, str] | None:
    """A quoted word that goes on over lines: its quote is not closed, and ends at the next one somewhere below."""
    first, _, more = (scalar.raw or "").partition("\n")
    if not more or scalar.style not in ("'", '"'):
        return None
    return "the quote that opens here is not closed", f"write it again at the end: {first.rstrip()}{scalar.style}"


def _message(failure: Failure, name: str) -> str:
    instance = failure.instance
    if failure.nothing:
        cut_off = instance.cut_off
        if cut_off.startswith("#"):
            return f"'{name}' has no value: what begins with '#' is a comment"
        return f"'{name}' has no value" + (f": '{cut_off[0]}' has a meaning of its own in YAML" if cut_off else "")
    shown = f"'{short(instance)}'" if isinstance(instance, str) else ""
    if failure.of_key:
        if failure.keyword == "enum":
            return f"{shown} does not go together with '{failure.asked[0]}'"
        return f"{shown} cannot be a name here"
    match failure.keyword:
        case "type":
            return f"'{name}' must be {_expected(failure)}" + (f", not {shown}" if shown else "")
        case "enum" | "pattern":
            return f"'{name}' cannot be {shown}" if shown else f"'{name}' must be one word"
        case "minimum" | "maximum":
            least = "at least" if failure.keyword == "minimum" else "at most"
            return f"'{name}' must be {least} {failure.asked}"
        case "minItems" if instance:
            return f"'{name}' holds {failure.asked}, and here {len(instance)}"
        case "minItems" | "minProperties" | "minLength":
            return f"'{name}' is empty" if name else "the file says nothing"
        case "maxProperties" | "maxItems":
            return f"'{name}' may hold at most {failure.asked}"
        case _:
            return f"'{name}' does not fit here"


def _expected(failure: Failure) -> str:
    if "title" in failure.schema:
        return str(failure.schema["title"])
    if "pattern" in failure.schema:
        return "one value"
    return " or ".join(NAMES[kind] for kind in failure.types)


def _hint(failure: Failure, name: str) -> str:
    instance, schema = failure.instance, failure.schema
    if failure.nothing:
        return _for_nothing(failure, name)
    if failure.keyword == "minItems" and instance:
        return str(schema.get("hint", ""))
    if failure.keyword in ("minItems", "minProperties", "minLength"):
        return f"write what belongs there, or leave '{name}' out" if name else BEGIN
    if failure.of_key and failure.keyword == "enum":
        return "leave one of them out"
    if failure.keyword in ("type", "enum") and not isinstance(instance, Scalar):
        return _other_shape(failure, name)
    if failure.keyword in ("minimum", "maximum"):
        low, high = failure.schema.get("minimum"), failure.schema.get("maximum")
        return f"from {low} to {high}" if low is not None and high is not None else f"like {failure.asked}"
    if not isinstance(instance, str) or failure.keyword not in ("pattern", "enum", "type"):
        return str(schema.get("hint", ""))
    return _other_word(failure, instance, name)


def _for_nothing(failure: Failure, name: str) -> str:
    """What to write where nothing is."""
    if failure.instance.cut_off:
        return f"write {name}: {quoted(failure.instance.cut_off)}"
    if failure.keyword == "enum":
        return did_you_mean("", failure.asked) or "one of: " + ", ".join(failure.asked)
    meaning = failure.schema.get("description", "") or failure.schema.get("hint", "")
    line = example(name, failure.path[:-1])
    if line:
        return f"write {line}" + (f" – {inner(meaning)}" if meaning else "")
    return str(meaning) or f"write one, or leave '{name}' out"


def inner(sentence: str) -> str:
    """A sentence as it stands behind a dash."""
    text = sentence.removesuffix(".")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _other_word(failure: Failure, instance: str, name: str) -> str:
    """What to write instead of a word."""
    if failure.keyword == "type" and isinstance(instance, Scalar) and not instance.plain and failure.allows(instance):
        return f"leave the quotes out: {instance}"
    meant = next((reading for reading in readings(instance) if failure.allows(reading)), "")
    if failure.keyword == "enum":
        if meant:
            return f"did you mean '{meant}'?"
        near = nearest(instance, failure.asked)
        return f"did you mean '{near}'?" if near else f"write {enumerated(failure.asked)}"
    if failure.keyword == "pattern":
        form = str(failure.schema.get("hint", ""))
        if (there := Calendar().there_are(instance)) and failure.allows(there.rpartition(" ")[2]):
            return f"{there}: {form}"
        words = instance.split()
        if (
            isinstance(failure.path[-1] if failure.path else "", int)
            and len(words) > 1
            and all(map(failure.allows, words))
        ):
            return f"a ',' is missing: {', '.join(words)}"
        if isinstance(instance, Scalar) and instance.plain and "\n" in (instance.raw or ""):
            return f"it goes over several lines: is a '-' or a ':' missing? {form}"
        return f"write {_alternatives(failure, instance, meant)}: {form}" if meant else form
    if meant:
        form = f": {failure.schema['hint']}" if failure.keyword == "type" and "pattern" in failure.schema else ""
        return f"write {_alternatives(failure, instance, meant)}{form}"
    if "array" in failure.types:
        return f"write it in square brackets: [{' '.join(instance.split())[:200]}]"
    usual = {"number": "like 0.5", "integer": "like 2", "boolean": "true or false"}
    return usual.get(failure.types[0], str(failure.schema.get("hint", "")))


def _alternatives(failure: Failure, instance: str, meant: str) -> str:
    """What is meant; both readings of a number whose comma may be either mark."""
    both = [number for number in numbers(instance) if failure.allows(number)] if "%" not in instance else []
    if len(both) == 2 and meant == both[0]:
        return f"{meant}, or {both[1]} where the comma is the decimal mark"
    return quoted(meant) if meant.startswith("#") else meant


def _other_shape(failure: Failure, name: str) -> str:
    """What to write where a list stands for a word, a word's keys for a list, and so on."""
    types, instance = failure.types, failure.instance
    if failure.keyword == "enum":
        return "one of: " + ", ".join(map(str, failure.asked))
    if "pattern" in failure.schema and "array" not in types and isinstance(instance, list) and len(instance) > 1:
        return "write one of them; what goes for another has an entry of its own"
    if "pattern" in failure.schema:
        return str(failure.schema.get("hint", ""))
    if "array" in types and isinstance(instance, dict):
        if instance and len(instance) <= 3 and all(isinstance(value, Scalar) for value in instance.values()):
            entry = "{" + ", ".join(f"{key}: {short(value)}" for key, value in instance.items()) + "}"
            return f"the '-' is missing: write {name}: [{entry}], or on a line of its own - {entry}"
        return "begin each of its entries with '- '"
    if (
        types == ["object"]
        and isinstance(instance, list)
        and all(isinstance(i, dict) and len(i) == 1 for i in instance)
    ):
        return "leave the '- ' before each name out"
    if types == ["object"] and isinstance(instance, list):
        return "write 'name:' where each '- ' stands, and what belongs to it below, further in"
    if isinstance(instance, list) and len(instance) == 1 and isinstance(instance[0], Scalar):
        return f"leave the brackets out, or put them in quotes: {name}: {short(instance[0])}"
    if isinstance(instance, list):
        return "write one text; put it in quotes if it begins with '['"
    if isinstance(instance, dict) and len(instance) == 1 and isinstance(word := next(iter(instance.values())), Scalar):
        return f"write {name}: {quoted(word) if set(word) & set(':#,{}[]') else word}"
    return "write it on the line of its key" if "object" not in types else ""
