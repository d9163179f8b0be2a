"""The sample's reports for different readers: short to write, and in the reader's language from end to end."""

from __future__ import annotations

import html
import re
from colorsys import rgb_to_hls
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

from engine import pipeline
from engine.formats import html as screen
from engine.formats import pages, pdf
from engine.model.document import Document
from engine.model.specs import Catalog
from engine.model.written import Text
from engine.pipeline.figures import Computed
from engine.pipeline.wording import worded
from engine.shipped import shipped
from tests.test_catalogue import CATALOGUE, LATIN_IN_RUSSIAN

TODAY = date(2026, 11, 3)
SAMPLES = shipped("samples")
READERS = ("monthly", "marketing", "sales", "people", "weekly")
# What a Russian reader of business reports meets in Latin letters: measures, and the machine that made the pages.
LATIN = r"[A-Za-zÀ-ÿ]{2,}"
FRENCH_TOO = {"Direction", "Source", "figure"}  # English and French alike, here or elsewhere on the page
KNOWN = LATIN_IN_RUSSIAN | {"boardpack"}


@cache
def computed(name: str) -> Computed:
    """The figures of a sample report, from its real files."""
    return pipeline.compute(SAMPLES / f"{name}.yml", today=TODAY)


@cache
def document(name: str, language: str) -> Document:
    """The report, worded."""
    return worded(computed(name), language)


def text_of(name: str, language: str) -> str:
    """What is read on the page, with what only a screen reader tells; neither styles nor the addresses of fonts."""
    page = screen.make(document(name, language)).decode()
    page = re.sub(r"(?s)<(style|script|code)\b.*?</\1>", " ", page)
    said = " ".join(re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page))
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", page) + " " + said)


def names(made: Computed) -> set[str]:
    """Words of what is a name in every language: files, datasets, columns, addresses, and values without a label."""
    specs = made.catalog.specs
    words = [made.catalog.report.company.in_("en"), *(file.path for file in specs.target_inputs)]
    words += [spec.owner for spec in specs.objectives if "@" in spec.owner]
    for dataset in specs.datasets.values():
        words += [dataset.id, dataset.source.text, *(column.name for column in dataset.columns)]
    for derivation in made.catalog.derivations.values():
        words += [f"{name} {formula.text}" for name, formula in derivation.columns]
    for value in made.results.values.values():
        words += [segment.value for segment in value.segments]
    return set(re.findall(LATIN, " ".join(words)))


def english(catalog: Catalog, language: str) -> set[str]:
    """Texts that are English, where the reader's own language has other words for them."""
    specs = catalog.specs
    texts: list[Text | None] = [specs.report.title, *(section.title for section in specs.report.sections)]
    for kpi in specs.kpis.values():
        texts += [kpi.label, kpi.description, kpi.owner, kpi.source]
    for dimension in specs.dimensions.values():
        texts += [dimension.label, *(text for _, text in dimension.values)]
    found = {text.in_("en") for text in texts if text} - {text.in_(language) for text in texts if text}
    with (shipped("templates") / f"locale/{language}.po").open("rb") as file:
        words = {message.id: message.string for message in read_po(file) if isinstance(message.id, str)}
    found |= {id for id, said in words.items() if id and "%" not in id} - set(map(str, words.values()))
    return {text for text in found if len(text) > 4} - FRENCH_TOO


@pytest.mark.parametrize("name", READERS)
def test_its_page_is_the_same_read_as_xml(name: str) -> None:
    """What is printed is read fifty times as fast, and is the very tree that a browser would make of it."""
    page = pages.render(document(name, "ru"), "print", lambda *_: "")
    assert tree_of(ElementTree.fromstring(page)) == tree_of(pdf.as_html(page).etree_element)


def tree_of(element: ElementTree.Element) -> list[object]:
    """All that a page is made of, aside from the names of namespaces and white space at the ends of a text."""
    attributes = {name: value for name, value in element.attrib.items() if not name.endswith("}xmlns")}
    texts = (element.text or "").rstrip("\n"), (element.tail or "").rstrip("\n")
    return [element.tag, attributes, *texts, [tree_of(child) for child in element]]


@pytest.mark.parametrize("name", READERS)
def test_a_report_takes_less_than_sixty_lines(name: str) -> None:
    """What a reader gets is a choice among the library's KPIs, not a program."""
    assert len(Path(SAMPLES / f"{name}.yml").read_text("utf-8").splitlines()) < 60


@pytest.mark.parametrize(
    ("name", "language"),
    [
        pytest.param(name, language, marks=pytest.mark.long)
        if language == "fr" or name == "marketing"
        else (name, language)
        for name in READERS
        for language in ("fr", "ru")
    ],
)
def test_no_page_has_an_english_sentence(name: str, language: str) -> None:
    """Neither what a definition says in English nor the engine's own words stand where there are the reader's."""
    text = text_of(name, language)
    said = {words for words in english(computed(name).catalog, language) if re.search(rf"\b{re.escape(words)}\b", text)}
    assert said == set()


@pytest.mark.parametrize("name", READERS)
def test_a_russian_page_has_no_word_in_latin_letters_but_names(name: str) -> None:
    """Files, columns, and what the data call a page, a query or a desk: nothing else."""
    found = set(re.findall(LATIN, text_of(name, "ru")))
    assert found - names(computed(name)) - KNOWN == set()


@pytest.mark.parametrize("name", [name for name in READERS if name not in ("monthly", "people")])
def test_every_listed_kpi_stands_in_the_scorecard_under_its_section(name: str) -> None:
    """With its definition, whether it has an objective or not."""
    made, page = computed(name), document(name, "en")
    report = made.catalog.report
    groups = {group.title: {row.kpi for row in group.rows} for group in page.scorecard}
    listed = {reference.text for section in report.sections for reference in section.listed}
    assert listed
    assert set().union(*groups.values()) == listed
    for section in report.sections:
        if section.charts:
            assert {reference.text for reference in section.listed} <= groups.get(section.title.in_("en"), set())
    defined = {definition.kpi for definition in page.definitions}
    assert listed <= defined


def test_every_row_of_the_catalogue_is_on_a_page() -> None:
    """Some report shows each KPI that the catalogue asks for, as a card, in a table or in a picture."""
    shown = set()
    for name in READERS:
        made = computed(name)
        for section in made.catalog.report.sections:
            charted = tuple(kpi for chart in section.charts for kpi in chart.kpis)
            shown |= {reference.text for reference in (*section.cards, *section.listed, *section.kpis, *charted)}
    assert set().union(*CATALOGUE.values()) - shown == set()


@pytest.mark.parametrize("name", READERS)
def test_the_colour_of_a_sample_is_not_that_of_what_is_good(name: str) -> None:
    """Its accent marks what is looked at, light and dark; who sees green there would take it for a verdict."""
    page = screen.make(document(name, "en")).decode()
    light, dark = re.findall(r":root \{.*?\}", page, re.DOTALL)
    for theme in (light, dark):
        accent, good = (re.findall(rf"--{token}: #([0-9a-f]{{6}});", theme)[0] for token in ("accent", "good"))
        one, other = (rgb_to_hls(*(value / 255 for value in bytes.fromhex(token)))[0] for token in (accent, good))
        assert min(abs(one - other), 1 - abs(one - other)) > 30 / 360
