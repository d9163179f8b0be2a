"""A report that is not whole is refused by name, and what stood there stays; or it says that it is incomplete."""

from __future__ import annotations

import io
import json
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final

import pypdf
import pytest
from click.testing import CliRunner, Result

from engine.cli.render import render
from engine.document import segments

REPORT: Final = """
report:
  id: r
  title: Review
  company: Example
  every: month
  language: LANGUAGE
  currency: EUR
  theme: THEME
  outputs: [pdf, html, xlsx, json, email]
  sections:
    - {title: Sums, cards: [amount, rows], kpis: [amount, rows], by: team,
       charts: [{trend: amount}, {trend: rows}]ON_ERROR}
    - {title: Others, kpis: [rows], by: place, charts: [{breakdown: rows, by: place}]ON_ERROR}
datasets:
  deals:
    source: deals.csv
    date: day
    columns: {day: date, x: number, team: string, place: string}
    dimensions: {team: team, place: place}
    covers: {from: 2026-08-01, to: 2026-10-31}
kpis:
  amount: {label: Amount, dataset: deals, formula: SUM(x)}
  rows: {label: Rows, dataset: deals, formula: COUNT(*)}
"""
WHOLE: Final = "day,x,team,place\n2026-08-03,1,a,p\n2026-09-03,2,b,p\n2026-10-03,5,a,q\n2026-10-03,3,c,p\n"
TINY: Final = WHOLE.replace(",1,", ",0,").replace(",2,", ",0,").replace(",5,", ",5e-324,").replace(",3,", ",0,")
FOREIGN: Final = WHOLE.replace(",q", ",日本")
SPARED: Final = ", on_error: placeholder"


def made(
    folder: Path, data: str, *arguments: str, on_error: str = "", language: str = "en", theme: str = "{}"
) -> Result:  # fmt: skip
    """The command over a report on these data."""
    (folder / "deals.csv").write_text(data, "utf-8")
    text = REPORT.replace("ON_ERROR", on_error).replace("LANGUAGE", language).replace("THEME", theme)
    (folder / "report.yml").write_text(text, "utf-8")
    return CliRunner().invoke(render, [str(folder / "report.yml"), "--today", "2026-11-03", *arguments])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "out" / "2026-10").iterdir()}


def refused(folder: Path, data: str, *said: str, outputs: tuple[str, ...] = ("pdf", "html"), theme: str = "{}") -> None:
    """The report is refused for each output with these words, and an earlier one stays as it was."""
    before = files(folder) if (folder / "out").exists() else {}
    for output in outputs:
        result = made(folder, data, "--format", output, theme=theme)
        assert result.exit_code == 4, result.output
        assert result.stdout == ""
        for words in said:
            assert words in result.stderr
    assert (files(folder) if before else {}) == before


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a whole report in it."""
    result = made(tmp_path, WHOLE)
    assert result.exit_code == 0, result.output
    assert "Checked " in result.stderr
    return tmp_path


def test_a_chart_that_cannot_be_drawn_is_named(written: Path) -> None:
    """Its kind and its KPI, and where it stands in the YAML: an axis of steps so small has none."""
    refused(written, TINY, "report.yml:13:25: error[chart-not-drawn]: the trend of 'amount' cannot be drawn: ",
            outputs=("pdf", "html", "xlsx", "email"))  # fmt: skip


def test_a_character_without_a_glyph_is_named(written: Path) -> None:
    """The character, and every part that it stands in."""
    refused(written, FOREIGN, "error[missing-glyph]", "'日' (U+65E5", "in the chart 'Rows: ", "in the table 'By place'",
            "of section 'Others'")  # fmt: skip


def test_a_character_without_a_glyph_is_named_where_somebody_wrote_it(tmp_path: Path) -> None:
    """At the text of the pages' language that has it, in the order in which they stand; what no text has is of data."""
    (tmp_path / "deals.csv").write_text("day,place\n2026-10-02,a\n", "utf-8")
    (tmp_path / "report.yml").write_text(
        """report:
  id: r
  title: Review
  company: Alpes 阿尔卑 "斯"
  every: month
  language: en
  sections:
    - {title: First, cards: [amount]}
    - title: {fr: 一, en: "Figures 運 1"}
      kpis: [amount]
kpis:
  amount: {label: Amount, dataset: deals, formula: COUNT(*)}
datasets:
  deals: {source: deals.csv, date: day, columns: {day: date, place: string}, covers: {from: 2026-10-01, to: 2026-10-31}}
""",
        "utf-8",
    )
    arguments = [str(tmp_path / "report.yml"), "--today", "2026-11-03", "--format", "html"]
    result = CliRunner().invoke(render, arguments)
    assert result.exit_code == 4, result.output
    first, second = [line for line in result.stderr.splitlines() if "error[" in line]
    assert "report.yml:4:18: error[missing-glyph]: " in first
    assert [first.index(sign) for sign in "阿尔卑斯"] == sorted(first.index(sign) for sign in "阿尔卑斯")
    assert "report.yml:9:35: error[missing-glyph]: " in second
    assert "運" in second
    assert "一" not in result.stderr.replace('{fr: 一, en: "Figures', "")


