"""What is missing on a page is said at the report's own block that replaces the one which would show it."""

from __future__ import annotations

import pytest

from engine.errors import Issue, Place
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.preflight.suspects import with_suspect

NOTE = "{% block footer %}{{ super() }}<p>Ours.</p>{% endblock %}\n"
CARDS = "{% extends 'boardpack/report.html.j2' %}\n{%- block cards -%}\n<p>None.</p>\n{% endblock %}\n"
TEXT = "{% block section_text %}{% endblock %}\n"


def said(where: str, **files: str) -> tuple[str, str]:
    """Where an issue of a row of the report is said to come from, and what mends it."""
    issue = Issue(
        "error", "not-shown", Place(""), f"'3 missing in all' of 'Sold' is missing in {where} of the HTML", "ours"
    )
    own = tuple(OwnTemplate(f"{name}.j2", f"my/{name}.j2", text) for name, text in files.items())
    found = with_suspect(issue, OwnTemplates("my/", own) if own else None)
    return f"{found.place.file}:{found.place.line}:{found.place.column}:{found.place.length}", found.hint


@pytest.mark.parametrize(
    ("where", "files", "place", "hint"),
    [
        ("the cards", {}, ":0:0:1", "ours"),
        ("the cards", {"a": NOTE + CARDS, "b": TEXT}, "my/a.j2:3:11:5", "the block 'cards' replaces ours"),
        ("the cards or the scorecard", {"b": TEXT, "a": CARDS}, "my/a.j2:2:11:5", "the block 'cards' replaces ours"),
        ("section 'Sales'", {"b": TEXT}, "my/b.j2:1:10:12", "the block 'section_text' replaces ours"),
        ("section 'Sales'", {"note": NOTE}, "my/note.j2:0:0:1", "look at what leaves it out: my/note.j2"),
        ("section 'Sales'", {"note": NOTE, "style": "p {display: none}"}, ":0:0:1", "my/note.j2, my/style.j2"),
    ],
)
def test_the_likely_block_is_named(where: str, files: dict[str, str], place: str, hint: str) -> None:
    """The one that shows such rows comes first; one that calls ours shows all that ours does."""
    found = said(where, **files)
    assert found[0] == place
    assert hint in found[1]
