"""Every fixed word of the templates and of the document is there in every language."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural

from engine.words import WHOLE, languages
from tests import words_in_source
from tests.words_in_source import words

TRANSLATED = [language for language in languages() if language != "en"]


def catalogue(language: str) -> Catalog:
    return words_in_source.catalogue(language)


def forms(text: object) -> tuple[str, ...]:
    """A message's singular and plurals, or its one form."""
    return tuple(str(form) for form in text) if isinstance(text, tuple | list) else (str(text or ""),)


def test_the_languages_of_this_version_are_shipped() -> None:
    """Besides English there are Spanish, French and Russian."""
    assert set(WHOLE) == {"en", *TRANSLATED} == {"en", "es", "fr", "ru"}


def test_the_source_is_read_to_the_last_word() -> None:
    """Sentences of the document, of the spreadsheet, of numbers and of templates: some of each are found."""
    found = words()
    assert {"Furthest off: %(label)s, %(distance)s.", "All figures", "%(quarter)s FY %(year)s", "Scorecard", "%s pts",
            "Page %(page)s of %(pages)s", "The whole report is attached as a PDF."} <= found.keys()  # fmt: skip
    assert found["%(number)s day"] == ("%(number)s days", ["engine/document/appendix.py"])
    assert len(found) > 250


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_lacks_its_translation_and_none_is_left_over(language: str) -> None:
    """Every word of the engine and of the templates, once, neither empty nor doubtful; and no other."""
    there = {forms(message.id)[0]: message for message in catalogue(language) if message.id}
    used = words()
    assert used.keys() - there.keys() == set(), "these lack"
    assert there.keys() - used.keys() == set(), "these are left over"
    for word, (many, _) in used.items():
        message = there[word]
        assert forms(message.id) == ((word, many) if many else (word,))
        assert all(forms(message.string)), word
        assert not message.fuzzy, word
    assert not catalogue(language).obsolete


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
    assert found.num_plurals == {"es": 2, "fr": 2, "ru": 3}[language]
    assert found.num_plurals <= get_plural(language).num_plurals
    for message in found:
        assert message.pluralizable == isinstance(message.string, tuple | list)
        assert not message.pluralizable or len(forms(message.string)) == found.num_plurals, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_renewing_a_catalogue_changes_none_of_its_words(language: str) -> None:
    """What is translated stays, whatever the order in which the source is read."""
    before, after = catalogue(language), words_in_source.renewed(language)
    assert {str(m.id): m.string for m in after if m.id} == {str(m.id): m.string for m in before if m.id}
    assert sum(not any(forms(m.string)) for m in words_in_source.renewed("de") if m.id) == len(words())


def test_french_punctuation_never_begins_a_line() -> None:
    """In French a no-break space stands before : ; ? ! and », and after «."""
    for message in catalogue("fr"):
        for text in forms(message.string):
            assert not re.search(r" [:;?!»]|« ", text), text