@pytest.mark.parametrize(
    ("source", "said"),
    [("logo.png", "logo.png"), ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA")],
)
def test_a_picture_that_is_missing_is_named(written: Path, source: str, said: str) -> None:
    """One of the report's own templates that is not in the page, or that is no picture: on paper and on the screen."""
    own = written / "my"
    own.mkdir()
    masthead = f'{{% block masthead %}}<img src="{source}" alt="Logo">{{{{ super() }}}}{{% endblock %}}'
    (own / "report.html.j2").write_text(f'{{% extends "boardpack/report.html.j2" %}}{masthead}', "utf-8")
    refused(written, WHOLE, said, theme="{templates: my}")


def test_a_figure_that_a_template_leaves_out_is_named(written: Path) -> None:
    """A block of the report's own that shows other figures than those of the cards."""
    own = written / "my"
    own.mkdir()
    cards = "{% block cards %}<ul>{% for card in document.cards[1:] %}<li>{{ card.label }}</li>{% endfor %}</ul>"
    text = f'{{% extends "boardpack/report.html.j2" %}}{cards}{{% endblock %}}'
    (own / "report.html.j2").write_text(text, "utf-8")
    refused(written, WHOLE, "error[not-shown]", "of 'Amount'", "in the cards of the ", theme="{templates: my}")


def test_a_total_that_does_not_add_up_is_named(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that loses a segment on its way: the column, the table, both sums."""
    whole = segments.in_order
    monkeypatch.setattr(segments, "in_order", lambda *given: whole(*given)[:-1])
    refused(
        written, WHOLE, "error[does-not-add-up]: 'Amount' of the table 'By team' in section 'Sums': its rows add up to "
        "5.0, and the total is 8.0 (8.00)",
    )  # fmt: skip


MARKS: Final = {"en": "Incomplete", "fr": "Incomplet", "ru": "Неполный отчёт", "es": "Incompleto"}


@pytest.mark.parametrize("language", MARKS)
def test_what_is_spared_is_named_in_its_place_and_marks_the_whole(tmp_path: Path, language: str) -> None:
    """First page, margins, titles, spreadsheet, JSON, subject: nobody takes it for whole. Its exit code is 6."""
    result = made(tmp_path, TINY, on_error=SPARED, language=language)
    assert result.exit_code == 6, result.output
    assert "warning[chart-not-drawn]: the trend of 'amount' cannot be drawn" in result.stderr
    found, mark = files(tmp_path), MARKS[language]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(found[f"r.{language}.pdf"])).pages]
    assert "Amount (Sums)." in pages[0]
    assert all(page.count(mark) == 2 for page in pages)
    html = found[f"r.{language}.html"].decode()
    assert f"<title>{mark} – Example" in html
    assert html.count('class="incomplete"') == 2
    with zipfile.ZipFile(io.BytesIO(found[f"r.{language}.xlsx"])) as book:
        assert mark in book.read("xl/worksheets/sheet1.xml").decode()
    subject = message_from_bytes(found[f"r.{language}.eml"], policy=default)["Subject"]
    assert subject.startswith(f"{mark} – Review –")
    preflight = json.loads(found["r.json"])["preflight"]
    assert not preflight["complete"]
    assert preflight["missing"] == [{"part": "s1c1", "what": "the trend of 'amount'", "code": "chart-not-drawn"}]


def test_a_table_is_spared_too(tmp_path: Path) -> None:
    """What a glyph is missing for is left out, chart and table, and the rest is there."""
    result = made(tmp_path, FOREIGN, on_error=SPARED)
    assert result.exit_code == 6, result.output
    found = files(tmp_path)
    assert "Incomplete: 2 parts missing; every page says so\n" in result.stderr
    missing = json.loads(found["r.json"])["preflight"]["missing"]
    assert [(one["part"], one["code"]) for one in missing] == [("s2c1", "missing-glyph"), ("s2t", "missing-glyph")]
    html = found["r.en.html"].decode()
    assert "日" not in html
    assert html.count("Missing here: this part could not be made.") == 2
    assert "By team" in html


def test_a_section_that_spares_nothing_refuses_all(tmp_path: Path) -> None:
    """What one section spares, another does not: a report is refused for what fails where nothing is spared."""
    (tmp_path / "deals.csv").write_text(TINY.replace(",q", ",日本"), "utf-8")
    text = (
        REPORT.replace("ON_ERROR", SPARED, 1).replace("ON_ERROR", "").replace("LANGUAGE", "en").replace("THEME", "{}")
    )
    (tmp_path / "report.yml").write_text(text, "utf-8")
    result = CliRunner().invoke(render, [str(tmp_path / "report.yml"), "--today", "2026-11-03"])
    assert result.exit_code == 4
    assert "error[missing-glyph]" in result.stderr
    assert "chart-not-drawn" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_what_is_whole_is_marked_by_nothing(written: Path) -> None:
    """A section that would spare a part, and has no need to, is like any other."""
    before = files(written)
    result = made(written, WHOLE, on_error=SPARED)
    assert result.exit_code == 0, result.output
    after = files(written)
    assert json.loads(after["r.json"])["preflight"] == json.loads(before["r.json"])["preflight"]
    assert after["r.en.html"] == before["r.en.html"]
