"""docs/templates.md names every block, macro and token that there is, and none that is not; each picture is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.formats import own, pages
from engine.formats.sandbox import GIVEN
from engine.model.theme import OwnTemplate, OwnTemplates
from tests.components import COMPONENTS, PICTURES, template
from tests.formats.example import document

TEXT = (Path(__file__).resolve().parent.parent / "docs/templates.md").read_text("utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n)*)", TEXT, re.MULTILINE))
PARTS = [name for name in own.names_of_ours() if own.macros_of(name) and name.startswith("parts/")]
BLOCKS = [name for name in own.names_of_ours() if own.blocks_of(name)]


def rows(section: str) -> list[str]:
    """What stands in code in the first column of a section's tables."""
    cells = re.findall(r"^\| (`[^|]*) \|", SECTIONS[section], re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_told(name: str) -> None:
    """In the order in which they stand in the template."""
    assert rows(f"Blocks of `{name}`") == list(own.blocks_of(name))


@pytest.mark.parametrize("name", PARTS)
def test_every_macro_is_told_with_what_it_takes(name: str) -> None:
    """With the names of its arguments."""
    assert rows(f"Macros of `{name}`") == list(own.signatures_of(name))


def test_every_token_is_told() -> None:
    """Those that the styles of a page declare."""
    page = pages.render(document("en"), "print", lambda weight, _: f"font-{weight}")
    assert rows("Tokens of `css/tokens.css.j2`") == re.findall(r"^  (--[\w-]+): ", page, re.MULTILINE)


def test_every_name_that_a_template_is_given_is_told() -> None:
    """What the page and the mail hand to their templates, and the functions."""
    told = {re.sub(r"\W.*", "", name) for name in rows("What templates may do")}
    assert told == {*GIVEN, *dict(pages.TOOLS), "_"}


def test_every_picture_is_there_and_shown_and_small() -> None:
    """One for each component, in the text once; together less than 400 kB."""
    shown = re.findall(r"\]\(components/([\w-]+)\.png\)", TEXT)
    there = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert sorted(shown) == sorted(there) == sorted(COMPONENTS)
    assert sum(there.values()) < 400_000


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_templates_of_the_pictures_are_right(name: str) -> None:
    """Each draws what it names, with the means that a report has."""
    assert own.check(template(COMPONENTS[name])) == []


def test_the_examples_are_right() -> None:
    """Each template in the text checks clean, and the page has what it adds."""
    found = re.findall(r"`my/([^`]+)`[^`]*(?:`[^`]+`[^`]*)*?\n\n```\w+\n(.*?)```", TEXT, re.DOTALL)
    files: dict[str, str] = dict(found)
    assert len(files) == 4
    mine = OwnTemplates("my", tuple(OwnTemplate(name, f"my/{name}", text) for name, text in files.items()))
    assert own.check(mine) == []
    page = pages.render(replace(document("en"), templates=mine), "print", lambda weight, _: f"font-{weight}")
    for added in ("For the board only.", "1. ", "[<span class", "--good: #005f73", "margin-left: 18mm"):
        assert added in page
