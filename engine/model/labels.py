"""Which KPI or dimension is meant by a label: what stands on the pages, written where an id is wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from engine.model.datasets import DimensionSpec
from engine.model.kpis import KpiSpec
from engine.model.written import Text

Labels: TypeAlias = Mapping[str, str]  # ids by their labels, as `folded` has them


def labels_of(labelled: Iterable[KpiSpec | DimensionSpec]) -> dict[str, str]:
    """The ids of what has labels, by these in every language; a label that two of them have tells nothing."""
    return ids_of((one.id, one.label) for one in labelled)


def ids_of(labelled: Iterable[tuple[str, Text]]) -> dict[str, str]:
    """The same of ids, or of values, each with its label."""
    found: dict[str, set[str]] = {}
    for id, text in labelled:
        for _, label in text.versions:
            found.setdefault(folded(label), set()).add(id)
    return {label: next(iter(ids)) for label, ids in found.items() if label and len(ids) == 1}


def exactly(values: Iterable[tuple[str, Text]]) -> dict[str, str]:
    """Values by their labels in every language, to the letter; none that two values have, or that is itself a value."""
    found: dict[str, set[str]] = {}
    ids = set()
    for value, text in values:
        ids.add(value)
        for _, label in text.versions:
            found.setdefault(label, set()).add(value)
    return {label: next(iter(those)) for label, those in found.items() if len(those) == 1 and label not in ids}


def folded(text: str) -> str:
    """A label without what people write in several ways: capitals, accents, apostrophes and spaces."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"\w+", "".join(sign for sign in letters if not unicodedata.combining(sign))))


def by_label(text: str, labels: Labels, before: str = "", behind: str = "") -> str:
    """A hint at the id whose label a text is; empty where it is none. The id is written between the two."""
    id = labels.get(folded(text), "")
    if not id or id == text:
        return ""
    return f"write {before}{id}{behind}: that is its id, and '{' '.join(text.split())}' is its label"
