"""Every fixed word of the pages, found by reading the engine and the templates; and catalogues that are to have them.

`python -m tests.words_in_source de` begins `templates/locale/de.po`, or renews it: new words stand in it without a
translation, those that are gone are taken out, and what was translated stays. docs/languages.md says how to go on.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import engine
from engine.shipped import shipped

ROOT: Final = Path(engine.__file__).parent
# What translates, and which of its arguments are words.
SAYING: Final = {"say": (0,), "say_n": (0, 1), "gettext": (0,), "ngettext": (0, 1), "_of_year": (2,)}
# Those hand on what they are given.
HANDING_ON: Final = {"document/phrases.py": {"gettext", "ngettext"}, "formats/xlsx/book.py": {"gettext"},
                     "numbers.py": {"gettext"}}  # fmt: skip
# These have a `say` that is no sentence of a page.
OTHERS: Final = ("cli/", "differences/")


@dataclass(frozen=True, slots=True)
class Word:
    """One fixed word or sentence, its plural if it has one, and the file that says it."""

    one: str
    many: str
    file: str


def in_engine() -> Iterator[Word]:
    """The words of the engine, in the order of files."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(OTHERS):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _said(node, name)


def _said(call: ast.Call, file: str) -> Iterator[Word]:
    function = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if function not in SAYING:
        return
    given = [call.args[number] for number in SAYING[function] if number < len(call.args)]
    texts = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if len(texts) == len(SAYING[function]):
        yield Word(texts[0], texts[1] if len(texts) > 1 else "", f"engine/{file}")
    else:
        assert function in HANDING_ON.get(file, ()), f"{file}:{call.lineno}: the sentence must stand there"


def in_templates() -> Iterator[Word]:
    """The words of the templates, by Jinja2's own extractor."""
    for path in sorted(shipped("templates").rglob("*.j2")):
        name = path.relative_to(shipped("templates").parent).as_posix()
        with path.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ["_", "gettext", "ngettext"], [], {}):
                one, *many = (message,) if isinstance(message, str) else (part for part in message or () if part)
                yield Word(one, many[0] if many else "", name)


def words() -> dict[str, tuple[str, list[str]]]:
    """Each word with its plural and the files that say it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for word in (*in_engine(), *in_templates()):
        many, files = found.setdefault(word.one, (word.many, []))
        assert many == word.many, f"{word.one!r} has two plurals"
        if word.file not in files:
            files.append(word.file)
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one where there is none."""
    path = shipped("templates") / "locale" / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(language: str) -> Catalog:
    """The catalogue with every word that there is and no other, with what is translated of them."""
    before, made = catalogue(language), Catalog(locale=language, project="boardpack", version="", fuzzy=False)
    made.header_comment = f"# The fixed words of a report in {made.locale.english_name if made.locale else language}."
    for one, (many, files) in words().items():
        known = before.get(one)
        id = (one, many) if many else one
        made.add(id, known.string if known else None, locations=[(file, 0) for file in files])
    return made


def main() -> None:
    """Write the catalogues that are asked for."""
    for language in sys.argv[1:]:
        path = shipped("templates") / "locale" / f"{language}.po"
        made = renewed(language)
        with path.open("wb") as file:
            write_po(file, made, width=0, omit_header=False, include_lineno=False)
        open_ = sum(not all(text if isinstance(text, tuple) else (text,)) for text in (m.string for m in made if m.id))
        print(f"{path}: {len(made)} words, {open_} without a translation")


if __name__ == "__main__":
    main()
