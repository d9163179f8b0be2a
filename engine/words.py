"""The fixed words of a report in the reader's language, from the gettext catalogues in `templates/locale/`.

English is the language of the code; a further language is one more `<language>.po` file.
"""

from __future__ import annotations

import gettext
import io
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.shipped import shipped

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog, Message

WHOLE: Final = ("en", "es", "fr", "ru")  # those of this version, whose words are tested
PLACES: Final = re.compile(r"%(?:\(\w+\))?s")


@cache
def locale_of(identifier: str) -> Locale:
    """CLDR's data of a language or region ("fr", "en_GB"), which are its own.

    Babel's locales share what they inherit and write into it what they look up, so that after a look at Japanese
    months "octobre 2026" may read "10月 2026": here each has a copy. Ask for no locale in another way.
    """
    from babel import Locale, localedata

    locale = Locale.parse(identifier)
    data = localedata.load(str(locale))
    for key in data:
        data[key] = deepcopy(data[key])
    return locale


def languages() -> tuple[str, ...]:
    """The languages that a report can be written in: English and every catalogue that is shipped."""
    catalogues = (shipped("templates") / "locale").glob("*.po")
    return tuple(sorted({"en", *(path.stem for path in catalogues)}))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of one language (`.gettext`, `.ngettext`, `.pgettext`); English translates to itself.

    Raises LookupError where there is no catalogue for the language.
    """
    if language == "en":
        return gettext.NullTranslations()
    # A check of the specs asks only which languages there are, and must not wait for what reads them.
    from babel.messages.mofile import write_mo

    path = catalogue_file(language)
    if not path.is_file():
        raise LookupError(f"no catalogue of words for the language {language!r}")
    compiled = io.BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Faults:
    """What a catalogue lacks, of how many words; and the lines where a translation has other places to fill."""

    lacking: int = 0
    of: int = 0
    wrong: tuple[tuple[int, str], ...] = ()


@cache
def faults(language: str) -> Faults:
    """What is wrong with a catalogue that somebody added; of those that are tested nothing is."""
    if language in WHOLE:
        return Faults()
    wanted = {_id(message): message for message in _read("fr") if message.id}
    found = {_id(message): message for message in _read(language) if message.id and not message.fuzzy}
    there = {id for id, message in found.items() if all(_forms(message.string))}
    wrong = [(message.lineno or 0, id) for id, message in found.items() if id in wanted and _fills_otherwise(message)]
    return Faults(len(wanted.keys() - there), len(wanted), tuple(sorted(wrong)))


def catalogue_file(language: str) -> Path:
    """Where the words of a language stand."""
    return shipped("templates") / "locale" / f"{language}.po"


def _read(language: str) -> Catalog:
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


def _id(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def _fills_otherwise(message: Message) -> bool:
    """Whether a translation asks for a value that the English words do not have."""
    known = {place for form in _forms(message.id) for place in PLACES.findall(form)}
    return any(set(PLACES.findall(form)) - known for form in _forms(message.string))


@cache
def english_name(language: str) -> str:
    """What a language is called in English; its code in quotes where nobody knows it."""
    from babel import UnknownLocaleError

    try:
        return str(locale_of(language).english_name or f"'{language}'")
    except (ValueError, UnknownLocaleError):
        return f"'{language}'"


def forget() -> None:
    """Read the catalogues again when they are next asked for: one of them was changed."""
    catalogue.cache_clear()
    faults.cache_clear()
