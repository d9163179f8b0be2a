"""From headers, as people write them, to names that formulas can use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from engine.errors import Place
from engine.formula import RowScope, read_formula
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.written import Written

LONGEST = 40
# What YAML, or the language, takes for something else than a name.
TAKEN = frozenset(("null", "none"))
NOWHERE = Place("")
# Cyrillic letters as passports write them.
LATIN = dict(zip(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
     "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia"),
    strict=True,
))  # fmt: skip


def written(text: str) -> Written:
    """A word that stands in no file yet."""
    return Written(text, NOWHERE)


def plain_name(text: str, otherwise: str) -> str:
    """A text in small letters, digits and underscores that starts with a letter."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", text)  # NewCustomer
    text = "".join(LATIN.get(sign, sign) for sign in text.lower())
    text = text.replace("€", " eur ").replace("$", " usd ").replace("%", " percent ").replace("n°", "no ")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", text).strip("_")[:LONGEST].strip("_")
    if not name:
        return otherwise
    if name in TAKEN:
        return f"{otherwise}_{name}"
    return name if name[0].isalpha() else f"{otherwise}_{name}"


def column_names(headers: Iterable[str]) -> list[str]:
    """A name for each header, each once; a header that is a name already keeps it, a word of SQL gets a `_`."""
    names: list[str] = []
    taken: set[str] = set()
    for header in headers:
        name = header if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", header) else plain_name(header, "column")
        name = unused(name if name.lower() not in TAKEN and _can_be_read(name) else f"{name}_", taken)
        taken.add(name.lower())
        names.append(name)
    return names


def _can_be_read(name: str) -> bool:
    """Whether a formula takes the word for a column's name."""
    column = ColumnSpec(name, Type("integer"), (name,), NOWHERE)
    spec = DatasetSpec("rows", NOWHERE, written("rows"), Path(), (column,))
    return all(read_formula(written(text.format(name)), RowScope(spec, {}))[0] is not None
               for text in ("{} = 1", "{} IS NULL"))  # fmt: skip


def unused(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number after it where it is taken."""
    used = {other.lower() for other in taken}
    number, found = 2, name
    while found.lower() in used:
        found, number = f"{name}_{number}", number + 1
    return found


def label_of(text: str) -> str:
    """A header or a file's name as a label: `close_value` as "Close value"."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"[\s_]+", " ", "".join(sign if sign.isprintable() else " " for sign in text)).strip()
    return text[:1].upper() + text[1:] if text else "?"


def words_of(header: str) -> list[str]:
    """The words of a header in small letters without accents."""
    text = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", header).lower()
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return re.findall(r"[^\W\d_]+|\d+|[€$£₽%]", text)
