"""Whatever is to be read has a contrast of 4.5 with what it stands on: on pages and in charts, light and dark."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import colours
from engine.charts import notation
from engine.colours import ON_DARK, READABLE, contrast
from engine.formats import html
from engine.shipped import shipped
from tests.formats.example import ACCENT, document

STYLES = shipped("templates") / "css"
# A ground, and the colours of what is written on it.
WRITTEN = {
    "paper": {"ink", "muted", "accent", "good", "risk", "bad"},
    "band": {"ink", "accent"},  # commentary as code, with links
    "bar": {"ink", "muted"},  # figures over their bars, of segments that are left over too
    **{f"heat-{step}": {"ink"} for step in range(1, 7)},
}
# `beyond` is the shadow over columns that are half out of sight: who would read them moves the table, and it is gone.
UNWRITTEN = {"beyond", "line", "ink"}
# In charts: outside and inside the limits between which figures usually lie.
CHART_GROUNDS = (colours.PAPER, colours.USUAL)
CHART_WORDS = (colours.INK, colours.MUTED, colours.ACTUAL, colours.GOOD, colours.BAD)
ACCENTS = [ACCENT, "#1d4e6f", "#000000", "#ffffff", "#ffff00", "#808080", "#ff0000", "#12161c"]
HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@cache
def tokens(accent: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of a page by name, on paper and on a dark screen."""
    page = html.make(replace(document("en"), accent=accent)).decode()
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root)) for root in re.findall(r":root \{.*?\}", page, re.S)
    )
    return light, light | dark


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_words_of_a_page_can_be_read(theme: int, accent: str) -> None:
    """Each colour on each ground that it is written on, whatever accent the report names."""
    colour = tokens(accent)[theme]
    found = {(on, word): contrast(colour[word], colour[on]) for on, words in WRITTEN.items() for word in words}
    assert {pair: ratio for pair, ratio in found.items() if ratio < READABLE} == {}


def test_the_pairs_are_those_of_the_styles() -> None:
    """No style writes in a colour, or paints a ground, that is not among them; a new one is measured too."""
    styles = "".join(path.read_text("utf-8") for path in sorted(STYLES.iterdir()))
    words = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", styles))
    grounds = {
        name for value in re.findall(r"background: ([^;]+);", styles) for name in re.findall(r"--([\w-]+)", value)
    }
    assert words == set().union(*WRITTEN.values())
    assert grounds - UNWRITTEN == set(WRITTEN)
    assert f"color: {tokens(ACCENT)[0]['muted']};" in styles  # the margins of paper, where no name is known


@given(HEX)
def test_the_words_of_a_chart_can_be_read(accent: str) -> None:
    """Outside and inside the usual limits, on paper and as a dark screen shows them."""
    for ground in CHART_GROUNDS:
        for word in (*CHART_WORDS, notation.emphasis(accent)):
            assert contrast(word, ground) >= READABLE
        for word in CHART_WORDS:
            assert contrast(ON_DARK[word], ON_DARK[ground]) >= READABLE


@pytest.mark.parametrize("accent", ACCENTS)
def test_the_accent_of_a_chart_can_be_read_on_a_dark_screen(accent: str) -> None:
    """A drawing's accent is that of the page, which the dark screen maps to its own."""
    light, dark = tokens(accent)
    assert notation.emphasis(accent) == light["accent"]
    assert all(contrast(dark["accent"], ON_DARK[ground]) >= READABLE for ground in CHART_GROUNDS)


def test_charts_write_in_no_other_colour() -> None:
    """Every text of the example's drawings has one of the colours that are measured."""
    page = html.make(document("en")).decode()
    written = set(re.findall(r'<text\b[^>]*? fill="(#[0-9a-fA-F]{6})"', page))
    assert colours.INK in written
    assert written <= {*CHART_WORDS, tokens(ACCENT)[0]["accent"]}


def test_messages_over_a_watched_page_can_be_read() -> None:
    """The place that a message is about is marked under its words, in light and in dark."""
    styles = (shipped("templates") / "watch/messages.css").read_text("utf-8")
    themes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule)) for rule in re.findall(r":host, body \{.*?\}", styles)
    ]
    assert len(themes) == 2
    for colour in themes:
        pairs = [
            ("ink", "paper"),
            ("ink", "band"),
            ("ink", "mark"),
            ("muted", "paper"),
            ("muted", "band"),
            ("bad", "paper"),
        ]
        assert min(contrast(colour[word], colour[ground]) for word, ground in pairs) >= READABLE
