"""What each code of a message means: a page for each of them, in `docs/codes/`, read when somebody asks.

A page opens with its code, then a line with its theme and a sentence: `*Names.* No KPI has this name.`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine.shipped import shipped

# In the order in which a person comes to need them; a page names one of them.
THEMES = (
    "YAML", "Files", "Keys", "Names", "Formulas", "Datasets", "Typed figures", "Objectives", "Actions", "Sentences",
    "Tests", "Data files", "Values", "Commands", "Pages", "Machine",
)  # fmt: skip
OPENING = re.compile(r"# (?P<code>[a-z0-9-]+)\n\n\*(?P<theme>[^.*]+)\.\* (?P<summary>.+)\n")


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one code: its theme, what it means in a sentence, and the whole as Markdown."""

    code: str
    theme: str
    summary: str
    text: str


def codes() -> tuple[str, ...]:
    """Every code that has a page, in the order of the alphabet; no page is opened."""
    return tuple(sorted(path.stem for path in shipped("docs/codes").glob("*.md") if path.stem != "README"))


@cache
def page(code: str) -> Page:
    """The page of a code, which is one of `codes()`."""
    text = (shipped("docs/codes") / f"{code}.md").read_text("utf-8")
    opening = OPENING.match(text)
    assert opening is not None, f"the page of {code} does not open as a page does"
    return Page(opening["code"], opening["theme"], opening["summary"], text)


def by_theme() -> dict[str, tuple[Page, ...]]:
    """All pages, under their themes."""
    pages = [page(code) for code in codes()]
    return {theme: tuple(found for found in pages if found.theme == theme) for theme in THEMES}
