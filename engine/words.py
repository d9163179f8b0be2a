"""The fixed words of a report in the reader's language, from the gettext catalogues in `templates/locale/`.

English is the language of the code; a further language is one more `<language>.po` file.
"""

from __future__ import annotations

import gettext
import io
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from engine.shipped import shipped

if TYPE_CHECKING:
    from babel import Locale


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
    from babel.messages.pofile import read_po

    path = shipped("templates") / "locale" / f"{language}.po"
    if not path.is_file():
        raise LookupError(f"no catalogue of words for the language {language!r}")
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def forget() -> None:
    """Read the catalogues again when they are next asked for: one of them was changed."""
    catalogue.cache_clear()
