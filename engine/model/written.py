"""Texts and words as people wrote them, with their languages and places."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.errors import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or several languages, as (language, text); a text without a language has the language ""."""

    versions: tuple[tuple[str, str], ...]
    place: Place = field(default=Place(""), compare=False, repr=False)  # of its first language
    written: tuple[Written, ...] = field(default=(), compare=False, repr=False)  # the versions with their places

    def in_(self, language: str) -> str:
        """The text in a language; else in English, else the first one there is."""
        versions = dict(self.versions)
        return versions.get(language) or versions.get("en") or self.versions[0][1]

    def written_in(self, language: str) -> Written | None:
        """The text in a language with its place; None where nobody wrote it into a file."""
        text = self.in_(language)
        return next((word for word in self.written if word.text == text), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that it is in; none where it is the same in all of them."""
        return () if any(not language for language, _ in self.versions) else tuple(dict(self.versions))


@dataclass(frozen=True, slots=True)
class Written:
    """A word that a person wrote, with its place: a reference to something by its id."""

    text: str
    place: Place
    exact: bool = True  # a place inside the text can be counted from its start

    def at(self, start: int, length: int) -> Place:
        """The place of a part of the text."""
        return self.place.shifted(start, length) if self.exact else self.place


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys of a definition stand, and their values: a key within a key is "csv.encoding"."""

    places: tuple[tuple[str, Place, Place], ...] = ()

    def key(self, name: str, otherwise: Place) -> Place:
        """The place of a key; another where it is not written."""
        return next((key for known, key, _ in self.places if known == name), otherwise)

    def value(self, name: str, otherwise: Place) -> Place:
        """The place of a key's value, if that is one word; else the key's."""
        return next((value for known, _, value in self.places if known == name), otherwise)
