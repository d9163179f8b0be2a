"""Every fixed word of the templates and of the document is there in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import engine
from engine.shipped import shipped
from engine.words import languages

TRANSLATED = [language for language in languages() if language != "en"]


def said() -> Iterator[str]:
    """The message ids of the sentences that the document and its spreadsheet are worded with."""
    worded = (Path(engine.__file__).parent / folder for folder in ("document", "formats/xlsx"))
    for path in sorted(path for folder in worded for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and {"say", "say_n"} & {getattr(node.func, of, "") for of in ("attr", "id")}:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}:{node.lineno}: the sentence must stand there"
                yield str(first.value)


def words() -> Iterator[str]:
    """The message ids of all templates and of the document."""
    yield from said()
    for template in sorted(shipped("templates").rglob("*.j2")):
        with template.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ["_", "gettext", "ngettext"], [], {}):
                yield from [message] if isinstance(message, str) else [m for m in message or () if m]


def catalogue(language: str) -> Catalog:
    with (shipped("templates") / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(text: object) -> tuple[str, ...]:
    """A message's singular and plurals, or its one form."""
    return tuple(str(form) for form in text) if isinstance(text, tuple | list) else (str(text or ""),)


def test_french_and_russian_are_shipped() -> None:
    """Besides English there is French and Russian."""
    assert {"fr", "ru"} <= set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_of_a_template_lacks_its_translation(language: str) -> None:
    """Whatever a template marks for translation has one that is neither empty nor doubtful."""
    found = catalogue(language)
    used = set(words())
    assert used
    for word in used:
        message = found.get(word)
        assert message is not None, word
        assert message.string, word
        assert not message.fuzzy, word


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_what_is_filled_in(language: str) -> None:
    """A translation has the same places for figures and periods as the English words."""
    for message in catalogue(language):
        if not message.id:
            continue
        ids, strings = forms(message.id), forms(message.string)
        wanted = set(re.findall(r"%(?:\(\w+\))?s", ids[-1]))
        assert all(set(re.findall(r"%(?:\(\w+\))?s", text)) == wanted for text in strings), ids


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_all_their_forms(language: str) -> None:
    """A message with a plural has as many forms as the language has."""
    found = catalogue(language)
    assert found.num_plurals == {"fr": 2, "ru": 3}.get(language, found.num_plurals)
    assert all(len(forms(message.string)) == found.num_plurals for message in found if message.pluralizable)


def test_french_punctuation_never_begins_a_line() -> None:
    """In French a no-break space stands before : ; ? ! and », and after «."""
    for message in catalogue("fr"):
        for text in forms(message.string):
            assert not re.search(r" [:;?!»]|« ", text), text
