"""A language is a file: what stands in `templates/locale/` can be asked for, and what it lacks is counted."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from engine import pipeline
from engine.formats import pages
from engine.numbers import Numbers
from engine.periods import Calendar
from engine.pipeline.wording import worded
from tests.watch.example import written
from tests.words_in_source import words

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 3)
VALUES = """team:
    label: {en: Team, es: Equipo, fr: Équipe, ru: Команда}
    values: {north: {en: North, es: Norte, fr: Nord, ru: Север}, south: {en: South, es: Sur, fr: Sud, ru: Юг}}"""
PARTIAL = r"""
msgid ""
msgstr ""
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Attainment"
msgstr "Erreicht"

msgid "Scorecard"
msgstr "Ziele im Überblick"

msgid "%(number)s day"
msgid_plural "%(number)s days"
msgstr[0] "%(number)s Tag"
msgstr[1] ""
"""


def shown(page: str) -> str:
    """The words of a page, without styles and drawings."""
    text = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>|<[^>]+>", "\n", page)
    return html.unescape(text)


def report(folder: Path, language: str = "en") -> Path:
    path = written(folder)
    text = path.read_text("utf-8").replace("team: {label: Team}", VALUES)
    path.write_text(text.replace("language: en", f"language: {language}"), "utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "team", "north", "month"),
    [
        ("en", "Team", "North", "October 2026"), ("es", "Equipo", "Norte", "octubre de 2026"),
        ("fr", "Équipe", "Nord", "octobre 2026"), ("ru", "Команда", "Север", "октябрь 2026"),
    ],
)  # fmt: skip
def test_values_of_a_dimension_are_in_the_language_of_the_pages(
    language: str, team: str, north: str, month: str, tmp_path: Path
) -> None:
    """In tables and charts, by the report's own language and by the one that is asked for."""
    made = [
        worded(pipeline.compute(report(tmp_path), today=TODAY), language),
        worded(pipeline.compute(report(tmp_path, language), today=TODAY), None),
    ]
    for document in made:
        page = pages.render(document, "screen", lambda weight, _: f"font-{weight}")
        assert f'<html lang="{language}">' in page
        assert document.period == month
        (table,) = [table for section in document.sections for table in section.tables]
        assert table.dimension == team
        assert north in [row.label for row in table.rows]
        drawn = [chart.svg for section in document.sections for chart in section.charts]
        assert any(north in svg for svg in drawn)


def test_a_spanish_page_has_no_english_word_of_ours(tmp_path: Path) -> None:
    """Of the fixed words that read otherwise in Spanish none stands there in English."""
    document = worded(pipeline.compute(report(tmp_path, "es"), today=TODAY), None)
    text = shown(pages.render(document, "print", lambda weight, _: f"font-{weight}"))
    same = {"Total", "Source", "provisional", "Provisional", "KPI", "days", "number", "rate", "share", "figure"}
    there = {word for word in words().keys() - same if "%" not in word and re.search(rf"\b{re.escape(word)}\b", text)}
    assert there == set()
    assert "Cuadro de mando" in text


def test_a_month_is_written_as_the_language_writes_it() -> None:
    """As CLDR says for languages that nobody has looked at here."""
    period = Calendar().parse("month", "2026-10")
    assert period is not None
    assert [Numbers(language).period(period) for language in ("de", "es", "pt")] == [
        "Oktober 2026", "octubre de 2026", "outubro de 2026",
    ]  # fmt: skip
    assert Numbers("es").short_period(period) == "oct 2026"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with a German catalogue of three words put in, as somebody would."""
    folder = tmp_path_factory.mktemp("tree")
    for part in ("engine", "templates", "schema", "kpi_specs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "templates/locale/de.po").write_text(PARTIAL.lstrip(), "utf-8")
    return folder


def run(tree: Path, command: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = f"import sys; from engine.cli.{command} import {command}; sys.exit({command}())"
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = (sys.executable, "-P", "-c", program, *arguments)
    return subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_a_file_makes_a_language_and_what_it_lacks_is_counted(tree: Path, tmp_path: Path) -> None:
    """`language: de` and `--language de` work; numbers and months are German; the other words are English, and said."""
    path = report(tmp_path, "de")
    whole, lacking = len(words()), len(words()) - 2  # the third has one of two forms
    said = f"warning[language-not-whole]: {lacking} of the {whole} fixed words of the pages are not in German"
    checked = run(tree, "kpi", "check", path.name, cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert said in checked.stderr
    assert "locale/de.po" in checked.stderr
    made = run(tree, "render", path.name, "--today", "2026-11-03", "--format", "html", "--format", "pdf", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    page = (tmp_path / "out/2026-10/small.de.html").read_text("utf-8")
    assert '<html lang="de">' in page
    text = shown(page)
    assert all(
        word in text for word in ("Oktober 2026", "Ziele im Überblick", "Erreicht", "420,25\u00a0€", "Year to date")
    )
    report(tmp_path, "en")
    asked = run(
        tree, "render", path.name, "--today", "2026-11-03", "--format", "html", "--language", "de", cwd=tmp_path
    )
    assert asked.returncode == 0, asked.stderr
    assert f"--language: {said}" in asked.stderr
    assert (tmp_path / "out/2026-10/small.de.html").read_text("utf-8").replace("\n", "") == page.replace("\n", "")


def test_a_translation_that_cannot_be_filled_in_is_told_at_its_line(tree: Path, tmp_path: Path) -> None:
    """Another place to fill: never a traceback."""
    file = tree / "templates/locale/de.po"
    file.write_text(PARTIAL.lstrip().replace('"%(number)s Tag"', '"%(zahl)s Tag"'), "utf-8")
    checked = run(tree, "kpi", "check", report(tmp_path, "de").name, cwd=tmp_path)
    assert checked.returncode == 1
    assert re.search(r"de\.po:15:1: error\[language-wrong\]: the translation of '%\(number\)s day'", checked.stderr)
    asked = run(tree, "render", report(tmp_path).name, "--today", "2026-11-03", "--language", "de", cwd=tmp_path)
    assert asked.returncode == 1
    assert "error[language-wrong]" in asked.stderr
