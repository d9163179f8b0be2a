"""The fixed words of a report in the reader's language, from the gettext catalogues in `templates/locale/`.

English is the language of the code; a further language is one more `<language>.po` file.
"""

from __future__ import annotations

import gettext
import io
from functools import cache

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from engine.shipped import shipped


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
    path = shipped("templates") / "locale" / f"{language}.po"
    if not path.is_file():
        raise LookupError(f"no catalogue of words for the language {language!r}")
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
