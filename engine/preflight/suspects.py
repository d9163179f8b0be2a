"""Which of a report's own templates is likely to leave out what is missing: the block that replaces ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from engine.errors import Issue, Place
from engine.model.theme import OwnTemplates

BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}(.*?)\{%-?\s*endblock", re.DOTALL)
SUPER = re.compile(r"\bsuper\s*\(\s*\)")
# Where a row is missed, in the words of its message, and the blocks that show it, the narrowest first.
SHOWS = {
    "the first page": ("headline", "insights", "decisions", "cards", "scorecard", "first_page"),
    "the cards": ("cards", "first_page"),
    "the scorecard": ("scorecard", "first_page"),
    "the insights": ("insights", "first_page"),
    "the table": ("section_tables", "section", "sections"),
    "the charts of": ("section_charts", "section", "sections"),
    "section": ("section_tables", "section_cards", "section_title", "section", "sections"),
}


def with_suspect(issue: Issue, templates: OwnTemplates | None) -> Issue:
    """The issue at the block of the report's own templates that shows less than ours; as it is without any."""
    if templates is None or not templates.files:
        return issue
    found = list(_replaced(templates))
    where = issue.message.rpartition(" missing in ")[2]
    blocks = next((blocks for begin, blocks in SHOWS.items() if where.startswith(begin)), ())
    likely = [one for name in blocks for one in found if one[0] == name] or found
    if likely:
        name, place = likely[0]
        hint = f"the block '{name}' replaces ours: write {{{{ super() }}}} where ours is to stand"
        return replace(issue, place=place, hint=hint)
    names = [file.shown for file in templates.files]
    hint = f"look at what leaves it out: {', '.join(names[:5])}"
    return replace(issue, place=Place(names[0]), hint=hint) if len(names) == 1 else replace(issue, hint=hint)


def _replaced(templates: OwnTemplates) -> Iterator[tuple[str, Place]]:
    """The blocks that show nothing of ours, each with the place of its name."""
    for file in templates.files:
        for block in BLOCK.finditer(file.text):
            if not SUPER.search(block[2]):
                start = file.text.rfind("\n", 0, block.start(1)) + 1
                line = file.text.count("\n", 0, start) + 1
                yield block[1], Place(file.shown, line, block.start(1) - start + 1, len(block[1]))
