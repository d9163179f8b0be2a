"""Sentences that people wrote have their figures as a reader of the language writes them, or say in words why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SpecError
from engine.formats import pages
from engine.model.sentences import FORMS
from engine.model.specs import Output
from engine.pipeline import render
from tests.sayings import OBJECTIVES, TODAY, computed, document, in_language, write

TEXT = "text: '{language}.md'"
IN_ENGLISH = {
    "revenue": "€2,500.00",
    "revenue.target": "€2,000.00",
    "revenue.attainment": "125.0%",
    "revenue.distance": "25.0% above target",
    "revenue.state": "on track",
    "revenue.previous": "€2,000.00",
    "revenue.change": "+25.0%",
    "revenue.year_ago": "€2,000.00",
    "revenue.year_change": "+25.0%",
    "revenue.year_to_date": "€20,500.00",
    "revenue.final": "€2,500.00",
    "revenue.label": "Revenue",
    "win_rate": "20.0%",
    "win_rate.change": "−30.0 pts",
    "win_rate.distance": "30.0 pts below target",
    "deals.target": "no target",
    "deals.state": "no target",
    "deals.attainment": "no target",
    "deals.distance": "no target",
    "young_rate": "20.0% (provisional)",
    "young_rate.final": "50.0% (August 2026)",
    "young_rate.change": "nothing to compare with",
    "young_rate.previous": "nothing to compare with",
    "typed": "no value (not entered yet)",
    "typed.change": "no value (not entered yet)",
    "typed.state": "no value (not entered yet)",
    "typed.previous": "4.20",
    "typed.year_to_date": "not added up over time",
}


def said(folder: Path, text: str, language: str = "en") -> str:
    """A commentary of one paragraph, as it stands on the page."""
    (section,) = document(folder, section=TEXT, language=language, **{language: text}).sections
    (block,) = section.text
    return "".join(run.text for run in block.runs)


def test_each_form_says_what_it_promises(tmp_path: Path) -> None:
    """Figures, targets, changes and states; every form that there is."""
    text = said(tmp_path, " | ".join(f"{{{name}}}" for name in IN_ENGLISH))
    assert dict(zip(IN_ENGLISH, text.replace("\u00a0", " ").split(" | "), strict=True)) == IN_ENGLISH
    assert {name.partition(".")[2] for name in IN_ENGLISH} - {""} == set(FORMS) - {"benchmark"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "2\u202f500,00\u00a0€, +25,0\u202f%, 20,0\u202f% (provisoire), pas de valeur (pas encore saisi)"),
        ("ru", "2\u00a0500,00\u00a0€, +25,0\u00a0%, 20,0\u00a0% (предварительно), нет значения (ещё не введено)"),
    ],
)
def test_figures_are_in_the_readers_language(language: str, text: str, tmp_path: Path) -> None:
    """Marks, units and words."""
    assert said(tmp_path, "{revenue}, {revenue.change}, {young_rate}, {typed}", language) == text


def test_nothing_against_nothing_is_unchanged(tmp_path: Path) -> None:
    """It has no percentage, and is no reason to say that there is nothing."""
    more = "  refunds: {label: Refunds, dataset: deals, where: amount < 0, formula: SUM(amount)}\n"
    (section,) = document(tmp_path, section=TEXT, more=more, en="{refunds}, {refunds.change}").sections
    assert [run.text for run in section.text[0].runs] == ["€0.00, unchanged"]


INSIGHTS = (
    "insights: [{when: revenue > 0, say: {en: 'It was {revenue}.', fr: 'CA {revenue}.'}},"
    " {when: revenue < 0, say: Never.}, {when: typed > 1, say: {en: Perhaps.}}]"
)


def test_only_what_holds_is_said_and_under_the_headline(tmp_path: Path) -> None:
    """The first insight alone, before the cards."""
    made = document(tmp_path, head=INSIGHTS)
    assert made.insights == ("It was €2,500.00.",)
    page = pages.render(made, "screen", lambda weight, text: "")
    assert page.index('id="headline"') < page.index("It was €2,500.00.") < page.index("Sales</h2>")


def test_every_figure_of_a_sentence_is_defined(tmp_path: Path) -> None:
    """A KPI that only a sentence names is defined, too; one of an insight that is not said is not."""
    made = document(tmp_path, head=INSIGHTS.replace("Never.", "'{price}'"), section=TEXT, en="{deals}")
    ids = [one.kpi for one in made.definitions]
    assert "deals" in ids
    assert "price" not in ids


@pytest.mark.parametrize("output", ["pdf", "html", "json", "xlsx", "email"])
def test_every_output_is_refused_where_a_language_is_not_there(output: Output, tmp_path: Path) -> None:
    """The figures alone too, which have no words: a set of files is made whole in a language, or not at all."""
    path = write(tmp_path, section=TEXT, en="Well done.")
    with pytest.raises(SpecError) as caught:
        render(path, today=TODAY, language="fr", outputs=(output,), out=tmp_path / "out")
    assert [issue.code for issue in caught.value.issues] == ["no-translation"]
    assert not (tmp_path / "out").exists()
    assert len(render(path, today=TODAY, language="en", outputs=("json",), out=tmp_path / "out").files) == 1


def test_another_language_has_to_be_there(tmp_path: Path) -> None:
    """Pages in a language that a sentence lacks are refused, and no English stands among French."""
    made = computed(tmp_path, head=INSIGHTS, section=TEXT, en="Words.")
    assert in_language(made, "en").insights == ("It was €2,500.00.",)
    with pytest.raises(SpecError) as refused:
        in_language(made, "fr")
    assert [(issue.code, issue.message) for issue in refused.value.issues] == [
        ("no-translation", "insight 3 is not in French, the language of the report: it is in English"),
        ("no-translation", "the commentary is not in French, the language of the report: it is in English"),
    ]


def test_what_is_written_is_words_and_never_html(tmp_path: Path) -> None:
    """A tag is shown as it was typed, and a heading stands below the section's."""
    text = "# Title\n\n<script>alert(1)</script> & {revenue}\n\n- one\n"
    page = pages.render(document(tmp_path, section=TEXT, en=text), "screen", lambda weight, text: "")
    assert "<h3>Title</h3>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; €2,500.00" in page
    assert "<script" not in page


@pytest.mark.parametrize(("words", "beside"), [(100, True), (2000, False)])
def test_a_short_commentary_stands_beside_its_picture(words: int, beside: bool, tmp_path: Path) -> None:
    """A long one stands above, over the whole width."""
    (section,) = document(tmp_path, section=TEXT, more=OBJECTIVES, en="word " * (words // 5)).sections
    assert section.beside is beside
