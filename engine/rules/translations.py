"""What a text that people write lacks in a language that is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Issue, Place

NAMES = {"en": "English", "fr": "French", "ru": "Russian"}


def no_translation(what: str, place: Place, language: str, there: Iterable[str], hint: str) -> Issue:
    """The issue of a text that is there in other languages only."""
    others = " and ".join(name(other) for other in sorted(there))
    message = f"{what} is not in {name(language)}, the language of the report: it is in {others}"
    return Issue("error", "no-translation", place, message, hint)


def name(language: str) -> str:
    """A language's name in English."""
    return NAMES.get(language, f"'{language}'")
