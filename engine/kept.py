"""What was made before, by what it was made of: who makes a report again makes only what a change touches.

A stage asks for what it is about to make by everything that it depends on. Two things that are written alike are alike:
where they stand in a file, and in the model the texts that only pages show, decide nothing about a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol, TypeVar

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


def _write(value: Any, words: list[str]) -> None:
    if isinstance(value, Place | Text):
        words.append("-")
    elif isinstance(value, LEAVES):
        words.append(f"{type(value).__name__} {value!r}")
    elif isinstance(value, bytes):
        words.append(f"bytes {blake2b(value).hexdigest()}")
    elif is_dataclass(value) and not isinstance(value, type):
        words.append(f"({type(value).__name__}")
        for field in fields(value):
            if field.compare:
                _write(getattr(value, field.name), words)
        words.append(")")
    elif isinstance(value, tuple | list):
        words.append(f"[{type(value).__name__}")
        for item in value:
            _write(item, words)
        words.append("]")
    elif isinstance(value, dict):
        words.append("{")
        for key, item in value.items():
            _write(key, words)
            _write(item, words)
        words.append("}")
    elif isinstance(value, frozenset | set):
        words.append("{" + " ".join(sorted(map(digest, value))) + "}")
    else:
        raise TypeError(f"a {type(value).__name__} cannot say what it is")
