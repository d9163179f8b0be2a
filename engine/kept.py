"""What was made before, by what it was made of: who makes a report again makes only what a change touches.

A stage asks for what it is about to make by everything that it depends on. Two things that are written alike are alike:
where they stand in a file, and in the model the texts that only pages show, decide nothing about a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from engine.errors import Place
from engine.model.written import Text

Made = TypeVar("Made")
# A leaf of a value: its type and its text tell it from every other (1.0 from 1.00, 1 from True).
LEAVES = (str, int, float, Decimal, Fraction, date, type(None), Path)


class Keep(Protocol):
    """Where a stage looks up what it made before."""

    def __call__(self, what: str, of: object, make: Callable[[], Made]) -> Made:
        """What was made of `of` before; else what `make` gives. What it raises is not kept."""
        ...

    def look(self, what: str, of: object) -> Any:
        """What was put there before; None where nothing was."""
        ...

    def put(self, what: str, of: object, made: object, new: int = 1) -> None:
        """Keep this as the last that was made of `of`; so many things in it are `new`."""
        ...


class Nothing:
    """Keeps nothing: everything is made afresh."""

    def __call__(self, what: str, of: object, make: Callable[[], Made]) -> Made:
        """What `make` gives."""
        return make()

    def look(self, what: str, of: object) -> Any:
        """Nothing."""
        return None

    def put(self, what: str, of: object, made: object, new: int = 1) -> None:
        """Nothing is kept."""


NOTHING = Nothing()


class Kept:
    """Keeps what the last two reports used, so that an edit can be taken back. `made` counts what was not there."""

    def __init__(self) -> None:
        self._now: dict[tuple[str, str], Any] = {}
        self._before: tuple[dict[tuple[str, str], Any], ...] = ({}, {})
        self.made: Counter[str] = Counter()

    def __call__(self, what: str, of: object, make: Callable[[], Made]) -> Made:
        """What was made of `of` before; else what `make` gives. What it raises is not kept."""
        key = (what, digest(of))
        if key not in self._now:
            before = next((kept for kept in self._before if key in kept), None)
            self._now[key] = before[key] if before is not None else make()
            self.made[what] += before is None
        made: Made = self._now[key]
        return made

    def look(self, what: str, of: object) -> Any:
        """What was put there last; None where nothing was."""
        key = (what, digest(of))
        return next((kept[key] for kept in (self._now, *self._before) if key in kept), None)

    def put(self, what: str, of: object, made: object, new: int = 1) -> None:
        """Keep this as the last that was made of `of`; so many things in it are `new`."""
        self._now[what, digest(of)] = made
        self.made[what] += new

    def turn(self) -> None:
        """A report is done: what neither it nor the one before used is forgotten."""
        self._before, self._now = (self._now, self._before[0]), {}

    def told(self) -> Counter[str]:
        """What was made since this was asked last."""
        made, self.made = self.made, Counter()
        return made


def digest(value: object) -> str:
    """A value in a few characters: the same for values that are written alike, whatever their places and texts.

    A value may be built of frozen dataclasses, mappings, sequences and plain leaves; TypeError for anything else.
    """
    words: list[str] = []
    _write(value, words)
    return blake2b("\n".join(words).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class _Writers(dict[type, Callable[[Any, list[str]], None]]):
    """How values of a type are written; found once for each, since a catalog has tens of thousands of values."""

    def __missing__(self, kind: type) -> Callable[[Any, list[str]], None]:
        return self.setdefault(kind, _writer(kind))


_WRITERS: Final = _Writers()


def _write(value: Any, words: list[str]) -> None:
    _WRITERS[type(value)](value, words)


def _writer(kind: type) -> Callable[[Any, list[str]], None]:
    name = kind.__name__
    if issubclass(kind, Place | Text):
        return lambda value, words: words.append("-")
    if issubclass(kind, LEAVES):
        return lambda value, words: words.append(f"{name} {value!r}")
    if issubclass(kind, bytes):
        return lambda value, words: words.append(f"bytes {blake2b(value).hexdigest()}")
    if is_dataclass(kind):
        return partial(_write_fields, name, tuple(field.name for field in fields(kind) if field.compare))
    if issubclass(kind, tuple | list):
        return partial(_write_items, name)
    if issubclass(kind, dict):
        return _write_pairs
    if issubclass(kind, frozenset | set):
        return lambda value, words: words.append("{" + " ".join(sorted(map(digest, value))) + "}")
    raise TypeError(f"a {name} cannot say what it is")


def _write_fields(name: str, compared: tuple[str, ...], value: Any, words: list[str]) -> None:
    words.append(f"({name}")
    for field in compared:
        part = getattr(value, field)
        _WRITERS[type(part)](part, words)
    words.append(")")


def _write_items(name: str, value: Iterable[Any], words: list[str]) -> None:
    words.append(f"[{name}")
    for item in value:
        _WRITERS[type(item)](item, words)
    words.append("]")


def _write_pairs(value: dict[Any, Any], words: list[str]) -> None:
    words.append("{")
    for pair in value.items():
        for item in pair:
            _write(item, words)
    words.append("}")
